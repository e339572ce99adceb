"""Read the fields of a document one by one and collect every mistake with its place, instead of stopping at the first."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.texts import shown, text_problem

_MISSING = object()


class Fields:
    """One table of a document. What was read is taken out: what is left is unknown."""

    def __init__(self, values: Mapping[str, Any], where: str, place: str = "", problems: list[str] | None = None) -> None:
        self._values = dict(values)
        self._where, self._place = where, place
        self._known: list[str] = []
        self._problems: list[str] = [] if problems is None else problems

    def wrong(self, *problems: str) -> None:
        """Note mistakes of this table."""
        self._problems += [f"{self._place}: {problem}" if self._place else problem for problem in problems]

    def raise_problems(self) -> None:
        """Raise every mistake noted so far.

        Raises:
            ScenarioError: there is one.
        """
        if self._problems:
            raise ScenarioError(self._problems, self._where)

    def nothing_else(self) -> None:
        """Note every key that was not asked for."""
        for key in self._values:
            near = difflib.get_close_matches(str(key)[:60], self._known, 1)
            self.wrong(f"{shown(key)}: there is no such field" + (f"; did you mean {near[0]}?" if near else f"; there are {', '.join(self._known)}"))

    def take(self, key: str, default: Any = _MISSING) -> Any:
        """Return a value as it stands, and note it where it is missing and has no default."""
        self._known.append(key)
        if key in self._values:
            return self._values.pop(key)
        if default is _MISSING:
            self.wrong(f"{key}: it is missing")
            return None
        return default

    def equal(self, key: str, wanted: int) -> None:
        """Note a value that is not the wanted one."""
        value = self.take(key)
        if value is not None and (value != wanted or isinstance(value, bool)):
            self.wrong(f"{key}: {shown(value)} is not allowed; this version reads {wanted}")

    def text(self, key: str, limit: int, default: Any = _MISSING, *, lines: bool = False) -> str:
        """Return a text of at most so many characters."""
        value = self.take(key, default)
        if value is None:
            return ""
        problem = text_problem(key, value, limit, several_lines=lines) or ("" if value.strip() else f"{key}: it is empty")
        if problem:
            self.wrong(problem)
        return value.strip() if isinstance(value, str) else ""

    def texts(self, key: str, default: Any = _MISSING) -> list[str]:
        """Return a list of short texts."""
        value = self.take(key, default)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(f"{key}: {shown(value)} is not allowed; it must be a list of texts")
            return []
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: Any = _MISSING) -> str:
        """Return one of the allowed words."""
        value = self.take(key, default)
        if value is not None and value not in allowed:
            near = difflib.get_close_matches(str(value)[:60], allowed, 1)
            hint = f"; did you mean {near[0]}?" if near else f"; it must be one of {', '.join(allowed)}" if len(allowed) < 9 else ""
            self.wrong(f"{key}: {shown(value)} is not allowed{hint}")
            return allowed[0]
        return value or allowed[0]

    def whole(self, key: str, low: int, high: int, default: Any = _MISSING) -> int:
        """Return a whole number within a range."""
        value = self.take(key, default)
        if value is None:
            return low
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.wrong(f"{key}: {shown(value)} is not allowed; it must be a whole number from {low:,} to {high:,}")
            return low
        return value

    def number(self, key: str, low: float, high: float, default: Any = _MISSING) -> float:
        """Return a number within a range."""
        value = self.take(key, default)
        if value is None:
            return low
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value) or not low <= value <= high:
            self.wrong(f"{key}: {shown(value)} is not allowed; it must be a number from {low:g} to {high:g}")
            return low
        return float(value)

    def table(self, key: str) -> Fields:
        """Return a table inside this one, an empty one where it is missing."""
        value = self.take(key)
        place = f"{self._place}.{key}" if self._place else key
        if value is not None and not isinstance(value, Mapping):
            self.wrong(f"{key}: {shown(value)} is not allowed; it must be a table [{place}]")
        return Fields(value if isinstance(value, Mapping) else {}, self._where, place, self._problems)

    def tables(self, key: str) -> list[Fields]:
        """Return a list of tables inside this one."""
        value = self.take(key)
        place = f"{self._place}.{key}" if self._place else key
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.wrong(f"{key}: {shown(value)} is not allowed; write one [[{place}]] for each")
            return []
        return [Fields(one, self._where, f"{place}, entry {nth}", self._problems) for nth, one in enumerate(value, 1)]
