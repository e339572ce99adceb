"""Which option to take, by one stated rule, and the headline that says so.

The rule knows nothing of pages: it takes one number per matched world and option, so that page, report and command
line decide alike. The first option is the baseline: what is done when nothing is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.outcomes.results import Results
from simulation.outcomes.sign_test import PROBABLE
from simulation.outcomes.zones import healthy, zone_of, zones_of_worlds
from simulation.studies.compare import Difference, difference
from simulation.vocabulary.words import counted, in_worlds

WRONG = PROBABLE  # most comparisons in which options that are alike may be told apart
AUDITORIUM = "auditorium"
RULE = (
    "The rule: among the options worth more than the baseline, the one with the highest median value that is an auditorium in fewer than half "
    "of the worlds. Worth more is the exact sign test over matched worlds at 10 %, shared out among the options. If there is none, keep the "
    "baseline. Nothing is recommended before all worlds are in."
)


@dataclass(frozen=True)
class Judged:
    """What the rule looks at of one option: its value in each matched world [$], shape (worlds,), and the zone it ends in.

    `healthy_in` says in how many of them its community stays healthy; None where nobody has counted.
    """

    name: str
    npv: np.ndarray
    zone: str | None
    settings: object = None  # equal ones are the same option under two names
    healthy_in: int | None = None

    @property
    def worth(self) -> float:
        """Return the median value [$]."""
        return float(np.median(self.npv))


@dataclass(frozen=True)
class Recommendation:
    """The decision: `place` is the option to take, the baseline's being 0; the others are places that the headline names."""

    kind: str  # preview, identical, keep, take, open (nothing is told apart), unhealthy (better ones are auditoriums)
    place: int
    better: tuple[int, ...]  # told apart as worth more than the baseline, the highest median first
    worse: tuple[int, ...]  # told apart as worth less
    alike: tuple[int, ...]  # not told apart from the baseline
    same: tuple[int, ...]  # equal to the baseline in every world
    unhealthy: tuple[int, ...]  # worth more, but auditoriums
    tied: tuple[int, ...]  # not told apart from the recommended one
    against: tuple[Difference, ...]  # value of each option after the baseline minus the baseline's


def judged(names: Sequence[str], results: Sequence[Results]) -> list[Judged]:
    """Return what the rule looks at, in the worlds that all options share."""
    shared = results[0].replicates
    for other in results[1:]:
        shared = np.intersect1d(shared, other.replicates)
    found = []
    for name, one in zip(names, results, strict=True):
        inside = np.isin(one.replicates, shared)
        codes = zones_of_worlds(one.series["auditorium_index"][inside])
        zone = zone_of(codes) if one.inputs.community else None
        found.append(Judged(name, one.runs["npv"][inside], zone, (one.inputs, one.timeline), int(healthy(codes).sum())))
    return found


def recommend(options: Sequence[Judged], wanted: int) -> Recommendation:
    """Decide among options, the first being the baseline, once `wanted` worlds are in."""
    base, *others = options
    against = tuple(difference("npv", base.npv, other.npv) for other in others)
    bar = WRONG / max(1, len(others))
    places = range(1, len(options))
    same = tuple(place for place in places if against[place - 1].better_in == against[place - 1].worse_in == 0)
    told = {place: found.better_in > found.worse_in for place, found in enumerate(against, 1) if place not in same and found.probability <= bar}
    better = tuple(sorted((place for place, up in told.items() if up), key=lambda place: -options[place].worth))
    worse = tuple(place for place, up in told.items() if not up)
    alike = tuple(place for place in places if place not in told and place not in same)
    sound = [place for place in better if options[place].zone != AUDITORIUM]
    unhealthy = tuple(place for place in better if options[place].zone == AUDITORIUM)
    place = sound[0] if sound else 0
    tied = tuple(
        other for other in sound[1:] if difference("npv", options[other].npv, options[place].npv).probability > WRONG / max(1, len(sound) - 1)
    )
    if len(base.npv) < wanted:
        kind, place = "preview", 0
    elif len(same) == len(others):
        kind = "identical"
    elif place:
        kind = "take"
    elif unhealthy:
        kind = "unhealthy"
    elif alike and not worse:
        kind = "open"
    else:
        kind = "keep"
    return Recommendation(kind, place, better, worse, alike, same, unhealthy, tied, against)


