"""Ties grow from answers, rituals and events, and bind those who keep coming."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import MEMBER
from simulation.state.randomness import unit
from simulation.state.ties import SLOTS, strengthen_pairs
from simulation.state.week import EMPTY_INDEX

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
    members, now, draws, week = world.members, world.now, world.draws, world.week
    guests, guests_count = _events(world)
    now.attended, drawn = _meet_and_bind(
        repliers=now.repliers, authors=now.authors, replied_posts=now.replied_posts, cohort=members.joined, visitors=now.visitors,
        rows=now.visitor_rows, keys=now.visitor_keys, identity=members.identity, rhythm=world.rhythm(),
        draws=draws.inside("attends", week, 0), circle=draws.streams(CIRCLE, week), guests=guests,
        guests_count=guests_count, table=draws.streams(TABLE, week), week=week, capacity=members.capacity, counts=members.counts, key=members.key,
        status=members.status, last_visit=members.last_visit, tie_to=members.tie_to, tie_strength=members.tie_strength, bonds=members.bonds,
        bound=members.bound, now=now.tie_scale.now32, inverse=now.tie_scale.inverse32, numbers=world.numbers,
    )  # fmt: skip
    draws.count += drawn


@compiled
def _meet_and_bind(
    repliers, authors, replied_posts, cohort, visitors, rows, keys, identity, rhythm, draws, circle, guests, guests_count, table, week, capacity,
    counts, key, status, last_visit, tie_to, tie_strength, bonds, bound, now, inverse, numbers,
):  # fmt: skip
    """Strengthen ties by answers, at rituals and at events, and refresh bonds.

    Returns which visitors attended a ritual, and how many random numbers were drawn.
    """
    _thank(repliers, authors, replied_posts, cohort, numbers, tie_to, tie_strength, capacity, now, inverse)
    attended, attending, count, gain = _attend(visitors, rows, identity, keys, draws, rhythm)
    _meet(attending, visitors, rows, count, gain, keys, circle, tie_to, tie_strength, capacity, now, inverse)
    if guests.size:
        seated = np.full(rhythm.size, np.float32(EVENT_TIE))
        _meet(guests, visitors, rows, guests_count, seated, keys, table, tie_to, tie_strength, capacity, now, inverse)
    _add_up_ties(week, capacity, counts, key, status, last_visit, tie_to, tie_strength, bonds, bound, now, numbers)
    return attended, visitors.size * rhythm.any() + attending.size * circle.size + guests.size * table.size


@compiled
def _thank(repliers, authors, replied_posts, cohort, numbers, tie_to, tie_strength, capacity, now, inverse):
    """Tie those who answered to those whom they answered; who came in together ties more."""
    answered = authors[replied_posts]
    gain = np.empty(repliers.size, dtype=np.float32)
    for reply in range(repliers.size):
        here = np.float32(numbers[repliers[reply] // capacity].tie_gain)
        gain[reply] = here * np.float32(COHORT_TIE) if cohort[repliers[reply]] == cohort[answered[reply]] else here
    strengthen_pairs(tie_to, tie_strength, capacity, repliers, answered, gain, now, inverse)


@compiled
def _attend(visitors, rows, identity, keys, draws, rhythm):
    """Return which visitors attend, where they stand among the visitors, how many of each world, and how much meeting ties there.

    Small circles tie more.
    """
    attended = np.empty(visitors.size, dtype=np.bool_)
    count = np.zeros(rhythm.size, dtype=np.int64)
    keenness = (KEEN * rhythm).astype(np.float32)
    for n in range(visitors.size):
        attended[n] = unit(keys[n], draws) < keenness[rows[n]] * (np.float32(0.5) + identity[visitors[n]])
        count[rows[n]] += attended[n]
    gain = np.empty(rhythm.size, dtype=np.float32)
    for row in range(rhythm.size):
        gain[row] = CROWD_TIE + CIRCLE_TIE * min(1.0, CIRCLE_SIZE / max(count[row], 1))
    return attended, np.flatnonzero(attended), count, gain


def _events(world) -> tuple[np.ndarray, np.ndarray]:
    """Hold in-person events in the first week of a month, as the budget allows.

    Returns who is there (places among the visitors) and how many of each world.
    """
    week = world.week
    world.event_cost = np.zeros(world.count)
    first_of_month = week * 12 // 52 != (week - 1) * 12 // 52
    if not first_of_month or not world.anywhere("events_budget"):
        return EMPTY_INDEX, EMPTY_INDEX
    now, members, budget, price = world.now, world.members, world.each("events_budget"), world.each("event_cost")
    held = (budget > 0) & (price > 0)
    if not held.any():
        return EMPTY_INDEX, EMPTY_INDEX
    seats = np.floor(np.divide(budget * world.events_factor, price, out=np.zeros(world.count), where=held)).astype(np.int64)
    u = world.draws.uniform(now.visitor_keys, "event", week) * (LEAST_KEEN - members.identity[now.visitors])
    order = np.lexsort((u, now.visitor_rows))
    rows = now.visitor_rows[order]
    count = np.bincount(rows, minlength=world.count)
    rank = np.arange(len(rows)) - (np.cumsum(count) - count)[rows]
    guests = np.sort(order[rank < np.minimum(seats, 0.5 * count)[rows]])
    count = np.bincount(now.visitor_rows[guests], minlength=world.count)
    world.event_cost = count * price
    return guests, count


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


@compiled
def _add_up_ties(week, capacity, counts, key, status, last_visit, tie_to, tie_strength, bonds, bound, now, numbers):
    """Add up the ties to recent visitors, for this week's visitors and a quarter of the others: how many bind, and the saturated bond stock.

    Bonds of those who stay away change slowly: looking at each of them once a month is enough.
    """
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
