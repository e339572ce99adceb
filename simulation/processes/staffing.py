"""Staff answer what stayed unanswered: questions first, then newcomers."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.randomness import unit
from simulation.state.record import series
from simulation.vocabulary.effects import WORK_WEEK

HARD_MANAGER = 0.72  # chance that a community manager can answer a hard post, A
HARD_ADVOCATE = 0.9  # the same for a developer advocate, A
ORDER_SAVES = 0.5  # of moderation that community operations spare, A
STAFF_HOURS = 6.0  # mean time to a staff answer, A

ANSWERS = series(
    "answered", "peer_answered", "newcomer_posts", "newcomer_answered", "newcomer_peer_answered", "replies",
    "first_reply_hours",  # the median over posts
)  # fmt: skip
LATEST = 1e-4  # of a week: keeps the logarithm from failing


@process("world.bought_time", "world.ignored", "world.messages")
def staff_answer(world) -> None:
    """Spend staff time on unanswered posts and measure how long first answers took."""
    now = world.now
    managers = world.managers()
    capacity, world.bought_time = _moderate(managers, world.greeting_time, world.messages, world.numbers)
    now.staff_answered = np.zeros(len(now.authors), dtype=bool)
    if len(now.authors) and np.count_nonzero(capacity):
        _answer(world, managers, capacity)
    draws = world.draws.inside("hours", world.week, len(now.authors))
    now.newcomer_posts, world.ignored, world.messages = _tally(
        now.author_rows, now.by_newcomer, now.peer_answers, now.staff_answered, now.post_keys, draws,
        now.posts, now.replies, world.numbers, world.effects, world.tally(ANSWERS, world.count),
    )  # fmt: skip


@compiled
def _moderate(managers, greeting_time, messages, numbers):
    """Let staff read last week's messages, and have read what exceeds half of their time.

    Returns how many posts there is time to answer, and the time bought [full-time people], by world.
    """
    capacity, bought = np.empty(managers.size), np.empty(managers.size)
    for row in range(managers.size):
        a = numbers[row]
        order = 1 - ORDER_SAVES * min(1.0, a.operations)
        free = max(0.0, managers[row] - greeting_time[row])
        needed = messages[row] * a.moderation_minutes / 60 / WORK_WEEK * order
        done = min(needed, 0.5 * free)
        # Where nobody is in charge nobody moderates, and nobody pays for it.
        bought[row] = (needed - done) * (a.community_managers > 0)
        capacity[row] = math.floor((free - done + a.developer_advocates) * a.answer_capacity)
    return capacity, bought


def _answer(world, managers: np.ndarray, capacity: np.ndarray) -> None:
    now = world.now
    draws = world.draws.inside("staff", world.week, len(now.authors))
    _take_up(
        capacity, managers, world.numbers, now.author_rows, now.questions, now.by_newcomer, now.peer_answers, now.hard,
        now.post_keys, draws, now.staff_answered,
    )  # fmt: skip


@compiled
def _take_up(capacity, managers, numbers, rows, questions, by_newcomer, peer_answers, hard, keys, draws, staff_answered):
    """Mark the open posts staff answers: questions before shares and newcomers before others, as many as there is time for."""
    first = 0
    while first < rows.size:
        row, end = rows[first], _end_of(rows, first)
        advocates = numbers[row].developer_advocates
        # A mixed team sends hard posts to whoever can answer them.
        skill = np.float32(HARD_ADVOCATE if advocates else HARD_MANAGER)
        present = managers[row] + advocates > 0
        taken = 0
        for turn in range(4):
            for post in range(first, end):
                if peer_answers[post] == 0 and turn == 2 * (not questions[post]) + (not by_newcomer[post]) and taken < capacity[row]:
                    taken += 1
                    staff_answered[post] = present and (not hard[post] or unit(keys[post], draws) < skill)
        first = end


@compiled
def _end_of(rows, first):
    """Return where the posts of the world end that begin at `first`."""
    end = first
    while end < rows.size and rows[end] == rows[first]:
        end += 1
    return end


@compiled
def _tally(rows, by_newcomer, peer_answers, staff_answered, keys, draws, posts, replies, numbers, effects, answers):
    """Add up answers by world; return newcomers' posts, those of them left unanswered, and all messages of the week, each (R,)."""
    hours = np.empty(rows.size)
    first = 0
    while first < rows.size:
        end, many = _end_of(rows, first), 0
        sums, pace = answers[rows[first]], effects[rows[first]].platform_hours
        for post in range(first, end):
            peers, staff = peer_answers[post] > 0, staff_answered[post]
            sums.peer_answered += peers
            sums.replies += staff
            if by_newcomer[post]:
                sums.newcomer_posts += 1
                sums.newcomer_answered += peers or staff
                sums.newcomer_peer_answered += peers
            if peers or staff:
                hours[many] = _hours_of(unit(keys[post], draws), peer_answers[post], staff, pace)
                many += 1
        sums.answered = many
        if many:
            sums.first_reply_hours = np.median(hours[:many])
        first = end
    newcomer_posts, ignored, messages = np.empty(posts.size), np.empty(posts.size), np.empty(posts.size)
    for row in range(posts.size):
        sums = answers[row]
        newcomer_posts[row], ignored[row] = sums.newcomer_posts, sums.newcomer_posts - sums.newcomer_answered
        shams = numbers[row].astroturf_share / (1 - numbers[row].astroturf_share)
        messages[row] = posts[row] * (1 + shams) + replies[row] + sums.replies
        sums.replies = replies[row] + sums.replies
        if sums.answered == 0:
            sums.first_reply_hours = np.nan
    return newcomer_posts, ignored, messages


@compiled
def _hours_of(u, peer_answers, staff_answered, pace):
    """Return the hours to the first answer of a post.

    The first of L replies arriving over a week at the platform's pace: t = -tau ln(1 + ln(1 - U) / L) with U
    uniform up to 1 - exp(-L).
    """
    even = np.float64(u)
    if staff_answered:
        return -STAFF_HOURS * math.log(even)
    load = np.float64(peer_answers)
    return -pace * math.log(max(1 + math.log1p(-even * (1 - math.exp(-load))) / load, LATEST))
