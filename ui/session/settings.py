"""Where a reader stands, and the way back and forth between such places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from scenarios.scenario import Scenario
from simulation import RunSpec

HISTORY_LIMIT = 200


@dataclass(frozen=True)
class Place:
    """Everything a step changes and its undoing brings back, together: what is set, where it started, and how it is looked at.

    Args:
        now: the present setting.
        start: the scenario the levers started from; its title is the page's heading.
        start_name: its name in the library, or "" for one from a link, a file or the store.
        start_setting: what the start sets, with the reader's own figures in it.
        pinned: the baseline where it is another than the start.
        currency: what amounts are read and shown in.
        saved: the identity of the saved scenario under work, or "".
        view: the open view, or "" for the first one.
    """

    now: RunSpec
    start: Scenario
    start_name: str
    start_setting: RunSpec
    pinned: RunSpec | None = None
    currency: str = "USD"
    saved: str = ""
    view: str = ""

    @property
    def baseline(self) -> RunSpec:
        """Return what every difference is taken against."""
        return self.pinned if self.pinned is not None else self.start_setting


@dataclass
class History:
    """The places so far: one can go back and forth without losing any."""

    current: Place
    past: list[Place] = field(default_factory=list)
    future: list[Place] = field(default_factory=list)

    def move_to(self, place: Place) -> bool:
        """Make `place` the current one; return whether anything changed."""
        if place == self.current:
            return False
        self.past = [*self.past, self.current][-HISTORY_LIMIT:]
        self.future = []
        self.current = place
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

    def go_to(self, place: Place) -> None:
        """Follow the browser: one step back or forth where the place lies there, a step of its own elsewhere."""
        if self.past and self.past[-1] == place:
            self.undo()
        elif self.future and self.future[-1] == place:
            self.redo()
        else:
            self.move_to(place)

    def rewrite(self, change: Callable[[Place], Place]) -> None:
        """Change what is known of every place without making a step."""
        self.past, self.future = [change(place) for place in self.past], [change(place) for place in self.future]
        self.current = change(self.current)

    def with_runs(self, runs: int) -> None:
        """Take another number of worlds for the present place without making a step."""
        here = self.current
        self.current = replace(here, now=replace(here.now, runs=runs), start_setting=replace(here.start_setting, runs=runs))
