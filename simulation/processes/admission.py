"""People ask to come in, wait, and are admitted in batches or through an open door."""

from __future__ import annotations

import numpy as np

from simulation.arriving import arrive
from simulation.compiled import compiled
from simulation.joining import join
from simulation.population import COLLEAGUE, CUSTOMER, LOW_INTENT, MEMBER, NOT_MEMBER, OUTSIDER, QUEUED
from simulation.process import process
from simulation.randomness import CHANNEL

WAITING_LOSS = 0.03  # of those waiting give up each week, A
NO_LIMIT = np.iinfo(np.int64).max


@process("people.*", "members.*")
def admit(world) -> None:
    """Take requests, lose the impatient, and admit on admission dates."""
    if not world.community:
        return
    _influx(world)
    queue = _give_up(world, _knock(world))
    if world.inputs.batch_size == 0 or world.week % world.inputs.batch_interval == 0:
        queue = _admit_batch(world, queue)
    world.note("waiting", np.bincount(world.people.row_of(queue), minlength=world.count))


def _influx(world) -> None:
    """Let a crowd in overnight, past the door."""
    n = world.count
    for size, low_intent in world.arrivals:
        if not size:
            continue
        rows = np.repeat(np.arange(n), size)
        ordinals = world.ordinals[rows, CHANNEL["influx"]] + np.tile(np.arange(size), n)
        world.ordinals[:n, CHANNEL["influx"]] += size
        new, _ = arrive(world, rows, CHANNEL["influx"], ordinals, OUTSIDER)
        world.add("entered", np.r_[np.full(n, float(size)), np.zeros(n)])
        join(world, new, np.zeros(len(new)), LOW_INTENT if low_intent else 0)


def _knock(world) -> np.ndarray:
    """Queue customers and their colleagues whose interest clock has come, and return everybody who waits."""
    people = world.people
    rate = world.inputs.invitation_rate * world.effects.reporting.invitations
    world.interest_clock += rate * np.minimum(np.maximum(world.trust / 0.75, 0), 1.2)
    return _ask(world.interest_clock, people.interest, people.stage, people.membership, people.ticket, people.counts, people.capacity, world.week)


@compiled
def _ask(clock, interest, stage, membership, ticket, counts, capacity, week):
    waiting = np.empty(clock.size * capacity + 1, dtype=np.int64)
    count = 0
    for row in range(clock.size):  # the twins' people ask nobody
        now = np.float32(clock[row])
        for person in range(row * capacity, row * capacity + counts[row]):
            # All is looked at, then guessed once: hardly anybody asks in one week.
            if (interest[person] <= now) & (membership[person] == NOT_MEMBER) & ((stage[person] == CUSTOMER) | (stage[person] == COLLEAGUE)):
                membership[person] = QUEUED
                ticket[person] = week
            waiting[count] = person
            count += membership[person] == QUEUED
    return waiting[:count]


def _give_up(world, waiting: np.ndarray) -> np.ndarray:
    """Let the impatient go and return who still waits."""
    people = world.people
    u = world.draws.uniform(people.key[waiting], "gives up", world.week)
    return _wait_on(waiting, u, people.membership, people.interest)


@compiled
def _wait_on(waiting, u, membership, interest):
    queue = np.empty(waiting.size, dtype=np.int64)
    count = 0
    for i in range(waiting.size):
        person = waiting[i]
        if u[i] < WAITING_LOSS:
            membership[person] = NOT_MEMBER
            interest[person] = np.inf
        else:
            queue[count] = person
            count += 1
    return queue[:count]


def _admit_batch(world, queue: np.ndarray) -> np.ndarray:
    """Take the next ones in and return who still waits."""
    people, members = world.people, world.members
    if not len(queue):
        return queue
    seats = np.full(world.count, world.inputs.batch_size or NO_LIMIT)
    if world.effects.programme.seats:
        present = (members.by_row(members.status) == MEMBER).sum(axis=1)
        seats = np.minimum(seats, np.maximum(0, world.effects.programme.seats - present))
    taken = _next(queue, people.key, people.ticket, people.capacity, seats)
    chosen = queue[taken]
    join(world, chosen, (world.week - people.ticket[chosen]).astype(float), 0)
    return queue[~taken]


@compiled
def _next(queue, key, ticket, capacity, seats):
    """Return who gets one of the seats: who asked first goes first; within a week, by lot."""
    taken = np.zeros(queue.size, dtype=np.bool_)
    first = 0
    for row in range(seats.size):
        end = first
        while end < queue.size and queue[end] < (row + 1) * capacity:
            end += 1
        order = np.empty(end - first, dtype=np.uint64)
        for i in range(first, end):
            order[i - first] = (np.uint64(ticket[queue[i]]) << np.uint64(48)) | (key[queue[i]] >> np.uint64(16))
        free = min(seats[row], order.size)
        if free:
            last = np.partition(order, free - 1)[free - 1]
            for i in range(first, end):
                taken[i] = order[i - first] <= last
        first = end
    return taken
