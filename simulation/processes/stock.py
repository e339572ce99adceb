"""The community is counted at the end of the week: members, roles, retention, shares, ties."""

from __future__ import annotations

import numpy as np

from simulation.population import MEMBER, NEWCOMER_WEEKS, NOT_MEMBER, SOURCES
from simulation.process import process

SHARES_EVERY = 4  # [weeks] between looks at the distribution of a year's contributions
SEARCH, WORD_OF_MOUTH = (SOURCES.index(name) for name in ("search", "word_of_mouth"))


@process()
def take_stock(world) -> None:
    """Count members, roles and ties; from the 28 days before, not from anything anybody was told to be."""
    members, now, n = world.members, world.now, world.count
    alive = members.status == MEMBER
    total = members.by_row(alive).sum(axis=1).astype(float)
    speaks = (members.posted | members.replied) > 0
    posted = (members.posted > 0) & alive
    replied_only = (members.replied > 0) & (members.posted == 0) & alive
    world.note("members", total)
    world.note("creators", members.by_row(posted).sum(axis=1).astype(float))
    world.note("engagers", members.by_row(replied_only).sum(axis=1).astype(float))
    _voices(world, np.flatnonzero(speaks & alive))
    ties = np.bincount(now.visitor_rows, weights=members.bound[now.visitors], minlength=n)
    world.note("visitor_ties", ties)
    _incumbents(world, alive, speaks)
    _retention(world, alive)
    if world.week % SHARES_EVERY == 0 or world.week == world.weeks - 1:
        _shares(world)
    elif world.week:
        for name in ("top1_share", "top10_share", "gini"):
            world.record[name][:, world.week] = world.record[name][:, world.week - 1]
    first_now = np.flatnonzero(speaks & alive & (members.contributed_weeks == 1) & ((members.posted | members.replied) & 1 > 0))
    world.note("contributors_new", np.bincount(members.row_of(first_now), minlength=n).astype(float))
    source = members.source[first_now]
    through = first_now[(source == SEARCH) | (source == WORD_OF_MOUTH)]
    world.note("contributors_through", np.bincount(members.row_of(through), minlength=n).astype(float))


def _voices(world, speakers: np.ndarray) -> None:
    """Note the effective number of voices: exp of the entropy of the shares in 28 days of contributions."""
    members, n = world.members, world.count
    said = members.said[speakers].sum(axis=1, dtype=np.int64).astype(float)
    rows = members.row_of(speakers)
    total = np.bincount(rows, weights=said, minlength=n)
    entropy = np.bincount(rows, weights=np.where(said > 0, said * np.log(np.maximum(said, 1)), 0), minlength=n)
    some = total > 0
    effective = np.zeros(n)
    effective[some] = np.exp(np.log(total[some]) - entropy[some] / total[some])
    world.note("effective_voices", effective)


def _incumbents(world, alive: np.ndarray, speaks: np.ndarray) -> None:
    members, now, n = world.members, world.now, world.count
    old = alive & (members.joined <= world.week - NEWCOMER_WEEKS)
    world.note("incumbents", members.by_row(old).sum(axis=1).astype(float))
    world.note("incumbent_speakers", members.by_row(old & speaks).sum(axis=1).astype(float))
    veteran = now.tenure >= NEWCOMER_WEEKS
    rows = now.visitor_rows[veteran]
    world.note("incumbents_active", np.bincount(rows, minlength=n).astype(float))
    spoke = ((members.posted[now.visitors] | members.replied[now.visitors]) & 1 > 0) & veteran
    world.note("incumbents_speaking", np.bincount(now.visitor_rows[spoke], minlength=n).astype(float))
    world.note("incumbent_ties", np.bincount(rows, weights=members.bound[now.visitors[veteran]], minlength=n))
    replying = old & (members.replied > 0)
    world.note("replying_veterans", members.by_row(replying).sum(axis=1).astype(float))
    incumbent_posts = ~now.by_newcomer
    answered = (now.peer_answers > 0) | now.staff_answered
    world.note("incumbent_posts", np.bincount(now.author_rows[incumbent_posts], minlength=n).astype(float))
    world.note("incumbent_answered", np.bincount(now.author_rows[incumbent_posts & answered], minlength=n).astype(float))


def _retention(world, alive: np.ndarray) -> None:
    """Count members who joined 13 to 16 weeks ago, and those of them who visited in the last 28 days."""
    members, week = world.members, world.week
    came = (members.joined <= week - 13) & (members.joined > week - 17) & (members.joined >= 0)
    cohort = np.flatnonzero(came & (members.status != NOT_MEMBER))  # an empty slot joined nothing
    rows = members.row_of(cohort)
    stays = alive[cohort] & (members.last_visit[cohort] > week - 4)
    world.note("cohort", np.bincount(rows, minlength=world.count).astype(float))
    world.note("cohort_active", np.bincount(rows[stays], minlength=world.count).astype(float))


def _shares(world) -> None:
    """Note the shares of the most active 1 and 10 % of members in a year's contributions, and Gini among contributors."""
    members, n = world.members, world.count
    said = members.year.sum(axis=1, dtype=np.int64)
    who = np.flatnonzero(said > 0)
    rows = members.row_of(who)
    order = np.lexsort((-said[who], rows))
    values, rows = said[who][order].astype(float), rows[order]
    count = np.bincount(rows, minlength=n)
    first = np.cumsum(count) - count
    rank = np.arange(len(values)) - first[rows]
    total = np.bincount(rows, weights=values, minlength=n)
    some = count >= 20
    present = np.maximum(members.by_row(members.status == MEMBER).sum(axis=1), count)
    with np.errstate(invalid="ignore", divide="ignore"):
        for name, share in (("top1_share", 0.01), ("top10_share", 0.10)):
            top = np.bincount(rows, weights=values * np.clip(share * present[rows] - rank, 0, 1), minlength=n)
            world.note(name, np.where(some, top / total, np.nan))
        weighted = np.bincount(rows, weights=values * (count[rows] - rank), minlength=n)
        gini = 2 * weighted / (count * total) - (count + 1) / np.maximum(count, 1)
        world.note("gini", np.where(some, gini, np.nan))
