"""Ties grow from answers, rituals and events, and bind those who keep coming."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import MEMBER
from simulation.state.randomness import unit
from simulation.state.ties import SLOTS, strengthen_pairs

PARTNERS = 3  # people met at a ritual
EVENT_PARTNERS = 4
EVENT_TIE = 0.15  # tie from sitting at one table at an event, A
RECENT = 4  # [weeks] within which a tie must have visited to bind

# Whom somebody meets is one event for each partner.
CIRCLE = tuple(f"circle {nth}" for nth in range(PARTNERS))
TABLE = tuple(f"table {nth}" for nth in range(EVENT_PARTNERS))
COHORT_TIE = 1.5  # how much more an answer ties two who came in together, A
KEEN = 0.25  # share of visitors of average identity who attend a ritual of full rhythm, A
CROWD_TIE, CIRCLE_TIE, CIRCLE_SIZE = 0.02, 0.10, 12.0  # tie from meeting in a crowd, more in a circle, and how many still are one, A
LEAST_KEEN = 1.2  # less identity, what keeps from an event, A


@process("members.bonds", "members.bound", "members.tie_strength", "members.tie_to", "world.event_cost")
def strengthen_ties(world) -> None:
    """Strengthen ties between those who answered, met at rituals or at events; refresh bonds."""
    members, now = world.members, world.now
    if len(now.repliers):
        _thank(
            now.repliers, now.authors, now.replied_posts, members.joined, world.each("tie_gain").astype(np.float32),
            members.tie_to, members.tie_strength, members.capacity, now.tie_scale.now32, now.tie_scale.inverse32,
        )  # fmt: skip
    _gather(world)
    _events(world)
    _refresh_bonds(world)


@compiled
def _thank(repliers, authors, replied_posts, cohort, usual, tie_to, tie_strength, capacity, now, inverse):
    """Tie those who answered to those whom they answered; who came in together ties more."""
    answered = authors[replied_posts]
    gain = np.empty(repliers.size, dtype=np.float32)
    for reply in range(repliers.size):
        here = usual[repliers[reply] // capacity]
        gain[reply] = here * np.float32(COHORT_TIE) if cohort[repliers[reply]] == cohort[answered[reply]] else here
    strengthen_pairs(tie_to, tie_strength, capacity, repliers, answered, gain, now, inverse)


def _gather(world) -> None:
    """Let ritual attendees meet a few others; small circles tie more."""
    now, rhythm = world.now, world.rhythm()
    if not rhythm.any():
        now.attended = np.zeros(len(now.visitors), dtype=bool)
        return
    draws = world.draws.inside("attends", world.week, len(now.visitors))
    keenness = (KEEN * rhythm).astype(np.float32)
    now.attended, attending, count, gain = _attend(
        world.count, now.visitors, now.visitor_rows, world.members.identity, now.visitor_keys, draws, keenness
    )
    if len(attending):
        _meet_at_random(world, attending, count, gain, CIRCLE)


@compiled
def _attend(worlds, visitors, rows, identity, keys, draws, keenness):
    """Return which visitors attend, where they stand among the visitors, how many of each world, and how much meeting ties there."""
    attended = np.empty(visitors.size, dtype=np.bool_)
    count = np.zeros(worlds, dtype=np.int64)
    for n in range(visitors.size):
        attended[n] = unit(keys[n], draws) < keenness[rows[n]] * (np.float32(0.5) + identity[visitors[n]])
        count[rows[n]] += attended[n]
    gain = np.empty(worlds, dtype=np.float32)
    for row in range(worlds):
        gain[row] = CROWD_TIE + CIRCLE_TIE * min(1.0, CIRCLE_SIZE / max(count[row], 1))
    return attended, np.flatnonzero(attended), count, gain


def _events(world) -> None:
    """Hold in-person events in the first week of a month, as the budget allows."""
    week, budget, price = world.week, world.each("events_budget"), world.each("event_cost")
    world.event_cost = np.zeros(world.count)
    first_of_month = week * 12 // 52 != (week - 1) * 12 // 52
    held = (budget > 0) & (price > 0)
    if not first_of_month or not held.any():
        return
    now, members = world.now, world.members
    seats = np.floor(np.divide(budget * world.events_factor, price, out=np.zeros(world.count), where=held)).astype(np.int64)
    u = world.draws.uniform(now.visitor_keys, "event", week) * (LEAST_KEEN - members.identity[now.visitors])
    order = np.lexsort((u, now.visitor_rows))
    rows = now.visitor_rows[order]
    count = np.bincount(rows, minlength=world.count)
    rank = np.arange(len(rows)) - (np.cumsum(count) - count)[rows]
    guests = np.sort(order[rank < np.minimum(seats, 0.5 * count)[rows]])
    count = np.bincount(now.visitor_rows[guests], minlength=world.count)
    world.event_cost = count * price
    _meet_at_random(world, guests, count, np.full(world.count, EVENT_TIE, dtype=np.float32), TABLE)


def _meet_at_random(world, present: np.ndarray, count: np.ndarray, gain: np.ndarray, meetings: tuple[str, ...]) -> None:
    """Let the visitors who are present meet a few others of their world; `count` and `gain` are by world."""
    members, now = world.members, world.now
    world.draws.count += len(present) * len(meetings)
    _meet(
        present, now.visitors, now.visitor_rows, count, gain, now.visitor_keys, world.draws.streams(meetings, world.week),
        members.tie_to, members.tie_strength, members.capacity, now.tie_scale.now32, now.tie_scale.inverse32,
    )  # fmt: skip


@compiled
def _meet(present, visitors, rows, count, gain, keys, meetings, tie_to, tie_strength, capacity, now, inverse):
    """Let each pick some of those present in its world, and tie them."""
    one = np.empty(present.size * meetings.size, dtype=np.int64)
    other = np.empty(one.size, dtype=np.int64)
    met = np.empty(one.size, dtype=np.float32)
    people = visitors[present]
    first = np.cumsum(count) - count
    place = 0
    for nth in range(meetings.size):
        for person in range(people.size):
            row = rows[present[person]]
            partner = people[first[row] + min(np.int64(unit(keys[present[person]], meetings[nth]) * np.float32(count[row])), count[row] - 1)]
            if partner != people[person] and count[row] > nth + 1:
                one[place], other[place], met[place] = people[person], partner, gain[row]
                place += 1
    strengthen_pairs(tie_to, tie_strength, capacity, one[:place], other[:place], met[:place], now, inverse)


def _refresh_bonds(world) -> None:
    """Add up the ties to recent visitors, for this week's visitors and a quarter of the others.

    Bonds of those who stay away change slowly: looking at each of them once a month is enough.
    """
    members, now = world.members, world.now
    _add_up_ties(
        world.week, members.capacity, members.counts, members.key, members.status, members.last_visit, members.tie_to, members.tie_strength,
        members.bonds, members.bound, now.tie_scale.now32, world.numbers,
    )  # fmt: skip


@compiled
def _add_up_ties(week, capacity, counts, key, status, last_visit, tie_to, tie_strength, bonds, bound, now, numbers):
    """Add up the ties to recent visitors of those whose turn it is: how many bind, and the saturated bond stock."""
    places = np.empty(capacity + 1, dtype=np.uint32)
    for row in range(counts.size):
        base, end = row * capacity, row * capacity + counts[row]
        floor, scale, left = np.float32(numbers[row].tie_floor), numbers[row].bond_scale, now[row]
        # Views of one world: what is counted from their start needs no look at where it starts.
        bonded, came, person, here = bonds[base:end], last_visit[base:end], key[base:end], status[base:end]
        strengths, others, bind = tie_strength[base:end], tie_to[base:end], bound[base:end]
        for i in _whose_turn(places, week, bonded, came, person, here):
            stock, binding = 0.0, 0
            for slot in range(SLOTS):
                excess = strengths[i, slot] * left - floor
                if excess > 0:  # an empty slot has no strength
                    other = np.uint64(others[i, slot])
                    if came[other] > week - RECENT and here[other] == MEMBER:
                        stock += excess
                        binding += 1
            bonded[i] = 1 - math.exp(-stock / scale) if binding else 0.0
            bind[i] = binding


@compiled
def _whose_turn(places, week, bonded, came, key, status):
    """Return whose ties of a world are looked at, in `places`, which is one longer than they are many."""
    turn = np.uint64(week % RECENT)
    many = np.uint64(0)
    for i in range(bonded.size):
        places[many] = i  # written over unless it counts: a guess would often be wrong
        many += np.uint64((came[i] == week) | (bonded[i] > 0))
    some, many = places[:many], np.uint64(0)
    for i in some:  # keys are looked up for few only
        places[many] = i
        many += np.uint64((came[i] == week) | ((key[i] % np.uint64(RECENT) == turn) & (status[i] == MEMBER)))
    return places[:many]
