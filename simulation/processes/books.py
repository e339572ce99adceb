"""The week is closed: money in and out, people counted, what is no longer needed forgotten."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.population import COLLEAGUE, CUSTOMER, MEMBER, QUEUED, TRIAL
from simulation.process import process
from simulation.world import series

COMPACT_EVERY = 16  # [weeks]
TAILORED_COST = 1.5
REALISE_WEEKS = 26  # deflected tickets save less at first

REVENUE = series("customers", "mrr", "revenue_influenced", "mrr_of_members")


@process("people.*", "members.person")
def close_books(world) -> None:
    """Add up customers, revenue and the cost of the programme; reconcile; drop whoever is gone for good."""
    people, members, now = world.people, world.members, world.now
    revenue = np.zeros(people.rows, dtype=REVENUE)
    _add_up(people.stage, people.mrr, people.touched, people.membership, people.counts, people.capacity, revenue)
    world.note_all(revenue)
    world.note("cost", _cost(world))
    _attribute(world, revenue)
    world.last_active = now.active
    world.recent_rows = now.visitor_rows
    world.recent_slots = members.slot_of(now.visitors)
    if world.week % COMPACT_EVERY == COMPACT_EVERY - 1:
        _forget(world)


@compiled
def _add_up(stage, mrr, touched, membership, counts, capacity, revenue):
    customers = np.empty(capacity + 1, dtype=np.int64)
    for row in range(counts.size):
        count = 0
        for person in range(row * capacity, row * capacity + counts[row]):
            customers[count] = person  # written over unless a customer
            count += stage[person] == CUSTOMER
        total = influenced = of_members = 0.0
        for person in customers[:count]:
            pays = float(mrr[person])
            total += pays
            influenced += pays * (touched[person] > 0)
            of_members += pays * (membership[person] == MEMBER)
        sums = revenue[row]
        sums.customers, sums.mrr, sums.revenue_influenced, sums.mrr_of_members = count, total, influenced, of_members


def _cost(world) -> np.ndarray:
    """Return the cost of the programme this week per world [$], zero without a community."""
    inputs, n = world.inputs, world.count
    if not world.community:
        return np.zeros(n)
    monthly = inputs.developer_advocates * inputs.advocate_cost + inputs.operations * inputs.operations_cost
    monthly += inputs.platform_cost * (inputs.platform != "rented") + inputs.expert_sessions * inputs.expert_cost
    managers = np.maximum(0.0, inputs.community_managers - world.staff_cut) + world.bought_time
    monthly = monthly + managers * inputs.manager_cost
    if inputs.incentive not in ("none", "cash"):
        members = world.members
        contributors = members.by_row((members.posted | members.replied) > 0).sum(axis=1)
        monthly += contributors * inputs.incentive_cost * (TAILORED_COST if inputs.incentive_targeting == "tailored" else 1.0)
    weekly = monthly * 12 / 52 + world.event_cost
    if inputs.incentive == "cash":
        weekly += (world.now.posts + world.now.replies) * inputs.cash_per_post
    if world.week == 0:
        weekly += inputs.setup_cost
    return weekly


def _attribute(world, revenue: np.ndarray) -> None:
    """Keep the revenue that surveys would credit to the community, as a review would see it."""
    n, week, inputs, record = world.count, world.week, world.inputs, world.record
    search, mouth, lost, deflected = (record[name][:n, week] for name in ("mrr_new_search", "mrr_new_word_of_mouth", "mrr_lost", "tickets_deflected"))
    mrr = revenue["mrr"][:n]
    kept = 1 - np.minimum(1, np.divide(lost, mrr, out=np.zeros(n), where=mrr > 0))
    world.surveyed_mrr = world.surveyed_mrr * kept + 0.5 * (search + mouth)
    realised = inputs.ticket_realisable if week < REALISE_WEEKS else inputs.ticket_realisable_later
    world.attributed[:, week] = world.surveyed_mrr * (inputs.gross_margin * 12 / 52) + deflected * (inputs.ticket_cost * realised)


def _forget(world) -> None:
    """Drop persons who will never matter again, keeping count of them."""
    people, members = world.people, world.members
    keep = _matters(people.stage, people.membership)
    before = people.counts
    slots = people.slots_after(keep)
    _follow(members.person, members.counts, members.capacity, slots, people.capacity)
    _follow(people.account, people.counts, people.capacity, slots, people.capacity)
    people.compact(keep)
    world.departed += before - people.counts


@compiled
def _matters(stage, membership):
    keep = np.empty(stage.size, dtype=np.bool_)
    for person in range(stage.size):
        # Somebody with no dealings with the product matters only as a member or in the queue.
        deals = TRIAL <= stage[person] <= COLLEAGUE
        keep[person] = deals or membership[person] == MEMBER or membership[person] == QUEUED
    return keep


@compiled
def _follow(links, counts, capacity, slots, people_capacity):
    """Let links to persons (slots in the same world) follow them to where they move."""
    for row in range(counts.size):
        for holder in range(row * capacity, row * capacity + counts[row]):
            if links[holder] >= 0:
                links[holder] = slots[row * people_capacity + links[holder]]
