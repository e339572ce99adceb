"""Boxes in which something happens more often than elsewhere: patient rule induction (PRIM), confirmed on held-back points.

Friedman and Fisher 1999: slices of a tenth are peeled off whichever side leaves the densest rest. Here at most three
conditions are used, and a box counts only where a half of the points that never saw the search confirms it: among a hundred
beliefs, some box always looks dense in the points it was found in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

PEEL = 0.1  # share of the points in a box that one slice takes off
SMALLEST = 0.1  # share of all points that a box must hold
CONDITIONS = 3
CANDIDATES = 6  # columns that are tried at a time
KEPT = 2  # of them, each with its own further ones
WORTH = 1.1  # times as telling as without it a further condition must be
DEVIATIONS = 2.0  # standard deviations of a correlation by chance, which a column must exceed
FURTHER = 1.5  # times as telling as the value the distance from the middle must be
BOXES = 3
LIFT = 1.3  # times the base rate that a box must reach in the held-back half
PROBABILITY = 0.005  # up to which the held-back half must be unlikely by chance
FEWEST = 40  # points below which nothing is searched


@dataclass(frozen=True)
class Box:
    """Conditions (column, low, high), either end None where it is open; how dense the held-back points in it are, and all of them."""

    conditions: tuple[tuple[int, float | None, float | None], ...]
    density: float
    base_rate: float
    inside: int
    of: int

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Return which points (n, d) lie in the box."""
        inside = np.ones(len(points), dtype=bool)
        for column, low, high in self.conditions:
            values = points[:, column]
            inside &= (values >= low if low is not None else True) & (values <= high if high is not None else True)
        return inside


def find_boxes(points: np.ndarray, happens: np.ndarray, seed: int = 0) -> list[Box]:
    """Return the boxes of points (n, d) in which what `happens` (n,) is denser, the densest first; none that the held-back half does not confirm."""
    n = len(points)
    if n < FEWEST or not 0 < happens.mean() < 1:
        return []
    order = np.random.default_rng([seed, n]).permutation(n)
    learn, check = order[: n // 2], order[n // 2 :]
    left = learn
    found: list[Box] = []
    for _ in range(BOXES):
        if len(left) < SMALLEST * len(learn) * 2 or not happens[left].any():
            break
        chosen = _chosen(points[left], happens[left], SMALLEST * len(learn))
        conditions = _pruned(points[left], happens[left], _peeled(points[left], happens[left], chosen, SMALLEST * len(learn)))
        if not conditions:
            break
        box = _confirmed(points[check], happens[check], conditions)
        if box is None:
            break
        found.append(box)
        left = left[~box.holds(points[left])]
    return sorted(found, key=lambda box: -box.density)


def unlikely(hits: int, inside: int, rate: float) -> float:
    """Return the probability of at least so many hits in a box, were it no denser than everything: the binomial tail."""
    if rate <= 0:
        return 0.0 if hits else 1.0
    if rate >= 1:
        return 1.0
    logs = [
        math.lgamma(inside + 1) - math.lgamma(k + 1) - math.lgamma(inside - k + 1) + k * math.log(rate) + (inside - k) * math.log1p(-rate)
        for k in range(hits, inside + 1)
    ]
    return min(1.0, sum(math.exp(one) for one in logs))


Conditions = tuple[tuple[int, float | None, float | None], ...]


def _telling(points: np.ndarray, happens: np.ndarray) -> dict[int, tuple[int, ...]]:
    """Return the columns that tell most of what happens, and from which sides (0 low, 1 high) slices are peeled off.

    A slice of a tenth is a noisy guide: among a hundred columns one would always look better than what matters. So a column
    is peeled from the side its correlation speaks against, and from both only where the distance from its middle tells more.
    """
    target = happens - happens.mean()

    def strength(values: np.ndarray) -> np.ndarray:
        centred = values - values.mean(axis=0)
        size = np.sqrt((centred**2).sum(axis=0))
        return target @ centred / np.where(size > 0, size, np.inf)

    along, away = strength(points), strength(np.abs(points - np.median(points, axis=0)))
    both = np.abs(away) > FURTHER * np.abs(along)
    score = np.where(both, np.abs(away), np.abs(along))
    most = [column for column in np.argsort(-score, kind="stable")[:CANDIDATES] if score[column] * math.sqrt(len(target)) > DEVIATIONS]
    return {int(column): (0, 1) if both[column] else (0,) if along[column] > 0 else (1,) for column in most}


def _chosen(points: np.ndarray, happens: np.ndarray, smallest: float) -> dict[int, tuple[int, ...]]:
    """Return the columns, at most `CONDITIONS`, whose box found in one half of the points tells most in the other.

    A column that matters only together with another shows inside the other's box: there the next ones are looked for.
    """
    halves = (np.arange(len(points)) % 2 == 0, np.arange(len(points)) % 2 == 1)
    base = happens.mean()

    def across(some: Mapping[int, tuple[int, ...]]) -> float:
        total = 0.0
        for learn, check in (halves, halves[::-1]):
            box = Box(_peeled(points[learn], happens[learn], some, smallest / 2), 0, 0, 0, 0)
            inside = check & box.holds(points)
            total += (happens[inside].mean() - base) * math.sqrt(inside.sum()) if box.conditions and inside.any() else 0.0
        return total

    def best_of(sets: Iterable[Mapping[int, tuple[int, ...]]], most: int) -> list[dict[int, tuple[int, ...]]]:
        scored = sorted(((across(some), nth, dict(some)) for nth, some in enumerate(sets)), key=lambda item: (-item[0], item[1]))
        return [some for score, _, some in scored[:most] if score > 0]

    kept = best_of(({column: sides} for column, sides in _telling(points, happens).items()), KEPT)
    for _ in range(CONDITIONS - 1):
        wider = []
        for some in kept:
            inside = Box(_peeled(points, happens, some, smallest * 2), 0, 0, 0, 0).holds(points)
            wider += [{**some, column: sides} for column, sides in _telling(points[inside], happens[inside]).items() if column not in some]
        further = best_of(wider, KEPT)
        if not further or across(further[0]) < WORTH * across(kept[0]):
            break
        kept = further
    return kept[0] if kept else {}


def _peeled(points: np.ndarray, happens: np.ndarray, columns: Mapping[int, Sequence[int]], smallest: float) -> Conditions:
    """Peel slices off until the box is as small as allowed and return the most telling box on the way."""
    inside = np.ones(len(points), dtype=bool)
    ends: dict[int, list[float | None]] = {}
    base = happens.mean()
    best: Conditions = ()
    best_score = 0.0
    while inside.sum() * (1 - PEEL) >= smallest:
        cut = _best_cut(points, happens, inside, columns)
        if cut is None:
            break
        column, side, bound = cut
        ends.setdefault(column, [None, None])[side] = bound
        inside &= points[:, column] >= bound if side == 0 else points[:, column] <= bound
        count = int(inside.sum())
        score = (happens[inside].mean() - base) * math.sqrt(count)
        if score > best_score:
            best, best_score = tuple((one, low, high) for one, (low, high) in ends.items()), score
    return best


def quantile(values: np.ndarray, share: float) -> float:
    """Return a quantile of some numbers (n,) as `numpy.quantile` does, several times as fast where they are few."""
    place = share * (len(values) - 1)
    below = int(place)
    weight = place - below
    ordered = np.sort(values)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(values) - 1)])
    return low + (high - low) * weight if weight < 0.5 else high - (high - low) * (1 - weight)


