"""Visitors speak, or hold back before strangers."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.population import NEWCOMER_WEEKS, TOP, contribute
from simulation.process import process
from simulation.randomness import GOLDEN, count_of, two_units
from simulation.ties import SLOTS

ROOM_WEEKS = 8  # how long a newcomer has its cohort's room
HYBRID_NEEDS = 200  # active members under which two places are one too many, S3
LOUDEST = 60.0  # shares or questions a week


@process("members.posted", "members.said", "members.year", "members.posts", "members.first_post", "members.contributed_weeks")
def post(world) -> None:
    """Start shares and questions, each visitor before its own number of strangers."""
    week, members, now = world.week, world.members, world.now
    u_share, u_ask = two_units(world.draws.bits(now.visitor_keys, "post", week))
    shared, asked = _words(world, u_share, u_ask)
    now.authors, now.author_visitors, now.author_rows, now.ordinals, now.questions, now.by_newcomer, now.posts, first_posts = _write(
        week, world.count, now.visitors, now.visitor_rows, now.tenure, shared, asked,
        members.posted, members.posts, members.said, members.year, members.contributed_weeks, members.first_post,
    )  # fmt: skip
    now.post_keys = members.key[now.authors] + now.ordinals * GOLDEN
    now.hard = world.draws.uniform(now.post_keys, "hard", week) < world.inputs.hard_share
    world.add("first_posts", first_posts)
    world.note("posts", now.posts)


def _words(world, u_share: np.ndarray, u_ask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how many shares and questions each visitor writes; keep what moves each."""
    week, members, inputs, effects, now = world.week, world.members, world.inputs, world.effects, world.now
    climate = (0.6 + 0.8 * world.trust) * (1 + inputs.ritual_voice * effects.rho) * effects.platform.posting
    if inputs.platform == "hybrid":
        climate = climate * np.where(now.active < HYBRID_NEEDS, 0.9, 1.0)
    climate = climate * (1 + inputs.empowerment_effect * (inputs.empowerment - 0.5))
    # Strangers differ by world and by how many one knows, so that a small table holds everybody's courage.
    strangers = np.maximum(0, now.active[:, None] - 1 - np.arange(SLOTS + 1))
    scale = inputs.inhibition_scale * effects.platform.inhibition
    question_inhibition = inputs.question_inhibition if inputs.inhibition_exponent else 0.0  # the mechanism is off altogether, not half on
    gains = effects.gains * np.float32(0.5 ** (world.incentive_weeks / inputs.status_half_life) if effects.status_decays else 1)  # it grows stale
    crowding = effects.crowding if effects.cash or world.ever_paid else np.zeros_like(effects.crowding)
    shared, asked, now.motivation = _speak(
        week, now.visitors, now.visitor_rows, now.tenure, u_share, u_ask, members.persona, members.bound, members.bonds, members.crowding,
        members.flags, members.share_propensity, members.value, members.burnout, members.cohort,
        _courage(strangers, scale, inputs.inhibition_exponent), _courage(strangers, scale, question_inhibition),
        np.log1p(strangers / 100).astype(np.float32), scale, inputs.inhibition_exponent, question_inhibition, effects.rooms,
        climate.astype(np.float32), world.ageing.need, gains, crowding, effects.audience,
        effects.cash, effects.recognition_factor, effects.top_lift,
    )  # fmt: skip
    return shared, asked


def _courage(strangers: np.ndarray, scale: float, exponent: float) -> np.ndarray:
    """Return the share of posts that inhibition before so many strangers lets through, float32."""
    if exponent == 0:
        return np.ones(strangers.shape, dtype=np.float32)
    return (1 / (1 + (strangers / scale) ** exponent)).astype(np.float32)


@compiled
def _speak(
    week, visitors, rows, tenure, u_share, u_ask, persona, bound, bonds, crowding,
    flags, share_propensity, value, burnout, cohort,
    courage_share, courage_ask, audience, scale, exponent, question_exponent, rooms,
    climate, need, gains, crowding_out, broadcasting,
    cash, recognition, top_lift,
):  # fmt: skip
    shared = np.empty(visitors.size, dtype=np.int64)
    asked = np.empty(visitors.size, dtype=np.int64)
    motivation = np.empty(visitors.size, dtype=np.float32)
    present = np.zeros((climate.size, week + 1), dtype=np.int64)  # in the room of each cohort
    if rooms:
        for n in range(visitors.size):
            if 0 <= tenure[n] <= ROOM_WEEKS:
                present[rows[n], cohort[visitors[n]]] += 1
    half, one = np.float32(0.5), np.float32(1)
    for n in range(visitors.size):
        i, row = visitors[n], rows[n]
        kind, known = persona[i], bound[i]
        # Incentives and recognition move each in its own way; cash moves the well connected less, and crowds out.
        gain = gains[kind] * (one - bonds[i]) if cash else gains[kind]
        drive = (one + gain) * np.float32(recognition)
        if crowding_out[kind]:
            drive *= one - crowding_out[kind] * bonds[i] * crowding[i]
        if top_lift > 1 and flags[i] & TOP:
            drive *= np.float32(top_lift)
        motivation[n] = max(drive, np.float32(0))
        speak, ask = courage_share[row, known], courage_ask[row, known]
        if rooms and 0 <= tenure[n] <= ROOM_WEEKS:
            # In the room of its cohort a newcomer speaks before few.
            inside = max(0, present[row, cohort[i]] - 1 - known) / scale
            if exponent:
                speak = half * speak + half * np.float32(1 / (1 + inside**exponent))
            if question_exponent:
                ask = half * ask + half * np.float32(1 / (1 + inside**question_exponent))
        mood = (half + value[i]) * (one - np.float32(0.7) * burnout[i])
        reach = one + broadcasting[kind] * audience[row, known]
        shares = share_propensity[i] * motivation[n] * speak * reach * mood * climate[row]
        questions = np.float32(2) * need[max(tenure[n], 0)] * ask * (np.float32(0.3) + value[i])
        shared[n] = count_of(u_share[n], min(shares, np.float32(LOUDEST)))
        asked[n] = count_of(u_ask[n], min(questions, np.float32(LOUDEST)))
    return shared, asked, motivation


@compiled
def _write(week, worlds, visitors, rows, tenure, shared, asked, posted, posts, said, year, contributed_weeks, first_post):
    """Lay the week's posts out as one list, in the order of their authors, and remember who wrote."""
    total = shared.sum() + asked.sum()
    authors = np.empty(total, dtype=np.int64)
    author_visitors = np.empty(total, dtype=np.int64)
    author_rows = np.empty(total, dtype=np.int64)
    ordinals = np.empty(total, dtype=np.uint64)
    questions = np.empty(total, dtype=np.bool_)
    by_newcomer = np.empty(total, dtype=np.bool_)
    by_world, first_posts = np.zeros(worlds), np.zeros(worlds)
    place = 0
    for n in range(visitors.size):
        count = shared[n] + asked[n]
        if not count:
            continue
        i = visitors[n]
        for nth in range(count):
            authors[place], author_visitors[place], author_rows[place], ordinals[place] = i, n, rows[n], nth
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
            first_posts[rows[n]] += 1
    return authors, author_visitors, author_rows, ordinals, questions, by_newcomer, by_world, first_posts
