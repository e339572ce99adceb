"""Visitors speak, or hold back before strangers."""

from __future__ import annotations

import numpy as np

from simulation.population import NEWCOMER_WEEKS, TOP
from simulation.process import process
from simulation.randomness import GOLDEN, poisson, two_units

ROOM_WEEKS = 8  # how long a newcomer has its cohort's room
HYBRID_NEEDS = 200  # active members under which two places are one too many, S3


@process("members.posted", "members.said", "members.year", "members.posts", "members.first_post", "members.contributed_weeks")
def post(world) -> None:
    """Start shares and questions, each visitor before its own number of strangers."""
    week, members, inputs, effects, now = world.week, world.members, world.inputs, world.effects, world.now
    v, rows = now.visitors, now.visitor_rows
    persona = members.persona[v]
    now.motivation = _motivation(world, v, persona)
    strangers = np.maximum(0, now.active[rows] - 1 - members.bound[v]).astype(np.float32)
    calm, calm_question = _courage(world, v, rows, strangers)
    audience = 1 + effects.audience[persona] * np.log1p(strangers / 100)
    mood = (0.5 + members.value[v]) * (1 - 0.7 * members.burnout[v])
    climate = (0.6 + 0.8 * world.trust) * (1 + inputs.ritual_voice * effects.rho) * effects.platform.posting
    if inputs.platform == "hybrid":
        climate = climate * np.where(now.active < HYBRID_NEEDS, 0.9, 1.0)
    climate = climate * (1 + inputs.empowerment_effect * (inputs.empowerment - 0.5))
    shares = members.share_propensity[v] * now.motivation * calm * audience * mood * climate.astype(np.float32)[rows]
    need = inputs.question_new * np.exp(-np.maximum(now.tenure, 0) / inputs.question_weeks) + inputs.question_old
    questions = (2 * need).astype(np.float32) * calm_question * (0.3 + members.value[v])
    u = np.stack(two_units(world.draws.bits(members.key[v], "post", week)))
    shared, asked = poisson(u[0], np.minimum(shares, 60)), poisson(u[1], np.minimum(questions, 60))
    _write(world, v, rows, shared, asked)


def _motivation(world, v: np.ndarray, persona: np.ndarray) -> np.ndarray:
    """Return how incentives and recognition move each visitor; cash moves the well connected less, and crowds out."""
    members, effects = world.members, world.effects
    gains = effects.gains.copy()
    if effects.status_decays:
        gains[:] *= 0.5 ** (world.incentive_weeks / world.inputs.status_half_life)  # a fixed stage grows stale
    bonds = members.bonds[v]
    gain = gains[persona]
    if effects.cash:
        gain = gain * (1 - bonds)
    motivation = (1 + gain) * (1 - effects.crowding[persona] * bonds * members.crowding[v])
    motivation *= np.float32(effects.recognition_factor)
    if effects.top_lift > 1:
        motivation *= np.where(members.flags[v] & TOP, np.float32(effects.top_lift), np.float32(1))
    return np.maximum(motivation, 0)


def _courage(world, v: np.ndarray, rows: np.ndarray, strangers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of posts and of questions that inhibition lets through."""
    inputs, effects, now, members = world.inputs, world.effects, world.now, world.members
    scale = np.float32(inputs.inhibition_scale * effects.platform.inhibition)
    ratio = strangers / scale
    speak = 1 / (1 + ratio ** np.float32(inputs.inhibition_exponent))
    ask = 1 / (1 + ratio ** np.float32(inputs.question_inhibition))
    if inputs.inhibition_exponent == 0:
        speak = np.ones_like(speak)  # the mechanism switched off altogether, not half on
    if inputs.question_inhibition == 0 or inputs.inhibition_exponent == 0:
        ask = np.ones_like(ask)
    roomed = np.flatnonzero((now.tenure <= ROOM_WEEKS) & (now.tenure >= 0)) if effects.rooms else now.visitors[:0]
    if len(roomed):
        width = world.week + 1
        place = rows[roomed] * width + members.cohort[v[roomed]]
        present = np.bincount(place, minlength=world.count * width)
        inside = np.maximum(0, present[place] - 1 - members.bound[v[roomed]]).astype(np.float32) / scale
        if inputs.inhibition_exponent:
            speak[roomed] = 0.5 * speak[roomed] + 0.5 / (1 + inside ** np.float32(inputs.inhibition_exponent))
        if inputs.question_inhibition and inputs.inhibition_exponent:
            ask[roomed] = 0.5 * ask[roomed] + 0.5 / (1 + inside ** np.float32(inputs.question_inhibition))
    return speak, ask


def _write(world, v: np.ndarray, rows: np.ndarray, shared: np.ndarray, asked: np.ndarray) -> None:
    """Lay the week's posts out as one list, in the order of their authors."""
    week, members, now = world.week, world.members, world.now
    total = shared + asked
    wrote = np.flatnonzero(total)
    count = total[wrote]
    now.author_visitors = np.repeat(wrote, count)
    now.authors = v[now.author_visitors]
    now.author_rows = rows[now.author_visitors]
    now.ordinals = np.arange(len(now.authors)) - np.repeat(np.cumsum(count) - count, count)
    now.questions = now.ordinals >= np.repeat(shared[wrote], count)
    now.by_newcomer = now.tenure[now.author_visitors] < NEWCOMER_WEEKS
    now.posts = np.bincount(now.author_rows, minlength=world.count).astype(float)
    keys = members.key[now.authors] + now.ordinals.astype(np.uint64) * GOLDEN
    now.hard = world.draws.uniform(keys, "hard", week) < world.inputs.hard_share
    who = v[wrote]
    members.posted[who] |= 1
    members.posts[who] += count.astype(np.uint16)
    members.said[who, week % 4] = np.minimum(count, 250)
    members.year[who, week // 13 % 4] += count.astype(np.uint16)
    members.contributed_weeks[who] += 1
    first = who[members.first_post[who] < 0]
    members.first_post[first] = week
    started = np.bincount(members.row_of(first), minlength=world.count)
    world.add("first_posts", started.astype(float))
    world.note("posts", now.posts)
