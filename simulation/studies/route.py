"""A goal, the settings tried on the way to it, and the route found: how near each comes, and in how many unseen worlds it is met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np

from simulation.outcomes.arrival import MAY_NEVER_COME
from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY
from simulation.outcomes.zones import healthy as stays_healthy
from simulation.studies.cloud import Point, Sample
from simulation.studies.compare import Difference, difference
from simulation.studies.conditions import Condition
from simulation.vocabulary.inputs import INPUTS

REACHED = 2 / 3  # of the unseen worlds in which everything must hold


@dataclass(frozen=True)
class Goal:
    """What is wanted, what must hold as well, and whether the community must stay healthy."""

    wants: tuple[Condition, ...]
    limits: tuple[Condition, ...] = ()
    healthy: bool = True

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Return wants and limits together."""
        return (*self.wants, *self.limits)

    def met(self, sample: Sample) -> np.ndarray:
        """Return the worlds in which everything holds, (R,) bool."""
        met = sample.met(self.conditions)
        return met & stays_healthy(sample.zones) if self.healthy else met

    def shortfall(self, sample: Sample) -> float:
        """Return how far a setting is from the goal in the mean world, in shares of what is asked; 0 where it is met in all."""
        total = np.zeros(len(sample))
        for condition in self.conditions:
            missing = condition.shortfall(sample.final(*condition.reading)) / max(abs(condition.number), 1.0)
            if condition.measure in MAY_NEVER_COME:  # never paid back: how deep in the red tells how far away it is
                depth = np.clip(-sample.final("npv") / np.maximum(sample.final("peak_funding"), 1.0), 0, 1)
                missing = np.where(np.isfinite(missing), np.minimum(missing, 1.0), 1.0 + depth)
            total += np.where(np.isfinite(missing), np.minimum(missing, 3.0), 3.0)
        if self.healthy:
            over = (np.nan_to_num(sample.final("auditorium_peak"), nan=AUDITORIUM) - HEALTHY) / (AUDITORIUM - HEALTHY)
            total += np.where(stays_healthy(sample.zones), 0.0, 0.25 + np.clip(over, 0, 1))
        return float(total.mean())


@dataclass(frozen=True, eq=False)
class Tried:
    """A setting met on the way, in the worlds of the search."""

    point: Point
    sample: Sample
    shortfall: float

    @cached_property
    def value(self) -> float:
        """Return the value of the median world [$]."""
        return self.sample.middle("npv")

    @cached_property
    def cost(self) -> float:
        """Return what the programme costs in the median world [$ per month]."""
        return self.sample.middle("cost_per_month")

    @cached_property
    def risk(self) -> float:
        """Return the share of worlds in which the community does not stay healthy."""
        return 1 - float(stays_healthy(self.sample.zones).mean())


@dataclass(frozen=True, eq=False)
class Route:
    """What the search has found: `found` is None until something was tried, `unseen` until it was checked in fresh worlds.

    A route found early is checked early: the search then goes on for what is worth more, and tells that route meanwhile.
    """

    goal: Goal
    base: Point
    found: Tried | None
    unseen: Sample | None
    base_unseen: Sample | None
    trials: tuple[Tried, ...]
    tried: int
    share: float
    stage: str

    @cached_property
    def frontier(self) -> tuple[Tried, ...]:
        """Return the settings met on the way that no other one beats, the most valuable first; value is what is gained in the same worlds."""
        return tuple(frontier(self.trials, lambda one: self.gain(one).median))

    def gain(self, one: Tried) -> Difference:
        """Return what a setting met on the way is worth more than the present one, world by world of the search."""
        base = next(tried for tried in self.trials if tried.point == self.base)  # the first one that is tried
        return difference("npv", base.sample.final("npv"), one.sample.final("npv"))

    @property
    def changes(self) -> dict[str, Any]:
        """Return the inputs that the found setting changes."""
        return {} if self.found is None else changes_between(self.base, self.found.point)

    @property
    def met_in(self) -> int:
        """Return in how many unseen worlds everything holds."""
        return 0 if self.unseen is None else int(self.goal.met(self.unseen).sum())

    @property
    def reached(self) -> bool:
        """Say whether everything holds in enough of the unseen worlds."""
        return self.unseen is not None and self.met_in >= REACHED * len(self.unseen)

    def missed(self) -> dict[str, int]:
        """Return in how many unseen worlds each part of the goal does not hold."""
        if self.unseen is None:
            return {}
        counts = {str(one): int((~one.met_by(self.unseen.final(*one.reading))).sum()) for one in self.goal.conditions}
        if self.goal.healthy:
            counts["healthy"] = int((~stays_healthy(self.unseen.zones)).sum())
        return {name: count for name, count in counts.items() if count}


def frontier(trials: Iterable[Tried], worth: Callable[[Tried], float] = attrgetter("value")) -> list[Tried]:
    """Return the settings no other one beats in what they are worth, risk and cost at once, the most valuable first."""
    points = [(one, (-worth(one), one.risk, one.cost)) for one in trials]
    kept = [(one, mine) for one, mine in points if not any(_beats(theirs, mine) for _, theirs in points)]
    return [one for one, _ in sorted(kept, key=lambda pair: pair[1][0])]


def changes_between(base: Point, point: Point) -> dict[str, Any]:
    """Return the inputs whose values differ, with the new ones."""
    return {name: getattr(point.inputs, name) for name in INPUTS if getattr(point.inputs, name) != getattr(base.inputs, name)}


def rank_of(tried: Tried) -> tuple[float, float, float]:
    """Return what settings are sorted by, the best first: how far from the goal, then what it is worth, then what it costs."""
    return round(tried.shortfall, 9), -tried.value, tried.cost


def _beats(one: tuple[float, float, float], other: tuple[float, float, float]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True)) and one != other
