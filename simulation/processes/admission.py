"""People ask to come in, wait, and are admitted in batches or through an open door."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.arriving import arrive
from simulation.state.joining import join
from simulation.state.population import COLLEAGUE, CUSTOMER, LOW_INTENT, MEMBER, NOT_MEMBER, OUTSIDER, QUEUED
from simulation.state.randomness import CHANNEL

WAITING_LOSS = 0.03  # of those waiting give up each week, A
GUEST = CHANNEL["word_of_mouth"]
NO_LIMIT = np.iinfo(np.int64).max


@process("people.*", "members.*")
def admit(world) -> None:
    """Take requests, lose the impatient, and admit on admission dates."""
    if not world.has_community:
        return
    _influx(world)
    chosen, waited, waiting = _call_in(world, *_knock(world))
    if len(chosen):
        join(world, chosen, waited, 0)
    world.note("waiting", waiting)


def _influx(world) -> None:
    """Let a crowd in overnight, past the door."""
    for those, size, low_intent in world.arrivals:
        if not size:
            continue
        rows = np.repeat(those, size)
        ordinals = world.ordinals[rows, CHANNEL["influx"]] + np.tile(np.arange(size), len(those))
        world.ordinals[those, CHANNEL["influx"]] += size
        new, _ = arrive(world, rows, CHANNEL["influx"], ordinals, OUTSIDER)
        world.add("entered", np.bincount(those, minlength=2 * world.count) * float(size))
        join(world, new, np.zeros(len(new)), LOW_INTENT if low_intent else 0)


def _knock(world) -> tuple[np.ndarray, np.ndarray]:
    """Queue customers and their colleagues whose interest clock has come, and return everybody who waits, with their keys."""
    people = world.people
    world.interest_clock, waiting, keys = _ask(
        clock=world.interest_clock, trust=world.trust, drawn=_drawn(world) * world.demand[:, world.week], interest=people.interest,
        stage=people.stage, membership=people.membership, ticket=people.ticket, key=people.key, counts=people.counts, capacity=people.capacity,
        numbers=world.numbers, effects=world.effects, week=world.week,
    )  # fmt: skip
    return waiting, keys


def _drawn(world) -> np.ndarray:
    """Return the share of those who would come in that ask, by world: a dead place is not joined."""
    doubt = world.each("door_doubt")
    return doubt + (1 - doubt) * world.alive()


@compiled
def _ask(clock, trust, drawn, interest, stage, membership, ticket, key, counts, capacity, numbers, effects, week):
    """Move the clocks on and queue those who ask; return the clocks, who waits (flat, rising) and their keys."""
    moved = np.empty(clock.size)
    waiting = np.empty(clock.size * capacity + 1, dtype=np.int64)
    count = 0
    for row in range(clock.size):  # the twins' people ask nobody
        if not effects[row].community:
            moved[row] = clock[row]
            continue
        base, end = row * capacity, row * capacity + counts[row]
        rate = numbers[row].invitation_rate * effects[row].reporting_invitations * drawn[row]
        rate *= (1 + effects[row].practice_asks) * effects[row].practice_customers
        moved[row] = clock[row] + rate * min(max(trust[row] / 0.75, 0.0), 1.2)
        _queue_up(np.float32(moved[row]), week, interest[base:end], stage[base:end], membership[base:end], ticket[base:end])
        count = _find_queued(membership[base:end], base, waiting, count)
    keys = np.empty(count, dtype=np.uint64)
    for i in range(count):
        keys[i] = key[waiting[i]]
    return moved, waiting[:count], keys


@compiled
def _queue_up(now, week, interest, stage, membership, ticket):
    for i in range(interest.size):
        # Everybody is written anew, asking or not: the processor does many at once as long as nothing has to be guessed.
        asks = (interest[i] <= now) & (membership[i] == NOT_MEMBER) & ((stage[i] == CUSTOMER) | (stage[i] == COLLEAGUE))
        membership[i] = np.uint8(QUEUED) if asks else membership[i]
        ticket[i] = np.int16(week) if asks else ticket[i]


@compiled
def _find_queued(membership, base, waiting, count):
    """Write down who of one world is queued behind the first `count`, and return how many there are by then."""
    for i in range(membership.size):
        waiting[count] = base + i  # written over unless it counts
        count += membership[i] == QUEUED
    return count


def _call_in(world, waiting: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Let the impatient go; return who is admitted, how long each waited [weeks], and how many still wait in each world."""
    people = world.people
    u = world.draws.uniform(keys, "gives up", world.week)
    lots = world.draws.bits(keys, "lot", world.week)
    return _serve(
        waiting=waiting, u=u, lots=lots, seats=_seats(world), stage=people.stage, source=people.source, ticket=people.ticket,
        membership=people.membership, interest=people.interest, capacity=people.capacity, week=world.week,
    )  # fmt: skip


def _seats(world) -> np.ndarray:
    """Return how many can be admitted this week, shape (R,)."""
    members, batch = world.members, world.each("batch_size").astype(np.int64)
    seats = np.where(batch > 0, batch, NO_LIMIT)
    most = world.effect("programme_seats").astype(np.int64)
    if most.any():
        present = (members.by_row(members.status) == MEMBER).sum(axis=1)
        seats = np.where(most > 0, np.minimum(seats, np.maximum(0, most - present)), seats)
    between = world.week % world.each("batch_interval") > 0
    return np.where((batch > 0) & between, 0, seats)


@compiled
def _serve(waiting, u, lots, seats, stage, source, ticket, membership, interest, capacity, week):
    """Go from world to world: return who gets a seat (flat, rising), how long each waited [weeks], and how many of each world wait on."""
    chosen = np.empty(waiting.size, dtype=np.int64)
    waited = np.empty(waiting.size)
    left = np.zeros(seats.size)
    count = first = 0
    for row in range(seats.size):
        end = first
        while end < waiting.size and waiting[end] < (row + 1) * capacity:
            end += 1
        queue, theirs = _wait_on(waiting[first:end], u[first:end], lots[first:end], membership, interest)
        taken = _next(queue, theirs, stage, source, seats[row])
        for person in taken:
            chosen[count], waited[count] = person, week - ticket[person]
            count += 1
        left[row] = queue.size - taken.size
        first = end
    return chosen[:count], waited[:count], left


@compiled
def _wait_on(waiting, u, lots, membership, interest):
    """Let the impatient of one world go and return who still waits, with their lots."""
    theirs = np.empty(waiting.size, dtype=np.uint64)
    queue = np.empty(waiting.size, dtype=np.int64)
    count = 0
    for i in range(waiting.size):
        person = waiting[i]
        queue[count], theirs[count] = person, lots[i]
        if u[i] < WAITING_LOSS:
            membership[person] = NOT_MEMBER
            interest[person] = np.inf
        else:
            count += 1
    return queue[:count], theirs[:count]


@compiled
def _next(queue, lots, stage, source, seats):
    """Return who of one world gets a seat: guests of members first, then customers, then others; among equals, by lot."""
    free = min(seats, queue.size)
    if free == 0:
        return queue[:0]
    order = np.empty(queue.size, dtype=np.uint64)
    for i in range(queue.size):
        person = queue[i]
        rank = 0 if source[person] == GUEST else 1 if stage[person] == CUSTOMER or stage[person] == COLLEAGUE else 2
        order[i] = (np.uint64(rank) << np.uint64(62)) | (lots[i] >> np.uint64(2))
    return queue[order <= np.partition(order, free - 1)[free - 1]]
