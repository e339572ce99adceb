"""People try, buy, expand, ask for help and leave as customers."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.billing import due_days, renews
from simulation.state.founding import become_customers
from simulation.state.population import ANSWERED, CHURNED, COLLEAGUE, CUSTOMER, LAPSED, MEMBER, OUTSIDER, TRIAL
from simulation.state.randomness import CHANNEL, count_of, two_units
from simulation.state.ties import to_gone
from simulation.state.world import series

ACTIVATION_AGE = 1  # [weeks] after signup
DECISION_AGE = 3
TOUCH = 0.5  # exposure from which peers helped
OUTSIDER_TRIAL = 0.01  # chance per visiting week that a member who is no customer tries the product, A
INTRODUCED_AGE = 8  # [weeks] in which a new customer asks twice as much
DIRECT_DEFLECTION = 0.5  # tickets that an answer to one's own question spares
ENGAGED_WEEKS = 4

SEARCH, WORD_OF_MOUTH = CHANNEL["search"], CHANNEL["word_of_mouth"]

# What is added up for every world while people try, buy and are billed.
TRADED = series(
    "trials", "activated", "trials_touched", "activated_touched",
    "customers_new", "mrr_new", "mrr_new_touched", "mrr_new_search", "mrr_new_word_of_mouth",
    "customers_due", "customers_lost", "member_due", "member_churned", "member_stayed", "other_due", "other_churned", "other_stayed",
    "mrr_lost", "mrr_grown", "member_growth", "other_growth", "tickets_raised", "tickets_deflected",
)  # fmt: skip


@process("people.*", "members.churned")
def trade(world) -> None:
    """Activate, convert, churn, expand and answer tickets, each customer on its own billing day."""
    people, week = world.people, world.week
    _start_trials(world)
    # The due ones before this week's buyers, who have just paid.
    trying, deciding, due = _whose_turn(people.stage, people.signup, people.phase, people.counts, people.capacity, due_days(week), week)
    traded = np.zeros(people.rows, dtype=TRADED)
    _activate(world, trying, traded)
    _convert(world, deciding, traded)
    _bill(world, due, traded)
    world.note_all(traded)


@compiled
def _whose_turn(stage, signup, phase, counts, capacity, days, week):
    """Return whose trial shows what it is worth, who decides to buy or not, and which customers are due (flat, rising)."""
    size = counts.sum() + 1
    trying, deciding, due = np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64)
    eligible = np.empty(capacity, dtype=np.bool_)
    chosen = np.empty(capacity + 1, dtype=np.int64)
    tries = decides = dues = 0
    for row in range(counts.size):
        base, end = row * capacity, row * capacity + counts[row]
        for person in chosen[: _choose(stage[base:end], phase[base:end], days, eligible, chosen)]:
            on_trial = stage[base + person] == TRIAL
            age = week - signup[base + person]
            trying[tries] = deciding[decides] = due[dues] = base + person
            tries += on_trial & (age == ACTIVATION_AGE)
            decides += on_trial & (age >= DECISION_AGE)
            dues += not on_trial
    return trying[:tries], deciding[:decides], due[:dues]


@compiled
def _choose(stage, phase, days, eligible, chosen):
    """Write down the slots of a world's trials and of customers whose billing day is one of `days` (bits), and return how many they are."""
    for i in range(stage.size):
        due = (days >> np.uint32(phase[i])) & np.uint32(1) == np.uint32(1)
        eligible[i] = (stage[i] == TRIAL) | ((stage[i] == CUSTOMER) & due)
    count = 0
    for i in range(stage.size):
        chosen[count] = i  # written over unless counted: quicker than to guess whose turn it is
        count += eligible[i]
    return count


