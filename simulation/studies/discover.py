"""What would change our mind: two settings in a cloud of beliefs, the same worlds for both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.studies.boxes import Box, find_boxes
from simulation.studies.cloud import Cloud, Point, Sample
from simulation.studies.compare import Difference, difference
from simulation.studies.conditions import Condition
from simulation.studies.information import value_of_each, value_of_everything
from simulation.studies.silence import idle
from simulation.vocabulary.beliefs import draw_beliefs, uncertain
from simulation.vocabulary.existing import past_holds
from simulation.vocabulary.inputs import INPUTS
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.specification import InputError

RUNS = 400  # clouds of beliefs, one world each
PARTS = 8  # in how many steps what is found is looked at anew


@dataclass(frozen=True, eq=False)
class Discovery:
    """What is known of a choice so far.

    Attributes:
        names: the beliefs that were drawn, in the order of the columns of `beliefs` (n, d).
        difference: B minus A in `measure`, each world with beliefs of its own.
        fails: (n,) in which of them the choice of B fails.
        boxes: where it fails more often, confirmed by points held back.
        evpi, evppi: what knowing everything, or one belief, would add [$].
    """

    names: tuple[str, ...]
    beliefs: np.ndarray
    measure: str
    difference: Difference
    advantage: np.ndarray
    fails: np.ndarray
    boxes: tuple[Box, ...]
    evpi: float
    evppi: dict[str, float]
    share: float
    stage: str

    def conditions(self, box: Box) -> list[dict[str, Any]]:
        """Return a box's conditions as name, low and high; an open end is that of what is believed possible."""
        found = []
        for column, low, high in box.conditions:
            values = self.beliefs[:, column]
            found.append(
                {
                    "name": self.names[column],
                    "low": float(values.min() if low is None else low),
                    "high": float(values.max() if high is None else high),
                }
            )
        return found

    def inside(self, box: Box) -> dict[str, Any]:
        """Return a setting of the beliefs in the middle of a box: what a click puts into the levers."""
        held = self.beliefs[box.holds(self.beliefs)]
        middle = {self.names[column]: float(np.median(held[:, column])) for column, _, _ in box.conditions}
        return {name: INPUTS[name].check(INPUTS[name].type(round(value) if INPUTS[name].type is int else value)) for name, value in middle.items()}


def discover(cloud: Cloud, a: Point, b: Point, *, runs: int = RUNS, fails: Condition | None = None, measure: str = "npv") -> Iterator[Discovery]:
    """Yield what is known of B against A as more and more beliefs are drawn; the last one is complete.

    Args:
        runs: beliefs drawn; each is one world, with the same beliefs and the same random numbers for both settings.
        fails: when the choice of B counts as failed; by default, when it is no better than A.

    Raises:
        InputError: they start from a community that is there already.
    """
    if why := past_holds(cloud.existing):
        raise InputError([why])
    names = _doubted(a, b, cloud.weeks)
    drawn = [draw_beliefs(a.inputs, cloud.seed, replicate, names) for replicate in range(runs)]
    table = np.array([[float(one[name]) for name in names] for one in drawn]).reshape(runs, len(names))
    pairs = [(_with(a, one), _with(b, one)) for one in drawn]
    for part in range(1, PARTS + 1):
        worlds = range(runs * part // PARTS)
        for _ in cloud.gather([(point, [nth]) for nth in worlds for point in pairs[nth]]):
            pass
        if len(worlds) < 2:
            continue
        first, second = (_joined([cloud.known(pairs[nth][side], [nth]) for nth in worlds]) for side in (0, 1))
        yield _judged(names, table[: len(worlds)], first, second, fails, measure, cloud.seed, part / PARTS)


def _doubted(a: Point, b: Point, weeks: int) -> tuple[str, ...]:
    """Return the beliefs to draw: those that may do something in one of the settings, none that belong to another market, say."""
    found = [spec.name for spec in uncertain(a.inputs) if getattr(a.inputs, spec.name) or getattr(b.inputs, spec.name)]
    if a.timeline.changes or b.timeline.changes:  # what does nothing today may do something after a change
        return tuple(found)
    return tuple(name for name in found if not (idle(name, a.inputs, weeks) and idle(name, b.inputs, weeks)))


def _judged(
    names: tuple[str, ...], table: np.ndarray, a: Sample, b: Sample, fails: Condition | None, measure: str, seed: int, share: float
) -> Discovery:
    before, after = a.final(measure), b.final(measure)
    better = -1.0 if MEASURES[measure].better == "down" else 1.0
    with np.errstate(invalid="ignore"):
        advantage = better * (after - before)
        failed = ~(advantage > 0) if fails is None else fails.met_by(b.final(*fails.reading))
    worth = b.final("npv") - a.final("npv")
    whole = share >= 1
    each = value_of_each(table, worth, seed) if whole else np.zeros(len(names))
    order = np.argsort(-each, kind="stable")
    return Discovery(
        names=names,
        beliefs=table,
        measure=measure,
        difference=difference(measure, before, after),
        advantage=advantage,
        fails=failed,
        boxes=tuple(find_boxes(table, failed, seed)) if whole else (),
        evpi=value_of_everything(worth) if whole else float("nan"),
        evppi={names[place]: float(each[place]) for place in order} if whole else {},
        share=share,
        stage=f"{len(table)} sets of beliefs",
    )


def _with(point: Point, beliefs: dict[str, Any]) -> Point:
    """Return a setting with other beliefs; one that it has put to 0 stays there: its mechanism was switched off on purpose."""
    return replace(point, inputs=replace(point.inputs, **{name: value for name, value in beliefs.items() if getattr(point.inputs, name)}))


def _joined(samples: list[Sample]) -> Sample:
    return Sample(np.concatenate([one.replicates for one in samples]), np.concatenate([one.lines for one in samples]), samples[0].places)
