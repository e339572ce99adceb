"""How do I get there: from where one stands to a goal, by moves one could really make, checked in worlds the search has not seen.

Rounds of: every move from here in the same few worlds, then the best moves together, one more at a time. The best of many
settings looks better than it is, so what is told is what it does in fresh worlds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulation.outcomes.arrival import MAY_NEVER_COME
from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY
from simulation.outcomes.results import band
from simulation.outcomes.zones import healthy as stays_healthy
from simulation.studies.cloud import Cloud, Point, Sample
from simulation.studies.conditions import Condition
from simulation.studies.moves import NEVER_SUGGESTED, Move, moves_from
from simulation.vocabulary.inputs import INPUTS

LOOK, TRIAL = 2, 4  # worlds per move, and per combination of moves
TOGETHER = 8  # moves that are combined in a round
ROUNDS = 4
REACH = 2  # stops a lever may move at once: one may lie in a hollow
FINALISTS, SELECTION, UNSEEN = 3, 8, 30  # settings checked at the end, in how many fresh worlds, and the winner in how many others
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
        return float(band(self.sample.final("npv"))[1])

    @cached_property
    def cost(self) -> float:
        """Return what the programme costs in the median world [$ per month]."""
        return float(band(self.sample.final("cost_per_month"))[1])

    @cached_property
    def risk(self) -> float:
        """Return the share of worlds in which the community does not stay healthy."""
        return 1 - float(stays_healthy(self.sample.zones).mean())


@dataclass(frozen=True, eq=False)
class Route:
    """What the search has found: `found` is None until something was tried, `unseen` until it was checked in fresh worlds."""

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
        """Return the settings met on the way that no other one beats, the most valuable first."""
        return tuple(frontier(self.trials))

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


def seek(cloud: Cloud, base: Point, goal: Goal, *, keep: Iterable[str] = (), rounds: int = ROUNDS) -> Iterator[Route]:
    """Yield routes that come closer to a goal; the last one is checked in worlds the search has not seen.

    The cloud must have been made with the goal's conditions. Abandoning the iterator stops the work.
    """
    keep = {*keep, *NEVER_SUGGESTED}
    seen: dict[Point, Tried] = {}

    def note(point: Point, runs: int) -> Tried:
        sample = cloud.known(point, range(runs))
        tried = Tried(point, sample, goal.shortfall(sample))
        if point not in seen or len(seen[point].sample) <= runs:
            seen[point] = tried
        return tried

    def state(share: float, stage: str, unseen: Sample | None = None, before: Sample | None = None, found: Tried | None = None) -> Route:
        trials = [tried for tried in seen.values() if len(tried.sample) >= TRIAL]
        found = found or min(trials, key=_rank, default=None)
        return Route(goal, base, found, unseen, before, tuple(trials), len(seen), share, stage)

    present = base
    for _ in cloud.gather([(base, range(TRIAL))]):
        pass
    note(base, TRIAL)
    for nth in range(rounds):
        moves = moves_from(present, "levers", keep, REACH, cloud.existing)
        begun, part = 0.75 * nth / rounds, 0.75 / rounds
        for share in cloud.gather([(present, range(LOOK)), *((move.point, range(LOOK)) for move in moves)]):
            yield state(begun + part * 0.6 * share, f"round {nth + 1}: {len(moves)} moves")
        start = note(present, LOOK)
        better = _improving(start, [(move, note(move.point, LOOK)) for move in moves])
        trials = combined(present, better)
        for share in cloud.gather([(point, range(TRIAL)) for point in (present, *trials)]):
            yield state(begun + part * (0.6 + 0.4 * share), f"round {nth + 1}: {len(trials)} combinations")
        best = min((note(point, TRIAL) for point in (present, *trials)), key=_rank)
        if best.point == present:
            break
        present = best.point
    finalists = sorted((tried for tried in seen.values() if len(tried.sample) >= TRIAL), key=_rank)[:FINALISTS]
    fresh = range(TRIAL, TRIAL + SELECTION)
    for share in cloud.gather([(tried.point, fresh) for tried in finalists]):
        yield state(0.75 + 0.1 * share, f"{len(finalists)} settings in other worlds")
    chosen = min((Tried(one.point, sample, goal.shortfall(sample)) for one in finalists if (sample := cloud.sample(one.point, fresh))), key=_rank)
    unseen = range(TRIAL + SELECTION, TRIAL + SELECTION + UNSEEN)
    for share in cloud.gather([(chosen.point, unseen), (base, unseen)]):
        if share < 1:
            yield state(0.85 + 0.15 * share, f"the best in {UNSEEN} worlds it was not chosen in", found=chosen)
    yield state(1.0, "done", cloud.sample(chosen.point, unseen), cloud.sample(base, unseen), chosen)


def combined(present: Point, better: Sequence[Move]) -> list[Point]:
    """Return settings with the best moves together, one more at a time, and each of the best alone."""
    points, together = [], present.inputs
    for move in better[:TOGETHER]:
        together = type(together)(**{**vars(together), move.name: move.value})
        points.append(Point(together, present.timeline))
    return list(dict.fromkeys([*points, *(move.point for move in better[:FINALISTS])]))


def frontier(trials: Iterable[Tried]) -> list[Tried]:
    """Return the settings no other one beats in value, risk and cost at once, the most valuable first."""
    points = list(trials)
    kept = [one for one in points if not any(_beats(other, one) for other in points)]
    return sorted(kept, key=lambda tried: -tried.value)


def changes_between(base: Point, point: Point) -> dict[str, Any]:
    """Return the inputs whose values differ, with the new ones."""
    return {name: getattr(point.inputs, name) for name in INPUTS if getattr(point.inputs, name) != getattr(base.inputs, name)}


def _rank(tried: Tried) -> tuple[float, float, float]:
    return round(tried.shortfall, 9), -tried.value, tried.cost


def _improving(start: Tried, moves: Iterable[tuple[Move, Tried]]) -> list[Move]:
    """Return the best move of every lever that comes closer to the goal, or is worth more at the same distance; the best first."""
    found: dict[str, tuple[tuple[float, float, float], Move]] = {}
    for move, tried in moves:
        rank = _rank(tried)
        if rank < _rank(start) and (move.name not in found or rank < found[move.name][0]):
            found[move.name] = rank, move
    return [move for _, move in sorted(found.values(), key=lambda item: item[0])]


def _beats(one: Tried, other: Tried) -> bool:
    mine, theirs = (-one.value, one.risk, one.cost), (-other.value, other.risk, other.cost)
    return all(a <= b for a, b in zip(mine, theirs, strict=True)) and mine != theirs
