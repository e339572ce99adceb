"""Staff answer what stayed unanswered: questions first, then newcomers."""

from __future__ import annotations

import math

import numpy as np

from simulation.compiled import compiled
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
    advocates = world.inputs.developer_advocates
    free = np.maximum(0.0, world.managers() - world.greeting_time)
    free = free - _moderate(world, free)
    capacity = np.floor((free + advocates) * world.inputs.answer_capacity)
    now.staff_answered = np.zeros(len(now.authors), dtype=bool)
    if len(now.authors) and capacity.any():
        _answer(world, capacity, advocates)
    posts = _tally(world.count, now.author_rows, now.by_newcomer, now.peer_answers, now.staff_answered)
    answered, by_peers, of_newcomers, of_newcomers_answered, of_newcomers_by_peers, by_staff = posts
    world.note("answered", answered)
    world.note("peer_answered", by_peers)
    world.note("newcomer_posts", of_newcomers)
    world.note("newcomer_answered", of_newcomers_answered)
    world.note("newcomer_peer_answered", of_newcomers_by_peers)
    now.newcomer_posts = of_newcomers
    world.ignored = of_newcomers - of_newcomers_answered
    world.note("replies", now.replies + by_staff)
    world.messages = now.posts * (1 + _sham_share(world)) + now.replies + by_staff
    world.note("first_reply_hours", _median_hours(world))


@compiled
def _tally(worlds, rows, by_newcomer, peer_answers, staff_answered):
    """Count posts by world: answered, by peers, newcomers' posts, theirs answered, theirs by peers, by staff."""
    counts = np.zeros((6, worlds))
    for post in range(rows.size):
        row, peers = rows[post], peer_answers[post] > 0
        answered = peers or staff_answered[post]
        counts[0, row] += answered
        counts[1, row] += peers
        counts[5, row] += staff_answered[post]
        if by_newcomer[post]:
            counts[2, row] += 1
            counts[3, row] += answered
            counts[4, row] += peers
    return counts


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
    now = world.now
    # A mixed team sends hard posts to whoever can answer them.
    skill = HARD_ADVOCATE if advocates else HARD_MANAGER
    able = ~now.hard
    able |= world.draws.uniform(now.post_keys, "staff", world.week) < skill
    present = world.managers() + advocates > 0
    _take_up(capacity, present, now.author_rows, now.questions, now.by_newcomer, now.peer_answers, able, now.staff_answered)


@compiled
def _take_up(capacity, present, rows, questions, by_newcomer, peer_answers, able, staff_answered):
    """Mark the open posts staff answers: questions before shares and newcomers before others, as many as there is time for."""
    first = 0
    while first < rows.size:
        row, end = rows[first], first
        while end < rows.size and rows[end] == row:
            end += 1
        taken = 0
        for turn in range(4):
            for post in range(first, end):
                if peer_answers[post] == 0 and turn == 2 * (not questions[post]) + (not by_newcomer[post]) and taken < capacity[row]:
                    taken += 1
                    staff_answered[post] = able[post] and present[row]
        first = end


def _sham_share(world) -> float:
    share = world.inputs.astroturf_share
    return share / (1 - share)


def _median_hours(world) -> np.ndarray:
    """Return the median hours to the first answer per world, shape (R,); NaN where nothing was answered.

    The first of L replies arriving over a week at the platform's pace: t = -tau ln(1 + ln(1 - U) / L) with U
    uniform up to 1 - exp(-L).
    """
    now = world.now
    u = world.draws.uniform(now.post_keys, "hours", world.week)
    return _median(world.count, now.author_rows, now.peer_answers, now.staff_answered, u, world.effects.platform.hours)


@compiled
def _median(worlds, rows, peer_answers, staff_answered, u, pace):
    median = np.full(worlds, np.nan)
    hours = np.empty(rows.size)
    first = 0
    while first < rows.size:
        row, end, answered = rows[first], first, 0
        while end < rows.size and rows[end] == row:
            luck = np.float64(u[end])
            if staff_answered[end]:
                hours[answered] = -STAFF_HOURS * math.log(luck)
                answered += 1
            elif peer_answers[end]:
                load = np.float64(peer_answers[end])
                hours[answered] = -pace * math.log(max(1 + math.log1p(-luck * (1 - math.exp(-load))) / load, 1e-4))
                answered += 1
            end += 1
        if answered:
            median[row] = np.median(hours[:answered])
        first = end
    return median
