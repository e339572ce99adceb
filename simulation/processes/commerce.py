"""People try, buy, expand, ask for help and leave as customers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from simulation.counting import Sorted
from simulation.founding import BILLING_DAYS, become_customers
from simulation.population import CHURNED, COLLEAGUE, CUSTOMER, LAPSED, MEMBER, OUTSIDER, TRIAL
from simulation.process import process
from simulation.randomness import CHANNEL, poisson, two_units

ACTIVATION_AGE = 1  # [weeks] after signup
DECISION_AGE = 3
TOUCH = 0.5  # exposure from which peers helped
OUTSIDER_TRIAL = 0.01  # chance per visiting week that a member who is no customer tries the product, A
INTRODUCED_AGE = 8  # [weeks] in which a new customer asks twice as much
DIRECT_DEFLECTION = 0.5  # tickets that an answer to one's own question spares
ENGAGED_WEEKS = 4


@process("people.*", "members.churned")
def trade(world) -> None:
    """Activate, convert, churn, expand and answer tickets, each customer on its own billing day."""
    _start_trials(world)
    trials = np.flatnonzero(world.people.stage == TRIAL)
    due = _due_customers(world)  # before this week's buyers, who have just paid
    _activate(world, trials)
    _convert(world, trials)
    _bill(world, due)


def logistic(logit: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-logit))."""
    return 1 / (1 + np.exp(-logit))


def _start_trials(world) -> None:
    """Let visiting members who are no customers try the product."""
    people, members, now = world.people, world.members, world.now
    if not len(now.visitors):
        return
    person = people.flat(now.visitor_rows, members.person[now.visitors])
    outside = np.flatnonzero(people.stage[person] == OUTSIDER)
    tries = world.draws.uniform(members.key[now.visitors[outside]], "tries", world.week) < OUTSIDER_TRIAL
    who = person[outside[tries]]
    if not len(who):
        return
    rows = people.row_of(who)
    size = np.bincount(rows, minlength=2 * world.count)
    who = who[np.arange(len(who)) - (np.cumsum(size) - size)[rows] < np.floor(world.remaining[rows])]  # no more than the market has left
    people.stage[who] = TRIAL
    people.signup[who] = world.week
    people.source[who] = CHANNEL["word_of_mouth"]
    people.exposure[who] += 1
    people.touched[who] = 1
    added = np.bincount(people.row_of(who), minlength=2 * world.count)
    world.remaining -= added
    world.signups[:, 3] += added
    world.record["signups_word_of_mouth"][:, world.week] += added


def _activate(world, trials: np.ndarray) -> None:
    people, inputs, effects = world.people, world.inputs, world.effects
    due = trials[np.flatnonzero(people.signup[trials] == world.week - ACTIVATION_AGE)]
    exposure = people.exposure[due]
    logit = effects.activation_logit + inputs.affinity_selection * people.affinity[due] - 0.1 * inputs.affinity_selection**2
    logit += np.log(inputs.activation_odds) * (1 - np.exp(-exposure))
    # The product community's material helps those it reaches.
    logit += effects.model.activation * (exposure > 0)
    success = world.draws.uniform(people.key[due], "activates", 0) < logistic(logit)
    people.activated[due] = success
    people.stage[due[np.flatnonzero(~success)]] = LAPSED
    met = people.touched[due] > 0
    by_world = Sorted(due, people.rows, people.capacity)
    world.note("trials", by_world.counts)
    world.note("activated", by_world.count(success))
    world.note("trials_touched", by_world.count(met))
    world.note("activated_touched", by_world.count(met & success))


def _convert(world, trials: np.ndarray) -> None:
    people, effects, n = world.people, world.effects, world.count
    due = trials[np.flatnonzero(people.signup[trials] <= world.week - DECISION_AGE)]
    touched = people.exposure[due] >= TOUCH
    logit = effects.conversion_logit + (0.25 + effects.model.conversion) * touched
    if effects.enterprise:
        help_ = np.zeros(2 * n)
        help_[:n] = 0.4 * np.minimum(1, world.champion_count / 10) + 0.2 * np.minimum(1, world.consultant_count / 10)
        logit = logit + help_[people.row_of(due)] * touched
    buys = world.draws.uniform(people.key[due], "buys", 0) < logistic(logit)
    people.stage[due] = LAPSED
    bought = np.flatnonzero(buys)
    new, touched = due[bought], touched[bought]
    people.stage[new] = CUSTOMER
    people.since[new] = world.week
    people.touched[new] = touched
    become_customers(world, new, people.key[new])
    paid, source = people.mrr[new], people.source[new]
    by_world = Sorted(new, people.rows, people.capacity)
    world.add("customers_new", by_world.counts)
    world.add("mrr_new", by_world.total(paid))
    world.add("mrr_new_touched", by_world.total(paid * touched))
    for name in ("search", "word_of_mouth"):
        world.add("mrr_new_" + name, by_world.total(paid * (source == CHANNEL[name])))


