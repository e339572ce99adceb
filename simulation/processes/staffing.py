"""Staff answer what stayed unanswered: questions first, then newcomers."""

from __future__ import annotations

import numpy as np

from simulation.effects import WORK_WEEK
from simulation.process import process

HARD_MANAGER = 0.65  # chance that a community manager can answer a hard post, A
HARD_ADVOCATE = 0.9
ORDER_SAVES = 0.5  # of moderation that community operations spare, A
STAFF_HOURS = 6.0  # mean time to a staff answer, A


@process()
def staff_answer(world) -> None:
    """Spend staff time on unanswered posts and measure how long first answers took."""
    now = world.now
    total = len(now.authors)
    now.staff_answered = np.zeros(total, dtype=bool)
    advocates = world.inputs.developer_advocates
    free = np.maximum(0.0, world.managers() - world.greeting_time)
    free = free - _moderate(world, free)
    capacity = np.floor((free + advocates) * world.inputs.answer_capacity).astype(np.int64)
    if total and capacity.any():
        _answer(world, capacity, advocates)
    answered = (now.peer_answers > 0) | now.staff_answered
    rows, n = now.author_rows, world.count
    newcomer = now.by_newcomer
    world.note("answered", np.bincount(rows[answered], minlength=n).astype(float))
    world.note("peer_answered", np.bincount(rows[now.peer_answers > 0], minlength=n).astype(float))
    world.note("newcomer_posts", np.bincount(rows[newcomer], minlength=n).astype(float))
    newcomer_answered = np.bincount(rows[newcomer & answered], minlength=n).astype(float)
    world.note("newcomer_answered", newcomer_answered)
    world.note("newcomer_peer_answered", np.bincount(rows[newcomer & (now.peer_answers > 0)], minlength=n).astype(float))
    world.ignored = np.bincount(rows[newcomer & ~answered], minlength=n).astype(float)
    staff_replies = np.bincount(rows[now.staff_answered], minlength=n).astype(float)
    world.note("replies", now.replies + staff_replies)
    world.messages = now.posts * (1 + _sham_share(world)) + now.replies + staff_replies
    world.note("first_reply_hours", _median_hours(world, np.flatnonzero(answered)))


def _moderate(world, free: np.ndarray) -> np.ndarray:
    """Return the staff time that reading last week's messages takes; what exceeds half of it is bought [full-time people]."""
    inputs = world.inputs
    order = 1 - ORDER_SAVES * min(1.0, inputs.operations)
    needed = world.messages * inputs.moderation_minutes / 60 / WORK_WEEK * order
    done = np.minimum(needed, 0.5 * free)
    # Where nobody is in charge nobody moderates, and nobody pays for it.
    world.bought_time = (needed - done) * (inputs.community_managers > 0)
    return done


def _answer(world, capacity: np.ndarray, advocates: float) -> None:
    now, week = world.now, world.week
    open_posts = np.flatnonzero(now.peer_answers == 0)
    rows = now.author_rows[open_posts]
    priority = np.where(now.questions[open_posts], 0, 2) + np.where(now.by_newcomer[open_posts], 0, 1)
    order = np.argsort((rows * 4 + priority).astype(np.uint16 if world.count < 16000 else np.int64), kind="stable")
    open_posts, rows = open_posts[order], rows[order]
    count = np.bincount(rows, minlength=world.count)
    rank = np.arange(len(open_posts)) - (np.cumsum(count) - count)[rows]
    taken = open_posts[rank < capacity[rows]]
    # A mixed team sends hard posts to whoever can answer them.
    staff = world.managers() + advocates
    skill = np.where(advocates > 0, HARD_ADVOCATE, HARD_MANAGER) if advocates else HARD_MANAGER
    able = ~now.hard[taken] | (world.draws.uniform(now.post_keys[taken], "staff", week) < skill)
    now.staff_answered[taken[able & (staff[now.author_rows[taken]] > 0)]] = True


def _sham_share(world) -> float:
    share = world.inputs.astroturf_share
    return share / (1 - share)


def _median_hours(world, answered: np.ndarray) -> np.ndarray:
    """Return the median hours to the first answer per world, shape (R,); NaN where nothing was answered.

    The first of L replies arriving over a week at the platform's pace: t = -tau ln(1 + ln(1 - U) / L) with U
    uniform up to 1 - exp(-L).
    """
    now, n = world.now, world.count
    median = np.full(n, np.nan)
    if not len(answered):
        return median
    u = world.draws.uniform(now.post_keys[answered], "hours", world.week).astype(np.float64)
    peers = now.peer_answers[answered].astype(np.float64)
    load = np.maximum(peers, 1.0)
    drawn = u * (1 - np.exp(-load))
    hours = -world.effects.platform.hours * np.log(np.maximum(1 + np.log1p(-drawn) / load, 1e-4))
    by_staff = now.staff_answered[answered]
    hours[by_staff] = -STAFF_HOURS * np.log(u[by_staff])
    rows = now.author_rows[answered]
    ordered = np.lexsort((hours, rows))
    count = np.bincount(rows, minlength=n)
    some = count > 0
    start = (np.cumsum(count) - count)[some]
    size = count[some]
    ranked = hours[ordered]
    median[some] = (ranked[start + (size - 1) // 2] + ranked[start + size // 2]) / 2
    return median
