"""Enterprise accounts: colleagues join their buyer, champions carry the product, consultants bring leads."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.constants import MOST_DRAWN, OWN_SHARE, USUAL_TRUST
from simulation.state.founding import COLLEAGUES_WAIT
from simulation.state.population import COLLEAGUE, CUSTOMER, MEMBER
from simulation.state.randomness import CHANNEL, GOLDEN, finalise
from simulation.state.world import NO_ACCOUNTS
from simulation.vocabulary.personas import CONSULTANT

SEATS = (3, 30)  # persons in an account, S0 enterprise
CHAMPION_IDENTITY = 0.5  # identity from which a member carries the product into the account, A
CHAMPION_TENURE = 26  # [weeks]
CONSULTANT_LEADS = 0.05  # leads per consultant and month, S0
TEACHING = 0.01  # churn that product learning removes per month of a full board, S0
NO_CHAMPIONS = NO_ACCOUNTS > 0
PRESENCE, TIED = 0.3, 0.7  # what a colleague who is a member, and one who is fully bound, adds to how engaged an account is, A
BOARD = 12.0  # active members that make a full board


@process(
    "people.account", "people.affinity", "people.frailty", "people.interest", "people.key", "people.seats", "people.signup",
    "people.source", "people.stage", "world.account_champion", "world.account_engagement", "world.champion_count", "world.consultant_count",
    "world.product_learning", "world.recommended",
)  # fmt: skip
def tend_accounts(world) -> None:
    """Bring colleagues in, find champions and consultants, and let members teach the product."""
    world.champion_count = np.zeros(world.count)
    world.consultant_count = np.zeros(world.count)
    world.account_engagement, world.account_champion = NO_ACCOUNTS, NO_CHAMPIONS
    if world.anywhere("enterprise"):
        _bring_colleagues(world)
        if world.has_community:
            _engage_accounts(world)
    if world.has_community:
        _consult(world)
        _learn_from_members(world)
    world.note("champions", world.champion_count)
    world.note("consultants", world.consultant_count)


def _bring_colleagues(world) -> None:
    """Create the colleagues of accounts that just bought (all of them in week 0)."""
    people, draws = world.people, world.draws
    buyers = _new_accounts(people.stage, people.seats, people.counts, people.capacity, world.effects)
    if not len(buyers):
        return
    low, high = SEATS
    seats = (low * (high / low) ** draws.uniform(people.key[buyers], "seats", 0)).astype(np.int64)
    people.seats[buyers] = seats
    rows, slots, keys = people.row_of(buyers), people.slot_of(buyers), people.key[buyers]
    count = seats - 1
    colleague_rows = np.repeat(rows, count)
    nth = np.arange(len(colleague_rows)) - np.repeat(np.cumsum(count) - count, count)
    new = people.append(colleague_rows)
    colleague_keys = finalise(np.repeat(keys, count) + (nth + 1).astype(np.uint64) * GOLDEN)
    people.key[new] = colleague_keys
    people.stage[new] = COLLEAGUE
    people.source[new] = CHANNEL["colleague"]
    people.signup[new] = world.week
    people.account[new] = np.repeat(slots, count)
    affinity = draws.normal(colleague_keys, "affinity")
    people.affinity[new] = affinity
    people.frailty[new] = affinity
    if world.has_community:
        clock = np.where(world.effects["community"], np.tile(world.interest_clock, 2), np.inf)
        delay = -np.log(draws.uniform(colleague_keys, "interest", 0)) * COLLEAGUES_WAIT * np.exp(-0.5 * np.clip(affinity, -MOST_DRAWN, MOST_DRAWN))
        people.interest[new] = clock[colleague_rows] + delay
    world.add_people("entered_colleagues", colleague_rows, np.ones(len(colleague_rows)))


@compiled
def _new_accounts(stage, seats, counts, capacity, effects):
    """Return the buyers (flat, rising) whose accounts have no seats yet."""
    buyers = np.empty(stage.size, dtype=np.int64)
    found = 0
    for row in range(counts.size):
        if not effects[row].enterprise:
            continue
        for person in range(row * capacity, row * capacity + counts[row]):
            if stage[person] == CUSTOMER and seats[person] == 0:
                buyers[found] = person
                found += 1
    return buyers[:found]


def _engage_accounts(world) -> None:
    """Let an account feel the engagement of its people, and find its champions."""
    people, members = world.people, world.members
    world.account_engagement, world.account_champion = _feel(
        stage=people.stage, membership=people.membership, member=people.member, account=people.account, capacity=people.capacity,
        last_visit=members.last_visit, bonds=members.bonds, identity=members.identity, joined=members.joined, posted=members.posted,
        replied=members.replied, members_capacity=members.capacity, week=world.week, effects=world.effects, champion_count=world.champion_count,
    )  # fmt: skip


@compiled
def _feel(
    stage, membership, member, account, capacity, last_visit, bonds, identity, joined, posted, replied, members_capacity,
    week, effects, champion_count,
):  # fmt: skip
    """Return the engagement of each account and whether a champion holds it, by buyer, and count the champions of each world."""
    engaged = np.zeros(stage.size)
    held = np.zeros(stage.size, dtype=np.bool_)
    for row in range(champion_count.size):
        if not effects[row].enterprise:
            continue
        first, champions = row * capacity, effects[row].programme_champions
        for person in range(first, first + capacity):
            if membership[person] != MEMBER or member[person] < 0 or (stage[person] != COLLEAGUE and stage[person] != CUSTOMER):
                continue
            buyer = first + account[person] if account[person] >= 0 else person
            who = row * members_capacity + member[person]
            if last_visit[who] > week - 4:
                engaged[buyer] += PRESENCE + TIED * bonds[who]
            speaks = (posted[who] | replied[who]) > 0
            if champions and speaks and identity[who] > CHAMPION_IDENTITY and week - joined[who] > CHAMPION_TENURE:
                held[buyer] = True
                champion_count[row] += 1
    # Three engaged people carry a buying decision.
    return np.minimum(1.0, engaged / 3).astype(np.float32), held


def _consult(world) -> None:
    members = world.members
    world.consultant_count, world.recommended = _consultants(
        members.persona, members.habit, members.status, members.counts, members.capacity, world.recommended, world.effects
    )


@compiled
def _consultants(persona, habit, status, counts, capacity, recommended, effects):
    """Return how many consultants are regulars of each world, and the signups to come with their leads on top."""
    consultants = np.zeros(counts.size)
    with_leads = np.empty(counts.size)
    for row in range(counts.size):
        count = 0
        for member in range(row * capacity, row * capacity + counts[row]):
            count += (persona[member] == CONSULTANT) & (habit[member] > 0.5) & (status[member] == MEMBER)
        consultants[row] = count
        taken_up = OWN_SHARE if effects[row].enterprise else 1.0
        with_leads[row] = recommended[row] + consultants[row] * CONSULTANT_LEADS * 12 / 52 * taken_up * (1 + effects[row].practice_consultant_reach)
    return consultants, with_leads


def _learn_from_members(world) -> None:
    """Let active members teach the product what is wrong with it: churn falls, up to a limit."""
    if world.anywhere("programme_product_learning") or world.anywhere("practice_learning"):
        most = world.effect("programme_product_learning") + world.effect("practice_learning")
        board = np.minimum(1.0, world.now.active / BOARD) * np.clip(world.trust / USUAL_TRUST, 0, 1)
        learned = np.minimum(most, world.product_learning + TEACHING * 12 / 52 * board)
        world.product_learning = np.maximum(world.product_learning, learned)  # what a product has learned stays
