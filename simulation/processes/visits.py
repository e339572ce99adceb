"""Members visit, or stay away: one draw per member and week."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.population import LOW_INTENT, MEMBER, NEWCOMER_WEEKS, NOTIFIED, TOP
from simulation.process import process

CURIOSITY_FADES = np.float32(1.2)  # logit per week; H: floods of the merely curious retain x0.22
CURIOUS_WEEKS = 12  # after which nobody's curiosity fades further
CROWDED = 0.25  # share of newcomers from which their number thins what members have in common
SEEN = np.uint8(255 ^ NOTIFIED)


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
    week, members, now = world.week, world.members, world.now
    luck = world.draws.uniform(members.key, "visit", week)
    bar = np.log(luck / (1 - luck))  # whoever is drawn more than this comes: the chance is logistic
    now.visitors, now.visitor_rows, now.tenure, now.active, now.newcomers, present = _who_comes(
        week, members.capacity, members.counts, bar, members.status, members.joined, _drawn(world)
    )
    world.newcomer_share = np.divide(now.newcomers, now.active, out=np.zeros(world.count), where=now.active > 0)
    _let_time_pass(world)
    world.agent_weeks += present
    world.note("weekly_active", now.active)
    world.note("active_newcomers", now.newcomers)


def _drawn(world) -> np.ndarray:
    """Return how much every member is drawn to visit this week [logit]."""
    week, members, inputs, effects = world.week, world.members, world.inputs, world.effects
    pull = inputs.visit_ritual * effects.rho
    climate = inputs.visit_base + inputs.visit_trust * (world.trust - 0.7) + 0.5 * pull
    climate = climate - inputs.visit_fatigue * effects.fatigue + inputs.expert_pull * world.expert_spike
    overload = np.empty(0, dtype=np.float32)
    if inputs.finite_attention:
        load = (world.messages / np.maximum(world.attention_reach(), 1e-6)).astype(np.float32)
        overload = np.log(1 + load[:, None] / members.by_row(members.attention)).ravel()
    # Novelty by tenure: a short table is cheaper than an exponential per member.
    novelty = (inputs.novelty * np.exp(-np.arange(week + 11) / inputs.novelty_weeks)).astype(np.float32)
    return _add_up(
        week, members.capacity, members.counts, members.flags, members.joined, members.posted, members.replied,
        members.frailty, members.contact, members.habit, members.identity, members.bonds, members.value, members.burnout, overload,
        world.numbers, climate.astype(np.float32), novelty, pull, effects.badge_push, effects.award,
    )  # fmt: skip


@compiled
def _add_up(
    week, capacity, counts, flags, joined, posted, replied,
    frailty, contact, habit, identity, bonds, value, burnout, overload,
    numbers, climate, novelty, pull, badge_push, award,
):  # fmt: skip
    a = numbers[0]
    by_habit, by_identity, by_bonds = np.float32(a.visit_habit), np.float32(a.visit_identity + pull), np.float32(a.visit_bonds)
    by_value, by_burnout, by_notice = np.float32(a.visit_value), np.float32(a.visit_burnout), np.float32(a.notified_pull)
    by_overload, by_badges, by_award = np.float32(a.visit_overload), np.float32(badge_push), np.float32(award)
    drawn = np.empty(flags.size, dtype=np.float32)
    for row in range(counts.size):
        for i in range(row * capacity, row * capacity + counts[row]):
            logit = climate[row] + frailty[i] + contact[i] + novelty[week - joined[i]]
            logit += by_habit * habit[i] + by_identity * identity[i] + by_bonds * bonds[i] + by_value * value[i] - by_burnout * burnout[i]
            if overload.size:
                logit -= by_overload * overload[i]
            if flags[i] & NOTIFIED:
                logit += by_notice
            if flags[i] & LOW_INTENT:
                # Whoever came out of curiosity has a look, and finds no reason to come back.
                logit -= CURIOSITY_FADES * min(week - joined[i], CURIOUS_WEEKS)
            if by_badges and not posted[i] | replied[i]:
                # Badges for everybody tell those who give little that they give little.
                logit -= by_badges
            if flags[i] & TOP:
                logit += by_award
            drawn[i] = logit
    return drawn


@compiled
def _who_comes(week, capacity, counts, bar, status, joined, drawn):
    """Return who comes, in which worlds, how long members, visitors and newcomers by world, and how many members there are."""
    visitors = np.empty(counts.sum(), dtype=np.int64)
    rows = np.empty(visitors.size, dtype=np.int64)
    tenure = np.empty(visitors.size, dtype=np.int64)
    active, newcomers = np.zeros(counts.size), np.zeros(counts.size)
    came, present = 0, 0
    for row in range(counts.size):
        for i in range(row * capacity, row * capacity + counts[row]):
            present += status[i] == MEMBER
            if drawn[i] > bar[i] and status[i] == MEMBER:
                visitors[came] = i
                rows[came] = row
                tenure[came] = week - joined[i]
                active[row] += 1
                newcomers[row] += week - joined[i] < NEWCOMER_WEEKS
                came += 1
    return visitors[:came].copy(), rows[:came].copy(), tenure[:came].copy(), active, newcomers, present


def _let_time_pass(world) -> None:
    """Move the four weeks and the year on; let fade what is not renewed."""
    members, inputs = world.members, world.inputs
    growth = inputs.habit_growth * (1 + 0.8 * world.effects.rho)
    fade = inputs.identity_decay + inputs.identity_dilution * np.maximum(0, world.newcomer_share - CROWDED)
    _fade(
        world.week, members.capacity, members.counts, world.now.visitors, members.last_visit, members.weeks_visited, members.habit, members.identity,
        members.burnout, members.contact, members.posted, members.replied, members.flags, members.said, members.year, world.numbers, growth, fade,
    )  # fmt: skip


@compiled
def _fade(
    week, capacity, counts, visitors, last_visit, weeks_visited, habit, identity,
    burnout, contact, posted, replied, flags, said, year, numbers, growth, fade,
):  # fmt: skip
    a = numbers[0]
    tiring, remembering = np.float32(1 - a.burnout_relief), np.float32(1 - a.contact_fading)
    grows, keeps = np.float32(growth), np.float32(1 - a.habit_decay)
    before = habit[visitors]
    for row in range(counts.size):
        belonging = np.float32(1 - fade[row])
        here = slice(row * capacity, row * capacity + counts[row])
        identity[here] *= belonging
        burnout[here] *= tiring
        contact[here] *= remembering
        habit[here] *= keeps
        posted[here] = (posted[here] << 1) & 15
        replied[here] = (replied[here] << 1) & 15
        said[here, week % 4] = 0
        if week % 13 == 0:
            year[here, week // 13 % 4] = 0
    for came, i in enumerate(visitors):
        habit[i] = before[came] + grows * (np.float32(1) - before[came])
        last_visit[i] = week
        weeks_visited[i] += 1
        flags[i] &= SEEN
