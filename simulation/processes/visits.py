"""Members visit, or stay away: one draw per member and week."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.constants import LITTLE
from simulation.state.population import LOW_INTENT, MEMBER, NEWCOMER_WEEKS, NOTIFIED, SAID_WEEKS, TOP, YEAR_QUARTERS
from simulation.state.randomness import unit
from simulation.state.world import attention_reach

CURIOSITY_FADES = 1.2  # logit per week; H: floods of the merely curious retain x0.22
CURIOUS_WEEKS = 12  # after which nobody's curiosity fades further
QUIET = 5.0  # messages a week by which it is no longer silent, A
CROWDED = 0.25  # share of newcomers from which their number thins what members have in common
SEEN = np.uint8(255 ^ NOTIFIED)
ENDLESS = np.empty(0, dtype=np.float32)  # the attention of nobody in particular
HABIT_RHYTHM = 0.8  # how much faster rituals of full rhythm make a habit, A
WELCOME_TRUST = 0.7  # trust that neither draws nor keeps away, A


@process(
    "members.burnout", "members.contact", "members.flags", "members.habit", "members.identity", "members.last_visit", "members.posted",
    "members.replied", "members.said", "members.weeks_visited", "members.year", "world.agent_weeks",
)  # fmt: skip
def visit(world) -> None:
    """Draw who visits this week, from habit, bonds, value, trust, novelty and overload."""
    week, members, now = world.week, world.members, world.now
    bar, overload = _bar_and_overload(world)
    now.visitors, now.visitor_rows, now.tenure, now.active, now.newcomers = _live(
        week=week, capacity=members.capacity, counts=members.counts, bar=bar, status=members.status, flags=members.flags, joined=members.joined,
        frailty=members.frailty, contact=members.contact, habit=members.habit, identity=members.identity, bonds=members.bonds, value=members.value,
        burnout=members.burnout, overload=overload, posted=members.posted, replied=members.replied, said=members.said, year=members.year,
        last_visit=members.last_visit, weeks_visited=members.weeks_visited, numbers=world.numbers, effects=world.effects, trust=world.trust,
        expert_spike=world.expert_spike, rhythm=world.rhythm(), messages=world.messages, interest=world.interest[:, week],
        novelty=world.ageing.novelty, agent_weeks=world.agent_weeks,
    )  # fmt: skip
    now.visitor_keys = members.key[now.visitors]
    world.note("weekly_active", now.active)
    world.note("active_newcomers", now.newcomers)


def _bar_and_overload(world) -> tuple[np.ndarray, np.ndarray]:
    """Return how much each member must be drawn to come, and how far last week's messages exceed what it can take in [log].

    Whoever is drawn more than the odds of a random number comes: the chance is logistic. Where attention is endless
    nobody is overloaded, and the second is of no length.
    """
    members = world.members
    attention = members.attention if world.anywhere("finite_attention") else ENDLESS
    draws = world.draws.inside("visit", world.week, members.key.size)
    logs = _odds_and_load(
        members.key, draws, attention, world.messages, world.reach, world.last_active, world.numbers, world.effects
    )  # fmt: skip
    np.log(logs, out=logs)
    return logs[: members.key.size], logs[members.key.size :]


@compiled
def _odds_and_load(key, draws, attention, messages, reach_left, last_active, numbers, effects):
    """Return the odds of each member's random number and, behind them, one more than the messages per message that can be taken in."""
    both = np.empty(key.size + attention.size, dtype=np.float32)
    odds, load = both[: key.size], both[key.size :]
    for i in range(key.size):
        u = unit(key[i], draws)
        odds[i] = u / (np.float32(1) - u)
    capacity = attention.size // messages.size
    reach = attention_reach(reach_left, last_active, numbers, effects)
    for row in range(messages.size):
        there = np.float32(messages[row] / max(reach[row], LITTLE))
        crowded, able = load[row * capacity : (row + 1) * capacity], attention[row * capacity : (row + 1) * capacity]
        for i in range(able.size):
            crowded[i] = there / able[i] + np.float32(1)
    return both


