"""The community is counted at the end of the week: members, roles, retention, shares, ties."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import MEMBER, NEWCOMER_WEEKS, NOT_MEMBER, SOURCES
from simulation.state.record import series

SHARES_EVERY = 4  # [weeks] between looks at the distribution of a year's contributions
CONNECTED = 3  # binding ties from which somebody is well connected, A
RECENT = 13  # [weeks] in which somebody was seen, or joined, to count as present for the auditorium index
SEARCH, WORD_OF_MOUTH = (SOURCES.index(name) for name in ("search", "word_of_mouth"))

PRESENT = series(
    "members", "recent", "recent_incumbents", "creators", "engagers", "effective_voices", "incumbents", "incumbent_speakers", "replying_veterans",
    "cohort", "cohort_active", "contributors_new", "contributors_through",
    "visitor_ties", "incumbents_active", "incumbents_speaking", "incumbent_ties", "incumbent_posts", "incumbent_answered", "connected",
)  # fmt: skip
DISTRIBUTION = series("top1_share", "top10_share", "gini")
TOP_1, TOP_10 = 0.01, 0.10  # of members whose share of contributions is counted


@process()
def take_stock(world) -> None:
    """Count members, roles and ties; from the 28 days before, not from anything anybody was told to be."""
    members, now, week = world.members, world.now, world.week
    _count(
        status=members.status, posted=members.posted, replied=members.replied, joined=members.joined, last_visit=members.last_visit,
        contributed_weeks=members.contributed_weeks, source=members.source, said=members.said, bound=members.bound, counts=members.counts,
        capacity=members.capacity, visitors=now.visitors, visitor_rows=now.visitor_rows, tenure=now.tenure, author_rows=now.author_rows,
        by_newcomer=now.by_newcomer, peer_answers=now.peer_answers, staff_answered=now.staff_answered, week=week,
        present=world.tally(PRESENT, world.count),
    )  # fmt: skip
    world.note("member_led", 52 / 12 * world.effect("rituals") * world.led_by_members() * (now.active > 0))
    if week % SHARES_EVERY == 0 or week == world.weeks - 1:
        distribution = world.tally(DISTRIBUTION, world.count, np.nan)
        _share_out(members.year, members.status, members.counts, members.capacity, distribution)
    elif week:
        shares = world.record.blocks[DISTRIBUTION.names]
        shares[week] = shares[week - 1]


@compiled
def _count(
    status, posted, replied, joined, last_visit, contributed_weeks, source,
    said, bound, counts, capacity, visitors, visitor_rows, tenure,
    author_rows, by_newcomer, peer_answers, staff_answered, week, present,
):  # fmt: skip
    """Count members, visitors and posts by row of `present`."""
    _count_members(
        status=status, posted=posted, replied=replied, joined=joined, last_visit=last_visit, contributed_weeks=contributed_weeks,
        source=source, said=said, bound=bound, counts=counts, capacity=capacity, week=week, present=present,
    )  # fmt: skip
    _count_visitors(visitors, visitor_rows, tenure, bound, posted, replied, present)
    _count_posts(author_rows, by_newcomer, peer_answers, staff_answered, present)


@compiled
def _count_members(status, posted, replied, joined, last_visit, contributed_weeks, source, said, bound, counts, capacity, week, present):
    """Count members, roles and voices of the last 28 days by row of `present`."""
    for row in range(counts.size):
        sums = present[row]
        contributions = 0
        surprise = 0.0
        for member in range(row * capacity, row * capacity + counts[row]):
            speaks = posted[member] | replied[member]
            # Members who joined 13 to 16 weeks ago, and those of them who visited in the last 28 days.
            cohort = joined[member] >= 0 and week - 17 < joined[member] <= week - 13
            if cohort and status[member] != NOT_MEMBER:
                sums.cohort += 1
                sums.cohort_active += status[member] == MEMBER and last_visit[member] > week - 4
            if status[member] != MEMBER:
                continue
            recent = last_visit[member] > week - RECENT or joined[member] > week - RECENT
            sums.recent += recent
            old = joined[member] <= week - NEWCOMER_WEEKS
            sums.members += 1
            sums.incumbents += old
            sums.recent_incumbents += old and recent
            sums.connected += bound[member] >= CONNECTED and last_visit[member] > week - 4
            if speaks == 0:
                continue
            sums.creators += posted[member] > 0
            sums.engagers += posted[member] == 0
            sums.incumbent_speakers += old
            sums.replying_veterans += old and replied[member] > 0
            if contributed_weeks[member] == 1 and speaks & 1:
                sums.contributors_new += 1
                sums.contributors_through += source[member] == SEARCH or source[member] == WORD_OF_MOUTH
            voice = 0
            for one_week in said[member]:
                voice += one_week
            if voice:
                contributions += voice
                surprise += voice * math.log(voice)
        if contributions:
            # The effective number of voices: exp of the entropy of the shares in 28 days of contributions.
            sums.effective_voices = math.exp(math.log(contributions) - surprise / contributions)


@compiled
def _count_visitors(visitors, rows, tenure, bound, posted, replied, present):
    """Count this week's visitors, their ties, and the incumbents among them by row of `present`."""
    for i in range(visitors.size):
        sums = present[rows[i]]
        member = visitors[i]
        sums.visitor_ties += bound[member]
        if tenure[i] >= NEWCOMER_WEEKS:
            sums.incumbents_active += 1
            sums.incumbents_speaking += (posted[member] | replied[member]) & 1
            sums.incumbent_ties += bound[member]


@compiled
def _count_posts(rows, by_newcomer, peer_answers, staff_answered, present):
    """Count posts of incumbents, and those answered, by row of `present`."""
    for post in range(rows.size):
        if not by_newcomer[post]:
            sums = present[rows[post]]
            sums.incumbent_posts += 1
            sums.incumbent_answered += peer_answers[post] > 0 or staff_answered[post]


@compiled
def _share_out(year, status, counts, capacity, distribution):
    """Find the shares of the most active 1 and 10 % of members in a year's contributions, and Gini among contributors."""
    for row in range(counts.size):
        values = np.empty(counts[row], dtype=np.int64)
        size = members = total = 0
        for member in range(row * capacity, row * capacity + counts[row]):
            said = 0
            for quarter in year[member]:
                said += quarter
            values[size] = said
            size += said > 0
            total += said
            members += status[member] == MEMBER
        if size < 20:
            continue
        values = np.sort(values[:size])[::-1]
        members = max(members, size)
        top1 = top10 = weighted = 0.0
        for rank in range(size):
            top1 += values[rank] * min(max(TOP_1 * members - rank, 0.0), 1.0)
            top10 += values[rank] * min(max(TOP_10 * members - rank, 0.0), 1.0)
            weighted += values[rank] * (size - rank)
        shares = distribution[row]
        shares.top1_share, shares.top10_share = top1 / total, top10 / total
        shares.gini = 2 * weighted / (size * total) - (size + 1) / size
