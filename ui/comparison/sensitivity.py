"""Which assumptions could turn a decision round: each is moved to both ends of its range, in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation import ASSUMPTIONS, Results, RunSpec, Spec
from simulation.engine.pool import EnginePool
from simulation.studies.compare import Difference, difference
from ui.comparison.comparison import Comparison
from ui.comparison.options import aligned
from ui.comparison.recommendation import recommend
from ui.session.runs import give_way
from ui.text.lever_text import shown
from ui.text.wording import amount

WORLDS = 4  # per end of a range: matched worlds differ little in how they answer, so a few rank assumptions well
JUDGED_BY = "npv"
LEAST_CERTAIN_FIRST = ("low", "medium", "high")
NEAREST_FIRST = ("Customers", "Growth", "Money", "Bonds", "Visits")


@dataclass(frozen=True)
class Doubt:
    """How far an assumption moves the advantage of one option over another.

    `usual`, `low` and `high` are the median advantage [$] at the present value and at the two ends of the range.
    """

    spec: Spec
    usual: float
    low: float
    high: float

    @property
    def swing(self) -> float:
        """Return how far the advantage moves between the two ends [$]."""
        return max(self.low, self.high, self.usual) - min(self.low, self.high, self.usual)

    @property
    def overturns(self) -> bool:
        """Say whether an end of the range turns the decision round."""
        return min(self.low * self.usual, self.high * self.usual) < 0

    def sentence(self, currency: str) -> str:
        """Say what the assumption does to the advantage."""
        ends = [
            f"{amount(JUDGED_BY, value, currency, signed=True)} at {_end(self.spec, low)}" for value, low in ((self.low, True), (self.high, False))
        ]
        return f"{self.spec.label}: the advantage is {' and '.join(ends)}" + (", which turns the decision round." if self.overturns else ".")


def pair_in_doubt(comparison: Comparison) -> tuple[int, int]:
    """Return the places of the option that is ahead and of the one it is held against.

    The recommended option against the baseline; where the baseline is recommended, the best other option against it.
    """
    best = recommend(comparison).place
    if best:
        return best, 0
    others = range(1, len(comparison.options))
    return max(others, key=lambda place: comparison.differences[place - 1][JUDGED_BY].median), 0


def doubted(comparison: Comparison, pool: EnginePool, before: Sequence[Doubt] = (), most: int = 1_000) -> Iterator[tuple[float, list[Doubt]]]:
    """Yield (share done, doubts so far, the largest swing first) while every assumption is moved to both ends of its range.

    The least certain go first, so that stopping early leaves the most doubtful ones tested; `before` holds doubts of an
    earlier part of the test, `most` is how many are tested now. Abandoning the iterator stops the work within a simulated week.
    """
    first, second = pair_in_doubt(comparison)
    settings = aligned(comparison.options, WORLDS)
    usual = comparison.between(JUDGED_BY, first, second).median
    known = {doubt.spec.name for doubt in before}
    specs = [spec for spec in testable() if spec.name not in known][:most]
    job = pool.job()
    parts: dict[tuple[str, int], dict[int, Results]] = {}
    found: dict[str, dict[int, float]] = {}
    doubts: list[Doubt] = list(before)
    try:
        waiting: dict[Future[Results], tuple[Spec, int, int]] = {}
        for spec in specs:
            for end, value in enumerate(_ends(spec)):
                for place in (first, second):
                    waiting[_submit(pool, job, settings[place], spec.name, value)] = (spec, end, place)
        total = len(waiting)
        while waiting:
            done, _ = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
            give_way()
            for future in done:
                spec, end, place = waiting.pop(future)
                both = parts.setdefault((spec.name, end), {})
                both[place] = future.result()
                if len(both) == 2:
                    found.setdefault(spec.name, {})[end] = _advantage(both[first], both[second]).median
                    del parts[spec.name, end]
                    if len(found[spec.name]) == 2:
                        doubts.append(Doubt(spec, usual, found[spec.name][0], found[spec.name][1]))
            if done:
                doubts.sort(key=lambda doubt: (-doubt.overturns, -doubt.swing, doubt.spec.name))
                yield 1 - len(waiting) / total, list(doubts)
    finally:
        pool.stop(job)


def testable() -> list[Spec]:
    """Return the assumptions that have a range, the least certain first, those closest to the money before the others."""
    specs = [spec for spec in ASSUMPTIONS.values() if _ends(spec)]
    groups = {group: place for place, group in enumerate(NEAREST_FIRST)}
    return sorted(specs, key=lambda spec: (LEAST_CERTAIN_FIRST.index(spec.confidence), groups.get(spec.group, len(groups))))


def _submit(pool: EnginePool, job: Any, setting: RunSpec, name: str, value: Any) -> Future[Results]:
    return pool.submit_block(setting.with_value(name, value), range(WORLDS), job)


def _advantage(ahead: Results, behind: Results) -> Difference:
    return difference(JUDGED_BY, np.asarray(behind.final(JUDGED_BY)), np.asarray(ahead.final(JUDGED_BY)))


def _ends(spec: Spec) -> tuple[Any, ...]:
    if spec.type is bool:
        return (False, True)
    return (spec.type(spec.low), spec.type(spec.high)) if spec.low is not None and spec.high is not None else ()


def _end(spec: Spec, low: bool) -> str:
    return shown(spec, _ends(spec)[0 if low else 1])
