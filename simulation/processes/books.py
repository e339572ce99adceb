"""The week is closed: money in and out, people counted, what is no longer needed forgotten."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import COLLEAGUE, CUSTOMER, MEMBER, QUEUED, TRIAL
from simulation.state.record import series

COMPACT_EVERY = 16  # [weeks]
TAILORED_COST = 1.5  # of an incentive that is tailored, against one for all, S0
REALISE_WEEKS = 26  # deflected tickets save less at first

REVENUE = series("customers", "mrr", "revenue_influenced", "mrr_of_members", "customers_members", "customers_seen")


@process(
    "people.*", "members.person", "world.attributed", "world.built", "world.departed", "world.last_active", "world.recent_rows",
    "world.recent_slots", "world.surveyed_mrr",
)  # fmt: skip
def close_books(world) -> None:
    """Add up customers, revenue and the cost of the programme; reconcile; drop whoever is gone for good."""
    people, members, now, record, week = world.people, world.members, world.now, world.record, world.week
    cost, world.surveyed_mrr, world.attributed[:, week] = _close(
        stage=people.stage, mrr=people.mrr, touched=people.touched, membership=people.membership, member=people.member, counts=people.counts,
        capacity=people.capacity, last_visit=members.last_visit, members_capacity=members.capacity, posted=members.posted, replied=members.replied,
        staff_cut=world.staff_cut, bought_time=world.bought_time, event_cost=world.event_cost, posts=now.posts, replies=now.replies,
        built=world.built, launch_week=world.launch_week, search=record["mrr_new_search"], mouth=record["mrr_new_word_of_mouth"],
        lost=record["mrr_lost"], deflected=record["tickets_deflected"], surveyed_before=world.surveyed_mrr, numbers=world.numbers,
        effects=world.effects, week=week, revenue=world.tally(REVENUE, people.rows),
    )  # fmt: skip
    world.note("cost", cost)
    world.note("events_spent", world.event_cost)
    world.note("events_allowed", world.events_factor)  # what reviews have left of the budget by now
    world.note("managers_cut", world.staff_cut)
    world.last_active = now.active
    world.recent_rows = now.visitor_rows
    world.recent_slots = now.visitors - now.visitor_rows * members.capacity
    if week % COMPACT_EVERY == COMPACT_EVERY - 1:
        _forget(world)


@compiled
def _close(
    stage, mrr, touched, membership, member, counts, capacity, last_visit, members_capacity, posted, replied, staff_cut, bought_time, event_cost,
    posts, replies, built, launch_week, search, mouth, lost, deflected, surveyed_before, numbers, effects, week, revenue,
):  # fmt: skip
    """Add revenue up; return the cost of the programme, and what surveys and reviews credit the community with, as `_credit` does, by world."""
    _add_up(stage, mrr, touched, membership, member, counts, capacity, last_visit, members_capacity, week, revenue)
    cost = _add_costs(
        posted=posted, replied=replied, capacity=members_capacity, staff_cut=staff_cut, bought_time=bought_time, event_cost=event_cost, posts=posts,
        replies=replies, built=built, launch_week=launch_week, numbers=numbers, effects=effects, week=week,
    )  # fmt: skip
    surveyed, value = _credit(revenue, search, mouth, lost, deflected, surveyed_before, numbers, week)
    return cost, surveyed, value


@compiled
def _add_up(stage, mrr, touched, membership, member, counts, capacity, last_visit, members_capacity, week, revenue):
    """Add up customers, what they pay a month [$] and who of them are members, by row of `revenue`."""
    customers = np.empty(capacity + 1, dtype=np.int64)
    for row in range(counts.size):
        base, end = row * capacity, row * capacity + counts[row]
        # Views of one world: what is counted from their start needs no look at where it starts.
        here, price, met, belongs = stage[base:end], mrr[base:end], touched[base:end], membership[base:end]
        count = 0
        for i in range(here.size):
            customers[count] = i  # written over unless a customer
            count += here[i] == CUSTOMER
        total = influenced = of_members = inside = seen = 0.0
        for i in customers[:count]:
            pays = float(price[i])
            total += pays
            influenced += pays * (met[i] > 0)
            of_members += pays * (belongs[i] == MEMBER)
            if belongs[i] == MEMBER:
                inside += 1
                seen += last_visit[row * members_capacity + member[base + i]] > week - 4
        sums = revenue[row]
        sums.customers, sums.mrr, sums.revenue_influenced, sums.mrr_of_members = count, total, influenced, of_members
        sums.customers_members, sums.customers_seen = inside, seen


@compiled
def _add_costs(posted, replied, capacity, staff_cut, bought_time, event_cost, posts, replies, built, launch_week, numbers, effects, week):
    """Return the cost of a week per world [$]: a month of place, staff and rewards, and what this week's events and posts cost.

    What was paid for building is remembered in `built`: nothing is built twice.
    """
    weekly = np.zeros(staff_cut.size)
    for row in range(weekly.size):
        a, e = numbers[row], effects[row]
        if not e.community:
            continue
        monthly = a.developer_advocates * a.advocate_cost + a.operations * a.operations_cost
        monthly += a.platform_cost * (not e.rented) + a.expert_sessions * a.expert_cost + e.practice_cost
        rewards = 0.0
        if e.rewards:
            contributors = 0
            for member in range(row * capacity, (row + 1) * capacity):
                contributors += (posted[member] | replied[member]) > 0
            rewards = contributors * a.incentive_cost * (TAILORED_COST if e.tailored else 1.0)
        managers = max(0.0, a.community_managers - staff_cut[row]) + bought_time[row]
        weekly[row] = (monthly + managers * a.manager_cost + rewards) * 12 / 52 + event_cost[row]
        if e.cash:
            weekly[row] += (posts[row] + replies[row]) * a.cash_per_post
        if week == launch_week[row]:
            weekly[row] += a.setup_cost
        weekly[row] += max(0.0, e.practice_build - built[row])
        built[row] = max(built[row], e.practice_build)
    return weekly


@compiled
def _credit(revenue, search, mouth, lost, deflected, surveyed_before, numbers, week):
    """Return the revenue [$ per month] that surveys credit to the community, and what a review would count as its value [$ per week], each (R,)."""
    surveyed, value = np.empty(surveyed_before.size), np.empty(surveyed_before.size)
    for row in range(surveyed.size):
        a, mrr = numbers[row], revenue[row].mrr
        realised = a.ticket_realisable if week < REALISE_WEEKS else a.ticket_realisable_later
        kept = 1 - min(1.0, lost[row, week] / mrr) if mrr > 0 else 1.0
        surveyed[row] = surveyed_before[row] * kept + 0.5 * (search[row, week] + mouth[row, week])
        value[row] = surveyed[row] * (a.gross_margin * 12 / 52) + deflected[row, week] * (a.ticket_cost * realised)
    return surveyed, value


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
    """Return by person whether it will ever matter again."""
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
