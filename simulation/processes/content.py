"""Answered questions and shared work become pages; pages are found by search."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.constants import OWN_SHARE, TINY
from simulation.state.population import EXPERT
from simulation.state.randomness import unit
from simulation.state.record import series

FADING = 0.004  # of a page's use lost per week, A
SKEW = 2.0  # log standard deviation of visits per page: search concentration L2
USUAL_EXPERTISE = 0.5  # of an answer that makes an ordinary page
STAFF_EXPERTISE = 0.6  # of a staff answer, A
ADVOCATE_THREADS = 3.0  # good threads per week and developer advocate, S3
REMEMBERED = 0.75  # of recent posts that still count a week later, A
PUBLISHED = series("knowledge", "search_share", "search_visits", "made_by_members", "pages_members", "pages_team")
WIDEST = 3.0  # standard deviations beyond which no page draws more visits


@process(
    "world.knowledge", "world.page_appeal", "world.public_knowledge", "world.recent_posts", "world.search_visits", "world.shared_appeal",
)  # fmt: skip
def publish(world) -> None:
    """Publish this week's pages and count search visits to all of them."""
    now, week = world.now, world.week
    draws, published = world.draws, world.tally(PUBLISHED, world.count)
    world.recent_posts, world.knowledge, world.public_knowledge, world.search_visits = _publish(
        rows=now.author_rows, peer_answers=now.peer_answers, staff_answered=now.staff_answered, questions=now.questions,
        replied_posts=now.replied_posts, repliers=now.repliers, expertise=world.members.expertise, keys=now.post_keys,
        becomes=draws.inside("published", week, len(now.authors)), z_visits=draws.normal(now.post_keys, "page visits", week),
        posts=now.posts, recent_posts=world.recent_posts, knowledge=world.knowledge, public_knowledge=world.public_knowledge, numbers=world.numbers,
        effects=world.effects, week=week, page_appeal=world.page_appeal, shared_appeal=world.shared_appeal, found=world.ageing.found,
        search_reach=world.search_reach, published=published,
    )  # fmt: skip


@compiled
def _publish(
    rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise,
    keys, becomes, z_visits, posts, recent_posts, knowledge, public_knowledge,
    numbers, effects, week, page_appeal, shared_appeal, found, search_reach, published,
):  # fmt: skip
    """Return the posts of late, all and public knowledge, and how many visits come from search, by world."""
    recent, known, public = _add_pages(
        rows=rows, peer_answers=peer_answers, staff_answered=staff_answered, questions=questions, replied_posts=replied_posts, repliers=repliers,
        expertise=expertise, keys=keys, becomes=becomes, z_visits=z_visits, posts=posts, recent_posts=recent_posts, knowledge=knowledge,
        public_knowledge=public_knowledge, numbers=numbers, effects=effects, week=week, page_appeal=page_appeal, shared_appeal=shared_appeal,
        published=published,
    )  # fmt: skip
    return recent, known, public, _find_pages(week, page_appeal, shared_appeal, found, search_reach, numbers, effects, published)


@compiled
def _add_pages(
    rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise,
    keys, becomes, z_visits, posts, recent_posts, knowledge, public_knowledge,
    numbers, effects, week, page_appeal, shared_appeal, published,
):  # fmt: skip
    """Return the posts of late, all and public knowledge of each world.

    Written down are how many visits its new pages will draw when mature, and of these how many come for what members made; and how
    many pages members wrote and the team.
    """
    pages, appeal, shared = _count_pages(
        worlds=posts.size, rows=rows, peer_answers=peer_answers, staff_answered=staff_answered, questions=questions,
        replied_posts=replied_posts, repliers=repliers, expertise=expertise, keys=keys, becomes=becomes, z_visits=z_visits,
        numbers=numbers, effects=effects,
    )  # fmt: skip
    recent, known, public = np.empty_like(knowledge), np.empty_like(knowledge), np.empty_like(knowledge)
    for row in range(posts.size):
        a, by_model = numbers[row], effects[row].model_content
        by_experts = (ADVOCATE_THREADS * a.developer_advocates + 0.5 * a.expert_sessions + effects[row].practice_pages) * effects[row].community
        new = pages[row] * by_model + by_experts
        if a.public_content:
            page_appeal[row, week] += appeal[row] * a.page_visits * by_model + by_experts * a.page_visits
            shared_appeal[row, week] = shared[row] * (a.page_visits * by_model)
        else:
            shared_appeal[row, week] = 0.0
        recent[row] = REMEMBERED * recent_posts[row] + posts[row] / (1 - a.astroturf_share)
        known[row] = knowledge[row] * (1 - FADING) + new
        public[row] = public_knowledge[row] * (1 - FADING)
        if a.public_content:
            public[row] += new
        sums = published[row]
        sums.pages_members, sums.pages_team, sums.knowledge = pages[row] * by_model, by_experts, known[row]
    return recent, known, public


@compiled
def _count_pages(
    worlds, rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise, keys, becomes, z_visits,
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
        if answers and unit(keys[post], becomes) < np.float32(numbers[row].publication):
            pages[row] += 1
            quality = (known[post] + STAFF_EXPERTISE * staff_answered[post]) / answers / USUAL_EXPERTISE
            # A share travels as far as its form allows; a question is found for what it asks.
            reach = 1.0 if questions[post] else effects[row].share_reach
            drawn = math.exp(SKEW * min(np.float64(z_visits[post]), WIDEST) - SKEW**2 / 2)
            visits = drawn * 2 * answers / (answers + 1.0) * quality ** numbers[row].page_quality * reach
            appeal[row] += visits
            if not questions[post]:
                shared[row] += visits
    return pages, appeal, shared


@compiled
def _find_pages(week, page_appeal, shared_appeal, found, search_reach, numbers, effects, published):
    """Return how many visits come from search; write down which share of all search visits that is, and which part of them what members made."""
    search = np.empty(len(page_appeal))
    for row in range(len(page_appeal)):
        a, e = numbers[row], effects[row]
        # Many pages share one demand: the ten-thousandth page wins visits mostly from its siblings.
        demand = a.search_demand * a.market_size * e.size
        shown = e.platform_search * search_reach[row] * e.share_reach
        own = a.own_site_visits * (OWN_SHARE if e.enterprise else 1.0) * e.size
        visits = shared = 0.0
        for since in range(week + 1):
            visits += page_appeal[row, since] * found[row, week - since] * e.size
            shared += shared_appeal[row, since] * found[row, week - since] * e.size
        sums = published[row]
        if visits > 0:
            sums.made_by_members = shared / visits
        if demand > 0:
            visits = demand * (1 - math.exp(-visits / demand))
        search[row] = visits * (shown * a.public_content)
        sums.search_visits, sums.search_share = search[row], search[row] / max(search[row] + own, TINY)
    return search