def contest(found: Recommendation) -> tuple[int, int]:
    """Return the places of the option that is ahead and of the one it is held against: the recommended one and the baseline, or its best rival."""
    if found.place:
        return found.place, 0
    return 0, max(range(1, len(found.against) + 1), key=lambda place: found.against[place - 1].median)


def headline(options: Sequence[Judged], found: Recommendation, money: Callable[[float], str], wanted: int, months: int) -> str:
    """Say the decision in one or two sentences.

    Args:
        money: writes an amount with its sign and currency, as +$482k.
        wanted: how many worlds are needed before anything is recommended.
        months: the horizon.
    """
    names = [f"“{option.name}”" for option in options]
    span = counted(months, "month")

    def gain(place: int) -> str:
        return money(found.against[place - 1].median)

    def each(places: Sequence[int]) -> str:
        return _and([f"{names[place]} ({gain(place)})" for place in places])

    if found.kind == "preview":
        return f"Preview, {len(options[0].npv)} of {counted(wanted, 'world')}: nothing is recommended yet."
    if found.kind == "identical":
        alike = any(option.settings != options[0].settings for option in options[1:]) or options[0].settings is None
        why = "their settings differ, but nothing in any world does" if alike else "they set everything the same"
        return f"{_and(names)} are identical in value: {why}."
    if found.kind == "open":
        more = [one.more_runs for one in found.against if one.more_runs]
        tell = f"; about {counted(min(more), 'more world')} would tell" if more else "; more worlds would not tell soon"
        together = _and([names[0], *(names[place] for place in found.alike)])
        as_well = f" {_and([names[place] for place in found.same])} and {names[0]} are the same in every world." if found.same else ""
        return f"{together} cannot be told apart in value{tell}. Keep {names[0]} unless something else speaks.{as_well}"
    if found.kind == "unhealthy":
        one = len(found.unhealthy) == 1
        become = "becomes an auditorium" if one else "become auditoriums"
        return (
            f"Keep {names[0]}: {each(found.unhealthy)} {'is' if one else 'are'} worth more over {span}, but {become} in half of the worlds or more."
        )
    if found.kind == "keep":
        parts = []
        if found.worse:
            word = "loses" if len(found.worse) == 1 else "lose"
            parts.append(f"{each(found.worse)} {word} value against it")
        if found.alike:
            parts.append(f"{_and([names[place] for place in found.alike])} cannot be told apart from it")
        if found.same:
            parts.append(f"{_and([names[place] for place in found.same])} {'is' if len(found.same) == 1 else 'are'} the same in every world")
        return f"Keep {names[0]}: {', and '.join(parts)}."
    taken = options[found.place]
    every = taken.healthy_in in (None, len(taken.npv))
    stays = " and stays healthy" if every else f" and stays healthy in {in_worlds(taken.healthy_in or 0, len(taken.npv))}"
    state = {"healthy": stays, "at risk": ", and the community is at risk at times"}.get(taken.zone or "", "")
    text = f"Take {names[found.place]}: it is worth {gain(found.place)} more than {names[0]} over {span}{state}".replace("worth +", "worth ", 1)
    text += ", yet it does not earn its cost in that time." if taken.worth < 0 and taken.zone is not None else "."
    if found.tied:
        text += f" It cannot be told apart from {_and([names[place] for place in found.tied])}."
    if found.unhealthy:
        word = "is an auditorium" if len(found.unhealthy) == 1 else "are auditoriums"
        text += f" {each(found.unhealthy)} {word} in half of the worlds or more."
    return text


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
