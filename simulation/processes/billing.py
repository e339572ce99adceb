"""Customers are billed: they leave or stay, expand, and ask for help."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.billing import renews
from simulation.state.constants import ARCHIVE, MOST_DRAWN
from simulation.state.exponential import exponentials
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

# What is worked out for the due customers of one world at a time, a line each: the hazard becomes the chance to stay.
HAZARD, ALONE, READING, BUYING, ENGAGED, FOLLOWS, RISK = range(7)


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
def _settle(
    due, key, churns, tickets, reads, learns, learned, adopted, frailty, affinity, source, since, phase, member, membership, stage, mrr, capacity,
    last_visit, bonds, tie_to, tie_strength, posted, first_post, churned, let_down, members_capacity, life,
    account_engagement, account_champion, product_learning, last_active, public_knowledge, knowledge, numbers, effects, tie_scale, week, billed,
):  # fmt: skip
    """Take leavers off the books, let the others pay more, answer everybody's tickets, and add it all up, world by world."""
    ends = _ends(due, capacity, numbers.size)
    room = np.empty((RISK + 1, np.diff(ends).max()))  # for the numbers of one world at a time
    for row in range(numbers.size):
        mine = due[ends[row] : ends[row + 1]]
        if mine.size == 0:
            continue
        a, e = numbers[row], effects[row]
        # How much of what there is to know can be read and found; what is shown inside the product is found where it is needed, public or not.
        library = line = lively = fading = 0.0
        if e.community:
            library = (1 - math.exp(-public_knowledge[row] / ARCHIVE)) * max(e.platform_search, LEAST_FOUND)
            library += (1 - library) * e.practice_shown * (1 - math.exp(-knowledge[row] / SEEN))
            # What the product's makers learn, and whoever they report to.
            heard = min(1.0, last_active[row] / e.reporting_heard_at) * min(1.0, life[row] / a.life_expected)
            line = (1 - product_learning[row]) * (1 - (1 - e.reporting_churn) * heard)
            lively, fading = life[row], tie_scale[row]
        _draw_out(mine, frailty, affinity, a, e, room)
        # All make up their minds before anybody is seen to leave.
        _make_up_minds(
            mine=mine, key=key, reads=reads, learned=learned, adopted=adopted, source=source, since=since, phase=phase, member=member,
            membership=membership, base=row * members_capacity, last_visit=last_visit, bonds=bonds, tie_to=tie_to, tie_strength=tie_strength,
            churned=churned, let_down=let_down, lively=lively, library=library, line=line,
            account_engagement=account_engagement, account_champion=account_champion, a=a, e=e,
            fading=fading, week=week, room=room,
        )  # fmt: skip
        _add_up(
            mine=mine, key=key, churns=churns, tickets=tickets, learns=learns, learned=learned, adopted=adopted, affinity=affinity, since=since,
            member=member, membership=membership, stage=stage, mrr=mrr, base=row * members_capacity, posted=posted, first_post=first_post,
            churned=churned, account_champion=account_champion, library=library, a=a, e=e, week=week, room=room, sums=billed[row],
        )  # fmt: skip


