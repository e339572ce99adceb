"""Answered questions and shared work become pages; pages are found by search."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

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
    # Talk makes a page: what nobody took up is not worth finding, and every further answer deepens it.
    answers = now.peer_answers + now.staff_answered
    good = answers > 0
    keys = now.post_keys
    becomes = good & (world.draws.uniform(keys, "published", week) < inputs.publication)
    rows = now.author_rows[becomes]
    pages = np.bincount(rows, minlength=n) * effects.model.content
    z = ndtri(world.draws.uniform(keys[becomes], "page visits", week)).astype(np.float64)
    drawn = np.exp(SKEW * np.minimum(z, 3.0) - SKEW**2 / 2)
    depth = answers[becomes]
    drawn *= 2 * depth / (depth + 1.0) * (_expertise(world)[becomes] / USUAL_EXPERTISE) ** inputs.page_quality
    # A share travels as far as its form allows; a question is found for what it asks.
    drawn *= np.where(now.questions[becomes], 1.0, effects.share_reach)
    appeal = np.bincount(rows, weights=drawn, minlength=n) * inputs.page_visits * effects.model.content
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


def _expertise(world) -> np.ndarray:
    """Return the mean expertise of those who answered each post, 0-1."""
    now = world.now
    known = world.members.expertise[now.repliers].astype(np.float64)
    total = np.bincount(now.replied_posts, weights=known, minlength=len(now.authors)) + STAFF_EXPERTISE * now.staff_answered
    return total / np.maximum(now.peer_answers + now.staff_answered, 1)