def _start_trials(world) -> None:
    """Let visiting members who are no customers try the product."""
    people, now = world.people, world.now
    if not len(now.visitors):
        return
    persons, keys = _outsiders(now.visitors, now.visitor_rows, now.visitor_keys, world.members.person, people.stage, people.capacity)
    u = world.draws.uniform(keys, "tries", world.week)
    world.remaining, by_mouth = _try(
        persons, u, people.stage, people.signup, people.source, people.exposure, people.touched, people.capacity,
        world.remaining, world.signups, world.week,
    )  # fmt: skip
    world.signups[:, 3] = by_mouth
    world.record["signups_word_of_mouth"][:, world.week] = by_mouth


@compiled
def _outsiders(visitors, rows, keys, person, stage, capacity):
    """Return the visitors who do not use the product, as persons, and their keys."""
    persons = np.empty(visitors.size, dtype=np.int64)
    theirs = np.empty(visitors.size, dtype=np.uint64)
    count = 0
    for n in range(visitors.size):
        at = rows[n] * capacity + person[visitors[n]]
        if stage[at] == OUTSIDER:
            persons[count], theirs[count] = at, keys[n]
            count += 1
    return persons[:count], theirs[:count]


@compiled
def _try(persons, u, stage, signup, source, exposure, touched, capacity, remaining, signups, week):
    """Start a trial for those who feel like it, while the market has somebody left; return what it has left and all signups by word of mouth."""
    left, by_mouth = remaining.copy(), signups[:, 3].copy()
    for i in range(persons.size):
        person = persons[i]
        row = person // capacity
        if u[i] < OUTSIDER_TRIAL and left[row] >= 1:
            left[row] -= 1
            by_mouth[row] += 1
            stage[person] = TRIAL
            signup[person] = week
            source[person] = WORD_OF_MOUTH
            exposure[person] += 1
            touched[person] = 1
    return left, by_mouth


def _activate(world, trying: np.ndarray, traded: np.ndarray) -> None:
    """Let trials come to use the product, or not."""
    people = world.people
    u = world.draws.uniform(people.key[trying], "activates", 0)
    _use(
        trying, u, people.affinity, people.exposure, people.touched, people.stage, people.activated, people.capacity,
        world.numbers, world.effects, traded,
    )  # fmt: skip


@compiled
def _logistic(logit):
    return 1 / (1 + math.exp(-logit))


@compiled
def _use(trying, u, affinity, exposure, touched, stage, activated, capacity, numbers, effects, traded):
    for i in range(trying.size):
        person = trying[i]
        row = person // capacity
        a, sums = numbers[row], traded[row]
        usual = effects[row].activation_logit - 0.1 * a.affinity_selection**2
        logit = usual + a.affinity_selection * affinity[person]
        if exposure[person] > 0:
            peers = math.log(a.activation_odds)
            logit += peers * (1 - math.exp(-exposure[person])) + effects[row].model_activation
        success = u[i] < _logistic(logit)
        met = touched[person] > 0
        activated[person] = success
        stage[person] = TRIAL if success else LAPSED
        sums.trials += 1
        sums.activated += success
        sums.trials_touched += met
        sums.activated_touched += success & met


def _convert(world, deciding: np.ndarray, traded: np.ndarray) -> None:
    """Let trials buy, or lapse."""
    people = world.people
    u = world.draws.uniform(people.key[deciding], "buys", 0)
    buyers = _buy(
        deciding, u, people.exposure, people.touched, people.since, people.stage, people.capacity,
        world.champion_count, world.consultant_count, world.effects, world.week,
    )  # fmt: skip
    become_customers(world, buyers, people.key[buyers])
    _add_up_buyers(buyers, people.mrr, people.touched, people.source, people.capacity, traded)


@compiled
def _buy(deciding, u, exposure, touched, since, stage, capacity, champions, consultants, effects, week):
    """Turn those who buy into customers, the others into lapsed trials, and return the buyers."""
    buyers = np.empty(deciding.size, dtype=np.int64)
    count = 0
    for i in range(deciding.size):
        person = deciding[i]
        row = person // capacity
        met = exposure[person] >= TOUCH
        logit = effects[row].conversion_logit
        if met:
            logit += 0.25 + effects[row].model_conversion
            if effects[row].enterprise and row < champions.size:
                logit += 0.4 * min(1.0, champions[row] / 10) + 0.2 * min(1.0, consultants[row] / 10)
        if u[i] < _logistic(logit):
            stage[person] = CUSTOMER
            since[person] = week
            touched[person] = met
            buyers[count] = person
            count += 1
        else:
            stage[person] = LAPSED
    return buyers[:count]


