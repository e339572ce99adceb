"""One world written down week by week: who came, spoke, answered, was bound, and left.

The world is lived through as the Mesa model (`Community`), which is the ensemble's replicate bit for bit; watching reads
its columns and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from simulation.community import Community
from simulation.engine.ensemble import Cancelled
from simulation.engine.other_arm import communities_alone
from simulation.engine.worker import stop_sign
from simulation.schedule import rows_of
from simulation.state.population import FOUNDER, LEFT, MEMBER, NEWCOMER_WEEKS, SOURCES
from simulation.state.randomness import finalise
from simulation.state.world import World
from simulation.studies.replay_log import BY_MEMBER, BY_TEAM, NEVER, UNANSWERED, Log, columns_of, pack
from simulation.studies.replay_ties import Changes, Ties
from simulation.studies.replay_words import Week, events_of, words_of
from simulation.vocabulary.inputs import Inputs, differences_of
from simulation.vocabulary.personas import PERSONAS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS, MODEL_VERSION

MOST_SHOWN = 20_000  # dots; above, a sample is shown and said to be one
MOST_MEMBERS = 65_535  # places that the log's columns can name
LOWER = np.uint64(32)  # bits of a scrambled key that are left out: the upper half tells people apart, its upper sixteen bits are the angle


def replay(
    inputs: Inputs,
    timeline: Timeline | None = None,
    seed: int = DEFAULT_SEED,
    weeks: int = DEFAULT_WEEKS,
    replicate: int = 0,
    beliefs: bool = False,
) -> bytes:
    """Live through one world and return its log; with `beliefs` it has those that this replicate draws.

    Raises:
        InputError: more people become members than a log can hold; the message says in which week.
    """
    return pack(watched(_world_of(RunSpec(inputs, timeline or Timeline(), seed, weeks, beliefs=beliefs), replicate)))


def replay_block(spec: RunSpec, replicate: int, number: int) -> bytes:
    """Live through one world inside a worker; see `replay`.

    Raises:
        Cancelled: the block, which goes by this number, was stopped in the meantime.
    """
    stopped = stop_sign(number)

    def week_begins(week: int) -> None:
        if stopped is not None and stopped(week):
            raise Cancelled(f"stopped before week {week}")

    return pack(watched(_world_of(spec, replicate), week_begins))


class Alone(Community):
    """A community without its counterfactual arm, of which a log tells nothing: its life is the same, its money cannot be read."""

    def begin(self, spec: RunSpec, replicate: int) -> World:
        """Return the world at the start of week 0, without a soul in its arm without a community."""
        return communities_alone(rows_of(spec, [replicate]), spec.seed, spec.weeks, spec)


def _world_of(spec: RunSpec, replicate: int) -> Community:
    """Return one world of a specification at its start, with what that replicate is simulated with."""
    settings = differences_of(spec.inputs_of(replicate))
    return Alone(replicate, spec.seed, spec.weeks, spec.timeline, collect=False, **settings)


def watched(model: Community, week_begins: Callable[[int], object] = lambda week: None) -> Log:
    """Live through the rest of a model's weeks and return the log of them; `week_begins` is called before each and may raise."""
    diary = Diary(model)
    while model.running:
        week_begins(len(diary.weeks))
        model.step()
        diary.write()
    return diary.log()


