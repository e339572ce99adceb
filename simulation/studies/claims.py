"""What a pair of runs is said to show: conditions on one of them, on their difference, or on their ratio, world by world.

after: top1_share@24>=0.3        difference: trust@18<=-0.05        ratio: speakers@24<=0.8
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from simulation.outcomes.reading import read
from simulation.outcomes.results import Results
from simulation.studies.conditions import Condition, condition_from
from simulation.vocabulary.specification import InputError

SIDES = ("before", "after", "difference", "ratio")
GRAMMAR = f"({'|'.join(SIDES)}): MEASURE[@MONTH] (<=|>=|<|>|=) NUMBER"


@dataclass(frozen=True)
class Claim:
    """One condition on a pair of runs: on the run before, on the one after, on after - before, or on after / before."""

    side: str
    condition: Condition

    def __str__(self) -> str:
        return f"{self.side}: {self.condition}"

    def values(self, before: Results, after: Results) -> np.ndarray:
        """Return the number that is judged in each world, (R,); NaN where there is none."""
        if self.side in ("before", "after"):
            return read(before if self.side == "before" else after, *self.condition.reading)
        first, second = (read(results, *self.condition.reading) for results in (before, after))
        if self.side == "difference":
            return second - first
        return np.divide(second, first, out=np.full(first.shape, np.nan), where=first > 0)

    def met(self, before: Results, after: Results) -> np.ndarray:
        """Return which worlds meet the claim, (R,) bool."""
        return self.condition.met_by(self.values(before, after))


def claim_from(text: str, weeks: int | None = None) -> Claim:
    """Return the claim written as text; where `weeks` is given, a run of so many weeks must reach its month.

    Raises:
        InputError: says what is wrong with it and what is allowed.
    """
    side, colon, rest = text.partition(":")
    if not colon or side.strip() not in SIDES:
        raise InputError([f"{text!r:.60} is no claim; write {GRAMMAR}, for example ratio: speakers@24<=0.8"])
    condition = condition_from(rest)
    if weeks is not None:
        condition.check_horizon(weeks)
    return Claim(side.strip(), condition)


def all_hold(claims: Iterable[Claim], before: Results, after: Results) -> np.ndarray:
    """Return which worlds meet every claim, (R,) bool."""
    held = np.ones(len(after), dtype=bool)
    for claim in claims:
        held &= claim.met(before, after)
    return held
