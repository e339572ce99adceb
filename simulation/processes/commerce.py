"""People try the product and buy it."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.billing import due_days
from simulation.state.founding import AGREED, agree
from simulation.state.population import CUSTOMER, LAPSED, NEVER_BOUGHT, OUTSIDER, TRIAL
from simulation.state.randomness import CHANNEL, uniforms, unit
from simulation.state.record import series
from simulation.state.world import alive

ACTIVATION_AGE = 1  # [weeks] after signup
DECISION_AGE = 3
TOUCH = 0.5  # exposure from which peers helped
OUTSIDER_TRIAL = 0.01  # chance per visiting week that a member who is no customer tries the product, A

SEARCH, WORD_OF_MOUTH = CHANNEL["search"], CHANNEL["word_of_mouth"]

# What is added up for every world while people try and buy.
TRADED = series(
    "trials", "activated", "trials_touched", "activated_touched",
    "customers_new", "mrr_new", "mrr_new_touched", "mrr_new_search", "mrr_new_word_of_mouth", "decided", "decided_touched", "bought_touched",
)  # fmt: skip
SELECTED = 0.1  # logit per variance by which selection alone raises activation, taken off, A
PEERS_BUYING = 0.25  # logit of having been helped by peers, at a lively place, S0
CHAMPIONS_BUYING, CONSULTANTS_BUYING = 0.4, 0.2  # logit of ten champions, and of ten consultants, in the enterprise market, S0


@process(
    "people.activated", "people.exposure", "people.interest", "people.mrr", "people.phase", "people.signup", "people.since",
    "people.source", "people.stage", "people.touched", "members.bought", "world.remaining", "world.signups",
)  # fmt: skip
def trade(world) -> None:
    """Start trials, let them come to use the product and buy, and say which customers are due this week."""
    people, members, now, draws, week = world.people, world.members, world.now, world.draws, world.week
    traded = world.tally(TRADED, people.rows)
    now.due, buyers, u, world.remaining, world.signups[:, 3], drawn = _sell(
        visitors=now.visitors, rows=now.visitor_rows, keys=now.visitor_keys, tries=draws.inside("tries", week, 0), person=members.person,
        stage=people.stage, signup=people.signup, source=people.source, exposure=people.exposure, touched=people.touched, capacity=people.capacity,
        remaining=world.remaining, signups=world.signups, week=week, phase=people.phase, counts=people.counts, days=due_days(week), key=people.key,
        activates=draws.inside("activates", 0, 0), affinity=people.affinity, activated=people.activated, life=world.life,
        consultants=world.consultant_count, champions=world.champion_count, buys=draws.inside("buys", 0, 0), looks=draws.inside("looks", 0, 0),
        since=people.since, member=people.member, bought=members.bought, members_capacity=members.capacity, streams=draws.streams(AGREED, 0),
        numbers=world.numbers, effects=world.effects, traded=traded,
    )  # fmt: skip
    draws.count += drawn
    world.record["signups_word_of_mouth"][:, week] = world.signups[:, 3]
    if len(buyers):
        _take_on(
            persons=buyers, u=u, affinity=people.affinity, mrr=people.mrr, phase=people.phase, interest=people.interest,
            capacity=people.capacity, clock=world.interest_clock, numbers=world.numbers, effects=world.effects, touched=people.touched,
            source=people.source, traded=traded,
        )  # fmt: skip


@compiled
def _sell(
    visitors, rows, keys, tries, person, stage, signup, source, exposure, touched, capacity, remaining, signups, week, phase, counts, days, key,
    activates, affinity, activated, life, consultants, champions, buys, looks, since, member, bought, members_capacity, streams,
    numbers, effects, traded,
):  # fmt: skip
    """Start trials, let them come to use the product, and let those who decide this week buy or lapse.

    Returns which customers are due, who bought and the random numbers of what is agreed with each, (3, K), what the market has left, all
    signups by word of mouth, and how many random numbers were drawn.
    """
    outsiders, left, by_mouth = _try(
        visitors=visitors, rows=rows, keys=keys, draws=tries, person=person, bought=bought, stage=stage, signup=signup, source=source,
        exposure=exposure, touched=touched, capacity=capacity, remaining=remaining, signups=signups, week=week,
    )  # fmt: skip
    # The due ones before this week's buyers, who have just paid.
    trying, deciding, due = _whose_turn(stage, signup, phase, counts, capacity, days, week)
    _use(
        trying=trying, key=key, draws=activates, affinity=affinity, exposure=exposure, touched=touched, stage=stage, activated=activated,
        capacity=capacity, life=life, consultants=consultants, numbers=numbers, effects=effects, traded=traded,
    )  # fmt: skip
    buyers = _buy(
        deciding=deciding, key=key, buys=buys, looks=looks, exposure=exposure, touched=touched, source=source, since=since, stage=stage,
        capacity=capacity, champions=champions, consultants=consultants, life=life, numbers=numbers, effects=effects, week=week, traded=traded,
        member=member, bought=bought, members_capacity=members_capacity,
    )  # fmt: skip
    u = uniforms(key[buyers], streams)
    return due, buyers, u, left, by_mouth, outsiders + trying.size + 2 * deciding.size + u.size


@compiled
def _take_on(persons, u, affinity, mrr, phase, interest, capacity, clock, numbers, effects, touched, source, traded):
    """Agree on a price and a billing day with everybody who bought, and add them up."""
    agree(persons, u, affinity, mrr, phase, interest, capacity, clock, numbers, effects)
    _add_up_buyers(persons, mrr, touched, source, capacity, traded)


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


@compiled
def _try(visitors, rows, keys, draws, person, bought, stage, signup, source, exposure, touched, capacity, remaining, signups, week):
    """Start a trial for visitors who do not use the product and feel like it, while the market has somebody left.

    Returns how many do not use it, what the market has left, and all signups by word of mouth.
    """
    outsiders, left, by_mouth = 0, remaining.copy(), signups[:, 3].copy()
    for n in range(visitors.size):
        if bought[visitors[n]] != NEVER_BOUGHT:
            continue  # most use it: their person need not be looked up
        row = rows[n]
        who = row * capacity + person[visitors[n]]
        if stage[who] != OUTSIDER:
            continue
        outsiders += 1
        if unit(keys[n], draws) < OUTSIDER_TRIAL and left[row] >= 1:
            left[row] -= 1
            by_mouth[row] += 1
            stage[who] = TRIAL
            signup[who] = week
            source[who] = WORD_OF_MOUTH
            exposure[who] += 1
            touched[who] = 1
    return outsiders, left, by_mouth


@compiled
def _logistic(logit):
    """Return the chance of a logit, 0-1."""
    return 1 / (1 + math.exp(-logit))


@compiled
def _use(trying, key, draws, affinity, exposure, touched, stage, activated, capacity, life, consultants, numbers, effects, traded):
    """Let those who try come to use the product or lapse, and count them by row of `traded`."""
    for i in range(trying.size):
        person = trying[i]
        row = person // capacity
        a, sums = numbers[row], traded[row]
        usual = effects[row].activation_logit - SELECTED * a.affinity_selection**2
        logit = usual + a.affinity_selection * affinity[person]
        if exposure[person] > 0:
            peers = alive(life[row], a, effects[row]) * math.log(a.activation_odds)
            logit += peers * (1 - math.exp(-exposure[person])) + effects[row].model_activation
            # Guides, and people who live from helping others to begin.
            logit += effects[row].practice_activation + effects[row].practice_consultant_start * min(1.0, consultants[row] / 10)
        success = unit(key[person], draws) < _logistic(logit)
        met = touched[person] > 0
        activated[person] = success
        stage[person] = TRIAL if success else LAPSED
        sums.trials += 1
        sums.activated += success
        sums.trials_touched += met
        sums.activated_touched += success & met


@compiled
def _buy(
    deciding, key, buys, looks, exposure, touched, source, since, stage, capacity, champions, consultants, life, numbers, effects,
    week, traded, member, bought, members_capacity,
):  # fmt: skip
    """Turn those who buy into customers, the others into lapsed trials, and return the buyers."""
    buyers = np.empty(deciding.size, dtype=np.int64)
    count = 0
    for i in range(deciding.size):
        person = deciding[i]
        row = person // capacity
        met = exposure[person] >= TOUCH
        a, e = numbers[row], effects[row]
        logit = e.conversion_logit
        if e.community:
            if unit(key[person], looks) < a.looking:  # an empty place speaks against the product
                logit += a.social_proof * (life[row] * e.visible - a.life_expected)
            if source[person] == SEARCH:
                logit += a.search_buying
            elif source[person] == WORD_OF_MOUTH:
                logit += a.referred_buying
        if met:
            logit += PEERS_BUYING * alive(life[row], a, e) + effects[row].model_conversion
            if effects[row].enterprise and row < champions.size:
                logit += CHAMPIONS_BUYING * min(1.0, champions[row] / 10) + CONSULTANTS_BUYING * min(1.0, consultants[row] / 10)
        traded[row].decided += 1
        traded[row].decided_touched += met
        if unit(key[person], buys) < _logistic(logit):
            traded[row].bought_touched += met
            stage[person] = CUSTOMER
            since[person] = week
            touched[person] = met
            if member[person] >= 0:
                bought[row * members_capacity + member[person]] = week
            buyers[count] = person
            count += 1
        else:
            stage[person] = LAPSED
    return buyers[:count]


@compiled
def _add_up_buyers(buyers, mrr, touched, source, capacity, traded):
    """Add up buyers and what they pay [$ per month] by row of `traded`, and by what brought them."""
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
