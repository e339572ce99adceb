"""What one could change next: the moves of a lever, an own figure or a belief from where it stands.

Slider ends mislead: hardly anybody can go there. A lever with steps moves to the next stop below and above on a ladder of
values people really choose; one with choices, to every other choice. Own figures move by a fifth. Beliefs move to both ends
of what is believed possible (see `beliefs`).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from simulation.studies.cloud import Point
from simulation.vocabulary.beliefs import belief_range
from simulation.vocabulary.existing import OWN, Existing, past_holds
from simulation.vocabulary.inputs import ASSUMPTIONS, INPUTS, LEVERS, Inputs, differences_of, inputs_from
from simulation.vocabulary.specification import InputError, Spec

KINDS = ("levers", "figures", "beliefs")
DIGITS = 3  # of a value that a belief moves to: nobody holds one to more
FIGURE_STEP = 0.2  # of its value: how far an own figure is moved, about as far as companies misjudge theirs; A

# Another value of these is another company or another product, and no programme chooses it.
OTHER_COMPANY = ("community", "market", "pmf_stage")
# What deceives members is never suggested, whatever it earns: it is shown as a move, so that its price can be seen.
NEVER_SUGGESTED = ("astroturf_share",)

PEOPLE = (0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0)
STOPS: dict[str, tuple[Any, ...]] = {
    "batch_size": (0, 5, 10, 15, 20, 30, 40, 60, 80, 120, 200, 300, 500),
    "batch_interval": (1, 2, 4, 8, 13),
    "expert_sessions": (0, 1, 2, 3, 4),
    "roi_review_month": (1, 3, 6, 12, 18, 24, 0),  # never is later than any month
    "founders": (0, 5, 10, 15, 20, 30, 40, 50),
    "launch_month": (0, 3, 6, 12, 18, 24, 36),
}
BESIDE = ("market", "starting_customers", "market_size")  # others follow them, or have to fit to them


@dataclass(frozen=True)
class Move:
    """One input takes another value: `before` is where it stands."""

    name: str
    before: Any
    value: Any
    point: Point


def moves_from(point: Point, kind: str = "levers", keep: Iterable[str] = (), reach: int = 1, existing: Existing | None = None) -> list[Move]:
    """Return the moves of a kind (see `KINDS`) from a setting, at most `reach` stops away; the inputs named in `keep` stay.

    Args:
        existing: the community that is there already: of the levers, only those move that can be chosen from today on.

    Raises:
        InputError: an input to keep does not exist, or the kind cannot be moved for an existing community.
    """
    if kind != "levers" and (why := past_holds(existing)):
        raise InputError([f"{kind}: {why}"])
    kept = set(keep)
    unknown = sorted(kept - set(INPUTS))
    if unknown:
        raise InputError([f"there is no input called {name!r:.60} that could stay as it is" for name in unknown])
    found = []
    for spec in movable(point.inputs, kind, existing):
        if spec.name in kept:
            continue
        now = getattr(point.inputs, spec.name)
        planned = {change.name for change in point.timeline.changes}
        if spec.name in planned and spec.kind == "lever":
            continue  # the plan sets it: another start value is not the move one means
        for value in values_from(spec, now, kind, reach):
            with suppress(InputError):  # a market no larger than its customers is none
                found.append(Move(spec.name, now, value, moved(point, spec.name, value)))
    return found


def movable(inputs: Inputs, kind: str, existing: Existing | None = None) -> list[Spec]:
    """Return the inputs of a kind that may move."""
    if kind == "levers":
        if not inputs.community:
            return [LEVERS["community"]]
        return [LEVERS[name] for name in choices(existing)]
    if kind == "figures":
        return [spec for spec in INPUTS.values() if spec.group == "Business" or (spec.kind == "assumption" and spec.money and spec.group == "Staff")]
    return [spec for spec in ASSUMPTIONS.values() if not (spec.money and spec.group == "Staff")]


def choices(existing: Existing | None = None) -> list[str]:
    """Return the levers that a programme chooses: for a community that is there already, those of today, for its launch is past."""
    names = [name for name, spec in LEVERS.items() if spec.group != "Business" and name not in OTHER_COMPANY]
    return names if existing is None else [name for name in names if name in OWN]


def moved(point: Point, name: str, value: Any) -> Point:
    """Return a setting with one input at another value: what a click gives, with what usually follows it.

    Raises:
        InputError: the value is not allowed, by itself or beside the others.
    """
    if name in BESIDE:
        return replace(point, inputs=inputs_from({**differences_of(point.inputs), name: value}))
    return replace(point, inputs=replace(point.inputs, **{name: INPUTS[name].check(value)}))


def values_from(spec: Spec, now: Any, kind: str = "levers", reach: int = 1) -> list[Any]:
    """Return the values an input may move to from where it stands, in order."""
    if kind == "beliefs":
        return [value for value in map(partial(_in_short, spec), belief_range(spec, now)) if value != now]
    if spec.type is bool:
        return [not now]
    if spec.choices:
        return [choice for choice in spec.choices if choice != now]
    if kind == "figures":
        return _unlike(spec, now, (now * (1 - FIGURE_STEP), now * (1 + FIGURE_STEP)))
    return _beside(spec, now, reach)


def _in_short(spec: Spec, value: Any) -> Any:
    """Return a number with few digits, within its range; anything else as it is."""
    if spec.type is not float:
        return value
    low, high = spec.bounds
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)


def stops(spec: Spec) -> tuple[Any, ...]:
    """Return the ladder of a lever: values people choose, from one end to the other."""
    if spec.name in STOPS:
        return STOPS[spec.name]
    low, high = spec.bounds
    step = spec.step or (high - low) / 20
    if spec.unit == "full-time people":
        return tuple(sorted({*(value for value in PEOPLE if low <= value <= high), float(high)}))
    if spec.type is float and high <= 1:
        return tuple(spec.type(round(low + round((high - low) * part / 4 / step) * step, 10)) for part in range(5))
    ladder, factor = [low], 1
    while low + factor * step < high:
        ladder.append(low + factor * step)
        factor *= 2
    return tuple(spec.type(value) for value in (*ladder, high))


def _beside(spec: Spec, now: Any, reach: int) -> list[Any]:
    """Return the next stops on either side; a value between two stops has both beside it."""
    ladder = list(stops(spec))
    if now in ladder:
        place = ladder.index(now)
        return [*ladder[max(0, place - reach) : place], *ladder[place + 1 : place + 1 + reach]]
    if spec.name == "roi_review_month":
        ladder = ladder[:-1]
    below, above = [value for value in ladder if value < now], [value for value in ladder if value > now]
    return [*below[-reach:], *above[:reach]]


def _unlike(spec: Spec, now: Any, values: Iterable[float]) -> list[Any]:
    low, high = spec.bounds
    inside = [min(max(value, low), high) for value in values]
    found = [spec.type(round(value)) if spec.type is int else float(f"{value:.6g}") for value in inside]
    return [value for value in found if value != now]
