"""A weekly process: a verb phrase, what it does, and the columns it may write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any


@dataclass(frozen=True)
class Process:
    """One step of the week. `writes` names columns and world variables, as `people.mrr`, `people.*` or `world.trust`; all others stay as they are."""

    name: str
    title: str
    run: Callable[[Any], None]
    writes: tuple[str, ...]

    def __call__(self, world: Any) -> None:
        """Live through this step of the week."""
        self.run(world)

    def may_write(self, column: str) -> bool:
        """Say whether this process may write a column."""
        return any(fnmatch(column, pattern) for pattern in self.writes)


def process(*writes: str) -> Callable[[Callable[[Any], None]], Process]:
    """Declare a function of the world as a weekly process that writes only these columns."""

    def declare(function: Callable[[Any], None]) -> Process:
        lines = (function.__doc__ or "").strip().splitlines()  # Python leaves them out where it is told to optimise
        title = lines[0] if lines else function.__name__.replace("_", " ")
        return Process(function.__name__, title, function, writes)

    return declare
