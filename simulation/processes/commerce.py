"""People try, buy, expand, ask for help and leave as customers."""

from __future__ import annotations

import numpy as np

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
    _activate(world)
    _convert(world)
    _bill(world)


def logistic(logit: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-logit))."""
    return 1 / (1 + np.exp(-logit))


def _start_trials(world) -> None:
    """Let visiting members who are no customers try the product."""
    people, members, now = world.people, world.members, world.now
    if not len(now.visitors):
        return
    person = people.flat(now.visitor_rows, members.person[now.visitors])
    outside = (people.stage[person] == OUTSIDER) & (world.draws.uniform(members.key[now.visitors], "tries", world.week) < OUTSIDER_TRIAL)
    who = person[outside]
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


def _activate(world) -> None:
    people, inputs, effects = world.people, world.inputs, world.effects
    due = np.flatnonzero((people.stage == TRIAL) & (people.signup == world.week - ACTIVATION_AGE))
    logit = effects.activation_logit + inputs.affinity_selection * people.affinity[due] - 0.1 * inputs.affinity_selection**2
    exposure = people.exposure[due]
    logit += np.log(inputs.activation_odds) * (1 - np.exp(-exposure))
    # The product community's material helps those it reaches.
    logit += effects.model.activation * (exposure > 0)
    success = world.draws.uniform(people.key[due], "activates", 0) < logistic(logit)
    people.activated[due[success]] = 1
    people.stage[due[~success]] = LAPSED
    rows, n = people.row_of(due), 2 * world.count
    met = people.touched[due] > 0
    world.note("trials", np.bincount(rows, minlength=n).astype(float))
    world.note("activated", np.bincount(rows[success], minlength=n).astype(float))
    world.note("trials_touched", np.bincount(rows[met], minlength=n).astype(float))
    world.note("activated_touched", np.bincount(rows[success & met], minlength=n).astype(float))


def _convert(world) -> None:
    people, effects, draws, n = world.people, world.effects, world.draws, world.count
    due = np.flatnonzero((people.stage == TRIAL) & (people.signup <= world.week - DECISION_AGE))
    keys = people.key[due]
    touched = people.exposure[due] >= TOUCH
    logit = effects.conversion_logit + 0.25 * touched + effects.model.conversion * touched
    rows = people.row_of(due)
    if effects.enterprise:
        help_ = np.zeros(2 * n)
        help_[:n] = 0.4 * np.minimum(1, world.champion_count / 10) + 0.2 * np.minimum(1, world.consultant_count / 10)
        logit = logit + help_[rows] * touched
    buys = draws.uniform(keys, "buys", 0) < logistic(logit)
    people.stage[due[~buys]] = LAPSED
    new = due[buys]
    rows = rows[buys]
    people.stage[new] = CUSTOMER
    people.since[new] = world.week
    people.touched[new] = touched[buys]
    become_customers(world, new, people.key[new])
    world.add_people("mrr_new", rows, people.mrr[new])
    world.add_people("customers_new", rows, np.ones(len(new)))
    sources = people.source[new]
    search, mouth = sources == CHANNEL["search"], sources == CHANNEL["word_of_mouth"]
    world.add_people("mrr_new_search", rows[search], people.mrr[new][search])
    world.add_people("mrr_new_word_of_mouth", rows[mouth], people.mrr[new][mouth])
    world.add_people("mrr_new_touched", rows[touched[buys]], people.mrr[new][touched[buys]])
    world.add_people("customers_new_touched", rows[touched[buys]], np.ones(int(touched[buys].sum())))


def _bill(world) -> None:
    """Once a month per customer: leave or stay, pay more, open tickets."""
    people, week = world.people, world.week
    today = due_phases(week)
    due = np.flatnonzero((people.stage == CUSTOMER) & today[people.phase] & (people.since < week))
    rows = people.row_of(due)
    engaged, member = _engagement(world, due, rows)
    leaves = _churn(world, due, rows, engaged)
    _expand(world, due[~leaves], rows[~leaves], engaged[~leaves])
    _tickets(world, due, rows)
    paid = people.mrr[due].astype(np.float64)
    # The naive cohort: members of any kind against everybody else, selection included.
    world.add_people("member_due", rows[member], np.ones(int(member.sum())))
    world.add_people("member_churned", rows[member & leaves], np.ones(int((member & leaves).sum())))
    world.add_people("other_due", rows[~member], np.ones(int((~member).sum())))
    world.add_people("other_churned", rows[~member & leaves], np.ones(int((~member & leaves).sum())))
    world.add_people("member_due_mrr", rows[member], paid[member])


def due_phases(week: int) -> np.ndarray:
    """Return which billing days fall into this week, shape (13,) bool: each comes once a month."""
    offsets = np.arange(BILLING_DAYS) / BILLING_DAYS * (52 / 12)
    return np.floor(12 * (week + offsets) / 52) > np.floor(12 * (week - 1 + offsets) / 52)


def _engagement(world, due: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each customer's engagement (0-1) and whether it is in the community; accounts take their people's mean."""
    people, members = world.people, world.members
    slot = people.member[due]
    inside = (slot >= 0) & (people.membership[due] == MEMBER)
    engaged = np.zeros(len(due), dtype=np.float32)
    flat = members.flat(rows[inside], slot[inside])
    recent = members.last_visit[flat] > world.week - ENGAGED_WEEKS
    engaged[inside] = recent * (0.5 + 0.5 * members.bonds[flat])
    inside_now = inside.copy()
    inside_now[inside] = recent
    if world.effects.enterprise and world.account_engagement is not None:
        engaged = np.maximum(engaged, world.account_engagement[due])
        inside_now |= engaged > 0
    return engaged, inside_now


