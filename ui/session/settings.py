"""One setting of the simulator, and the way back and forth between settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from simulation import INPUTS, Inputs, Timeline, inputs_from, timeline_from, usual
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS

HISTORY_LIMIT = 200


@dataclass(frozen=True)
class Setting:
    """What the page shows: only what differs from the defaults, the plan, and how it is run."""

    differences: Mapping[str, Any] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=Timeline)
    seed: int = DEFAULT_SEED
    weeks: int = DEFAULT_WEEKS
    runs: int = DEFAULT_RUNS

    @property
    def inputs(self) -> Inputs:
        """Return complete, checked inputs.

        Raises:
            InputError: names every wrong value.
        """
        return inputs_from(self.differences)

    @property
    def market(self) -> str:
        """Return the market, whose usual figures stand in for what is not given."""
        return self.differences.get("market", INPUTS["market"].default)

    def value(self, name: str) -> Any:
        """Return the value of one input."""
        return self.differences.get(name, usual(name, self.market))

    def with_value(self, name: str, value: Any) -> Setting:
        """Return the setting with one checked value; a value equal to the default is left out.

        Raises:
            InputError: the value is not allowed.
        """
        value = INPUTS[name].check(value)
        differences = {**self.differences, name: value}
        if value == usual(name, differences.get("market", INPUTS["market"].default)):
            del differences[name]
        return replace(self, differences=differences)

    def with_values(self, values: Mapping[str, Any]) -> Setting:
        """Return the setting with several checked values."""
        setting = self
        for name in sorted(values, key=lambda name: name != "market"):  # the market first: it moves the usual figures
            setting = setting.with_value(name, values[name])
        return setting

    def with_timeline(self, changes: list, shocks: list) -> Setting:
        """Return the setting with another plan.

        Raises:
            InputError: names every wrong entry.
        """
        return replace(self, timeline=timeline_from(changes, shocks, self.weeks))


@dataclass
class History:
    """The settings so far: one can go back and forth without losing any."""

    current: Setting
    past: list[Setting] = field(default_factory=list)
    future: list[Setting] = field(default_factory=list)

    def move_to(self, setting: Setting) -> bool:
        """Make `setting` the current one; return whether anything changed."""
        if setting == self.current:
            return False
        self.past = [*self.past, self.current][-HISTORY_LIMIT:]
        self.future = []
        self.current = setting
        return True

    def undo(self) -> None:
        """Go back one step, if there is one."""
        if self.past:
            self.future.append(self.current)
            self.current = self.past.pop()

    def redo(self) -> None:
        """Go forward one step, if there is one."""
        if self.future:
            self.past.append(self.current)
            self.current = self.future.pop()


def changed_names(before: Setting, after: Setting) -> list[str]:
    """Return the inputs whose values differ, in the order of their declaration."""
    return [name for name in INPUTS if before.value(name) != after.value(name)]