class Diary:
    """What is written down of a world, week after week."""

    def __init__(self, model: Community) -> None:
        self.model = model
        self.visitors: list[np.ndarray] = []
        self.posts: list[tuple[np.ndarray, np.ndarray]] = []
        self.replies: list[tuple[np.ndarray, np.ndarray]] = []
        self.ties: list[Changes] = []  # of those that bind, by week
        self._ties = Ties()
        self.weeks: list[Week] = []
        self.spoke = np.full(0, -99)  # the last week in which each member wrote

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
        fates = np.where(now.peer_answers > 0, BY_MEMBER, np.where(now.staff_answered, BY_TEAM, UNANSWERED)) if len(now.authors) else now.authors
        order = np.argsort(now.repliers, kind="stable")
        self.visitors.append(now.visitors.copy())
        self.posts.append((now.authors.copy(), fates))
        self.replies.append((now.repliers[order], now.authors[now.replied_posts][order]))
        self.ties.append(self._ties.changes(members, count, now.tie_scale.now[0], world.inputs[0].tie_floor))
        self.spoke = np.concatenate([self.spoke, np.full(count - len(self.spoke), -99)])
        self.weeks.append(self._week(fates, count))
        self.spoke[now.authors] = self.spoke[now.repliers] = week

    def _week(self, fates: np.ndarray, count: int) -> Week:
        """Return this week in numbers, for its words; `spoke` is as of the week before."""
        world = self.model.world
        members, now, week = world.members, world.now, world.week
        fresh = members.joined[:count] == week
        first = np.unique(now.authors)[members.first_post[np.unique(now.authors)] // 2 == week]
        answered = np.zeros(count, dtype=bool)
        answered[now.authors[fates != UNANSWERED]] = True
        founders = np.flatnonzero(members.flags[:count] & FOUNDER)
        wrote = np.zeros(count, dtype=bool)
        wrote[now.authors] = wrote[now.repliers] = True
        newcomers = members.joined[now.authors] > week - NEWCOMER_WEEKS
        return Week(
            number=week,
            members=int((members.status[:count] == MEMBER).sum()),
            visitors=len(now.visitors),
            posts=len(now.authors),
            unanswered=int((fates == UNANSWERED).sum()),
            replies=len(now.repliers),
            newcomer_posts=int(newcomers.sum()),
            newcomer_unanswered=int((newcomers & (fates == UNANSWERED)).sum()),
            joined={SOURCES[code]: int(number) for code, number in enumerate(np.bincount(members.source[:count][fresh])) if number},
            first_posts=len(first),
            first_unanswered=int((~answered[first]).sum()),
            left=int((members.left[:count] == week).sum()),
            founders=len(founders),
            wrote=wrote[founders],
        )

    def log(self) -> Log:
        """Return the log of the weeks so far, of a stated sample where there are more members than can be shown."""
        world, model = self.model.world, self.model
        members, count = world.members, int(world.members.counts[0])
        shown = _sample(members, count)
        place = np.full(count, -1, dtype=np.int64)
        place[shown] = np.arange(len(shown))
        whole = len(shown) == count

        def kept(entries: Sequence[tuple[np.ndarray, ...]], people: int) -> list[tuple[np.ndarray, ...]]:
            return list(entries) if whole else [_kept(place, entry, people) for entry in entries]

        left = np.where(members.status[:count] == LEFT, members.left[:count], NEVER)
        columns = {
            "key": (finalise(members.key[shown]) >> LOWER).astype(np.uint32),  # scrambled: the waiting list lets low keys in first
            "joined": members.joined[shown].astype(np.int16),
            "left": left[shown].astype(np.uint16),
            "traits": (members.persona[shown] + 4 * members.source[shown] + 64 * ((members.flags[shown] & FOUNDER) > 0)).astype(np.uint8),
            **columns_of(
                {
                    "visitors": kept([(came,) for came in self.visitors], 1),
                    "posts": kept(self.posts, 1),
                    "replies": kept(self.replies, 2),
                    "ties": kept(self.ties, 2),
                }
            ),
        }
        index = model.results().series["auditorium_index"]
        events = events_of(self.weeks, model.timeline, index)
        head: dict[str, Any] = {
            "model_version": MODEL_VERSION,
            "seed": world.seed,
            "replicate": int(world.replicates[0]),
            "weeks": len(self.weeks),
            "members": count,
            "shown": len(shown),
            "personas": list(PERSONAS),
            "sources": list(SOURCES),
            "events": events,
            "words": words_of(self.weeks, events),
            "counts": {name: [getattr(week, name) for week in self.weeks] for name in ("members", "visitors", "posts", "replies", "unanswered")},
        }
        return Log(head, columns)


def _sample(members: Any, count: int) -> np.ndarray:
    """Return the places of the members that are shown, in their order: all, or the founders and an even sample by their keys."""
    if count <= MOST_SHOWN:
        return np.arange(count)
    rank = members.key[:count] & np.uint64(0xFFFFFFFF)  # other bits than those the angle is made of
    rank = np.where((members.flags[:count] & FOUNDER) > 0, np.uint64(0), rank)
    return np.sort(np.argsort(rank, kind="stable")[:MOST_SHOWN])


def _kept(place: np.ndarray, columns: tuple[np.ndarray, ...], people: int) -> tuple[np.ndarray, ...]:
    """Return the entries all of whose people are shown, with their places among those; the first `people` columns name people."""
    named = [place[column] for column in columns[:people]]
    keep = np.logical_and.reduce([column >= 0 for column in named])
    return (*(column[keep] for column in named), *(np.asarray(column)[keep] for column in columns[people:]))
