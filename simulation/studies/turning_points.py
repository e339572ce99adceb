"""At which value of what is believed, or of the own figures, a decision turns round.

The advantage of one option over another is read in the same worlds at several values of one input. The decision turns where
the median advantage changes its sign. Own figures that companies misjudge most, and search, are always tested; of all other
beliefs those that move the advantage most.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from simulation.studies.cloud import Cloud, Point
from simulation.vocabulary.beliefs import belief_range
from simulation.vocabulary.existing import past_holds
from simulation.vocabulary.inputs import ASSUMPTIONS, INPUTS
from simulation.vocabulary.specification import InputError, Spec

ALWAYS = ("monthly_churn", "arpa", "search_conversion")
MOST_OTHERS = 5  # beliefs tested finely beside those, the largest effect first
SCREENED, TESTED = 2, 4  # worlds per value while looking for them, and while testing
STEPS = 5  # values from one end of the range to the other
LONG_UNIT = 20  # [letters] of a unit that is not said twice in one sentence
FIGURE_REACH = 2.0  # own figures are tested from half to double of what was typed in


@dataclass(frozen=True)
class TurningPoint:
    """The advantage [$] of one option over another at several values of an input, and where it is zero.

    `turns` are values at which the median advantage changes its sign, read between its neighbours; empty where it does not within the range.
    """

    name: str
    now: Any
    values: tuple[float, ...]
    advantage: tuple[float, ...]
    turns: tuple[float, ...]

    @property
    def swing(self) -> float:
        """Return how far the advantage moves over the range [$]."""
        return max(self.advantage) - min(self.advantage)

    @property
    def nearest(self) -> float | None:
        """Return the turning value nearest to the present one, or None."""
        return min(self.turns, key=lambda value: abs(value - float(self.now)), default=None)

    def sentence(self, value_text: Any) -> str:
        """Say at which value the decision turns; `value_text(name, value)` writes a value with its unit."""
        label, now = INPUTS[self.name].label, value_text(self.name, self.now)
        ends = " to ".join(_without(now, value_text(self.name, self.values[end])) for end in (0, -1))
        if self.nearest is None:
            return f"{label}: the decision stays from {ends}, all that was tested (now {now})."
        side = "below" if self.nearest < float(self.now) else "above"
        # Read between two tested values: it is not known to more digits.
        about = _without(now, value_text(self.name, float(f"{self.nearest:.3g}")))
        return f"{label}: the decision turns {side} about {about} (now {now}, tested {ends})."

    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "input": self.name,
            "label": INPUTS[self.name].label,
            "now": self.now,
            "values": list(self.values),
            "advantage": list(self.advantage),
            "turns": list(self.turns),
            "nearest": self.nearest,
        }


@dataclass(frozen=True)
class Rests:
    """What a decision rests on, as far as it is known: the share done, what is being done, and the turning points so far."""

    share: float
    stage: str
    found: tuple[TurningPoint, ...]


def turning_points(cloud: Cloud, ahead: Point, behind: Point, most_others: int = MOST_OTHERS) -> Iterator[Rests]:
    """Yield growing knowledge of where `ahead` stops being worth more than `behind`; the last one is complete.

    First the inputs that are always tested, then all beliefs at both ends in few worlds, then the weightiest of them finely.
    Abandoning the iterator stops the work.

    Raises:
        InputError: they start from a community that is there already.
    """
    if why := past_holds(cloud.existing):
        raise InputError([why])
    always = [INPUTS[name] for name in ALWAYS]
    found: list[TurningPoint] = []
    wanted = [_values(spec, ahead) for spec in always]
    for share in cloud.gather(_all(ahead, behind, always, wanted, TESTED)):
        yield Rests(0.25 * share, "churn, revenue and search", ())
    found += [point for spec, values in zip(always, wanted, strict=True) if (point := _read(cloud, ahead, behind, spec, values))]
    beliefs = [spec for spec in ASSUMPTIONS.values() if spec.name not in ALWAYS and belief_range(spec, getattr(ahead.inputs, spec.name))]
    ends = [belief_range(spec, getattr(ahead.inputs, spec.name)) for spec in beliefs]
    for share in cloud.gather(_all(ahead, behind, beliefs, ends, SCREENED)):
        yield Rests(0.25 + 0.5 * share, f"{len(beliefs)} beliefs at both ends", tuple(found))
    swings = {
        spec.name: float(np.ptp([_advantage(cloud, ahead, behind, spec.name, value, SCREENED) for value in values]))
        for spec, values in zip(beliefs, ends, strict=True)
    }
    weightiest = sorted(beliefs, key=lambda spec: (-swings[spec.name], spec.name))[:most_others]
    wanted = [_values(spec, ahead) for spec in weightiest]
    for share in cloud.gather(_all(ahead, behind, weightiest, wanted, TESTED)):
        yield Rests(0.75 + 0.24 * share, "the weightiest beliefs", tuple(found))  # it is whole only when these are read, too
    found += [point for spec, values in zip(weightiest, wanted, strict=True) if (point := _read(cloud, ahead, behind, spec, values))]
    yield Rests(1.0, "done", tuple(sorted(found, key=lambda point: (not point.turns, -point.swing))))


def _without(whole: str, value: str) -> str:
    """Return a value without its unit where that is long and stands behind another one in the same sentence."""
    number, _, unit = value.partition(" ")
    return number if len(unit) > LONG_UNIT and whole.endswith(f" {unit}") else value


def _values(spec: Spec, point: Point) -> tuple[Any, ...]:
    """Return the values at which an input is tested, in order, the present one among them."""
    now = getattr(point.inputs, spec.name)
    low, high = map(float, spec.bounds)
    if spec.kind == "lever":
        low, high = max(low, now / FIGURE_REACH), min(high, now * FIGURE_REACH)
    return tuple(sorted({*(spec.type(float(f"{value:.6g}")) for value in np.linspace(low, high, STEPS)), now}))


def _at(point: Point, name: str, value: Any) -> Point:
    """Return a setting with another value, in its plan too: a belief holds before and after a planned change."""
    return replace(point, inputs=replace(point.inputs, **{name: INPUTS[name].check(value)}))


def _all(ahead: Point, behind: Point, specs: Sequence[Spec], values: Sequence[Sequence[Any]], worlds: int) -> list[tuple[Point, range]]:
    return [
        (_at(point, spec.name, value), range(worlds)) for spec, all_values in zip(specs, values, strict=True) for value in all_values
        for point in (ahead, behind)
    ]  # fmt: skip


def _advantage(cloud: Cloud, ahead: Point, behind: Point, name: str, value: Any, worlds: int) -> float:
    first, second = (cloud.known(_at(point, name, value), range(worlds)) for point in (ahead, behind))
    return float(np.median(first.final("npv") - second.final("npv")))


def _read(cloud: Cloud, ahead: Point, behind: Point, spec: Spec, values: Sequence[Any]) -> TurningPoint | None:
    if len(values) < 2:
        return None
    advantage = [_advantage(cloud, ahead, behind, spec.name, value, TESTED) for value in values]
    numbers = [float(value) for value in values]
    turns = [
        low + (high - low) * before / (before - after)
        for (low, high), (before, after) in zip(pairwise(numbers), pairwise(advantage), strict=True)
        if before * after < 0
    ]
    return TurningPoint(spec.name, getattr(ahead.inputs, spec.name), tuple(numbers), tuple(advantage), tuple(turns))
