"""The week is closed: money in and out, people counted, what is no longer needed forgotten."""

from __future__ import annotations

import numpy as np

from simulation.counting import Sorted
from simulation.population import COLLEAGUE, CUSTOMER, MEMBER, QUEUED, TRIAL
from simulation.process import process

COMPACT_EVERY = 16  # [weeks]
TAILORED_COST = 1.5
REALISE_WEEKS = 26  # deflected tickets save less at first


@process("people.*", "members.person")
def close_books(world) -> None:
    """Add up customers, revenue and the cost of the programme; reconcile; drop whoever is gone for good."""
    people, n = world.people, world.count
    customers = np.flatnonzero(people.stage == CUSTOMER)
    by_world = Sorted(customers, 2 * n, people.capacity)
    pays = people.mrr[customers].astype(np.float64)
    mrr = by_world.total(pays)
    world.note("customers", by_world.counts)
    world.note("mrr", mrr)
    first = int(by_world.bounds[n])  # those with a community come first
    inside, paid = Sorted(customers[:first], n, people.capacity), pays[:first]
    world.note("revenue_influenced", inside.total(paid * (people.touched[customers[:first]] > 0)))
    world.note("mrr_of_members", inside.total(paid * (people.membership[customers[:first]] == MEMBER)))
    world.note("cost", _cost(world))
    _attribute(world, mrr[:n])
    world.last_active = world.now.active
    world.recent_rows = world.now.visitor_rows
    world.recent_slots = world.members.slot_of(world.now.visitors)
    if world.week % COMPACT_EVERY == COMPACT_EVERY - 1:
        _forget(world)


def _cost(world) -> np.ndarray:
    """Return the cost of the programme this week per world [$], zero without a community."""
    inputs, n = world.inputs, world.count
    if not world.community:
        return np.zeros(n)
    monthly = np.maximum(0.0, inputs.community_managers - world.staff_cut) * inputs.manager_cost
    monthly = monthly + inputs.developer_advocates * inputs.advocate_cost + inputs.operations * inputs.operations_cost
    monthly = monthly + inputs.platform_cost * (inputs.platform != "rented") + inputs.expert_sessions * inputs.expert_cost
    members = world.members
    contributors = ((members.by_row(members.posted) | members.by_row(members.replied)) > 0).sum(axis=1)
    if inputs.incentive not in ("none", "cash"):
        monthly = monthly + contributors * inputs.incentive_cost * (TAILORED_COST if inputs.incentive_targeting == "tailored" else 1.0)
    monthly = monthly + world.bought_time * inputs.manager_cost
    weekly = monthly * 12 / 52 + world.event_cost
    if inputs.incentive == "cash":
        weekly = weekly + (world.now.posts + world.now.replies) * inputs.cash_per_post
    if world.week == 0:
        weekly = weekly + inputs.setup_cost
    return weekly


def _attribute(world, mrr: np.ndarray) -> None:
    """Keep the revenue that surveys would credit to the community, as a review would see it."""
    n, week, inputs = world.count, world.week, world.inputs
    record = world.record
    new = 0.5 * (record["mrr_new_search"][:n, week] + record["mrr_new_word_of_mouth"][:n, week])
    lost = np.divide(record["mrr_lost"][:n, week], mrr, out=np.zeros(n), where=mrr > 0)
    world.surveyed_mrr = world.surveyed_mrr * (1 - np.minimum(1, lost)) + new
    realised = inputs.ticket_realisable if week < REALISE_WEEKS else inputs.ticket_realisable_later
    saved = record["tickets_deflected"][:n, week] * inputs.ticket_cost * realised
    world.attributed[:, week] = world.surveyed_mrr * inputs.gross_margin * 12 / 52 + saved


def _forget(world) -> None:
    """Drop persons who will never matter again, keeping count of them."""
    people, members = world.people, world.members
    # Somebody with no dealings with the product matters only as a member or in the queue.
    keep = ((people.stage >= TRIAL) & (people.stage <= COLLEAGUE)) | (people.membership == MEMBER) | (people.membership == QUEUED)
    before = people.counts
    new_slot = people.slots_after(keep)
    linked = np.flatnonzero(members.person >= 0)
    members.person[linked] = new_slot[people.flat(members.row_of(linked), members.person[linked])]
    colleagues = np.flatnonzero(people.account >= 0)
    people.account[colleagues] = new_slot[people.flat(people.row_of(colleagues), people.account[colleagues])]
    people.compact(keep)
    world.departed += before - people.counts
