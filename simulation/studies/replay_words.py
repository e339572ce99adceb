"""What happened in a week of one world, in words, and the events worth jumping to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.outcomes.auditorium import AUDITORIUM, SPELL, settled, spells
from simulation.vocabulary.timeline import Timeline

SILENT_WEEKS = 8  # without a post or a reply after which a founder counts as fallen silent: the two months of the outer ring
REGULAR = 2  # weeks in which a founder wrote before, without which there is no voice to miss
CHANNELS = {
    "starting": "who paid from the start",
    "founder": "of the founders",
    "paid": "through paid channels",
    "organic": "unprompted",
    "search": "through search",
    "word_of_mouth": "by word of mouth",
    "influx": "in the rush",
    "colleague": "beside a colleague",
    "waiting": "from the waiting list",
}
SHOCKS = {
    "influx": "{:,} interested people arrive at once",
    "influx_low_intent": "{:,} curious people arrive at once",
    "migration": "The community moves to another platform: {}",
    "algorithm": "The platform changes its rules: {:.0%} of the reach is left",
}


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week in numbers, of everybody, shown or not. `wrote` says of each founder whether it posted or replied, (founders,) bool."""

    number: int
    members: int
    visitors: int
    posts: int
    unanswered: int
    replies: int
    newcomer_posts: int
    newcomer_unanswered: int
    joined: dict[str, int]  # by channel
    first_posts: int
    first_unanswered: int
    left: int
    founders: int
    wrote: np.ndarray


def words_of(weeks: Sequence[Week], events: Sequence[dict[str, Any]]) -> list[list[str]]:
    """Return the sentences of each week, events first."""
    by_week: dict[int, list[str]] = {}
    for event in events:
        by_week.setdefault(event["week"], []).append(event["text"] + ".")
    return [[*by_week.get(week.number, []), *_sentences(week, weeks[nth - 1] if nth else None)] for nth, week in enumerate(weeks)]


def _sentences(week: Week, last: Week | None) -> list[str]:
    told = [_arrivals(week)]
    posts_before = last.posts if last else None
    told.append(f"{week.visitors:,} of {week.members:,} members visited{_against(week.visitors, last.visitors if last else None)}.")
    posts = f"{_many(week.posts, 'post')} and {_many(week.replies, 'reply', 'replies')} by members{_against(week.posts, posts_before)}"
    told.append(f"{posts}; {_none(week.unanswered)} of the posts stayed unanswered." if week.posts else "Nobody posted.")
    if week.first_posts:
        lost = "all were answered" if not week.first_unanswered else f"{week.first_unanswered:,} stayed unanswered"
        told.append(f"{_many(week.first_posts, 'member')} posted for the first time; {lost}.")
    if week.left:
        told.append(f"{_many(week.left, 'member')} left for good.")
    return told


def _arrivals(week: Week) -> str:
    new = sum(week.joined.values())
    if not new:
        return "Nobody new came in."
    ways = ", ".join(f"{count:,} {CHANNELS[channel]}" for channel, count in sorted(week.joined.items(), key=lambda item: -item[1]))
    return f"{_many(new, 'new member')} came in: {ways}."


def _against(now: int, then: int | None) -> str:
    if then is None:
        return ""
    return " (as many as last week)" if now == then else f" ({abs(now - then):,} {'more' if now > then else 'fewer'} than last week)"


def _none(count: int) -> str:
    return f"{count:,}" if count else "none"


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def events_of(weeks: Sequence[Week], timeline: Timeline, index: np.ndarray) -> list[dict[str, Any]]:
    """Return what is worth jumping to, in order: {week, kind, text}. `index` is the auditorium index of this world, (1, weeks)."""
    found = [
        (shock.week, "influx" if shock.kind.startswith("influx") else shock.kind, SHOCKS[shock.kind].format(shock.size)) for shock in timeline.shocks
    ]
    found += [(change.week, "change", f"From here on {change.name.replace('_', ' ')} is {_value(change.value)}") for change in timeline.changes]
    auditorium = np.flatnonzero(spells(settled(index))[0])
    if len(auditorium):
        words = f"The auditorium begins: its index stays at {AUDITORIUM:.2f} or above for at least {SPELL} weeks"
        found.append((int(auditorium[0]), "auditorium", words))
    found += [(week, "founder", f"Founder {founder + 1} has been silent for {SILENT_WEEKS} weeks") for week, founder in _silences(weeks)]
    found.sort(key=lambda event: (event[0], event[1] in ("auditorium", "founder")))  # first what was done, then what came of it
    return [{"week": week, "kind": kind, "text": text} for week, kind, text in found if week < len(weeks)]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, (int, float)) else str(value).replace("_", " ")


def _silences(weeks: Sequence[Week]) -> list[tuple[int, int]]:
    """Return (week, founder) where a founder who used to write has not done so for `SILENT_WEEKS`, the first time only."""
    if not weeks or not weeks[0].founders:
        return []
    wrote = np.stack([week.wrote for week in weeks])
    found = []
    for founder in range(wrote.shape[1]):
        spoken = np.flatnonzero(wrote[:, founder])
        if len(spoken) < REGULAR:
            continue
        pauses = np.diff(spoken, append=len(weeks) + SILENT_WEEKS)
        first = spoken[REGULAR - 1 :][pauses[REGULAR - 1 :] > SILENT_WEEKS]
        long = first + SILENT_WEEKS
        if len(long) and long[0] < len(weeks):
            found.append((int(long[0]), founder))
    return found