@dataclass
class _Due:
    """Customers whose billing day has come, in the order of their worlds.

    Those in worlds with a community come first; `linked` are the positions of those who are or were members.
    """

    persons: np.ndarray
    rows: np.ndarray
    by_world: Sorted
    keys: np.ndarray
    with_community: int
    linked: np.ndarray
    members: np.ndarray  # flat indices of the linked ones among the members
    source: np.ndarray
    mrr: np.ndarray


def _due_customers(world) -> _Due:
    people, n = world.people, world.count
    # Comparing with three or four days is cheaper than looking every customer's day up.
    first_phase, *phases = np.flatnonzero(due_phases(world.week)).tolist()
    today = people.phase == first_phase
    for phase in phases:
        today |= people.phase == phase
    today &= people.stage == CUSTOMER
    persons = np.flatnonzero(today)
    rows = people.row_of(persons)
    by_world = Sorted(persons, people.rows, people.capacity)
    first = int(by_world.bounds[n])
    slots = people.member[persons[:first]]
    linked = np.flatnonzero(slots >= 0)
    flat = world.members.flat(rows[linked], slots[linked])
    return _Due(persons, rows, by_world, people.key[persons], first, linked, flat, people.source[persons], people.mrr[persons])


def _bill(world, due: _Due) -> None:
    """Once a month per customer: leave or stay, pay more, open tickets."""
    engaged = _engagement(world, due)
    leaves = _churn(world, due, engaged, world.draws.uniform(due.keys, "churns", world.week))
    inside, count = engaged > 0, due.by_world.count
    lost, members, members_lost = count(leaves), count(inside), count(inside & leaves)
    world.add("customers_due", due.by_world.counts)
    world.add("customers_lost", lost)
    # The naive cohort: members of any kind against everybody else, selection included.
    for name, came, went in (("member", members, members_lost), ("other", due.by_world.counts - members, lost - members_lost)):
        world.add(name + "_due", came)
        world.add(name + "_churned", went)
        world.add(name + "_stayed", came - went)
    _expand(world, due, engaged, inside, ~leaves)
    _tickets(world, due)


@cache
def due_phases(week: int) -> np.ndarray:
    """Return which billing days fall into this week, shape (13,) bool: each comes once a month."""
    offsets = np.arange(BILLING_DAYS) / BILLING_DAYS * (52 / 12)
    return np.floor(12 * (week + offsets) / 52) > np.floor(12 * (week - 1 + offsets) / 52)


def _engagement(world, due: _Due) -> np.ndarray:
    """Return each customer's engagement in the community, 0-1; accounts take their people's."""
    people, members = world.people, world.members
    engaged = np.zeros(len(due.persons), dtype=np.float32)
    recent = members.last_visit[due.members] > world.week - ENGAGED_WEEKS
    recent &= people.membership[due.persons[due.linked]] == MEMBER
    engaged[due.linked] = recent * (np.float32(0.5) + np.float32(0.5) * members.bonds[due.members])
    if world.effects.enterprise and world.account_engagement is not None:
        engaged = np.maximum(engaged, world.account_engagement[due.persons])
    return engaged


