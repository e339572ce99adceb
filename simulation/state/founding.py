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
NOBODY = np.zeros(0, dtype=np.int64)


def found(world: World) -> None:
    """Bring the world to the start of week 0."""
    _starting_customers(world)
    world.note("mrr_start", world.people.by_row(world.people.mrr).sum(axis=1, dtype=np.float64))
    if not world.has_community:
        return
    inside = world.community
    # A new community has the benefit of the doubt: selling costs trust only once it is felt.
    usual = world.each("trust_base") + world.effect("reporting_trust") + 0.2 * (world.each("empowerment") - 0.5)
    world.trust[:] = np.where(inside, np.clip(usual, 0, 1), 0.0)
    threads, public = world.each("seed_threads"), world.each("public_content") > 0
    world.knowledge[:] = np.where(inside, threads, 0.0)
    world.public_knowledge[:] = np.where(inside & public, threads, 0.0)
    world.page_appeal[:, 0] += np.where(inside & public, threads * world.each("page_visits"), 0.0)
    _founders(world)
    _launch_list(world)
    _waiting_list(world)


def _whole(world: World, name: str) -> np.ndarray:
    """Return a whole number of people by row, none where there is no community, (R,) int64."""
    return np.where(world.community, world.each(name), 0).astype(np.int64)


def _numbered(sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the row of everybody when each row has so many, and everybody's number in its row."""
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)


def _starting_customers(world: World) -> None:
    customers = world.numbers["starting_customers"].astype(np.int64)
    if not customers.any():
        return
    rows, ordinals = _numbered(customers)
    new, keys = arrive(world, rows, CHANNEL["starting"], ordinals, CUSTOMER)
    world.people.since[new] = -ESTABLISHED - ordinals * 52 // customers[rows]
    # They have stayed already: the loyal are more among them, by just as much as loyalty lowers churn.
    loyal = world.effects["selection"] + world.numbers["frailty_loading"]
    world.people.frailty[new] += loyal.astype(np.float32)[rows]
    become_customers(world, new, keys)
    world.add("entered", customers.astype(float))


def become_customers(world: World, persons: np.ndarray, keys: np.ndarray) -> None:
    """Set price, billing day and the moment at which customers will ask to come in."""
    people = world.people
    u = world.draws.uniforms(keys, ("price", "billing day", "interest"), 0)
    _agree(
        persons, ndtri(u[0]), u, people.affinity, people.mrr, people.phase, people.interest, people.capacity, world.interest_clock,
        world.numbers, world.effects,
    )  # fmt: skip


@compiled
def _agree(persons, z_price, u, affinity, mrr, phase, interest, capacity, clock, numbers, effects):
    """Set what was agreed with each customer; whoever has a community asks to come in some time after its clock."""
    for i in range(persons.size):
        person = persons[i]
        row = person // capacity
        mrr[person] = numbers[row].arpa * math.exp(PRICE_SPREAD * z_price[i] - PRICE_SPREAD**2 / 2)
        phase[person] = math.floor(u[1, i] * BILLING_DAYS)
        if effects[row].community:
            interest[person] = clock[row] - math.log(u[2, i]) * math.exp(-0.5 * min(max(affinity[person], -2.5), 2.5))


def _founders(world: World) -> None:
    people, count = world.people, _whole(world, "founders")
    inside = np.minimum(count, world.each("starting_customers").astype(np.int64))
    new = _outsiders(world, "founder", count - inside, NOT_MEMBER)  # before the others' places are known: the table may grow
    persons = np.sort(np.concatenate([people.flat(*_numbered(inside)), new]))
    if not len(persons):
        return
    members = join(world, persons, np.zeros(len(persons)), FOUNDER)
    rows, place = _numbered(count)
    for step in range(1, FOUNDING_TIES // 2 + 1):
        # A ring: everybody is tied to the next two and the two before.
        tied = count[rows] > step
        other = members - place + (place + step) % np.maximum(count[rows], 1)
        gain = np.full(np.count_nonzero(tied), FOUNDING_STRENGTH, dtype=np.float32)
        strengthen(world.members, members[tied], other[tied], gain, world.now.tie_scale)


def _outsiders(world: World, channel: str, sizes: np.ndarray, membership: int) -> np.ndarray:
    """Create so many people in each row, (R,), who do not use the product, and return their flat indices."""
    if not sizes.any():
        return NOBODY
    rows, ordinals = _numbered(sizes)
    new, _ = arrive(world, rows, CHANNEL[channel], ordinals, OUTSIDER)
    world.people.membership[new] = membership
    world.add("entered", np.concatenate([sizes.astype(float), np.zeros(world.count)]))
    return new


def _launch_list(world: World) -> None:
    """Put the customers who waited for the launch on the list; an advisory board is chosen by hand."""
    people = world.people
    rows, slots = _numbered(np.where(world.effect("programme_seats") > 0, 0, _whole(world, "starting_customers")))
    if not len(rows):
        return
    persons = people.flat(rows, slots)
    lean = np.exp(0.5 * np.clip(people.affinity[persons], -2.5, 2.5) - 0.125)
    wants = world.draws.uniform(people.key[persons], "launch", 0) < world.each("launch_interest").astype(np.float32)[rows] * lean
    queued = persons[wants & (people.membership[persons] == 0)]
    people.membership[queued] = QUEUED


def _waiting_list(world: World) -> None:
    """Put the crowd that heard of the launch, but does not buy yet, on the list behind the customers."""
    closed = (world.effect("programme_seats") > 0) | world.effect("enterprise")
    _outsiders(world, "waiting", np.where(closed, 0, _whole(world, "waiting_list")), QUEUED)