def _churn(world, due: np.ndarray, rows: np.ndarray, engaged: np.ndarray) -> np.ndarray:
    people, members, inputs, effects, week, n = world.people, world.members, world.inputs, world.effects, world.week, world.count
    loading = inputs.frailty_loading
    hazard = effects.churn * np.exp(-loading * people.frailty[due] - loading**2 / 2).astype(np.float64)
    climate = np.append(np.minimum(1.0, world.trust / 0.75), np.ones(n))[rows]
    hazard *= 1 - (1 - inputs.churn_ratio) * engaged * climate
    if effects.enterprise:
        # Contracts are yearly: the year's hazard falls on the renewal month; champions hold accounts.
        renewal = (week - people.since[due].astype(np.int64)) % 52 < 5
        champion = (world.account_champion[due] if world.account_champion is not None else np.zeros(len(due), dtype=bool)) & (rows < n)
        hazard = np.where(renewal, hazard * 12 * np.where(champion, 0.67, 1.0), 0.0)  # renewal logit +.4
    else:
        referred = people.source[due] == CHANNEL["word_of_mouth"]
        hazard *= np.where(referred & (rows < n), inputs.referred_churn, 1.0)
    if world.community:
        learned = np.append(world.product_learning, np.zeros(n))
        line = np.append(np.full(n, effects.reporting.churn), np.ones(n))
        active = np.append(world.last_active, np.zeros(n))
        hazard *= (1 - learned[rows]) * (1 - (1 - line[rows]) * np.minimum(1, active[rows] / 50))
        hazard *= 1 + inputs.churn_contagion * _leaving_ties(world, due, rows)
    leaves = world.draws.uniform(people.key[due], "churns", week) < 1 - np.exp(-hazard)
    gone = due[leaves]
    people.stage[gone] = CHURNED
    world.add_people("mrr_lost", rows[leaves], people.mrr[gone])
    world.add_people("customers_lost", rows[leaves], np.ones(len(gone)))
    world.add_people("mrr_due", rows, people.mrr[due])
    world.add_people("customers_due", rows, np.ones(len(due)))
    linked = gone[people.member[gone] >= 0]
    members.churned[members.flat(people.row_of(linked), people.member[linked])] = week
    if effects.enterprise:
        accounts = np.zeros(len(people.stage), dtype=bool)
        accounts[gone] = True
        colleague = np.flatnonzero(people.stage == COLLEAGUE)
        orphan = colleague[accounts[people.flat(people.row_of(colleague), people.account[colleague])]]
        people.stage[orphan] = LAPSED
    return leaves


