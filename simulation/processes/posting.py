"""Visitors speak, or hold back before strangers."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import AWARDED, NEWCOMER_WEEKS, TOP, contribute
from simulation.state.randomness import GOLDEN, count_of, second_unit_of, unit_of
from simulation.state.ties import SLOTS

ROOM_WEEKS = 8  # how long a newcomer has its cohort's room
HYBRID_NEEDS = 200  # active members under which two places are one too many, S3
VOICED = 0.2  # how much more is said per unit of interest, A
HONOURED = 1.15  # how much more those say who won an award for a good start, S3; size A
LOUDEST = 60.0  # shares or questions a week


@process("members.posted", "members.said", "members.year", "members.posts", "members.first_post", "members.contributed_weeks")
def post(world) -> None:
    """Start shares and questions, each visitor before its own number of strangers."""
    week, members, inputs, effects, now = world.week, world.members, world.inputs, world.effects, world.now
    luck = world.draws.bits(now.visitor_keys, "post", week)
    gains = effects.gains
    if effects.status_decays:
        gains = gains * np.float32(0.5 ** (world.incentive_weeks / inputs.status_half_life))  # it grows stale
    shared, asked, now.motivation = _speak(
        week, now.visitors, now.visitor_rows, now.tenure, luck, members.persona, members.bound, members.bonds, members.crowding,
        members.flags, members.share_propensity, members.value, members.burnout, members.cohort, now.active, world.trust, world.numbers,
        world.ageing.need, gains, effects.crowding, effects.audience, effects.platform.inhibition, effects.platform.posting * np.exp(VOICED * world.interest[:, week]), world.rhythm(),
        inputs.platform == "hybrid", effects.rooms, effects.cash, effects.cash or world.ever_paid, effects.recognition_factor, effects.top_lift,
    )  # fmt: skip
    now.authors, now.author_visitors, now.author_rows, now.post_keys, now.questions, now.by_newcomer, now.posts = _write(
        week, world.count, now.visitors, now.visitor_rows, now.visitor_keys, now.tenure, shared, asked,
        members.posted, members.posts, members.said, members.year, members.contributed_weeks, members.first_post,
    )  # fmt: skip
    now.hard = world.draws.uniform(now.post_keys, "hard", week) < inputs.hard_share
    world.note("posts", now.posts)


@compiled
def _climate(active, trust, numbers, posting, rho, hybrid):
    """Return by how much its climate raises or lowers what is shared in each world, float32."""
    a = numbers[0]
    climate = np.empty(active.size, dtype=np.float32)
    for row in range(active.size):
        mood = (0.6 + 0.8 * trust[row]) * (1 + a.ritual_voice * rho[row]) * posting[row]
        if hybrid and active[row] < HYBRID_NEEDS:
            mood *= 0.9
        climate[row] = mood * (1 + a.empowerment_effect * (a.empowerment - 0.5))
    return climate


@compiled
def _strangers(active):
    """Return before how many strangers one speaks, by world and by how many one knows.

    Strangers differ by these alone, so that a small table holds everybody's courage.
    """
    strangers = np.empty((active.size, SLOTS + 1))
    for row in range(active.size):
        for known in range(SLOTS + 1):
            strangers[row, known] = max(0.0, active[row] - 1 - known)
    return strangers


@compiled
def _courage(strangers, scale, exponent):
    """Return the share of posts that inhibition before so many strangers lets through, float32."""
    courage = np.ones(strangers.shape, dtype=np.float32)
    if exponent:
        for row in range(strangers.shape[0]):
            for known in range(strangers.shape[1]):
                courage[row, known] = 1 / (1 + (strangers[row, known] / scale) ** exponent)
    return courage


@compiled
def _speak(
    week, visitors, rows, tenure, luck, persona, bound, bonds, crowding,
    flags, share_propensity, value, burnout, cohort, active, trust, numbers,
    need, gains, crowding_out, broadcasting, inhibition, posting, rho,
    hybrid, rooms, cash, paid, recognition, top_lift,
):  # fmt: skip
    """Return how many shares and questions each visitor writes, and what moves each."""
    scale = numbers[0].inhibition_scale * inhibition
    exponent = numbers[0].inhibition_exponent
    question_exponent = numbers[0].question_inhibition if exponent else 0.0  # the mechanism is off altogether, not half on
    strangers = _strangers(active)
    courage_share, courage_ask = _courage(strangers, scale, exponent), _courage(strangers, scale, question_exponent)
    audience = np.log1p(strangers / 100).astype(np.float32)
    climate = _climate(active, trust, numbers, posting, rho, hybrid)
    shared = np.empty(visitors.size, dtype=np.int64)
    asked = np.empty(visitors.size, dtype=np.int64)
    motivation = np.empty(visitors.size, dtype=np.float32)
    present = np.zeros((climate.size, week + 1), dtype=np.int64)  # in the room of each cohort
    if rooms:
        for n in range(visitors.size):
            if 0 <= tenure[n] <= ROOM_WEEKS:
                present[rows[n], cohort[visitors[n]]] += 1
    inside = np.arange(present.max() + 1.0).reshape(1, -1)  # strangers in a room: a table of courage again
    room_share, room_ask = _courage(inside, scale, exponent)[0], _courage(inside, scale, question_exponent)[0]
    half, one = np.float32(0.5), np.float32(1)
    for n in range(visitors.size):
        i, row = np.uint64(visitors[n]), np.uint64(rows[n])
        kind, known = persona[i], bound[i]
        # Incentives and recognition move each in its own way; cash moves the well connected less, and crowds out.
        gain = gains[kind] * (one - bonds[i]) if cash else gains[kind]
        drive = (one + gain) * np.float32(recognition)
        if paid and crowding_out[kind]:
            drive *= one - crowding_out[kind] * bonds[i] * crowding[i]
        if top_lift > 1 and flags[i] & TOP:
            drive *= np.float32(top_lift)
        elif top_lift > 1 and flags[i] & AWARDED:
            drive *= np.float32(HONOURED)
        motivation[n] = max(drive, np.float32(0))
        speak, ask = courage_share[row, known], courage_ask[row, known]
        if rooms and 0 <= tenure[n] <= ROOM_WEEKS:
            # In the room of its cohort a newcomer speaks before few.
            few = max(0, present[row, cohort[i]] - 1 - known)
            speak = half * speak + half * room_share[few]
            ask = half * ask + half * room_ask[few]
        mood = (half + value[i]) * (one - np.float32(0.7) * burnout[i])
        reach = one + broadcasting[kind] * audience[row, known]
        shares = share_propensity[i] * motivation[n] * speak * reach * mood * climate[row]
        questions = np.float32(2) * need[max(tenure[n], 0)] * ask * (np.float32(0.3) + value[i])
        shared[n] = count_of(unit_of(luck[n]), min(shares, np.float32(LOUDEST)))
        asked[n] = count_of(second_unit_of(luck[n]), min(questions, np.float32(LOUDEST)))
    return shared, asked, motivation


@compiled
def _write(week, worlds, visitors, rows, keys, tenure, shared, asked, posted, posts, said, year, contributed_weeks, first_post):
    """Lay the week's posts out as one list, in the order of their authors, and remember who wrote."""
    total = shared.sum() + asked.sum()
    authors = np.empty(total, dtype=np.int64)
    author_visitors = np.empty(total, dtype=np.int64)
    author_rows = np.empty(total, dtype=np.int64)
    post_keys = np.empty(total, dtype=np.uint64)
    questions = np.empty(total, dtype=np.bool_)
    by_newcomer = np.empty(total, dtype=np.bool_)
    by_world = np.zeros(worlds)
    place = 0
    for n in range(visitors.size):
        count = shared[n] + asked[n]
        if not count:
            continue
        i = visitors[n]
        for nth in range(count):
            authors[place], author_visitors[place], author_rows[place] = i, n, rows[n]
            post_keys[place] = keys[n] + np.uint64(nth) * GOLDEN
            questions[place] = nth >= shared[n]
            by_newcomer[place] = tenure[n] < NEWCOMER_WEEKS
            place += 1
        by_world[rows[n]] += count
        posted[i] |= 1
        posts[i] += count
        contribute(said, year, i, week, count)
        contributed_weeks[i] += 1
        if first_post[i] < 0:
            first_post[i] = week
    return authors, author_visitors, author_rows, post_keys, questions, by_newcomer, by_world
