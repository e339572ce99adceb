"""People ask to come in, wait, and are admitted in batches or through an open door."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from simulation.arriving import arrive
from simulation.counting import Sorted
from simulation.joining import join
from simulation.population import COLLEAGUE, CUSTOMER, LOW_INTENT, MEMBER, NOT_MEMBER, OUTSIDER, QUEUED
from simulation.process import process
from simulation.randomness import CHANNEL

WAITING_LOSS = 0.03  # of those waiting give up each week, A


@process("people.*", "members.*")
def admit(world) -> None:
    """Take requests, lose the impatient, and admit on admission dates."""
    if not world.community:
        return
    _knock(world)
    _influx(world)
    queue = _give_up(world)
    if world.inputs.batch_size == 0 or world.week % world.inputs.batch_interval == 0:
        queue = _admit_batch(world, queue)
    world.note("waiting", Sorted(queue, world.count, world.people.capacity).counts)


def _knock(world) -> None:
    """Queue customers and their colleagues whose interest clock has come."""
    people, n = world.people, world.count
    rate = world.inputs.invitation_rate * world.effects.reporting.invitations
    world.interest_clock += rate * np.clip(world.trust / 0.75, 0, 1.2)
    with_community = slice(n * people.capacity)  # the twins' people ask nobody
    clock = np.repeat(world.interest_clock.astype(np.float32), people.capacity)
    ready = people.interest[with_community] <= clock
    ready &= people.membership[with_community] == NOT_MEMBER
    ready &= (people.stage[with_community] == CUSTOMER) | (people.stage[with_community] == COLLEAGUE)
    asking = np.flatnonzero(ready)
    people.membership[asking] = QUEUED
    people.ticket[asking] = world.week


def _give_up(world) -> np.ndarray:
    """Let the impatient go and return who still waits."""
    people = world.people
    waiting = np.flatnonzero(people.membership[: world.count * people.capacity] == QUEUED)
    loses = world.draws.uniform(people.key[waiting], "gives up", world.week) < WAITING_LOSS
    lost = waiting[np.flatnonzero(loses)]
    people.membership[lost] = NOT_MEMBER
    people.interest[lost] = np.inf
    return waiting[np.flatnonzero(~loses)]


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


def _admit_batch(world, queue: np.ndarray) -> np.ndarray:
    """Take the next ones in and return who still waits."""
    people = world.people
    if not len(queue):
        return queue
    seats = np.full(world.count, np.iinfo(np.int64).max if world.inputs.batch_size == 0 else world.inputs.batch_size)
    if world.effects.programme.seats:
        present = (world.members.by_row(world.members.status) == MEMBER).sum(axis=1)
        seats = np.minimum(seats, np.maximum(0, world.effects.programme.seats - present))
    # Who asked first goes first; within a week, by lot.
    order = (people.ticket[queue].astype(np.uint64) << np.uint64(48)) | (people.key[queue] >> np.uint64(16))
    bounds = np.searchsorted(queue, np.arange(world.count + 1) * people.capacity)
    taken = np.zeros(len(queue), dtype=bool)
    for (first, end), free in zip(pairwise(bounds.tolist()), seats.tolist(), strict=True):
        if free >= end - first:
            taken[first:end] = True
        elif free:
            taken[first + np.argpartition(order[first:end], free - 1)[:free]] = True
    chosen = queue[taken]
    join(world, chosen, (world.week - people.ticket[chosen]).astype(float), 0)
    return queue[~taken]
