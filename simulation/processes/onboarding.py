"""Newcomers are greeted by name, introduced, and taken under a mentor's wing."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import MEMBER, MENTORED, ONBOARDED
from simulation.state.randomness import unit
from simulation.state.ties import strengthen, strengthen_pairs
from simulation.state.world import managers_at_work

FRESH = 4  # [weeks] a member can still be onboarded
INTRODUCED = ("introduced 0", "introduced 1")
GREETING_SHARE = 0.5  # most of a manager's week that greeting may take, A
INTRODUCTION_TIE = 0.25  # tie to each of two members somebody is introduced to, A
MENTOR_TIE = 0.30  # tie to the mentor at the start, A
MENTOR_WELCOME = 0.72  # logit, a little more than personal onboarding, A
WEEKLY_TIE = 0.10  # gained by mentor and mentee in a week in which both come, A
MENTORING_WEEKS = 13
MENTEES = 2
MENTOR_BOND = 0.39  # saturated bond stock of a stock of one half
GREETED_VALUE, GREETED_IDENTITY, GREETED_CONTACT = 0.15, 0.10, 0.35  # of being greeted in person; contact [logit], S3; sizes A


@process(
    "people.exposure", "members.contact", "members.flags", "members.identity", "members.mentees", "members.mentor", "members.tie_strength",
    "members.tie_to", "members.value", "world.ever_mentored", "world.greeting_time",
)  # fmt: skip
def onboard(world) -> None:
    """Greet and introduce newcomers as far as staff time allows; match mentors."""
    if not world.has_community:
        return
    world.greeting_time = np.zeros(world.count)
    if world.anywhere("personal_onboarding"):
        _greet(world)
    if world.anywhere("mentorship"):
        mentoring = world.each("mentorship") > 0
        _meet_mentors(world, mentoring)
        _mentor(world, mentoring)
        world.ever_mentored = True
    if world.ever_mentored:
        _release_mentors(world)


@compiled
def _fresh(week, capacity, counts, joined, status, flags, flag, places):
    """Return the newcomers who do not carry the flag yet, as many as there are places in each world."""
    found = np.empty(counts.sum(), dtype=np.int64)
    many = 0
    since = max(0, week - FRESH)  # founders joined before week 0
    for row in range(counts.size):
        left = places[row]
        first = end = row * capacity + counts[row]
        while first > row * capacity and joined[first - 1] >= since:  # the latest stand last
            first -= 1
        for i in range(first, end):
            if left >= 1 and status[i] == MEMBER and not flags[i] & flag:
                found[many] = i
                many += 1
                left -= 1
    return found[:many]


def _greet(world) -> None:
    """Greet newcomers by name and introduce each to two of those who came last week."""
    members, scale = world.members, world.now.tie_scale
    world.greeting_time, greeted = _take_care(
        week=world.week, capacity=members.capacity, counts=members.counts, joined=members.joined, status=members.status, flags=members.flags,
        key=members.key, cut=world.staff_cut, value=members.value, identity=members.identity, contact=members.contact, person=members.person,
        exposure=world.people.exposure, people_capacity=world.people.capacity, recent_rows=world.recent_rows, recent_slots=world.recent_slots,
        introductions=world.draws.streams(INTRODUCED, world.week), tie_to=members.tie_to, tie_strength=members.tie_strength,
        now=scale.now32, inverse=scale.inverse32, numbers=world.numbers, effects=world.effects,
    )  # fmt: skip
    world.draws.count += greeted * len(INTRODUCED)


@compiled
def _take_care(
    week, capacity, counts, joined, status, flags, key, cut, value, identity, contact, person, exposure, people_capacity, recent_rows, recent_slots,
    introductions, tie_to, tie_strength, now, inverse, numbers, effects,
):  # fmt: skip
    """Greet newcomers and introduce them; return the time it took in each world, and how many were greeted in all."""
    guests, keys, time = _welcome(
        week=week, capacity=capacity, counts=counts, joined=joined, status=status, flags=flags, key=key,
        managers=managers_at_work(cut, numbers, effects), value=value, identity=identity, contact=contact, person=person, exposure=exposure,
        people_capacity=people_capacity, numbers=numbers,
    )  # fmt: skip
    if guests.size:
        guest, host, gain = _introduce(counts.size, capacity, guests, recent_rows, recent_slots, keys, introductions)
        strengthen_pairs(tie_to, tie_strength, capacity, guest, host, gain, now, inverse)
    return time, guests.size


@compiled
def _welcome(week, capacity, counts, joined, status, flags, key, managers, value, identity, contact, person, exposure, people_capacity, numbers):
    """Greet as many newcomers as there is time for; return who was greeted, their keys, and the time it took in each world."""
    greeted_by_one = np.empty(counts.size)
    places = np.zeros(counts.size)
    for row in range(counts.size):
        greeted_by_one[row] = numbers[row].onboarding_capacity
        if numbers[row].personal_onboarding:
            # The same hours go into greeting and into answering: a crowd at the door leaves no time for either.
            places[row] = np.floor(GREETING_SHARE * managers[row] * greeted_by_one[row])
    guests = _fresh(week, capacity, counts, joined, status, flags, ONBOARDED, places)
    keys = np.empty(guests.size, dtype=np.uint64)
    greeted = np.zeros(counts.size)
    for n in range(guests.size):
        i = guests[n]
        keys[n] = key[i]
        greeted[i // capacity] += 1
        flags[i] |= ONBOARDED
        exposure[i // capacity * people_capacity + person[i]] += np.float32(0.5)
        value[i] = min(np.float32(1), value[i] + np.float32(GREETED_VALUE))
        identity[i] += np.float32(GREETED_IDENTITY) * (np.float32(1) - identity[i])
        contact[i] += np.float32(GREETED_CONTACT)
    return guests, keys, greeted / greeted_by_one


@compiled
def _introduce(worlds, capacity, guests, recent_rows, recent_slots, keys, introductions):
    """Return pairs of guests and hosts and what they gain: each guest is introduced to some of those who came last week."""
    first = np.searchsorted(recent_rows, np.arange(worlds + 1))
    most = guests.size * introductions.size
    guest, host = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
    pairs = 0
    for nth in range(introductions.size):
        for n in range(guests.size):
            row = guests[n] // capacity
            present = first[row + 1] - first[row]
            if present:
                who = row * capacity + recent_slots[first[row] + min(np.int64(unit(keys[n], introductions[nth]) * np.float32(present)), present - 1)]
                if who != guests[n]:
                    guest[pairs], host[pairs] = guests[n], who
                    pairs += 1
    return guest[:pairs], host[:pairs], np.full(pairs, np.float32(INTRODUCTION_TIE))


def _mentor(world, mentoring: np.ndarray) -> None:
    """Match each unmentored newcomer with a free place of a well-connected, rested member."""
    members = world.members
    everybody = np.where(mentoring, np.inf, 0.0)
    fresh = _fresh(world.week, members.capacity, members.counts, members.joined, members.status, members.flags, MENTORED, everybody)
    # Whoever shows up is noticed and taken along: part of what mentoring seems to do is selection.
    fresh = fresh[members.last_visit[fresh] >= world.week - 1]
    # Empowered communities find more mentors (S1): more members feel it is theirs to do.
    bond_needed = (MENTOR_BOND / (0.5 + world.each("empowerment"))).astype(np.float32)
    bonded = (members.by_row(members.bonds) > bond_needed[:, None]).ravel()
    able = (members.status == MEMBER) & bonded & (members.burnout < 0.5) & (members.mentees < MENTEES)
    able &= members.last_visit >= world.week - 2
    hosts = np.flatnonzero(able)
    if not len(fresh) or not len(hosts):
        return
    rows, host_rows = members.row_of(fresh), members.row_of(hosts)
    count = np.bincount(rows, minlength=world.count)
    host_count = np.bincount(host_rows, minlength=world.count)
    rank = np.arange(len(fresh)) - (np.cumsum(count) - count)[rows]
    matched = rank < host_count[rows]  # one new mentee per mentor and week
    mentee = fresh[matched]
    host = hosts[(np.cumsum(host_count) - host_count)[rows[matched]] + rank[matched]]
    apart = mentee != host
    mentee, host = mentee[apart], host[apart]
    members.mentor[mentee] = members.slot_of(host)
    members.flags[mentee] |= MENTORED
    members.mentees[host] += 1
    members.contact[mentee] += np.float32(MENTOR_WELCOME)
    strengthen(members, mentee, host, np.full(len(mentee), MENTOR_TIE, dtype=np.float32), world.now.tie_scale)


def _meet_mentors(world, mentoring: np.ndarray) -> None:
    """Deepen the tie of every pair of which both came last week."""
    members, week = world.members, world.week
    mentee = np.flatnonzero((members.mentor >= 0) & (members.last_visit == week - 1))
    mentee = mentee[mentoring[members.row_of(mentee)]]
    host = members.flat(members.row_of(mentee), members.mentor[mentee])
    both = members.last_visit[host] == week - 1
    gain = np.full(int(both.sum()), WEEKLY_TIE, dtype=np.float32)
    strengthen(members, mentee[both], host[both], gain, world.now.tie_scale)


def _release_mentors(world) -> None:
    members = world.members
    _release(world.week, members.capacity, members.counts, members.mentor, members.mentees, members.joined)


@compiled
def _release(week, capacity, counts, mentor, mentees, joined):
    """Give mentors their place back from mentees who have been members long enough."""
    for row in range(counts.size):
        base = row * capacity
        for i in range(base, base + counts[row]):
            if mentor[i] >= 0 and joined[i] <= week - MENTORING_WEEKS:
                mentees[base + mentor[i]] -= 1
                mentor[i] = -1
