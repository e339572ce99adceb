"""What a week leaves behind: value found, identity gained, first impressions, burnout."""

from __future__ import annotations

import numpy as np

from simulation.population import AWARDED, NOTIFIED, TOP, VALUED
from simulation.process import process

EXPERIENCE = 0.01  # of what is left to know, learned by a visiting week, A
OVERWORK = 4.0  # replies per week that are no burden
VALUE_FOUND = 0.30  # value of a week from which a member has got something out of it, A


@process("members.value", "members.identity", "members.burnout", "members.contact", "members.answered", "members.flags", "members.expertise")
def learn(world) -> None:
    """Let visitors find value and identity, remember first contacts, and tire of overwork."""
    members, now, inputs = world.members, world.now, world.inputs
    v, rows, n = now.visitors, now.visitor_rows, world.count
    written = np.bincount(now.author_visitors, minlength=len(v))
    was_answered = (now.peer_answers > 0) | now.staff_answered
    answered = np.bincount(now.author_visitors[was_answered], minlength=len(v))
    got = np.bincount(now.author_visitors, weights=now.peer_answers + now.staff_answered, minlength=len(v))
    given = np.bincount(now.replier_visitors, minlength=len(v))
    _first_impressions(world, v, written, answered)
    worth = _value(world, v, rows, written, answered)
    members.value[v] += np.float32(0.25) * (worth - members.value[v])
    _time_to_value(world, v, rows, worth, answered)
    identity = members.identity[v]
    taking_part = 0.5 * np.minimum(got, 3) + 0.4 * np.minimum(given, 3) + 0.8 * now.attended
    factor = inputs.identity_gain * world.effects.reporting.identity * world.effects.model.identity
    members.identity[v] = np.clip(identity + factor * taking_part * (1 - identity) * world.trust[rows], 0, 1)
    unanswered = np.bincount(now.author_rows[now.peer_answers == 0], minlength=n)
    burden = (unanswered / (now.replies + 5))[rows]
    over = np.maximum(0, given / OVERWORK - 1) + 0.6 * np.minimum(3, burden) * (given > 0)
    tired = members.burnout[v]
    members.burnout[v] = np.clip(tired + inputs.burnout_gain * over * (1 - tired), 0, 1)
    members.expertise[v] += np.float16(EXPERIENCE) * (1 - members.expertise[v])
    _remember_answers_by_ties(world)
    if world.effects.top_lift > 1 and world.week % 13 == 12:
        _name_the_best(world)
    strain = np.bincount(rows, weights=(given > 0) * members.burnout[v], minlength=n)
    helpers = np.bincount(rows, weights=given > 0, minlength=n)
    world.note("burnout_sum", strain)
    world.note("repliers", helpers)


def _first_impressions(world, v: np.ndarray, written: np.ndarray, answered: np.ndarray) -> None:
    """Remember whether the very first post was answered (Joyce & Kraut 2006 L)."""
    members = world.members
    first = np.flatnonzero((written > 0) & (members.answered[v] == 0))
    who = v[first]
    met = answered[first] > 0
    half = np.float32(world.inputs.first_reply_effect / 2)
    members.contact[who] += np.where(met, half, -half)
    members.answered[who] = np.where(met, 2, 1)
    if world.effects.award:
        # An award for newcomers who made a good start: one in four, felt for about a year.
        fresh = (world.now.tenure[first] <= 8) & (world.draws.uniform(members.key[who], "award", 0) < 0.25)
        winner = who[fresh]
        members.contact[winner] += np.float32(world.effects.award)
        members.flags[winner] |= AWARDED


def _value(world, v: np.ndarray, rows: np.ndarray, written: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """Return what this week was worth to each visitor, 0-1."""
    members, inputs = world.members, world.inputs
    messages = world.messages[rows].astype(np.float32)
    if inputs.finite_attention:
        capacity = np.maximum(members.attention[v].astype(np.float32) * world.attention_reach().astype(np.float32)[rows], 1e-3)
        overload = np.log1p(messages / capacity)
        read = np.minimum(messages, capacity)
    else:
        overload, read = np.float32(0), messages
    knowledge = (0.35 * (1 - np.exp(-world.knowledge / 150.0)) * world.effects.model.content).astype(np.float32)
    share = np.divide(answered, written, out=np.zeros(len(v)), where=written > 0)
    answers = np.where(written > 0, 0.30 * share - 0.05, 0.10)
    sessions = 0.02 * world.inputs.expert_sessions
    worth = 0.45 * (1 - np.exp(-read / 25.0)) / (1 + 0.25 * overload) + knowledge[rows] + answers + sessions
    return np.clip(worth, 0, 1).astype(np.float32)


def _time_to_value(world, v: np.ndarray, rows: np.ndarray, worth: np.ndarray, answered: np.ndarray) -> None:
    """Count members who get something out of the community for the first time, by weeks since they joined."""
    members, now = world.members, world.now
    first = ((members.flags[v] & VALUED) == 0) & ((worth >= VALUE_FOUND) | (answered > 0))
    members.flags[v[first]] |= VALUED
    fresh = first & (now.tenure >= 0) & (members.joined[v] >= 0)
    for weeks in range(4):
        hit = fresh & ((now.tenure == weeks) if weeks < 3 else (now.tenure >= 3) & (now.tenure < 13))
        world.note(f"valued_{weeks}", np.bincount(rows[hit], minlength=world.count).astype(float))


def _remember_answers_by_ties(world) -> None:
    """Notify authors whom a tie answered: it pulls them back next week."""
    members, now = world.members, world.now
    if not len(now.repliers):
        return
    author = now.authors[now.replied_posts]
    bound = members.bonds[author] > 0
    members.flags[author[bound]] |= NOTIFIED


def _name_the_best(world) -> None:
    """Mark the top 1 % of last year's contributors, once a quarter."""
    members = world.members
    members.flags &= np.uint8(255 ^ TOP)
    total = members.year.sum(axis=1, dtype=np.int64)
    some = np.flatnonzero(total > 0)
    rows = members.row_of(some)
    order = np.lexsort((-total[some], rows))
    count = np.bincount(rows, minlength=world.count)
    rank = np.arange(len(some)) - (np.cumsum(count) - count)[rows[order]]
    best = some[order][rank < np.maximum(1, members.counts // 100)[rows[order]]]
    members.flags[best] |= TOP
