"""Ties grow from answers, rituals and events, and bind those who keep coming."""

from __future__ import annotations

import numpy as np

from simulation.population import MEMBER
from simulation.process import process
from simulation.ties import SLOTS, strengthen

PARTNERS = 3  # people met at a ritual
EVENT_PARTNERS = 4
EVENT_TIE = 0.15
RECENT = 4  # [weeks] within which a tie must have visited to bind


@process("members.tie_to", "members.tie_strength", "members.bonds", "members.bound")
def strengthen_ties(world) -> None:
    """Strengthen ties between those who answered, met at rituals or at events; refresh bonds."""
    members, now, inputs = world.members, world.now, world.inputs
    if len(now.repliers):
        author = now.authors[now.replied_posts]
        same = members.cohort[now.repliers] == members.cohort[author]
        gain = np.float32(inputs.tie_gain) * (1 + np.float32(0.5) * same)
        strengthen(members, now.repliers, author, gain, now.tie_scale)
    _gather(world)
    _events(world)
    _refresh_bonds(world)


def _gather(world) -> None:
    """Let ritual attendees meet a few others; small circles tie more."""
    now, members = world.now, world.members
    rho = world.effects.rho
    v = now.visitors
    chance = np.minimum(0.25 * rho * (0.5 + members.identity[v]), 1)
    now.attended = world.draws.uniform(members.key[v], "attends", world.week) < chance if rho else np.zeros(len(v), dtype=bool)
    attending = np.flatnonzero(now.attended)
    if not len(attending):
        return
    rows = now.visitor_rows[attending]
    count = np.bincount(rows, minlength=world.count)
    gain = (0.02 + 0.10 * np.minimum(1.0, 12.0 / np.maximum(count, 1))).astype(np.float32)
    _meet_at_random(world, v[attending], rows, count, gain, PARTNERS, "circle")


def _events(world) -> None:
    """Hold in-person events in the first week of a month, as the budget allows."""
    inputs, week = world.inputs, world.week
    world.event_cost = np.zeros(world.count)
    first_of_month = week * 12 // 52 != (week - 1) * 12 // 52
    if not inputs.events_budget or not first_of_month or inputs.event_cost <= 0:
        return
    now, members = world.now, world.members
    seats = np.floor(inputs.events_budget * world.events_factor / inputs.event_cost).astype(np.int64)
    u = world.draws.uniform(members.key[now.visitors], "event", week) * (1.2 - members.identity[now.visitors])
    order = np.lexsort((u, now.visitor_rows))
    rows = now.visitor_rows[order]
    count = np.bincount(rows, minlength=world.count)
    rank = np.arange(len(rows)) - (np.cumsum(count) - count)[rows]
    guests = np.sort(order[rank < np.minimum(seats, 0.5 * count)[rows]])
    rows = now.visitor_rows[guests]
    count = np.bincount(rows, minlength=world.count)
    world.event_cost = count * inputs.event_cost
    gain = np.full(world.count, EVENT_TIE, dtype=np.float32)
    _meet_at_random(world, now.visitors[guests], rows, count, gain, EVENT_PARTNERS, "table")


def _meet_at_random(world, people: np.ndarray, rows: np.ndarray, count: np.ndarray, gain: np.ndarray, partners: int, name: str) -> None:
    members = world.members
    first = (np.cumsum(count) - count)[rows]
    size = count[rows]
    u = world.draws.uniforms(members.key[people], [f"{name} {nth}" for nth in range(partners)], world.week)
    other = people[first + np.minimum((u * size).astype(np.int64), size - 1)]
    nth, person = np.nonzero((other != people) & (size > np.arange(1, partners + 1)[:, None]))
    strengthen(members, people[person], other[nth, person], gain[rows[person]], world.now.tie_scale)


def _refresh_bonds(world) -> None:
    """Add up the ties to recent visitors, for this week's visitors and a quarter of the others.

    Bonds of those who stay away change slowly: looking at each of them once a month is enough.
    """
    members, now, inputs = world.members, world.now, world.inputs
    turn = (members.key & np.uint64(3)) == np.uint64(world.week % 4)
    due = turn & (members.status == MEMBER) & (members.bonds > 0)
    due[now.visitors] = True
    who = np.flatnonzero(due)
    if not len(who):
        return
    to = members.tie_to[who]
    strength = members.tie_strength[who] * np.float32(now.tie_scale.now)
    excess = strength - np.float32(inputs.tie_floor)
    binding = np.flatnonzero(excess > 0)  # an empty slot has no strength
    line = binding // SLOTS
    base = who - members.slot_of(who)
    other = base[line] + to.ravel()[binding]
    recent = (members.last_visit[other] > world.week - RECENT) & (members.status[other] == MEMBER)
    line, binding = line[recent], binding[recent]
    stock = np.bincount(line, weights=excess.ravel()[binding], minlength=len(who))
    members.bonds[who] = 1 - np.exp(-stock / inputs.bond_scale)
    members.bound[who] = np.bincount(line, minlength=len(who))
