"""Answered questions and shared work become pages; pages are found by search."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulation.compiled import compiled
from simulation.population import EXPERT
from simulation.process import process

FADING = 0.004  # of a page's use lost per week, A
SEARCH_FADING = 0.0028  # of a page's search visits lost per week, A
SKEW = 2.0  # log standard deviation of visits per page: search concentration L2
USUAL_EXPERTISE = 0.5  # of an answer that makes an ordinary page
STAFF_EXPERTISE = 0.6  # of a staff answer, A
ADVOCATE_THREADS = 3.0  # good threads per week and developer advocate, S3


@process()
def publish(world) -> None:
    """Publish this week's pages and count search visits to all of them."""
    now, inputs, effects, week = world.now, world.inputs, world.effects, world.week
    n = world.count
    u_becomes, u_visits = world.draws.uniforms(now.post_keys, ("published", "page visits"), week)
    drawn = np.exp(SKEW * np.minimum(ndtri(u_visits).astype(np.float64), 3.0) - SKEW**2 / 2)
    pages, appeal = _count_pages(
        n, now.author_rows, now.peer_answers, now.staff_answered, now.questions, now.replied_posts,
        now.repliers, world.members.expertise, u_becomes < inputs.publication, drawn, inputs.page_quality, effects.share_reach,
    )  # fmt: skip
    pages = pages * effects.model.content
    appeal = appeal * inputs.page_visits * effects.model.content
    expert = (ADVOCATE_THREADS * inputs.developer_advocates + 0.5 * inputs.expert_sessions) * world.community
    pages = pages + expert
    appeal = appeal + expert * inputs.page_visits
    world.recent_posts = 0.75 * world.recent_posts + now.posts / (1 - inputs.astroturf_share)
    world.knowledge = world.knowledge * (1 - FADING) + pages
    world.public_knowledge = world.public_knowledge * (1 - FADING)
    if inputs.public_content:
        world.public_knowledge = world.public_knowledge + pages
        world.page_appeal[:, week] += appeal
    age = week - np.arange(week + 1)
    profile = (1 - np.exp(-((age / inputs.page_maturity) ** 2))) * np.exp(-SEARCH_FADING * age)
    visits = (world.page_appeal[:, : week + 1] * profile).sum(axis=1)  # not @: it rounds by how many worlds there are
    # Many pages share one demand: the ten-thousandth page wins visits mostly from its siblings.
    demand = inputs.search_demand * inputs.market_size
    if demand > 0:
        visits = demand * (1 - np.exp(-visits / demand))
    shown = effects.platform.search * world.search_reach * effects.share_reach * inputs.public_content
    world.search_visits = visits * shown
    world.note("knowledge", world.knowledge)
    own = inputs.own_site_visits * (0.2 if effects.enterprise else 1.0)
    world.note("search_share", world.search_visits / np.maximum(world.search_visits + own, 1e-9))


@compiled
def _count_pages(
    worlds, rows, peer_answers, staff_answered, questions, replied_posts, repliers, expertise, becomes, drawn, page_quality, share_reach
):
    """Return how many pages each world makes of its posts, and how many visits they draw, in those of an ordinary page."""
    known = np.zeros(rows.size)  # expertise of all who answered
    for reply in range(replied_posts.size):
        known[replied_posts[reply]] += expertise[repliers[reply]] / EXPERT
    pages, appeal = np.zeros(worlds), np.zeros(worlds)
    for post in range(rows.size):
        answers = peer_answers[post] + staff_answered[post]
        # Talk makes a page: what nobody took up is not worth finding, and every further answer deepens it.
        if answers and becomes[post]:
            pages[rows[post]] += 1
            quality = (known[post] + STAFF_EXPERTISE * staff_answered[post]) / answers / USUAL_EXPERTISE
            # A share travels as far as its form allows; a question is found for what it asks.
            reach = 1.0 if questions[post] else share_reach
            appeal[rows[post]] += drawn[post] * 2 * answers / (answers + 1.0) * quality**page_quality * reach
    return pages, appeal
