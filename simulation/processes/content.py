"""Answered questions and shared work become pages; pages are found by search."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import EXPERT

FADING = 0.004  # of a page's use lost per week, A
SKEW = 2.0  # log standard deviation of visits per page: search concentration L2
USUAL_EXPERTISE = 0.5  # of an answer that makes an ordinary page
STAFF_EXPERTISE = 0.6  # of a staff answer, A
ADVOCATE_THREADS = 3.0  # good threads per week and developer advocate, S3


@process()
def publish(world) -> None:
    """Publish this week's pages and count search visits to all of them."""
    now, week = world.now, world.week
    u_becomes, u_visits = world.draws.uniforms(now.post_keys, ("published", "page visits"), week)
    world.recent_posts, world.knowledge, world.public_knowledge, appeal, shared, by_members, by_team = _add_pages(
        rows=now.author_rows, peer_answers=now.peer_answers, staff_answered=now.staff_answered, questions=now.questions,
        replied_posts=now.replied_posts, repliers=now.repliers, expertise=world.members.expertise, u_becomes=u_becomes, luck=ndtri(u_visits),
        posts=now.posts, recent_posts=world.recent_posts, knowledge=world.knowledge, public_knowledge=world.public_knowledge, numbers=world.numbers,
        effects=world.effects,
    )  # fmt: skip
    world.page_appeal[:, week] += np.where(world.each("public_content") > 0, appeal, 0.0)
    world.shared_appeal[:, week] = np.where(world.each("public_content") > 0, shared, 0.0)
    world.search_visits, search_share, made = _find_pages(
        week, world.page_appeal, world.shared_appeal, world.ageing.found, world.search_reach, world.numbers, world.effects,
    )  # fmt: skip
    world.note("knowledge", world.knowledge)
    world.note("search_share", search_share)
    world.note("search_visits", world.search_visits)
    world.note("made_by_members", made)
    world.note("pages_members", by_members)
    world.note("pages_team", by_team)


@compiled
def _add_pages(
    rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise,
    u_becomes, luck, posts, recent_posts, knowledge, public_knowledge,
    numbers, effects,
):  # fmt: skip
    """Return the posts of late, all and public knowledge of each world, and how many visits its new pages will draw when mature.

    And of these how many come for what members made; and how many pages members wrote and the team.
    """
    pages, appeal, shared = _count_pages(
        posts.size, rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise, u_becomes, luck,
        numbers, effects,
    )  # fmt: skip
    recent, known, public = np.empty_like(knowledge), np.empty_like(knowledge), np.empty_like(knowledge)
    by_members, by_team = np.empty_like(knowledge), np.empty_like(knowledge)
    for row in range(posts.size):
        a, by_model = numbers[row], effects[row].model_content
        by_experts = (ADVOCATE_THREADS * a.developer_advocates + 0.5 * a.expert_sessions + effects[row].practice_pages) * effects[row].community
        by_members[row], by_team[row] = pages[row] * by_model, by_experts
        shared[row] *= a.page_visits * by_model
        new = pages[row] * by_model + by_experts
        appeal[row] = appeal[row] * a.page_visits * by_model + by_experts * a.page_visits
        recent[row] = 0.75 * recent_posts[row] + posts[row] / (1 - a.astroturf_share)
        known[row] = knowledge[row] * (1 - FADING) + new
        public[row] = public_knowledge[row] * (1 - FADING)
        if a.public_content:
            public[row] += new
    return recent, known, public, appeal, shared, by_members, by_team


@compiled
def _count_pages(
    worlds, rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise, u_becomes, luck,
    numbers, effects,
):  # fmt: skip
    """Return how many pages each world makes of its posts, and how many visits they draw, in those of an ordinary page: all, and shares alone."""
    known = np.zeros(rows.size)  # expertise of all who answered
    for reply in range(replied_posts.size):
        known[replied_posts[reply]] += expertise[repliers[reply]] / EXPERT
    pages, appeal, shared = np.zeros(worlds), np.zeros(worlds), np.zeros(worlds)
    for post in range(rows.size):
        answers = peer_answers[post] + staff_answered[post]
        # Talk makes a page: what nobody took up is not worth finding, and every further answer deepens it.
        row = rows[post]
        if answers and u_becomes[post] < np.float32(numbers[row].publication):
            pages[row] += 1
            quality = (known[post] + STAFF_EXPERTISE * staff_answered[post]) / answers / USUAL_EXPERTISE
            # A share travels as far as its form allows; a question is found for what it asks.
            reach = 1.0 if questions[post] else effects[row].share_reach
            drawn = math.exp(SKEW * min(np.float64(luck[post]), 3.0) - SKEW**2 / 2)
            visits = drawn * 2 * answers / (answers + 1.0) * quality ** numbers[row].page_quality * reach
            appeal[row] += visits
            if not questions[post]:
                shared[row] += visits
    return pages, appeal, shared


@compiled
def _find_pages(week, page_appeal, shared_appeal, found, search_reach, numbers, effects):
    """Return how many visits come from search, which share of all search visits that is, and which part of them what members made."""
    search, share, made = np.empty(len(page_appeal)), np.empty(len(page_appeal)), np.zeros(len(page_appeal))
    for row in range(len(page_appeal)):
        a, e = numbers[row], effects[row]
        # Many pages share one demand: the ten-thousandth page wins visits mostly from its siblings.
        demand = a.search_demand * a.market_size * e.size
        shown = e.platform_search * search_reach[row] * e.share_reach
        own = a.own_site_visits * (0.2 if e.enterprise else 1.0) * e.size
        visits = shared = 0.0
        for published in range(week + 1):
            visits += page_appeal[row, published] * found[row, week - published] * e.size
            shared += shared_appeal[row, published] * found[row, week - published] * e.size
        if visits > 0:
            made[row] = shared / visits
        if demand > 0:
            visits = demand * (1 - math.exp(-visits / demand))
        search[row] = visits * (shown * a.public_content)
        share[row] = search[row] / max(search[row] + own, 1e-9)
    return search, share, made