@compiled
def _add_up_buyers(buyers, mrr, touched, source, capacity, traded):
    for person in buyers:
        sums = traded[person // capacity]
        pays = float(mrr[person])
        sums.customers_new += 1
        sums.mrr_new += pays
        if touched[person]:
            sums.mrr_new_touched += pays
        if source[person] == SEARCH:
            sums.mrr_new_search += pays
        elif source[person] == WORD_OF_MOUTH:
            sums.mrr_new_word_of_mouth += pays


def _bill(world, due: np.ndarray, traded: np.ndarray) -> None:
    """Once a month per customer: leave or stay, pay more, open tickets."""
    people, members, week = world.people, world.members, world.week
    keys = people.key[due]
    _settle(
        due, world.draws.uniform(keys, "churns", week), world.draws.bits(keys, "tickets", week),
        people.frailty, people.affinity, people.source, people.since, people.phase, people.member, people.membership, people.stage, people.mrr,
        people.capacity, members.last_visit, members.bonds, members.tie_to, members.tie_strength, members.posted, members.answered, members.churned,
        members.capacity, world.account_engagement, world.account_champion, world.trust, world.product_learning, world.last_active,
        world.public_knowledge, world.numbers, world.effects, world.now.tie_scale.now, week, traded,
    )  # fmt: skip
    if world.effects["enterprise"].any():
        _dissolve_accounts(people.stage, people.account, people.capacity)


@compiled
def _leave_or_stay(
    due, u, frailty, source, since, phase, member, membership, capacity,
    last_visit, bonds, tie_to, tie_strength, churned, members_capacity,
    account_engagement, account_champion, trust, product_learning, last_active,
    numbers, effects, tie_scale, week,
):  # fmt: skip
    """Return each due customer's engagement in the community (0-1; accounts take their people's), and whether it stops paying."""
    engaged = np.zeros(due.size)
    leaves = np.zeros(due.size, dtype=np.bool_)
    climate = np.empty(trust.size)
    line = np.empty(trust.size)  # what the product's makers learn, and whoever they report to
    for row in range(trust.size):
        climate[row] = min(1.0, trust[row] / 0.75)
        line[row] = (1 - product_learning[row]) * (1 - (1 - effects[row].reporting_churn) * min(1.0, last_active[row] / 50))
    for i in range(due.size):
        person = due[i]
        row = person // capacity
        a, enterprise = numbers[row], effects[row].enterprise
        hazard = effects[row].churn * math.exp(-a.frailty_loading * frailty[person] - a.frailty_loading**2 / 2)
        if enterprise:
            hazard *= 12 * renews(week, since[person], phase[person])  # contracts are yearly: the year's hazard falls on the renewal month
        if effects[row].community:
            if member[person] >= 0:
                base = row * members_capacity
                flat = base + member[person]
                if membership[person] == MEMBER and last_visit[flat] > week - ENGAGED_WEEKS:
                    engaged[i] = 0.5 + 0.5 * bonds[flat]
                if bonds[flat] > 0:
                    hazard *= 1 + a.churn_contagion * tie_scale[row] * to_gone(tie_to, tie_strength, flat, base, churned, week - 4)
            if enterprise:
                engaged[i] = max(engaged[i], account_engagement[person])
                if account_champion[person]:
                    hazard *= 0.67  # champions hold accounts: renewal logit +.4
            elif source[person] == WORD_OF_MOUTH:
                hazard *= a.referred_churn
            hazard *= (1 - (1 - a.churn_ratio) * engaged[i] * climate[row]) * line[row]
        leaves[i] = u[i] < hazard and u[i] < 1 - math.exp(-hazard)  # a chance is less than its hazard: most need no exponential
    return engaged, leaves


@compiled
def _settle(
    due, u_leave, ticket_bits, frailty, affinity, source, since, phase, member, membership, stage, mrr, capacity,
    last_visit, bonds, tie_to, tie_strength, posted, answered, churned, members_capacity,
    account_engagement, account_champion, trust, product_learning, last_active, public_knowledge, numbers, effects, tie_scale, week, traded,
):  # fmt: skip
    """Take leavers off the books, let the others pay more, answer everybody's tickets, and add it all up."""
    # All make up their minds before anybody is seen to leave.
    engaged, leaves = _leave_or_stay(
        due, u_leave, frailty, source, since, phase, member, membership, capacity,
        last_visit, bonds, tie_to, tie_strength, churned, members_capacity,
        account_engagement, account_champion, trust, product_learning, last_active,
        numbers, effects, tie_scale, week,
    )  # fmt: skip
    u_raise, u_deflect = two_units(ticket_bits)
    archive = np.empty(public_knowledge.size)  # share of tickets that public answers spare
    for row in range(archive.size):
        reach = effects[row].reporting_deflection * max(effects[row].platform_search, 0.2)
        archive[row] = min(0.9, numbers[row].deflection_limit * (1 - math.exp(-public_knowledge[row] / 400.0)) * reach)
    entered = -1
    tickets = none = none_if_new = 0.0
    for i in range(due.size):
        person = due[i]
        row = person // capacity
        if row != entered:
            entered, tickets = row, min(effects[row].tickets, 100.0)
            none, none_if_new = math.exp(-tickets), math.exp(-2 * tickets)  # chances that a customer opens no ticket in a month
        sums = traded[row]
        inside = effects[row].community
        flat = row * members_capacity + member[person] if inside and member[person] >= 0 else -1
        pays = float(mrr[person])
        growth = 0.0
        if leaves[i]:
            stage[person] = CHURNED
            if flat >= 0:
                churned[flat] = week
            sums.customers_lost += 1
            sums.mrr_lost += pays
        else:
            growth = effects[row].expansion * (1 + numbers[row].expansion_effect * effects[row].model_expansion * engaged[i])
            # Those drawn in buy more anyway: the selection behind naive expansion.
            growth *= math.exp(0.25 * min(max(affinity[person], -2.5), 2.5) - 0.03)
            if account_champion.size and account_champion[person]:
                growth *= 1.3
            mrr[person] = pays * (1 + growth)
            sums.mrr_grown += mrr[person] - pays  # what is kept is rounded; the books must hold what was kept
        sums.customers_due += 1
        # The naive cohort: members of any kind against everybody else, selection included.
        if engaged[i] > 0:
            sums.member_due += 1
            sums.member_churned += leaves[i]
            sums.member_stayed += not leaves[i]
            sums.member_growth += growth
        else:
            sums.other_due += 1
            sums.other_churned += leaves[i]
            sums.other_stayed += not leaves[i]
            sums.other_growth += growth
        new = since[person] > week - INTRODUCED_AGE
        if u_raise[i] >= (none_if_new if new else none):
            raised = count_of(u_raise[i], 2 * tickets if new else tickets)
            share = archive[row] if inside else 0.0
            if flat >= 0 and posted[flat] and answered[flat] == ANSWERED:
                share = 1 - (1 - share) * (1 - DIRECT_DEFLECTION)  # whoever asked this month and was answered
            spared = math.floor(raised * share)
            sums.tickets_raised += raised
            sums.tickets_deflected += spared + (u_deflect[i] < raised * share - spared)  # whole numbers with the right mean


@compiled
def _dissolve_accounts(stage, account, capacity):
    """Let the colleagues of an account go whose buyer has just left."""
    for first in range(0, stage.size, capacity):
        for person in range(first, first + capacity):
            if stage[person] == COLLEAGUE and stage[first + account[person]] == CHURNED:
                stage[person] = LAPSED
