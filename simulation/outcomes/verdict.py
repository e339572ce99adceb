"""What a result comes down to, in plain words: when it pays back, whether the community stays healthy, how sure that is."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY, SPELL
from simulation.outcomes.headline import NO_COMMUNITY, headline
from simulation.outcomes.results import Results, band
from simulation.outcomes.zones import UNKNOWN, onset, zones_of_worlds
from simulation.vocabulary.words import all_of, ranged, whole


def verdict(results: Results) -> str:
    """Say what the programme is worth, when it pays back, and what becomes of the community.

    Every date and amount carries the range that holds eight of ten worlds.
    """
    if not results.inputs.community:
        return NO_COMMUNITY
    return f"{headline(results)} {community_sentence(results)}"


def community_sentence(results: Results) -> str:
    """Say in how many worlds the community stays healthy, is at risk or becomes an auditorium, and from when."""
    index = results.series["auditorium_index"]
    worlds = len(index)
    zones = zones_of_worlds(index)
    healthy, risk, auditorium, unknown = (zones == code for code in (0, 1, 2, UNKNOWN))
    ending = _ending(index)
    phrases = [
        (int(healthy.sum()), "stays healthy", ""),
        (int(risk.sum()), "is at risk at times", _from(onset(index, HEALTHY)[risk]) + _outcome(ending[risk], "at risk")),
        (int(auditorium.sum()), "becomes an auditorium", _from(onset(index, AUDITORIUM)[auditorium]) + _outcome(ending[auditorium], "an auditorium")),
        (int(unknown.sum()), "is too small to be judged", ""),
    ]
    found = sorted((phrase for phrase in phrases if phrase[0]), key=lambda phrase: -phrase[0])
    first, *others = found
    text = f"The community {first[1]} in {_of(first[0], worlds)}{first[2]}"
    return text + "".join(f"; it {words} in {count}{when}" for count, words, when in others) + "."


def month_of(week: np.ndarray) -> np.ndarray:
    """Return the month, counted from 1, in which a week counted from 0 lies."""
    return np.floor(np.asarray(week) * 12 / 52) + 1


def _ending(index: np.ndarray) -> np.ndarray:
    """Return the highest index of the last weeks, (R,); NaN where none is known."""
    last = index[:, -SPELL:]
    known = np.isfinite(last)
    return np.where(known.any(axis=1), np.where(known, last, -np.inf).max(axis=1), np.nan)


def _from(weeks: np.ndarray) -> str:
    return f", first in month {_range(month_of(weeks))}" if len(weeks) else ""


def _outcome(ending: np.ndarray, state: str) -> str:
    """Say what those worlds are at the end, which need not be what they became."""
    parts = [
        ("an auditorium", int((ending >= AUDITORIUM).sum())),
        ("at risk", int(((ending >= HEALTHY) & (ending < AUDITORIUM)).sum())),
        ("healthy", int((ending < HEALTHY).sum())),
    ]
    found = [(name, count) for name, count in parts if count]
    if not found:
        return ""
    named = [f"{'still ' if name == state else ''}{name}" + (f" in {count}" if len(found) > 1 else "") for name, count in found]
    return ", and by the end it is " + all_of(named)


def _range(values: np.ndarray) -> str:
    low, median, high = (float(end) for end in band(values))
    first, last = whole(low), whole(high)
    return whole(median) if first == last else f"{whole(median)} (80 %: {ranged(first, last)})"


def _of(count: int, worlds: int, none: bool = False) -> str:
    if worlds == 1:
        return "the one world simulated"
    if none:
        return f"any of {worlds} worlds"
    return f"all {worlds} worlds" if count == worlds else f"{count} of {worlds} worlds"
