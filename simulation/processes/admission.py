"""People ask to come in, wait, and are admitted in batches or through an open door."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.arriving import arrive
from simulation.state.constants import USUAL_TRUST
from simulation.state.joining import join
from simulation.state.population import COLLEAGUE, CUSTOMER, LOW_INTENT, MEMBER, NOT_MEMBER, OUTSIDER, QUEUED
from simulation.state.randomness import CHANNEL, scramble, unit
from simulation.state.world import alive

WAITING_LOSS = 0.03  # of those waiting give up each week, A
GUEST = CHANNEL["word_of_mouth"]
NO_LIMIT = np.iinfo(np.int64).max
MOST_TRUSTING = 1.2  # how much more ask to come in at high trust, at most, A


@process(
    "people.affinity", "people.exposure", "people.frailty", "people.interest", "people.key", "people.member", "people.membership",
    "people.signup", "people.source", "people.stage", "people.ticket", "members.attention", "members.bought",
    "members.expertise", "members.flags", "members.frailty", "members.habit", "members.identity", "members.joined", "members.key",
    "members.person", "members.persona", "members.reply_propensity", "members.share_propensity", "members.source", "members.status",
    "members.value", "world.interest_clock", "world.ordinals",
)  # fmt: skip
def admit(world) -> None:
    """Take requests, lose the impatient, and admit on admission dates."""
    if not world.has_community:
        return
    _influx(world)
    chosen, waited = _open_door(world)
    if len(chosen):
        join(world, chosen, waited, 0)


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


def _open_door(world) -> tuple[np.ndarray, np.ndarray]:
    """Queue whoever asks by now and let the impatient go; return who is admitted, and how long each waited [weeks]."""
    people, members, draws, week = world.people, world.members, world.draws, world.week
    world.interest_clock, chosen, waited, left, asked = _admit(
        clock=world.interest_clock, trust=world.trust, life=world.life, demand=world.demand, interest=people.interest,
        stage=people.stage, membership=people.membership, ticket=people.ticket, key=people.key, source=people.source, counts=people.counts,
        capacity=people.capacity, gives_up=draws.inside("gives up", week, 0), lot=draws.inside("lot", week, 0), status=members.status,
        members_capacity=members.capacity, numbers=world.numbers, effects=world.effects, week=week,
    )  # fmt: skip
    draws.count += 2 * asked  # whether each gives up, and its lot
    world.note("waiting", left)
    return chosen, waited


@compiled
def _admit(
    clock, trust, life, demand, interest, stage, membership, ticket, key, source, counts, capacity, gives_up, lot, status, members_capacity,
    numbers, effects, week,
):  # fmt: skip
    """Return the clocks, who gets a seat (flat, rising), how long each waited [weeks], how many wait on, and how many waited in all."""
    moved, waiting = _ask(
        clock=clock, trust=trust, life=life, demand=demand, interest=interest, stage=stage, membership=membership, ticket=ticket, counts=counts,
        capacity=capacity, numbers=numbers, effects=effects, week=week,
    )  # fmt: skip
    chosen, waited, left = _serve(
        waiting=waiting, key=key, gives_up=gives_up, lot=lot, seats=_seats(numbers, effects, status, members_capacity, clock.size, week),
        stage=stage, source=source, ticket=ticket, membership=membership, interest=interest, capacity=capacity, week=week,
    )  # fmt: skip
    return moved, chosen, waited, left, waiting.size


@compiled
def _ask(clock, trust, life, demand, interest, stage, membership, ticket, counts, capacity, numbers, effects, week):
    """Move the clocks on and queue those who ask; return the clocks and who waits (flat, rising)."""
    moved = np.empty(clock.size)
    waiting = np.empty(clock.size * capacity + 1, dtype=np.int64)
    count = 0
    for row in range(clock.size):  # without a community nobody asks
        if not effects[row].community:
            moved[row] = clock[row]
            continue
        base, end = row * capacity, row * capacity + counts[row]
        # A dead place is not joined: the share of those who would come in that ask.
        asked = numbers[row].door_doubt + (1 - numbers[row].door_doubt) * alive(life[row], numbers[row], effects[row])
        rate = numbers[row].invitation_rate * effects[row].reporting_invitations * (asked * demand[row, week])
        rate *= (1 + effects[row].practice_asks) * effects[row].practice_customers
        moved[row] = clock[row] + rate * min(max(trust[row] / USUAL_TRUST, 0.0), MOST_TRUSTING)
        _queue_up(np.float32(moved[row]), week, interest[base:end], stage[base:end], membership[base:end], ticket[base:end])
        count = _find_queued(membership[base:end], base, waiting, count)
    return moved, waiting[:count]


@compiled
def _queue_up(now, week, interest, stage, membership, ticket):
    """Queue the customers and colleagues of one world whose interest clock has come."""
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


@compiled
def _seats(numbers, effects, status, capacity, worlds, week):
    """Return how many can be admitted this week, (R,)."""
    seats = np.empty(worlds, dtype=np.int64)
    for row in range(worlds):
        batch, most = np.int64(numbers[row].batch_size), np.int64(effects[row].programme_seats)
        seats[row] = batch if batch > 0 else NO_LIMIT
        if most > 0:
            for member in range(row * capacity, (row + 1) * capacity):
                most -= status[member] == MEMBER
            seats[row] = min(seats[row], max(0, most))
        if batch > 0 and week % numbers[row].batch_interval > 0:
            seats[row] = 0
    return seats


@compiled
def _serve(waiting, key, gives_up, lot, seats, stage, source, ticket, membership, interest, capacity, week):
    """Go from world to world: return who gets a seat (flat, rising), how long each waited [weeks], and how many of each world wait on."""
    chosen = np.empty(waiting.size, dtype=np.int64)
    waited = np.empty(waiting.size)
    left = np.zeros(seats.size)
    count = first = 0
    for row in range(seats.size):
        end = first
        while end < waiting.size and waiting[end] < (row + 1) * capacity:
            end += 1
        queue, theirs = _wait_on(waiting[first:end], key, gives_up, lot, membership, interest)
        taken = _next(queue, theirs, stage, source, seats[row])
        for person in taken:
            chosen[count], waited[count] = person, week - ticket[person]
            count += 1
        left[row] = queue.size - taken.size
        first = end
    return chosen[:count], waited[:count], left


@compiled
def _wait_on(waiting, key, gives_up, lot, membership, interest):
    """Let the impatient of one world go and return who still waits, with their lots."""
    theirs = np.empty(waiting.size, dtype=np.uint64)
    queue = np.empty(waiting.size, dtype=np.int64)
    count = 0
    for i in range(waiting.size):
        person = waiting[i]
        queue[count], theirs[count] = person, scramble(key[person] ^ lot)
        if unit(key[person], gives_up) < WAITING_LOSS:
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