def _churn(world, due: _Due, engaged: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Decide who stops paying, record the loss, and return it per customer."""
    people, members, inputs, effects, week = world.people, world.members, world.inputs, world.effects, world.week
    loading = inputs.frailty_loading
    hazard = np.float32(effects.churn) * np.exp(np.float32(-loading) * people.frailty[due.persons] - np.float32(loading**2 / 2))
    inside, rows = slice(due.with_community), due.rows[: due.with_community]
    climate = np.minimum(1.0, world.trust / 0.75).astype(np.float32)
    hazard[inside] *= 1 - np.float32(1 - inputs.churn_ratio) * engaged[inside] * climate[rows]
    if effects.enterprise:
        # Contracts are yearly: the year's hazard falls on the renewal month; champions hold accounts.
        renewal = (week - people.since[due.persons].astype(np.int64)) % 52 < 5
        hazard *= np.float32(12) * renewal
        if world.account_champion is not None:
            hazard[inside] *= np.where(world.account_champion[due.persons[inside]], np.float32(0.67), np.float32(1))  # renewal logit +.4
    else:
        referred = due.source[inside] == CHANNEL["word_of_mouth"]
        hazard[inside] *= 1 + np.float32(inputs.referred_churn - 1) * referred
    if world.community:
        line = (1 - world.product_learning) * (1 - (1 - effects.reporting.churn) * np.minimum(1, world.last_active / 50))
        hazard[inside] *= line.astype(np.float32)[rows]
        hazard[due.linked] *= 1 + np.float32(inputs.churn_contagion) * _leaving_ties(world, due)
    leaves = u < 1 - np.exp(-hazard)
    gone = due.persons[np.flatnonzero(leaves)]
    people.stage[gone] = CHURNED
    world.add("mrr_lost", due.by_world.total(due.mrr * leaves))
    members.churned[due.members[leaves[due.linked]]] = week
    if effects.enterprise:
        accounts = np.zeros(len(people.stage), dtype=bool)
        accounts[gone] = True
        colleague = np.flatnonzero(people.stage == COLLEAGUE)
        orphan = colleague[accounts[people.flat(people.row_of(colleague), people.account[colleague])]]
        people.stage[orphan] = LAPSED
    return leaves


def _leaving_ties(world, due: _Due) -> np.ndarray:
    """Return the tie strength of each linked customer to members who stopped paying in the last four weeks."""
    members = world.members
    pull = np.zeros(len(due.linked), dtype=np.float32)
    tied = np.flatnonzero(members.bonds[due.members] > 0)
    flat = due.members[tied]
    to = members.tie_to[flat]
    base = flat - members.slot_of(flat)
    gone = (to >= 0) & (members.churned[base[:, None] + np.maximum(to, 0)] >= world.week - 4)
    pull[tied] = (members.tie_strength[flat] * np.float32(world.now.tie_scale.now) * gone).sum(axis=1)
    return pull


def _expand(world, due: _Due, engaged: np.ndarray, inside: np.ndarray, stays: np.ndarray) -> None:
    people, inputs, effects = world.people, world.inputs, world.effects
    effect = np.float32(inputs.expansion_effect * effects.model.expansion)
    growth = np.float32(effects.expansion) * (1 + effect * engaged)
    # Those drawn in buy more anyway: the selection behind naive expansion.
    growth *= np.exp(np.float32(0.25) * np.clip(people.affinity[due.persons], -2.5, 2.5) - np.float32(0.03))
    if effects.enterprise and world.account_champion is not None:
        held = world.account_champion[due.persons[: due.with_community]]
        growth[: due.with_community] *= np.where(held, np.float32(1.3), np.float32(1))
    growth *= stays
    more = due.mrr * (1 + growth)
    people.mrr[due.persons] = more
    # What is kept is rounded; the books must hold what was kept.
    world.add("mrr_grown", due.by_world.total(more.astype(np.float64) - due.mrr))
    all_growth, member_growth = due.by_world.total(growth), due.by_world.total(growth * inside)
    world.add("member_growth", member_growth)
    world.add("other_growth", all_growth - member_growth)


def _tickets(world, due: _Due) -> None:
    people, inputs, effects = world.people, world.inputs, world.effects
    young = people.since[due.persons] > world.week - INTRODUCED_AGE
    rate = np.float32(min(effects.tickets, 100.0)) * (1 + young.astype(np.float32))
    u_raise, u_deflect = two_units(world.draws.bits(due.keys, "tickets", world.week))
    raised = poisson(u_raise, rate)
    some = np.flatnonzero(raised)  # most open none in a month
    rows, raised = due.rows[some], raised[some]
    archive = np.zeros(people.rows)
    if world.community:
        reach = 1 - np.exp(-world.public_knowledge / 400.0)
        archive[: world.count] = inputs.deflection_limit * reach * effects.reporting.deflection * max(effects.platform.search, 0.2)
    members = world.members
    asks = np.zeros(len(due.persons))
    # Whoever asked this month and was answered needs no ticket for half of it.
    asks[due.linked] = DIRECT_DEFLECTION * ((members.posted[due.members] > 0) & (members.answered[due.members] == 2))
    share = 1 - (1 - np.minimum(archive, 0.9)[rows]) * (1 - asks[some])
    deflected = _binomial_share(u_deflect[some], raised, share)
    by_world = Sorted(due.persons[some], people.rows, people.capacity)
    world.add("tickets_raised", by_world.total(raised))
    world.add("tickets_deflected", by_world.total(deflected))


def _binomial_share(u: np.ndarray, count: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return how many of `count` are spared at probability `share`: whole numbers with the right mean."""
    expected = count * share
    low = np.floor(expected)
    return low + (u < expected - low)
