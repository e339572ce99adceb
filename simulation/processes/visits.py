"""Members visit, or stay away: one draw per member and week."""

from __future__ import annotations

import numpy as np

from simulation.population import LOW_INTENT, MEMBER, NEWCOMER_WEEKS, NOTIFIED, TOP
from simulation.process import process

CURIOSITY_FADES = 1.2  # logit per week; H: floods of the merely curious retain x0.22


@process(
    "members.last_visit",
    "members.weeks_visited",
    "members.habit",
    "members.identity",
    "members.burnout",
    "members.contact",
    "members.posted",
    "members.replied",
    "members.flags",
    "members.said",
    "members.year",
)
def visit(world) -> None:
    """Draw who visits this week, from habit, bonds, value, trust, novelty and overload."""
    week, members, inputs, now = world.week, world.members, world.inputs, world.now
    n = world.count
    chance = _visit_chance(world)
    u = world.draws.uniform(members.key, "visit", week)
    comes = (u < chance) & (members.status == MEMBER)
    visitors = np.flatnonzero(comes)
    now.visitors = visitors
    now.visitor_rows = members.row_of(visitors)
    now.tenure = week - members.joined[visitors].astype(np.int64)
    now.active = np.bincount(now.visitor_rows, minlength=n).astype(float)
    new = now.tenure < NEWCOMER_WEEKS
    now.newcomers = np.bincount(now.visitor_rows[new], minlength=n).astype(float)
    # Four weeks move on: what is not renewed fades.
    members.posted <<= 1
    members.posted &= 15
    members.replied <<= 1
    members.replied &= 15
    members.said[:, week % 4] = 0
    if week % 13 == 0:
        members.year[:, week // 13 % 4] = 0
    members.flags[visitors] &= np.uint8(255 ^ NOTIFIED)
    share = np.divide(now.newcomers, now.active, out=np.zeros(n), where=now.active > 0)
    world.newcomer_share = share
    fade = inputs.identity_decay + inputs.identity_dilution * np.maximum(0, share - 0.25)
    members.by_row(members.identity)[...] *= (1 - fade).astype(np.float32)[:, None]
    members.burnout *= np.float32(1 - inputs.burnout_relief)
    members.contact *= np.float32(1 - inputs.contact_fading)
    growth = np.float32(inputs.habit_growth * (1 + 0.8 * world.effects.rho))
    habit = members.habit[visitors]
    members.habit *= np.float32(1 - inputs.habit_decay)
    members.habit[visitors] = habit + growth * (1 - habit)
    members.last_visit[visitors] = week
    members.weeks_visited[visitors] += 1
    world.agent_weeks += int((members.status == MEMBER).sum())
    world.note("weekly_active", now.active)
    world.note("active_newcomers", now.newcomers)


def _visit_chance(world) -> np.ndarray:
    """Return the probability of a visit for every slot, shape (R * capacity,)."""
    week, members, inputs, effects = world.week, world.members, world.inputs, world.effects
    # Novelty by tenure: a short table is cheaper than an exponential per member.
    longest = week + 10
    table = (inputs.novelty * np.exp(-np.arange(longest + 1) / inputs.novelty_weeks)).astype(np.float32)
    logit = table[np.clip(week - members.joined, 0, longest)]
    logit += members.frailty
    logit += members.contact
    pull = inputs.visit_ritual * effects.rho
    logit += np.float32(inputs.visit_habit) * members.habit
    logit += np.float32(inputs.visit_identity + pull) * members.identity
    logit += np.float32(inputs.visit_bonds) * members.bonds
    logit += np.float32(inputs.visit_value) * members.value
    logit -= np.float32(inputs.visit_burnout) * members.burnout
    climate = inputs.visit_base + inputs.visit_trust * (world.trust - 0.7) + 0.5 * pull
    climate = climate - inputs.visit_fatigue * effects.fatigue + inputs.expert_pull * world.expert_spike
    by_row = members.by_row(logit)
    by_row += climate.astype(np.float32)[:, None]
    if inputs.finite_attention:
        load = (world.messages / np.maximum(world.attention_reach(), 1e-6)).astype(np.float32)
        over = load[:, None] / np.maximum(members.by_row(members.attention).astype(np.float32), np.float32(1e-3))
        by_row -= np.float32(inputs.visit_overload) * np.log1p(over)
    notified = np.flatnonzero(members.flags & NOTIFIED)
    logit[notified] += np.float32(inputs.notified_pull)
    curious = np.flatnonzero(members.flags & LOW_INTENT)
    if len(curious):
        # Whoever came out of curiosity has a look, and finds no reason to come back.
        logit[curious] -= np.float32(CURIOSITY_FADES) * np.clip(week - members.joined[curious], 0, 12)
    if effects.badge_push:
        # Badges for everybody tell those who give little that they give little.
        low = (members.posted | members.replied) == 0
        logit -= np.float32(effects.badge_push) * low
    if effects.award:
        top = np.flatnonzero(members.flags & TOP)
        logit[top] += np.float32(effects.award)
    np.negative(logit, out=logit)
    np.exp(logit, out=logit)
    logit += 1
    return np.reciprocal(logit, out=logit)
