"""The error of everything that reads or checks a scenario."""

from __future__ import annotations

from collections.abc import Iterable

from simulation.vocabulary.specification import InputError


class ScenarioError(InputError):
    """Name every problem of one scenario at once, each with the place it was read from."""

    def __init__(self, problems: Iterable[str], where: str = "") -> None:
        self.where = where
        super().__init__(f"{where}: {problem}" if where else problem for problem in problems)
