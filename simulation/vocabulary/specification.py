"""What an input is: its label, unit, range, default, source and confidence, and how a value is checked.

Everything that shows, stores or accepts an input (sliders, files, links, command-line flags, documents,
sensitivity ranges, corner tests) is derived from these declarations.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

CONFIDENCE = ("high", "medium", "low")


class InputError(ValueError):
    """One message naming every wrong value at once, for people rather than for programs."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[str, ...]]]:
        """Keep the problems apart on the way from a worker."""
        return type(self), (self.problems,)


@dataclass(frozen=True, kw_only=True)
class Spec:
    """Declare one input.

    `default` fixes the kind: bool, int, float or str (a choice among `choices`).
    `low` and `high` are inclusive and carry `unit`. `initial` inputs describe the start and cannot be
    changed on the timeline. `money` marks amounts that double when every price doubles.
    """

    name: str
    label: str
    unit: str
    default: bool | int | float | str
    group: str
    help: str
    source: str
    confidence: str
    kind: str  # "lever" (what you choose) or "assumption" (what you believe)
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    advanced: bool = False
    initial: bool = False
    money: bool = False

    @property
    def type(self) -> type:
        """Return the Python type of the value."""
        return type(self.default)

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the lowest and the highest value of a number.

        Raises:
            TypeError: the input is switched or chosen, and has none.
        """
        if self.low is None or self.high is None:
            raise TypeError(f"{self.name} is no number: it has no range")
        return self.low, self.high

    def range_text(self) -> str:
        """Say in words which values are allowed."""
        if self.type is bool:
            return "true or false"
        if self.choices:
            return "one of " + ", ".join(self.choices)
        whole = "a whole number " if self.type is int else "a number "
        low, high = self.bounds
        return f"{whole}from {_plain(low)} to {_plain(high)}" + (f" [{self.unit}]" if self.unit else "")

    def check(self, value: Any) -> Any:
        """Return `value` as the declared type.

        Raises:
            InputError: the value has the wrong type, is not finite, or is out of range.
        """
        if self.type is bool:
            if isinstance(value, bool):
                return value
            raise self._wrong(value)
        if self.type is str:
            if isinstance(value, str) and value in self.choices:
                return value
            raise self._wrong(value)
        if isinstance(value, bool) or (not isinstance(value, (int, float)) and not hasattr(value, "__float__")):
            raise self._wrong(value)
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise self._wrong(value) from None
        low, high = self.bounds
        if not math.isfinite(number) or not low <= number <= high:
            raise self._wrong(value)
        if self.type is int:
            if number != int(number):
                raise self._wrong(value)
            return int(number)
        return number

    def parse(self, text: str) -> Any:
        """Read a value written as text, as on a command line, and check it."""
        text = text.strip()
        if self.type is bool:
            if text.lower() in ("true", "false"):
                return text.lower() == "true"
            raise self._wrong(text)
        if self.type is str:
            return self.check(text)
        try:
            return self.check(int(text) if self.type is int else float(text))
        except ValueError as error:
            if isinstance(error, InputError):
                raise
            raise self._wrong(text) from None

    def _wrong(self, value: Any) -> InputError:
        shown = repr(value)
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        near = ""
        if self.choices and isinstance(value, str):
            matches = difflib.get_close_matches(value, self.choices, 1)
            near = f" (did you mean {matches[0]}?)" if matches else ""
        return InputError([f"{self.name}: {shown} is not allowed; it must be {self.range_text()}{near}"])


def _plain(number: float) -> str:
    return f"{number:g}" if abs(number) < 1e6 else f"{number:,.0f}"


@dataclass(frozen=True)
class Allowed:
    """The declared inputs by name, with checks that report every problem at once."""

    specs: Mapping[str, Spec] = field(default_factory=dict)

    def unknown(self, name: str) -> str:
        """Describe an unknown name and suggest the nearest known one, where one is near."""
        matches = difflib.get_close_matches(str(name), list(self.specs), 1)
        hint = f"; did you mean {matches[0]}?" if matches else ""
        shown = str(name) if len(str(name)) <= 60 else str(name)[:57] + "..."
        return f"{shown}: there is no input of that name{hint}"

    def check(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return checked copies of `values`.

        Raises:
            InputError: names every unknown name and every wrong value.
        """
        problems: list[str] = []
        checked: dict[str, Any] = {}
        for name, value in values.items():
            if name not in self.specs:
                problems.append(self.unknown(name))
                continue
            try:
                checked[name] = self.specs[name].check(value)
            except InputError as error:
                problems.extend(error.problems)
        if problems:
            raise InputError(problems)
        return checked

    def parse(self, name: str, text: str) -> Any:
        """Read one named value written as text."""
        if name not in self.specs:
            raise InputError([self.unknown(name)])
        return self.specs[name].parse(text)