def _best_cut(points: np.ndarray, happens: np.ndarray, inside: np.ndarray, columns: Mapping[int, Sequence[int]]) -> tuple[int, int, float] | None:
    held, hits = points[inside], happens[inside]
    best, best_density = None, -1.0
    for column, sides in columns.items():
        values = held[:, column]
        for side in sides:
            bound = quantile(values, (PEEL, 1 - PEEL)[side])
            kept = values >= bound if side == 0 else values <= bound
            if not 0 < (count := np.count_nonzero(kept)) < len(values):
                kept = values > bound if side == 0 else values < bound
                if not 0 < (count := np.count_nonzero(kept)) < len(values):
                    continue
                bound = float(values[kept].min() if side == 0 else values[kept].max())
            density = np.count_nonzero(hits[kept]) / count
            if density > best_density:
                best, best_density = (column, side, bound), density
    return best


def _pruned(points: np.ndarray, happens: np.ndarray, conditions: Conditions) -> Conditions:
    """Drop conditions without which the box is as telling, and those beyond the most that people can hold in mind."""
    base = happens.mean()

    def score(some: Conditions) -> float:
        inside = Box(some, 0, 0, 0, 0).holds(points)
        return (happens[inside].mean() - base) * math.sqrt(inside.sum()) if inside.any() else 0.0

    while len(conditions) > 1:
        fewer = max((tuple(one for one in conditions if one is not gone) for gone in conditions), key=score)
        if len(conditions) <= CONDITIONS and score(fewer) < 0.98 * score(conditions):
            break
        conditions = fewer
    return conditions


def _confirmed(points: np.ndarray, happens: np.ndarray, conditions: Conditions) -> Box | None:
    """Return the box with what the held-back points say of it, or None where they do not confirm it."""
    inside = Box(conditions, 0, 0, 0, 0).holds(points)
    count, hits, base = int(inside.sum()), int(happens[inside].sum()), float(happens.mean())
    if not count or hits / count < LIFT * base or unlikely(hits, count, base) > PROBABILITY:
        return None
    return Box(conditions, hits / count, base, count, len(points))