@compiled
def _ends(due, capacity, worlds):
    """Return where the due customers of each world begin in the list of all, (2R + 1,): those of one world stand together."""
    ends = np.zeros(worlds + 1, dtype=np.int64)
    for person in due:
        ends[person // capacity + 1] += 1
    return np.cumsum(ends)


@compiled
def _draw_out(mine, frailty, affinity, a, e, room):
    """Write down what the nature of each due customer multiplies: its chance to leave, to read, and what it buys."""
    loyal, reading, buying = room[HAZARD, : mine.size], room[READING, : mine.size], room[BUYING, : mine.size]
    for i in range(mine.size):
        loyal[i] = -a.frailty_loading * (frailty[mine[i]] - e.selection) - a.frailty_loading**2 / 2
        drawn = min(max(affinity[mine[i]], -MOST_DRAWN), MOST_DRAWN)
        reading[i] = READS * drawn - READS**2 / 2
        buying[i] = BUYS_MORE * drawn - BUYS_MORE_MEAN
    exponentials(loyal)
    exponentials(buying)
    if e.community:
        exponentials(reading)


@compiled
def _make_up_minds(
    mine, key, reads, learned, adopted, source, since, phase, member, membership, base, last_visit, bonds, tie_to, tie_strength, churned, let_down,
    lively, library, line, account_engagement, account_champion, a, e, fading, week, room,
):  # fmt: skip
    """Find how likely each due customer of a world is to stay.

    Writes down its engagement in the community (0-1; accounts take their people's), how much it follows the place's life (below zero where
    that is emptier than expected), the chances to stay with the place and without it, and how likely it is to leave, in those of a
    customer of average loyalty (0 under contract).
    """
    engaged, follows, risk = room[ENGAGED, : mine.size], room[FOLLOWS, : mine.size], room[RISK, : mine.size]
    stays, alone, reading = room[HAZARD, : mine.size], room[ALONE, : mine.size], room[READING, : mine.size]
    usual = e.churn * math.exp(-(a.frailty_loading**2)) * (MONTHS if e.enterprise else 1.0)  # hazard of a customer of average loyalty
    for i in range(mine.size):
        person = mine[i]
        hazard = e.churn * stays[i]
        engaged[i] = follows[i] = 0.0
        if e.enterprise:
            hazard *= 12 * renews(week, since[person], phase[person])  # contracts are yearly: the year's hazard falls on the renewal month
        without = hazard
        if e.community:
            if member[person] >= 0:
                flat = base + member[person]
                if membership[person] == MEMBER and last_visit[flat] > week - ENGAGED_WEEKS:
                    engaged[i] = BELONGING + (1 - BELONGING) * bonds[flat]
                if let_down[flat] > week - RESENTS_WEEKS and membership[person] == MEMBER:
                    hazard *= a.let_down
                if bonds[flat] > 0:
                    hazard *= 1 + a.churn_contagion * fading * to_gone(tie_to, tie_strength, flat, base, churned, week - 4)
            if e.enterprise:
                engaged[i] = max(engaged[i], account_engagement[person])
                if account_champion[person]:
                    hazard *= CHAMPION_CHURN
            elif source[person] == WORD_OF_MOUTH:
                hazard *= a.referred_churn
                without *= a.referred_churn  # it comes with whom they brought
            if engaged[i] > 0:
                follows[i] = engaged[i] * _liveliness(lively, a.life_expected)
            elif unit(key[person], reads) < a.readers * library * reading[i]:
                follows[i] = a.reader_pull * _liveliness(lively * e.visible, a.life_expected)
            hazard *= (1 - (1 - a.churn_ratio) * follows[i]) * line
            if learned[person]:
                hazard /= 1 + adopted[learned[person]] * a.education_effect * STICKS  # who uses more of a product leaves it less
        stays[i], alone[i] = -hazard, -without
        risk[i] = hazard / usual if e.churn > 0 else 0.0
    exponentials(stays)
    if e.community:
        exponentials(alone)
    else:
        alone[:] = stays


@compiled
def _liveliness(life, expected):
    """Return by how much a place is livelier than expected, up to 1, or emptier, down to -1."""
    return min(life / expected - 1, 1.0)


@compiled
def _add_up(
    mine, key, churns, tickets, learns, learned, adopted, affinity, since, member, membership, stage, mrr, base, posted, first_post, churned,
    account_champion, library, a, e, week, room, sums,
):  # fmt: skip
    """Let the due customers of a world go or pay more, answer their tickets, and add it all up in `sums`."""
    asks = min(e.tickets, MOST_TICKETS)
    none, none_if_new = math.exp(-asks), math.exp(-2 * asks)  # chances that a customer opens no ticket in a month
    archive = min(MOST_SPARED, a.deflection_limit * library * e.reporting_deflection)  # share of tickets that public answers spare
    teaches = e.practice_learns > 0
    for i in range(mine.size):
        person = mine[i]
        flat = base + member[person] if e.community and member[person] >= 0 else -1
        pays, growth = float(mrr[person]), 0.0
        follows, risk, stays = room[FOLLOWS, i], room[RISK, i], room[HAZARD, i]
        leaves = unit(key[person], churns) < 1 - stays
        if leaves:
            stage[person] = CHURNED
            if flat >= 0:
                churned[flat] = week
            sums.customers_lost += 1
            sums.mrr_lost += pays
        else:
            # Those drawn in buy more anyway: the selection behind naive expansion.
            alone = e.expansion * room[BUYING, i]
            growth = alone * max(0.0, 1 + a.expansion_effect * e.model_expansion * follows)
            if learned[person]:
                growth += alone * adopted[learned[person]] * a.education_effect
            if account_champion.size and account_champion[person]:
                growth *= CHAMPION_GROWTH
            sums.mrr_raised += pays * (growth - alone)
            mrr[person] = pays * (1 + growth)
            sums.mrr_grown += mrr[person] - pays  # what is kept is rounded; the books must hold what was kept
        sums.mrr_kept += pays * (stays - room[ALONE, i])
        sums.customers_due += 1
        sums.following += follows != 0
        _count_cohorts(
            sums, membership[person] == MEMBER, leaves, growth, risk, week - since[person] < YOUNG, learned[person] > 0,
        )  # fmt: skip
        # Those drawn to communities learn first: part of what certificates seem to do is selection.
        open_to_learn = teaches and e.community and follows != 0 and learned[person] < e.practice_level
        if open_to_learn and unit(key[person], learns) < e.practice_learns * math.exp(
            LEARNS * min(max(affinity[person], -MOST_DRAWN), MOST_DRAWN) - LEARNS**2 / 2
        ):
            learned[person] = np.uint8(e.practice_level)
        # The naive cohort: members of any kind against everybody else, selection included.
        if room[ENGAGED, i] > 0:
            sums.member_due += 1
            sums.member_churned += leaves
            sums.member_stayed += not leaves
            sums.member_growth += growth
        else:
            sums.other_due += 1
            sums.other_churned += leaves
            sums.other_stayed += not leaves
            sums.other_growth += growth
        new = since[person] > week - INTRODUCED_AGE
        bits = scramble(key[person] ^ tickets)
        if unit_of(bits) >= (none_if_new if new else none):
            raised = count_of(unit_of(bits), 2 * asks if new else asks)
            share = archive if e.community else 0.0
            if learned[person]:
                share = 1 - (1 - share) / (1 + adopted[learned[person]] * a.education_effect * SPARES)
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
