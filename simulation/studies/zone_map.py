"""Where it tips over: the value and the health of two levers' values, worked out finely only where it matters.

The tipping point between zones is a band, not a line: worlds differ. Every statement about it carries in how many worlds. Some cells
of each row are looked at first, then those between two that lie in different zones, then the others, then all in more worlds, and in
most where worlds disagree about health. Values are compared in the worlds that all cells share: more worlds of some cells, which are
richer or poorer ones, tell of their health alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from simulation.outcomes.zones import ZONES
from simulation.studies.cloud import Cloud, Point, Sample
from simulation.studies.moves import moved, stops
from simulation.vocabulary.existing import OWN, Existing
from simulation.vocabulary.inputs import LEVERS
from simulation.vocabulary.specification import InputError, Spec

WIDE, HIGH = 8, 5  # cells along x and y where nobody says which
COARSE, USUAL, SHARED, CLOSE = 1, 3, 5, 7  # worlds in a cell first, then, in every cell in the end, and where worlds disagree about health
APART = 3  # columns from one cell to the next where a row is looked at first
CLEAR = 0.75  # of the shared worlds in which a cell must be worth more than another to be told apart from it
BEYOND = {"batch_size": 0, "roi_review_month": 0}  # more than any number of them: an open door lets in the most, never is the latest


@dataclass(frozen=True)
class Axis:
    """One lever and the values of it that are looked at, in order."""

    name: str
    values: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class ZoneMap:
    """What is known of every cell, row by row along y; None where nothing is."""

    x: Axis
    y: Axis
    cells: tuple[tuple[Sample | None, ...], ...]
    here: tuple[int, int] | None
    share: float
    stage: str

    @cached_property
    def shared(self) -> int:
        """Return how many worlds all cells have that are known: the first so many."""
        return min((len(cell) for line in self.cells for cell in line if cell is not None), default=0)

    def value(self, row: int, column: int, name: str = "npv") -> float:
        """Return the median of a measure in the worlds that all cells share; NaN where a cell is not known yet."""
        cell = self.cells[row][column]
        return cell.first(self.shared).middle(name) if cell is not None else float("nan")

    def health(self, row: int, column: int) -> str | None:
        """Return the zone of a cell."""
        cell = self.cells[row][column]
        return cell.health if cell is not None else None

    @cached_property
    def best(self) -> tuple[int, int] | None:
        """Return the cell worth most in the shared worlds among those in the best zone the map reaches: value does not make up for health."""
        known = [(row, column) for row, line in enumerate(self.cells) for column, cell in enumerate(line) if cell is not None]
        for zone in (*ZONES, None):
            inside = [place for place in known if self.health(*place) == zone]
            if inside:
                return max(inside, key=lambda place: (np.nan_to_num(self.value(*place), nan=-np.inf), -place[0], -place[1]))
        return None

    @cached_property
    def about_as_good(self) -> tuple[tuple[int, int], ...]:
        """Return the other cells in the zone of the best that it is not worth more than in `CLEAR` of the shared worlds, the most valuable first."""
        if self.best is None:
            return ()
        top = self._values(*self.best)
        zone = self.health(*self.best)
        others = [(row, column) for row, line in enumerate(self.cells) for column, cell in enumerate(line) if cell is not None]
        alike = [place for place in others if self.health(*place) == zone and (top > self._values(*place)).mean() < CLEAR]
        return tuple(sorted((place for place in alike if place != self.best), key=lambda place: -self.value(*place)))

    @property
    def top(self) -> tuple[tuple[int, int], ...]:
        """Return the best cell and those about as good as it; none where no cell is known."""
        return () if self.best is None else (self.best, *self.about_as_good)

    def _values(self, row: int, column: int) -> np.ndarray:
        """Return the value of a known cell in each of the shared worlds, (R,) [$]."""
        cell = self.cells[row][column]
        assert cell is not None
        return cell.first(self.shared).final("npv")

    def tipping_points(self, row: int) -> list[TippingPoint]:
        """Return every change of zone along a row, both ends of a healthy stretch included."""
        found = []
        for column in range(len(self.x.values) - 1):
            before, after = self.cells[row][column], self.cells[row][column + 1]
            if before is not None and after is not None and before.health != after.health:
                low, high = self.x.values[column], self.x.values[column + 1]
                found.append(TippingPoint(low, high, before, after, _skipped(LEVERS[self.x.name], low, high)))
        return found


@dataclass(frozen=True, eq=False)
class TippingPoint:
    """The zone changes between two neighbouring values; whether the lever has stops between them that were not tried."""

    low: Any
    high: Any
    below: Sample
    above: Sample
    skipped: bool


def axis_from(text: str, base: Point, most: int, flag: str = "", existing: Existing | None = None) -> Axis:
    """Return the axis written as LEVER or LEVER=VALUE,VALUE,...; without values, stops on both sides of where the lever stands.

    Raises:
        InputError: there is no such lever, it cannot move from today on where the community is there already, a value is not allowed,
            or there are too few or too many.
    """
    name, equals, values = text.partition("=")
    if name not in LEVERS:
        raise InputError([f"{flag}: {problem}" for problem in _unknown(name)])
    if existing is not None and name not in OWN:
        raise InputError(
            [f"{flag}: {name} cannot be chosen from today on for a community that is there already: it is the launch's or the company's"]
        )
    spec = LEVERS[name]
    if not equals:
        return Axis(name, spread(spec, getattr(base.inputs, name), most))
    found = tuple(dict.fromkeys(spec.parse(value) for value in values.split(",")))
    if not 2 <= len(found) <= 20:
        raise InputError([f"{flag}: {name} needs 2 to 20 different values, not {len(found)}"])
    return Axis(name, found)


def spread(spec: Spec, now: Any, most: int) -> tuple[Any, ...]:
    """Return at most so many values of a lever: both ends of its ladder, where it stands, and stops between, from least to most."""
    if spec.type is bool:
        return (False, True)
    if spec.choices:
        return spec.choices
    ladder = _ladder(spec, now)
    if len(ladder) <= most:
        return tuple(ladder)
    place = ladder.index(now)
    near = sorted(range(len(ladder)), key=lambda nth: (nth not in (0, len(ladder) - 1, place), abs(nth - place)))
    return tuple(ladder[nth] for nth in sorted(near[:most]))


def _ladder(spec: Spec, *more: Any) -> list[Any]:
    """Return the stops of a lever and some more values, from least to most."""
    return sorted({*stops(spec), *more}, key=lambda value: (value == BEYOND.get(spec.name), value))


def _skipped(spec: Spec, low: Any, high: Any) -> bool:
    """Say whether a lever has stops between two values."""
    if spec.type is bool or spec.choices:
        return False
    ladder = _ladder(spec, low, high)
    return abs(ladder.index(high) - ladder.index(low)) > 1


def map_zones(cloud: Cloud, base: Point, x: Axis, y: Axis) -> Iterator[ZoneMap]:
    """Yield maps that grow finer: few worlds everywhere first, then more, then more still where worlds disagree about health.

    Abandoning the iterator stops the work.

    Raises:
        InputError: both axes are the same lever.
    """
    if x.name == y.name:
        raise InputError([f"--y: {y.name} is on the other axis already"])
    points = [[moved(moved(base, x.name, across), y.name, up) for across in x.values] for up in y.values]
    now = (getattr(base.inputs, y.name), getattr(base.inputs, x.name))
    here = (y.values.index(now[0]), x.values.index(now[1])) if now[0] in y.values and now[1] in x.values else None

    def known(share: float, stage: str) -> ZoneMap:
        cells = tuple(tuple(_finest(cloud, point) for point in line) for line in points)
        return ZoneMap(x, y, cells, here, share, stage)

    def look(places: Iterable[tuple[int, int]], runs: int, begun: float, ended: float, stage: str) -> Iterator[ZoneMap]:
        for share in cloud.gather([(points[row][column], range(runs)) for row, column in places]):
            yield known(begun + share * (ended - begun), stage)

    rows, everywhere = range(len(y.values)), [(row, column) for row in range(len(y.values)) for column in range(len(x.values))]
    yield from look([(row, column) for column in _apart(x) for row in rows], COARSE, 0.0, 0.12, "a first look at some cells of every row")
    begun = 0.12
    while between := _between(known(begun, "")):
        yield from look(between, COARSE, begun, begun + (0.2 - begun) / 2, "a first look between cells in different zones")
        begun += (0.2 - begun) / 2
    yield from look(everywhere, COARSE, 0.2, 0.4, f"a first look at {len(everywhere)} cells")
    yield from look(everywhere, USUAL, 0.4, 0.6, f"{USUAL} worlds in every cell")
    yield from look(everywhere, SHARED, 0.6, 0.85, f"{SHARED} worlds in every cell")
    yield from look(split(known(0.85, "")), CLOSE, 0.85, 1.0, f"{CLOSE} worlds where worlds disagree about health")


def tipping_points_are_bracketed(found: ZoneMap) -> bool:
    """Say whether it is known of every row between which neighbouring cells its zone changes, as far as some cells of it tell."""
    first = all(found.cells[row][column] is not None for row in range(len(found.y.values)) for column in _apart(found.x))
    return first and not _between(found)


def _apart(x: Axis) -> list[int]:
    """Return the columns in which rows are looked at first, both ends included; all of a lever whose choices have no order."""
    last = len(x.values) - 1
    if LEVERS[x.name].choices or LEVERS[x.name].type is bool:
        return list(range(last + 1))
    return sorted({round(place) for place in np.linspace(0, last, -(-last // APART) + 1)})


def _between(found: ZoneMap) -> list[tuple[int, int]]:
    """Return the cells in the middle between two known ones that lie in different zones and have others between them."""
    places = []
    for row, line in enumerate(found.cells):
        known = [column for column, cell in enumerate(line) if cell is not None]
        for left, right in pairwise(known):
            if right - left > 1 and found.health(row, left) != found.health(row, right):
                places.append((row, (left + right) // 2))
    return places


def split(found: ZoneMap) -> list[tuple[int, int]]:
    """Return the cells whose worlds disagree about their zone: it is to be told closely."""
    return [(row, column) for row, line in enumerate(found.cells) for column, cell in enumerate(line) if cell is not None and cell.torn]


def _finest(cloud: Cloud, point: Point) -> Sample | None:
    return next((sample for runs in (CLOSE, SHARED, USUAL, COARSE) if (sample := cloud.sample(point, range(runs))) is not None), None)


def _unknown(name: str) -> Iterable[str]:
    import difflib

    near = difflib.get_close_matches(name, LEVERS, 1)
    yield f"there is no lever {name!r:.60}" + (f"; did you mean {near[0]}?" if near else "; see the command levers")
