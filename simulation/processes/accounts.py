"""Enterprise accounts: colleagues join their buyer, champions carry the product, consultants bring leads."""

from __future__ import annotations

import numpy as np

from simulation.personas import CONSULTANT
from simulation.population import COLLEAGUE, CUSTOMER, MEMBER
from simulation.process import process
from simulation.randomness import CHANNEL, GOLDEN, finalise
from simulation.world import NO_ACCOUNTS

SEATS = (3, 30)  # persons in an account, S0 enterprise
CHAMPION_IDENTITY = 0.5
CHAMPION_TENURE = 26  # [weeks]
CONSULTANT_LEADS = 0.05  # leads per consultant and month, S0
TEACHING = 0.01  # churn that product learning removes per month of a full board, S0


@process("people.*")
def tend_accounts(world) -> None:
    """Bring colleagues in, find champions and consultants, and let members teach the product."""
    world.champion_count = np.zeros(world.count)
    world.consultant_count = np.zeros(world.count)
    world.account_engagement, world.account_champion = NO_ACCOUNTS, NO_ACCOUNTS > 0
    if world.effects.enterprise:
        _bring_colleagues(world)
        if world.community:
            _engage_accounts(world)
    if world.community:
        _consult(world)
        _learn_from_members(world)
    world.note("champions", world.champion_count)
    world.note("consultants", world.consultant_count)


def _bring_colleagues(world) -> None:
    """Create the colleagues of accounts that just bought (all of them in week 0)."""
    people, draws = world.people, world.draws
    buyers = np.flatnonzero((people.stage == CUSTOMER) & (people.seats == 0))
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
    if world.community:
        clock = np.append(world.interest_clock, np.full(world.count, np.inf))
        delay = -np.log(draws.uniform(colleague_keys, "interest", 0)) * 2 * np.exp(-0.5 * np.clip(affinity, -2.5, 2.5))
        people.interest[new] = np.where(colleague_rows < world.count, clock[colleague_rows] + delay, np.inf)
    world.add_people("entered_colleagues", colleague_rows, np.ones(len(colleague_rows)))


def _engage_accounts(world) -> None:
    """Let an account feel the engagement of its people, and find its champions."""
    people, members, week = world.people, world.members, world.week
    linked = np.flatnonzero((people.membership == MEMBER) & (people.member >= 0) & ((people.stage == COLLEAGUE) | (people.stage == CUSTOMER)))
    rows = people.row_of(linked)
    account = np.where(people.account[linked] >= 0, people.account[linked], people.slot_of(linked))
    flat = people.flat(rows, account)
    member = members.flat(rows, people.member[linked])
    engaged = (members.last_visit[member] > week - 4) * (0.5 + 0.5 * members.bonds[member])
    total = np.bincount(flat, weights=engaged, minlength=len(people.stage))
    # Three engaged people carry a buying decision.
    world.account_engagement = np.minimum(1, total / 3).astype(np.float32)
    champion = (members.identity[member] > CHAMPION_IDENTITY) & (week - members.joined[member] > CHAMPION_TENURE)
    champion &= (members.posted[member] | members.replied[member]) > 0
    world.account_champion = np.bincount(flat, weights=champion, minlength=len(people.stage)) > 0
    if world.effects.programme.champions:
        world.champion_count = np.bincount(rows[champion], minlength=world.count).astype(float)
    else:
        world.account_champion[:] = False


def _consult(world) -> None:
    members, n = world.members, world.count
    consultant = np.flatnonzero((members.persona == CONSULTANT) & (members.habit > 0.5) & (members.status == MEMBER))
    world.consultant_count = np.bincount(members.row_of(consultant), minlength=n).astype(float)
    leads = world.consultant_count * CONSULTANT_LEADS * 12 / 52
    world.recommended = world.recommended + leads * (0.2 if world.effects.enterprise else 1.0)


def _learn_from_members(world) -> None:
    """Let active members teach the product what is wrong with it: churn falls, up to a limit."""
    most = world.effects.programme.product_learning
    if most:
        board = np.minimum(1.0, world.now.active / 12.0) * np.clip(world.trust / 0.75, 0, 1)
        world.product_learning = np.minimum(most, world.product_learning + TEACHING * 12 / 52 * board)
