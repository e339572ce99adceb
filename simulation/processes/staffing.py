"""Staff answer what stayed unanswered: questions first, then newcomers."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.randomness import unit
from simulation.state.record import series
from simulation.state.world import managers_at_work
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
    now, draws = world.now, world.draws
    world.bought_time, now.staff_answered, now.newcomer_posts, world.ignored, world.messages, able = _answer(
        cut=world.staff_cut, greeting_time=world.greeting_time, messages=world.messages, rows=now.author_rows, questions=now.questions,
        by_newcomer=now.by_newcomer, peer_answers=now.peer_answers, hard=now.hard, keys=now.post_keys, draws=draws.inside("staff", world.week, 0),
        hours_draws=draws.inside("hours", world.week, len(now.authors)), posts=now.posts, replies=now.replies,
        numbers=world.numbers, effects=world.effects, answers=world.tally(ANSWERS, world.count),
    )  # fmt: skip
    draws.count += len(now.authors) * able  # whether staff can answer


@compiled
def _answer(
    cut, greeting_time, messages, rows, questions, by_newcomer, peer_answers, hard, keys, draws, hours_draws, posts, replies,
    numbers, effects, answers,
):  # fmt: skip
    """Let staff moderate and answer, and add the answers up.

    Returns the time bought, which posts staff answered, newcomers' posts, those of them left unanswered, and all messages of the week; and
    whether there was time for any answer.
    """
    managers = managers_at_work(cut, numbers, effects)
    capacity, bought = _moderate(managers, greeting_time, messages, numbers)
    able = capacity.any()
    staff_answered = np.zeros(rows.size, dtype=np.bool_)
    if able:
        _take_up(capacity, managers, numbers, rows, questions, by_newcomer, peer_answers, hard, keys, draws, staff_answered)
    newcomer_posts, ignored, told = _tally(
        rows, by_newcomer, peer_answers, staff_answered, keys, hours_draws, posts, replies, numbers, effects, answers
    )  # fmt: skip
    return bought, staff_answered, newcomer_posts, ignored, told, able


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
