"""Customers are billed: they leave or stay, expand, and ask for help."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.billing import renews
from simulation.state.constants import ARCHIVE, MOST_DRAWN
from simulation.state.population import CHURNED, COLLEAGUE, LAPSED, MEMBER, first_was_answered
from simulation.state.randomness import CHANNEL, count_of, scramble, second_unit_of, unit, unit_of
from simulation.state.record import series
from simulation.state.ties import to_gone
from simulation.vocabulary.practices import ADOPTED

INTRODUCED_AGE = 8  # [weeks] in which a new customer asks twice as much
DIRECT_DEFLECTION = 0.5  # tickets that an answer to one's own question spares
ENGAGED_WEEKS = 4
BELONGING = 0.3  # what an active member without ties follows of the place's life, A
RESENTS_WEEKS = 8  # how long it is resented to have asked in vain, or to have met nobody, A

YOUNG = 13  # [weeks] since they bought, in which customers show whether they stay
LIKES, DISLIKES = 0.5, 1.5  # chance to leave, in that of a customer of average loyalty, under and over which one recommends or warns, A
SEEN = 100.0  # pages of knowledge from which most who look inside the product find something, A
STICKS = 0.3  # how much less likely to leave is who uses twice as much of a product, A
SPARES = 0.3  # how many fewer questions has who uses twice as much of a product, having learned it, A
ADOPTION = np.array(ADOPTED)

WORD_OF_MOUTH = CHANNEL["word_of_mouth"]

# What is added up for every world while customers are billed.
BILLED = series(
    "customers_due", "customers_lost", "following", "member_due", "member_churned", "member_stayed", "other_due", "other_churned", "other_stayed",
    "mrr_lost", "mrr_grown", "mrr_kept", "mrr_raised", "member_growth", "other_growth", "tickets_raised", "tickets_deflected",
    # Cohorts by account, as companies count them: everybody, those of them who are members, and those who learned the product.
    "growth", "asked", "liked", "disliked", "young_due", "young_lost",
    "inside_due", "inside_lost", "inside_growth", "inside_asked", "inside_liked", "inside_disliked", "inside_young_due", "inside_young_lost",
    "educated_due", "educated_stayed", "educated_growth",
)  # fmt: skip
CHAMPION_CHURN = 0.67  # hazard ratio where a champion holds the account: renewal logit +.4, S0
CHAMPION_GROWTH = 1.3  # how much more such an account expands, S0
READS, LEARNS = 0.5, 0.5  # selection: how much more those drawn to communities read, and learn [per standard deviation], A
BUYS_MORE, BUYS_MORE_MEAN = 0.25, 0.03  # selection: how much more they expand [per standard deviation], and its mean in logs, A
LEAST_FOUND = 0.2  # of a public archive on a platform that search does not read, A
MOST_SPARED = 0.9  # of tickets that answers can spare, A
MOST_TICKETS = 100.0  # a month and customer
MONTHS = 12.0  # in a year


@process("people.learned", "people.mrr", "people.stage", "members.churned")
def bill(world) -> None:
    """Once a month per customer, on its billing day: leave or stay, pay more, open tickets."""
    people, members, week = world.people, world.members, world.week
    due, draws = world.now.due, world.draws
    _settle(
        due=due, key=people.key, churns=draws.inside("churns", week, len(due)), tickets=draws.inside("tickets", week, len(due)),
        reads=draws.inside("reads", 0, len(due)), learns=draws.inside("learns", week, len(due) * world.anywhere("practice_learns")),
        learned=people.learned, adopted=ADOPTION, frailty=people.frailty,
        affinity=people.affinity, source=people.source, since=people.since, phase=people.phase, member=people.member, membership=people.membership,
        stage=people.stage, mrr=people.mrr, capacity=people.capacity, last_visit=members.last_visit, bonds=members.bonds, tie_to=members.tie_to,
        tie_strength=members.tie_strength, posted=members.posted, first_post=members.first_post, churned=members.churned,
        let_down=members.let_down, members_capacity=members.capacity, life=world.life,
        account_engagement=world.account_engagement, account_champion=world.account_champion,
        product_learning=world.product_learning, last_active=world.last_active, public_knowledge=world.public_knowledge,
        knowledge=world.knowledge, numbers=world.numbers, effects=world.effects, tie_scale=world.now.tie_scale.now, week=week,
        billed=world.tally(BILLED, people.rows),
    )  # fmt: skip
    if world.anywhere("enterprise"):
        _dissolve_accounts(people.stage, people.account, people.capacity)


@compiled
def _leave_or_stay(
    due, key, churns, reads, learned, adopted, frailty, affinity, source, since, phase, member, membership, capacity,
    last_visit, bonds, tie_to, tie_strength, churned, let_down, members_capacity, life,
    account_engagement, account_champion, product_learning, last_active, library,
    numbers, effects, tie_scale, week,
):  # fmt: skip
    """Let customers stay or go.

    Returns by due customer its engagement in the community (0-1; accounts take their people's), how much it follows the place's
    life (below zero where that is emptier than expected), whether it stops paying, by how much the place changed its chance to stay, and
    how likely it is to leave, in those of a customer of average loyalty (0 under contract).
    """
    engaged = np.zeros(due.size)
    follows = np.zeros(due.size)
    spared = np.zeros(due.size)
    risk = np.zeros(due.size)
    leaves = np.zeros(due.size, dtype=np.bool_)
    usual = np.empty(numbers.size)  # hazard of a customer of average loyalty
    for row in range(numbers.size):
        usual[row] = effects[row].churn * math.exp(-(numbers[row].frailty_loading ** 2)) * (MONTHS if effects[row].enterprise else 1.0)
    line = np.empty(life.size)  # what the product's makers learn, and whoever they report to
    for row in range(life.size):
        heard = min(1.0, last_active[row] / effects[row].reporting_heard_at) * min(1.0, life[row] / numbers[row].life_expected)
        line[row] = (1 - product_learning[row]) * (1 - (1 - effects[row].reporting_churn) * heard)
    for i in range(due.size):
        person = due[i]
        row = person // capacity
        a, e = numbers[row], effects[row]
        enterprise = e.enterprise
        hazard = e.churn * math.exp(-a.frailty_loading * (frailty[person] - e.selection) - a.frailty_loading**2 / 2)
        if enterprise:
            hazard *= 12 * renews(week, since[person], phase[person])  # contracts are yearly: the year's hazard falls on the renewal month
        if e.community:
            alone = hazard
            if member[person] >= 0:
                base = row * members_capacity
                flat = base + member[person]
                if membership[person] == MEMBER and last_visit[flat] > week - ENGAGED_WEEKS:
                    engaged[i] = BELONGING + (1 - BELONGING) * bonds[flat]
                if let_down[flat] > week - RESENTS_WEEKS and membership[person] == MEMBER:
                    hazard *= a.let_down
                if bonds[flat] > 0:
                    hazard *= 1 + a.churn_contagion * tie_scale[row] * to_gone(tie_to, tie_strength, flat, base, churned, week - 4)
            if enterprise:
                engaged[i] = max(engaged[i], account_engagement[person])
                if account_champion[person]:
                    hazard *= CHAMPION_CHURN
            elif source[person] == WORD_OF_MOUTH:
                hazard *= a.referred_churn
                alone *= a.referred_churn  # it comes with whom they brought
            if engaged[i] > 0:
                follows[i] = engaged[i] * _liveliness(life[row], a.life_expected)
            elif unit(key[person], reads) < a.readers * library[row] * math.exp(
                READS * min(max(affinity[person], -MOST_DRAWN), MOST_DRAWN) - READS**2 / 2
            ):
                follows[i] = a.reader_pull * _liveliness(life[row] * e.visible, a.life_expected)
            hazard *= (1 - (1 - a.churn_ratio) * follows[i]) * line[row]
            if learned[person]:
                hazard /= 1 + adopted[learned[person]] * a.education_effect * STICKS  # who uses more of a product leaves it less
            spared[i] = math.exp(-hazard) - math.exp(-alone)
        risk[i] = hazard / usual[row] if e.churn > 0 else 0.0
        u = unit(key[person], churns)
        leaves[i] = u < hazard and u < 1 - math.exp(-hazard)  # a chance is less than its hazard: most need no exponential
    return engaged, follows, leaves, spared, risk


@compiled
def _liveliness(life, expected):
    """Return by how much a place is livelier than expected, up to 1, or emptier, down to -1."""
    return min(life / expected - 1, 1.0)


@compiled
def _settle(
    due, key, churns, tickets, reads, learns, learned, adopted, frailty, affinity, source, since, phase, member, membership, stage, mrr, capacity,
    last_visit, bonds, tie_to, tie_strength, posted, first_post, churned, let_down, members_capacity, life,
    account_engagement, account_champion, product_learning, last_active, public_knowledge, knowledge, numbers, effects, tie_scale, week, billed,
):  # fmt: skip
    """Take leavers off the books, let the others pay more, answer everybody's tickets, and add it all up."""
    # All make up their minds before anybody is seen to leave.
    library = np.empty(public_knowledge.size)  # how much of what there is to know can be read and found
    for row in range(library.size):
        library[row] = (1 - math.exp(-public_knowledge[row] / ARCHIVE)) * max(effects[row].platform_search, LEAST_FOUND)
        # What is shown inside the product is found where it is needed, public or not.
        library[row] += (1 - library[row]) * effects[row].practice_shown * (1 - math.exp(-knowledge[row] / SEEN))
    engaged, follows, leaves, kept, risk = _leave_or_stay(
        due=due, key=key, churns=churns, reads=reads, learned=learned, adopted=adopted, frailty=frailty, affinity=affinity, source=source,
        since=since, phase=phase, member=member, membership=membership, capacity=capacity,
        last_visit=last_visit, bonds=bonds, tie_to=tie_to, tie_strength=tie_strength, churned=churned, let_down=let_down,
        members_capacity=members_capacity, life=life, library=library,
        account_engagement=account_engagement, account_champion=account_champion, product_learning=product_learning,
        last_active=last_active, numbers=numbers, effects=effects, tie_scale=tie_scale, week=week,
    )  # fmt: skip
    archive = np.empty(public_knowledge.size)  # share of tickets that public answers spare
    for row in range(archive.size):
        archive[row] = min(MOST_SPARED, numbers[row].deflection_limit * library[row] * effects[row].reporting_deflection)
    entered = -1
    asks = none = none_if_new = 0.0
    for i in range(due.size):
        person = due[i]
        row = person // capacity
        if row != entered:
            entered, asks = row, min(effects[row].tickets, MOST_TICKETS)
            none, none_if_new = math.exp(-asks), math.exp(-2 * asks)  # chances that a customer opens no ticket in a month
        sums = billed[row]
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
            # Those drawn in buy more anyway: the selection behind naive expansion.
            alone = effects[row].expansion * math.exp(BUYS_MORE * min(max(affinity[person], -MOST_DRAWN), MOST_DRAWN) - BUYS_MORE_MEAN)
            growth = alone * max(0.0, 1 + numbers[row].expansion_effect * effects[row].model_expansion * follows[i])
            if learned[person]:
                growth += alone * adopted[learned[person]] * numbers[row].education_effect
            if account_champion.size and account_champion[person]:
                growth *= CHAMPION_GROWTH
            sums.mrr_raised += pays * (growth - alone)
            mrr[person] = pays * (1 + growth)
            sums.mrr_grown += mrr[person] - pays  # what is kept is rounded; the books must hold what was kept
        sums.mrr_kept += pays * kept[i]
        sums.customers_due += 1
        sums.following += follows[i] != 0
        _count_cohorts(
            sums, membership[person] == MEMBER, leaves[i], growth, risk[i], week - since[person] < YOUNG, learned[person] > 0,
        )  # fmt: skip
        # Those drawn to communities learn first: part of what certificates seem to do is selection.
        teaches = effects[row].practice_learns > 0
        open_to_learn = teaches and inside and follows[i] != 0 and learned[person] < effects[row].practice_level
        if open_to_learn and unit(key[person], learns) < effects[row].practice_learns * math.exp(
            LEARNS * min(max(affinity[person], -MOST_DRAWN), MOST_DRAWN) - LEARNS**2 / 2
        ):
            learned[person] = np.uint8(effects[row].practice_level)
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
        bits = scramble(key[person] ^ tickets)
        if unit_of(bits) >= (none_if_new if new else none):
            raised = count_of(unit_of(bits), 2 * asks if new else asks)
            share = archive[row] if inside else 0.0
            if learned[person]:
                share = 1 - (1 - share) / (1 + adopted[learned[person]] * numbers[row].education_effect * SPARES)
            if flat >= 0 and posted[flat] and first_was_answered(first_post[flat]):
                share = 1 - (1 - share) * (1 - DIRECT_DEFLECTION)  # whoever asked this month and was answered
            spared = math.floor(raised * share)
            sums.tickets_raised += raised
            sums.tickets_deflected += spared + (second_unit_of(bits) < raised * share - spared)  # whole numbers with the right mean


@compiled
def _count_cohorts(sums, member, leaves, growth, risk, young, educated):
    """Count a due customer in the cohorts that companies compare: members and others, those of the first quarter, the educated."""
    liked, disliked = 0 < risk < LIKES, risk > DISLIKES  # who is far from leaving recommends, who is about to leave warns
    sums.growth += growth
    sums.asked += risk > 0
    sums.liked += liked
    sums.disliked += disliked
    sums.young_due += young
    sums.young_lost += young and leaves
    if member:
        sums.inside_due += 1
        sums.inside_lost += leaves
        sums.inside_growth += growth
        sums.inside_asked += risk > 0
        sums.inside_liked += liked
        sums.inside_disliked += disliked
        sums.inside_young_due += young
        sums.inside_young_lost += young and leaves
    if educated:
        sums.educated_due += 1
        sums.educated_stayed += not leaves
        sums.educated_growth += growth


@compiled
def _dissolve_accounts(stage, account, capacity):
    """Let the colleagues of an account go whose buyer has just left."""
    for first in range(0, stage.size, capacity):
        for person in range(first, first + capacity):
            if stage[person] == COLLEAGUE and stage[first + account[person]] == CHURNED:
                stage[person] = LAPSED
