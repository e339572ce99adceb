"""The way back and forth between settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulation import RunSpec

HISTORY_LIMIT = 200


@dataclass
class History:
    """The settings so far: one can go back and forth without losing any."""

    current: RunSpec
    past: list[RunSpec] = field(default_factory=list)
    future: list[RunSpec] = field(default_factory=list)

    def move_to(self, setting: RunSpec) -> bool:
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
