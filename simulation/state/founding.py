"""The start: customers there before, founding members with their ties, seed threads, a list of the curious."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from simulation.kernels.compiled import compiled
from simulation.state.arriving import arrive
from simulation.state.billing import BILLING_DAYS
from simulation.state.joining import join
from simulation.state.population import CUSTOMER, FOUNDER, NOT_MEMBER, OUTSIDER, QUEUED
from simulation.state.randomness import CHANNEL
from simulation.state.ties import strengthen
from simulation.state.world import World

FOUNDING_TIES = 4
FOUNDING_STRENGTH = 0.30
PRICE_SPREAD = 0.4  # log standard deviation of what customers pay, A
ESTABLISHED = 13  # [weeks] that starting customers have been there at least; the contracts of accounts end evenly over the year
NOBODY_ASKS = np.zeros(0)  # the clocks of worlds without a community


def found(world: World) -> None:
    """Bring the world to the start of week 0."""
    customers = world.inputs.starting_customers
    _starting_customers(world, customers)
    world.note("mrr_start", world.people.by_row(world.people.mrr).sum(axis=1, dtype=np.float64))
    if not world.community:
        return
    inputs, n = world.inputs, world.count
    # A new community has the benefit of the doubt: selling costs trust only once it is felt.
    world.trust[:] = np.clip(inputs.trust_base + world.effects.reporting.trust + 0.2 * (inputs.empowerment - 0.5), 0, 1)
    world.knowledge[:] = inputs.seed_threads
    world.public_knowledge[:] = inputs.seed_threads if inputs.public_content else 0
    if inputs.public_content:
        world.page_appeal[:, 0] += inputs.seed_threads * inputs.page_visits
    _founders(world, customers)
    _launch_list(world, customers, n)
    _waiting_list(world, n)


def _starting_customers(world: World, customers: int) -> None:
    if not customers:
        return
    rows = np.repeat(np.arange(2 * world.count), customers)
    ordinals = np.tile(np.arange(customers), 2 * world.count)
    new, keys = arrive(world, rows, CHANNEL["starting"], ordinals, CUSTOMER)
    world.people.since[new] = -ESTABLISHED - ordinals * 52 // customers
    # They have stayed already: the loyal are more among them, by just as much as loyalty lowers churn.
    world.people.frailty[new] += np.float32(world.effects.selection + world.inputs.frailty_loading)
    become_customers(world, new, keys)
    world.add("entered", np.full(2 * world.count, float(customers)))


def become_customers(world: World, persons: np.ndarray, keys: np.ndarray) -> None:
    """Set price, billing day and the moment at which customers will ask to come in."""
    people = world.people
    u = world.draws.uniforms(keys, ("price", "billing day", "interest"), 0)
    clock = world.interest_clock if world.community else NOBODY_ASKS
    _agree(persons, ndtri(u[0]), u, people.affinity, people.mrr, people.phase, people.interest, people.capacity, clock, world.numbers)


@compiled
def _agree(persons, z_price, u, affinity, mrr, phase, interest, capacity, clock, numbers):
    """Set what was agreed with each customer; whoever has a community asks to come in some time after its clock."""
    arpa = numbers[0].arpa
    for i in range(persons.size):
        person = persons[i]
        row = person // capacity
        mrr[person] = arpa * math.exp(PRICE_SPREAD * z_price[i] - PRICE_SPREAD**2 / 2)
        phase[person] = math.floor(u[1, i] * BILLING_DAYS)
        if row < clock.size:
            interest[person] = clock[row] - math.log(u[2, i]) * math.exp(-0.5 * min(max(affinity[person], -2.5), 2.5))


def _founders(world: World, customers: int) -> None:
    inputs, n, people = world.inputs, world.count, world.people
    inside = min(inputs.founders, customers)
    outside = inputs.founders - inside
    slots = np.arange(inside)
    persons = (np.arange(n)[:, None] * people.capacity + slots).ravel()
    if outside:
        new = _outsiders(world, "founder", outside, n, NOT_MEMBER)
        persons = (np.arange(n)[:, None] * people.capacity + slots).ravel()  # the table may have grown
        persons = np.sort(np.concatenate([persons, new]))
    if not len(persons):
        return
    members = join(world, persons, np.zeros(len(persons)), FOUNDER, inputs.founder_lift)
    count = inputs.founders
    if count < 2:
        return
    scale = world.now.tie_scale
    for step in range(1, min(FOUNDING_TIES // 2, count - 1) + 1):
        # A ring: everybody is tied to the next two and the two before.
        local = members.reshape(n, count)
        other = np.roll(local, -step, axis=1).ravel()
        strengthen(world.members, members, other, np.full(len(members), FOUNDING_STRENGTH, dtype=np.float32), scale)


def _outsiders(world: World, channel: str, size: int, n: int, membership: int) -> np.ndarray:
    """Create `size` people per world who do not use the product, and return their flat indices."""
    rows = np.repeat(np.arange(n), size)
    new, _ = arrive(world, rows, CHANNEL[channel], np.tile(np.arange(size), n), OUTSIDER)
    world.people.membership[new] = membership
    world.add("entered", np.r_[np.full(n, float(size)), np.zeros(n)])
    return new


def _launch_list(world: World, customers: int, n: int) -> None:
    """Put the customers who waited for the launch on the list."""
    if not customers or world.effects.programme.seats:
        return
    people = world.people
    persons = (np.arange(n)[:, None] * people.capacity + np.arange(customers)).ravel()
    lean = np.exp(0.5 * np.clip(people.affinity[persons], -2.5, 2.5) - 0.125)
    wants = world.draws.uniform(people.key[persons], "launch", 0) < world.inputs.launch_interest * lean
    queued = persons[wants & (people.membership[persons] == 0)]
    people.membership[queued] = QUEUED


def _waiting_list(world: World, n: int) -> None:
    """Put the crowd that heard of the launch, but does not buy yet, on the list behind the customers."""
    size = world.inputs.waiting_list
    if not size or world.effects.programme.seats or world.effects.enterprise:
        return
    _outsiders(world, "waiting", size, n, QUEUED)
