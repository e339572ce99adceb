"""What is written down of one world while it is lived through, and put in order once it is over."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.community import Community
from simulation.outcomes.recording import auditorium_index
from simulation.state.population import FOUNDER, LEFT, MEMBER, NEWCOMER_WEEKS, SOURCES
from simulation.state.randomness import finalise
from simulation.studies.replay_log import BY_MEMBER, BY_TEAM, NEVER, UNANSWERED, Log, columns_of
from simulation.studies.replay_ties import Ties
from simulation.studies.replay_words import Week, events_of, words_of
from simulation.vocabulary.personas import PERSONAS
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.version import MODEL_VERSION

MOST_SHOWN = 20_000  # dots; above, a sample is shown and said to be one
MOST_MEMBERS = 65_535  # places that the log's columns can name
LOWER = np.uint64(32)  # bits of a scrambled key that are left out: the upper half tells people apart, its upper sixteen bits are the angle
KEPT = ("visitors", "authors", "peer_answers", "staff_answered", "repliers", "replied_posts")  # of a week's events, as they are


class Diary:
    """What is written down of a world. A week is only copied, since most of a log's time would go into its many small steps."""

    def __init__(self, model: Community) -> None:
        self.model = model
        self._weeks: list[tuple[np.ndarray, ...]] = []
        self._ties = Ties()

    def __len__(self) -> int:
        return len(self._weeks)

    def write(self) -> None:
        """Write down the week just lived through.

        Raises:
            InputError: there are more members than a log can hold.
        """
        world = self.model.world
        members, now, week = world.members, world.now, world.week
        count = int(members.counts[0])
        if count > MOST_MEMBERS:
            wrong = f"this world has more than {MOST_MEMBERS:,} members from week {week} on, too many to watch one by one"
            raise InputError([f"{wrong}; choose a smaller one"])
        self._weeks.append(tuple(np.array(getattr(now, name)) for name in KEPT))
        self._ties.look(members, count, now.tie_scale.now[0], world.inputs[0].tie_floor)

    def log(self) -> Log:
        """Return the log of the weeks so far, of a stated sample where there are more members than can be shown."""
        world, model = self.model.world, self.model
        members, count = world.members, int(world.members.counts[0])
        happened = self._happened()
        shown = _sample(members, count)
        place = np.full(count, -1, dtype=np.int64)
        place[shown] = np.arange(len(shown))
        left = np.where(members.status[:count] == LEFT, members.left[:count], NEVER)
        people = {"visitors": 1, "posts": 1, "replies": 2, "ties": 2}  # how many columns behind the week name people
        columns = {
            "key": (finalise(members.key[shown]) >> LOWER).astype(np.uint32),  # scrambled: the waiting list lets low keys in first
            "joined": members.joined[shown].astype(np.int16),
            "left": left[shown].astype(np.uint16),
            "traits": (members.persona[shown] + 4 * members.source[shown] + 64 * ((members.flags[shown] & FOUNDER) > 0)).astype(np.uint8),
            **columns_of({what: _kept(place, happened[what], many) for what, many in people.items()}, len(self)),
        }
        weeks = self._in_numbers(happened, left)
        events = events_of(weeks, model.timeline, auditorium_index(world)[:, : len(self)])
        head: dict[str, Any] = {
            "model_version": MODEL_VERSION,
            "seed": world.seed,
            "replicate": int(world.replicates[0]),
            "weeks": len(self),
            "members": count,
            "shown": len(shown),
            "personas": list(PERSONAS),
            "sources": list(SOURCES),
            "events": events,
            "words": words_of(weeks, events),
            "counts": {name: [getattr(week, name) for week in weeks] for name in ("members", "visitors", "posts", "replies", "unanswered")},
        }
        return Log(head, columns)

    def _happened(self) -> dict[str, tuple[np.ndarray, ...]]:
        """Return what happened to everybody, by kind: the week of each event, then its columns; in a week in the order of the first."""
        kept = dict(zip(KEPT, zip(*self._weeks, strict=True), strict=True))
        visitors, authors, repliers = (np.concatenate(kept[name]) for name in ("visitors", "authors", "repliers"))
        came, wrote, answered = (np.repeat(np.arange(len(self)), [len(one) for one in kept[name]]) for name in ("visitors", "authors", "repliers"))
        by_member = np.concatenate(kept["peer_answers"]) > 0
        fates = np.where(by_member, BY_MEMBER, np.where(np.concatenate(kept["staff_answered"]), BY_TEAM, UNANSWERED))
        whose = np.concatenate([names[posts] for names, posts in zip(kept["authors"], kept["replied_posts"], strict=True)])
        order = np.lexsort((repliers, answered))
        return {
            "visitors": (came, visitors),
            "posts": (wrote, authors, fates),
            "replies": (answered[order], repliers[order], whose[order]),
            "ties": self._ties.changes(len(self)),
        }

    def _in_numbers(self, happened: dict[str, tuple[np.ndarray, ...]], left: np.ndarray) -> list[Week]:
        """Return the weeks in numbers, of everybody, for their words; `left` is the week in which each member left, or NEVER."""
        members, weeks, count = self.model.world.members, len(self), len(left)
        joined, source = members.joined[:count], members.source[:count]
        (came, _), (wrote, authors, fates), (answered, repliers, _) = (happened[what] for what in ("visitors", "posts", "replies"))
        alone, newcomer = fates == UNANSWERED, joined[authors] > wrote - NEWCOMER_WEEKS

        def by_week(week: np.ndarray) -> list[int]:
            return np.bincount(week, minlength=weeks)[:weeks].tolist()

        fresh = joined >= 0  # founders were there before
        ways = np.bincount(joined[fresh] * len(SOURCES) + source[fresh], minlength=weeks * len(SOURCES)).reshape(weeks, len(SOURCES))
        gone = by_week(left[(left >= 0) & (left < weeks)])
        more = np.cumsum(ways.sum(axis=1) - gone)
        there = np.count_nonzero(members.status[:count] == MEMBER) - more[-1] + more
        # First posts: those in the week of their author's first one, of which one answered is enough.
        first = members.first_post[authors] // 2 == wrote
        answered_once = np.zeros(count, dtype=bool)
        answered_once[authors[first & ~alone]] = True
        starters, at = np.unique(authors[first], return_index=True)
        began = wrote[first][at]
        founders = np.flatnonzero(members.flags[:count] & FOUNDER)
        spoke = np.zeros((weeks, count), dtype=bool)
        spoke[wrote, authors] = spoke[answered, repliers] = True
        numbers = {
            "members": there.tolist(),
            "visitors": by_week(came),
            "posts": by_week(wrote),
            "unanswered": by_week(wrote[alone]),
            "replies": by_week(answered),
            "newcomer_posts": by_week(wrote[newcomer]),
            "newcomer_unanswered": by_week(wrote[newcomer & alone]),
            "first_posts": by_week(began),
            "first_unanswered": by_week(began[~answered_once[starters]]),
            "left": gone,
        }
        return [
            Week(
                number=week,
                joined={SOURCES[code]: int(many) for code, many in enumerate(ways[week]) if many},
                founders=len(founders),
                wrote=spoke[week, founders],
                **{name: values[week] for name, values in numbers.items()},
            )
            for week in range(weeks)
        ]


def _sample(members: Any, count: int) -> np.ndarray:
    """Return the places of the members that are shown, in their order: all, or the founders and an even sample by their keys."""
    if count <= MOST_SHOWN:
        return np.arange(count)
    rank = members.key[:count] & np.uint64(0xFFFFFFFF)  # other bits than those the angle is made of
    rank = np.where((members.flags[:count] & FOUNDER) > 0, np.uint64(0), rank)
    return np.sort(np.argsort(rank, kind="stable")[:MOST_SHOWN])


def _kept(place: np.ndarray, columns: tuple[np.ndarray, ...], people: int) -> tuple[np.ndarray, ...]:
    """Return the events all of whose people are shown, with their places among those; behind the week `people` columns name people."""
    named = [place[column] for column in columns[1 : 1 + people]]
    keep = np.logical_and.reduce([column >= 0 for column in named])
    return (columns[0][keep], *(column[keep] for column in named), *(column[keep] for column in columns[1 + people :]))
