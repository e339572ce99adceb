"""The start: customers there before, founding members with their ties, seed threads, a list of the curious."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.state.arriving import arrive
from simulation.state.billing import BILLING_DAYS
from simulation.state.constants import MOST_DRAWN
from simulation.state.joining import join
from simulation.state.normal import normals
from simulation.state.population import COLLEAGUE, CUSTOMER, FOUNDER, NOT_MEMBER, OUTSIDER, QUEUED
from simulation.state.randomness import CHANNEL
from simulation.state.ties import strengthen
from simulation.state.world import World

FOUNDING_TIES = 4
FOUNDING_STRENGTH = 0.30  # of the ties founders have to each other at the start, A
PRICE_SPREAD = 0.4  # log standard deviation of what customers pay, A
ESTABLISHED = 13  # [weeks] that starting customers have been there at least; the contracts of accounts end evenly over the year
COLLEAGUES_WAIT = 2.0  # times as long as a buyer, until a colleague asks to come in, A
AGREED = ("price", "billing day", "interest")  # drawn for everybody who becomes a customer; the price as a normal number
NOBODY = np.zeros(0, dtype=np.int64)


def found(world: World) -> None:
    """Bring the world to the start of week 0."""
    _starting_customers(world)
    world.note("mrr_start", world.people.by_row(world.people.mrr).sum(axis=1, dtype=np.float64))
    if world.community.any():
        launch(world, world.community.copy())


def launch(world: World, inside: np.ndarray) -> None:
    """Begin the communities of some rows, `inside` (R,) bool: trust, seed threads, founders, and who waited for it."""
    # A new community has the benefit of the doubt: selling costs trust only once it is felt.
    usual = world.each("trust_base") + world.effect("reporting_trust") + 0.2 * (world.each("empowerment") - 0.5)
    world.trust[inside] = np.clip(usual + world.effect("practice_trust"), 0, 1)[inside]
    threads, public = world.each("seed_threads"), world.each("public_content") > 0
    world.knowledge[inside] = threads[inside]
    world.public_knowledge[inside & public] = threads[inside & public]
    world.page_appeal[:, world.week] += np.where(inside & public, threads * world.each("page_visits"), 0.0)
    _founders(world, inside)
    _launch_list(world, inside)
    _waiting_list(world, inside)


def hear_of(world: World, inside: np.ndarray) -> None:
    """Let everybody who uses the product by now ask to come in some time after a launch that comes later than theirs."""
    people = world.people
    uses = people.by_row((people.stage == CUSTOMER) | (people.stage == COLLEAGUE))[: world.count] & inside[:, None]
    persons = people.flat(*np.nonzero(uses))
    slowness = np.where(people.stage[persons] == COLLEAGUE, COLLEAGUES_WAIT, 1.0)
    lean = np.exp(-0.5 * np.clip(people.affinity[persons], -MOST_DRAWN, MOST_DRAWN))
    u = world.draws.uniform(people.key[persons], "interest", 0)
    people.interest[persons] = world.interest_clock[people.row_of(persons)] - np.log(u) * slowness * lean


def _whole(world: World, name: str, inside: np.ndarray) -> np.ndarray:
    """Return a whole number of people by row, none outside of `inside`, (R,) int64."""
    return np.where(inside, world.each(name), 0).astype(np.int64)


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
    u = world.draws.uniforms(keys, AGREED, 0)
    agree(
        persons, u, people.affinity, people.mrr, people.phase, people.interest, people.capacity, world.interest_clock,
        world.numbers, world.effects,
    )  # fmt: skip


@compiled
def agree(persons, u, affinity, mrr, phase, interest, capacity, clock, numbers, effects):
    """Set what was agreed with each customer; whoever has a community asks to come in some time after its clock."""
    z_price = normals(u[0])
    for i in range(persons.size):
        person = persons[i]
        row = person // capacity
        mrr[person] = numbers[row].arpa * math.exp(PRICE_SPREAD * z_price[i] - PRICE_SPREAD**2 / 2)
        phase[person] = math.floor(u[1, i] * BILLING_DAYS)
        if effects[row].community:
            interest[person] = clock[row] - math.log(u[2, i]) * math.exp(-0.5 * min(max(affinity[person], -2.5), 2.5))


def _customers(world: World, most: np.ndarray) -> np.ndarray:
    """Return the first customers of each row, at most so many (R,), flat and rising."""
    people = world.people
    present = people.by_row(people.stage == CUSTOMER)[: world.count]
    return people.flat(*np.nonzero(present & (np.cumsum(present, axis=1) <= most[:, None])))


def _founders(world: World, inside: np.ndarray) -> None:
    people, count = world.people, _whole(world, "founders", inside)
    customers = (people.by_row(people.stage)[: world.count] == CUSTOMER).sum(axis=1)
    chosen = np.minimum(count, customers)
    new = _outsiders(world, "founder", count - chosen, NOT_MEMBER)  # before the others' places are known: the table may grow
    persons = np.sort(np.concatenate([_customers(world, chosen), new]))
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
    world.people.ticket[new] = world.week
    world.add("entered", np.concatenate([sizes.astype(float), np.zeros(world.count)]))
    return new


def _launch_list(world: World, inside: np.ndarray) -> None:
    """Put the customers who waited for the launch on the list; an advisory board is chosen by hand."""
    people = world.people
    asked = inside & (world.effect("programme_seats") == 0) & world.effect("practice_customers")
    persons = _customers(world, np.where(asked, people.capacity, 0))
    if not len(persons):
        return
    lean = np.exp(0.5 * np.clip(people.affinity[persons], -MOST_DRAWN, MOST_DRAWN) - 0.125)
    rows = people.row_of(persons)
    wants = world.draws.uniform(people.key[persons], "launch", 0) < world.each("launch_interest").astype(np.float32)[rows] * lean
    queued = persons[wants & (people.membership[persons] == 0)]
    people.membership[queued] = QUEUED
    people.ticket[queued] = world.week


def _waiting_list(world: World, inside: np.ndarray) -> None:
    """Put the crowd that heard of the launch, but does not buy yet, on the list behind the customers."""
    closed = (world.effect("programme_seats") > 0) | world.effect("enterprise") | ~world.effect("practice_prospects")
    _outsiders(world, "waiting", np.where(closed, 0, _whole(world, "waiting_list", inside)), QUEUED)