@compiled
def _live(
    week, capacity, counts, bar, status, flags, joined, frailty, contact,
    habit, identity, bonds, value, burnout, overload, posted, replied,
    said, year, last_visit, weeks_visited, numbers, effects, trust,
    expert_spike, rhythm, messages, interest, novelty, agent_weeks,
):  # fmt: skip
    """Go from world to world: who is drawn enough comes, and for everybody time passes."""
    visitors = np.empty(counts.sum(), dtype=np.int64)
    rows = np.empty(visitors.size, dtype=np.int64)
    tenure = np.empty(visitors.size, dtype=np.int64)
    active, newcomers = np.zeros(counts.size), np.zeros(counts.size)
    drawn = np.empty(capacity, dtype=np.float32)
    places = np.empty(capacity + 1, dtype=np.uint32)
    came = 0
    for row in range(counts.size):
        base, end, first = row * capacity, row * capacity + counts[row], came
        a, e = numbers[row], effects[row]
        pull, load = a.visit_ritual * rhythm[row], a.visit_fatigue * e.fatigue + a.visit_silence * math.exp(-messages[row] / QUIET)
        habit_growth = np.float32(a.habit_growth * (1 + HABIT_RHYTHM * rhythm[row]))
        climate = a.visit_base + a.visit_trust * (trust[row] - WELCOME_TRUST) + 0.5 * pull - load + a.expert_pull * expert_spike[row]
        climate += a.interest_visits * interest[row]
        _add_up(
            drawn=drawn, week=week, flags=flags[base:end], joined=joined[base:end], posted=posted[base:end], replied=replied[base:end],
            frailty=frailty[base:end], contact=contact[base:end], habit=habit[base:end], identity=identity[base:end], bonds=bonds[base:end],
            value=value[base:end], burnout=burnout[base:end], overload=overload[base:end], a=a, e=e, climate=np.float32(climate),
            novelty=novelty[row], pull=pull,
        )  # fmt: skip
        for i in _who_comes(places, drawn, bar[base:end], status[base:end]):
            visitors[came] = base + i
            rows[came] = row
            tenure[came] = week - joined[base + i]
            newcomers[row] += tenure[came] < NEWCOMER_WEEKS
            came += 1
        active[row] = came - first
        agent_weeks[row] += _present(status[base:end])
        share = newcomers[row] / max(active[row], 1.0)
        before = habit[visitors[first:came]]
        _fade(identity[base:end], a.identity_decay + a.identity_dilution * max(0.0, share - CROWDED))
        _fade(habit[base:end], a.habit_decay)
        _fade(burnout[base:end], a.burnout_relief)
        _fade(contact[base:end], a.contact_fading)
        # Four weeks and a year move on.
        _forget(said[base:end], week % SAID_WEEKS, posted[base:end], replied[base:end], places)
        _move_on(posted[base:end])
        _move_on(replied[base:end])
        if week % 13 == 0:
            year[base:end, week // 13 % YEAR_QUARTERS] = 0
        for n in range(first, came):
            i = visitors[n]
            habit[i] = before[n - first] + habit_growth * (np.float32(1) - before[n - first])
            last_visit[i] = week
            weeks_visited[i] += 1
            flags[i] &= SEEN
    return visitors[:came].copy(), rows[:came].copy(), tenure[:came].copy(), active, newcomers


@compiled
def _who_comes(places, drawn, bar, status):
    """Return which members of a world are drawn enough, in `places`, which is one longer than they are many."""
    many = np.uint64(0)
    for i in range(bar.size):
        places[many] = i  # written over unless this one comes: a guess would often be wrong
        many += np.uint64((drawn[i] > bar[i]) & (status[i] == MEMBER))
    return places[:many]


@compiled
def _present(status):
    """Return how many members one world has."""
    count = 0
    for i in range(status.size):
        count += status[i] == MEMBER
    return count


@compiled
def _forget(said, place, posted, replied, places):
    """Forget what was said four weeks ago by those in a world who said something then; `places` is one longer than they are many."""
    many = np.uint64(0)
    for i in range(posted.size):
        places[many] = i  # written over unless this one spoke
        many += np.uint64((posted[i] | replied[i]) >> np.uint8(SAID_WEEKS - 1))
    for i in places[:many]:
        said[i, place] = 0


@compiled
def _fade(values, share):
    """Take a share from each value."""
    keeps = np.float32(1 - share)
    for i in range(values.size):
        values[i] *= keeps


@compiled
def _move_on(weeks):
    """Shift the bits of the last four weeks by one."""
    for i in range(weeks.size):
        weeks[i] = (weeks[i] << np.uint8(1)) & np.uint8(15)


@compiled
def _add_up(
    drawn, week, flags, joined, posted, replied, frailty, contact,
    habit, identity, bonds, value, burnout, overload,
    a, e, climate, novelty, pull,
):  # fmt: skip
    """Add up how much each member of a world is drawn to visit [logit]."""
    by_habit, by_identity, by_bonds = np.float32(a.visit_habit), np.float32(a.visit_identity + pull), np.float32(a.visit_bonds)
    by_value, by_burnout, by_notice = np.float32(a.visit_value), np.float32(a.visit_burnout), np.float32(a.notified_pull)
    by_overload, by_badges, by_award = np.float32(a.visit_overload), np.float32(e.badge_push), np.float32(e.award)
    by_load = by_overload if overload.size and a.finite_attention else np.float32(0)
    load = overload if overload.size else burnout
    # The plain sum first: the processor does many members at once as long as nothing depends on anything.
    for i in range(flags.size):
        logit = climate + frailty[i] + contact[i] + by_habit * habit[i] + by_identity * identity[i] + by_bonds * bonds[i]
        drawn[i] = logit + by_value * value[i] - by_burnout * burnout[i] - by_load * load[i]
    for i in range(flags.size):
        drawn[i] += novelty[np.uint64(week - joined[i])]
        if flags[i] & NOTIFIED:
            drawn[i] += by_notice
        if flags[i] & LOW_INTENT:
            # Whoever came out of curiosity has a look, and finds no reason to come back.
            drawn[i] -= np.float32(CURIOSITY_FADES) * min(week - joined[i], CURIOUS_WEEKS)
        if by_badges and not posted[i] | replied[i]:
            # Badges for everybody tell those who give little that they give little.
            drawn[i] -= by_badges
        if flags[i] & TOP:
            drawn[i] += by_award