def _leaving_ties(world, due: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return the tie strength of each customer to members who stopped paying in the last four weeks."""
    people, members = world.people, world.members
    pull = np.zeros(len(due))
    inside = np.flatnonzero((people.member[due] >= 0) & (rows < world.count))
    if not len(inside) or world.week < 1:
        return pull
    flat = members.flat(rows[inside], people.member[due[inside]])
    tied = members.bonds[flat] > 0
    inside, flat = inside[tied], flat[tied]
    to = members.tie_to[flat]
    other = (flat // members.capacity)[:, None] * members.capacity + np.maximum(to, 0)
    gone = (to >= 0) & (members.churned[other] >= world.week - 4)
    pull[inside] = (members.tie_strength[flat] * world.now.tie_scale.now * gone).sum(axis=1)
    return pull


def _expand(world, stay: np.ndarray, rows: np.ndarray, engaged: np.ndarray) -> None:
    people, inputs, effects, n = world.people, world.inputs, world.effects, world.count
    growth = effects.expansion * (1 + inputs.expansion_effect * engaged * np.where(rows < n, effects.model.expansion, 1.0))
    # Those drawn in buy more anyway: the selection behind naive expansion.
    growth = growth * np.exp(0.25 * np.clip(people.affinity[stay], -2.5, 2.5) - 0.03)
    if effects.enterprise and world.account_champion is not None:
        growth = growth * np.where(world.account_champion[stay] & (rows < n), 1.3, 1.0)
    more = people.mrr[stay] * growth
    people.mrr[stay] += more.astype(np.float32)
    world.add_people("mrr_grown", rows, more)
    member = engaged > 0
    world.add_people("member_growth", rows[member], growth[member])
    world.add_people("member_stayed", rows[member], np.ones(int(member.sum())))
    world.add_people("other_growth", rows[~member], growth[~member])
    world.add_people("other_stayed", rows[~member], np.ones(int((~member).sum())))


def _tickets(world, due: np.ndarray, rows: np.ndarray) -> None:
    people, inputs, effects, n = world.people, world.inputs, world.effects, world.count
    young = people.since[due] > world.week - INTRODUCED_AGE
    rate = effects.tickets * np.where(young, 2.0, 1.0)
    u, u_deflect = two_units(world.draws.bits(people.key[due], "tickets", world.week))
    raised = poisson(u, np.minimum(rate, 200).astype(np.float32))
    archive = np.zeros(2 * n)
    if world.community:
        reach = 1 - np.exp(-world.public_knowledge / 400.0)
        archive[:n] = inputs.deflection_limit * reach * effects.reporting.deflection * max(effects.platform.search, 0.2)
    asks = np.zeros(len(due))
    slot = people.member[due]
    inside = np.flatnonzero((slot >= 0) & (rows < n))
    members = world.members
    flat = members.flat(rows[inside], slot[inside])
    # Whoever asked this month and was answered needs no ticket for half of it.
    asks[inside] = DIRECT_DEFLECTION * ((members.posted[flat] > 0) & (members.answered[flat] == 2))
    share = 1 - (1 - np.minimum(archive[rows], 0.9)) * (1 - asks)
    deflected = _binomial_share(u_deflect, raised, share)
    world.add_people("tickets_raised", rows, raised)
    world.add_people("tickets_deflected", rows, deflected)


def _binomial_share(u: np.ndarray, count: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return how many of `count` are spared at probability `share`: whole numbers with the right mean."""
    expected = count * share
    low = np.floor(expected)
    return low + (u < expected - low)
