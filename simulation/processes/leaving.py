"""Some leave for good, pulled by ties who left; the others recommend, or warn."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.constants import LOW_TRUST, TINY, USUAL_TRUST
from simulation.state.population import COLLEAGUE, CUSTOMER, FOUNDER, LEFT, LOW_INTENT, MEMBER, MENTORED, NOT_MEMBER, ONBOARDED, first_was_answered
from simulation.state.randomness import unit
from simulation.state.record import series
from simulation.state.ties import to_gone

SELLING_LEADS = 0.2  # signups per active newcomer and week under full selling pressure, A
PROMOTES = 1.1  # warmth from which one promotes the place, A
WARNS = 0.6  # warmth below which one warns of it, A
OPPORTUNITIES = 0.05  # enterprise: an opportunity, not a trial: about one in twenty, A
SETTLED = 13  # [weeks] after which newcomers know whether the place is for them, as in 90-day retention
AWAY = 4  # [weeks] without a visit after which a newcomer is gone
TELLING = 26.0  # [weeks] over which the disappointed tell others, A
UNBOUND = 0.02  # how much somebody bound to nobody recommends, A
SINKING = 1.0  # how much more leave for good where nothing goes on, A
RETURNING = 0.5  # of the time after which a customer asks for the first time, A
MET = FOUNDER | ONBOARDED | MENTORED  # by hand; and the merely curious (LOW_INTENT) looked for nobody
BOUND = 0.05  # upper bound of the weekly chance to leave; fixed, so that no lever moves anybody's draws

VOICES = series("promoters", "detractors")


@process("people.interest", "people.membership", "members.left", "members.status")
def leave(world) -> None:
    """Leave for good, at a hazard that rises with disappointment, distrust and leaving ties."""
    members, people, week = world.members, world.people, world.week
    draws = world.draws.inside("leave", week, int(members.counts.sum()))
    gone = _go(
        week=week, capacity=members.capacity, counts=members.counts, people_capacity=people.capacity, key=members.key, draws=draws,
        status=members.status, left=members.left,
        value=members.value, tie_to=members.tie_to, tie_strength=members.tie_strength, person=members.person, membership=people.membership,
        stage=people.stage, interest=people.interest, clock=world.interest_clock, life=world.life, trust=world.trust, now=world.now.tie_scale.now32,
        numbers=world.numbers,
    )  # fmt: skip
    world.add("left", gone)


@compiled
def _go(
    week, capacity, counts, people_capacity, key, draws, status, left, value, tie_to, tie_strength, person, membership, stage, interest, clock, life,
    trust, now, numbers,
):  # fmt: skip
    """Let members leave for good and return how many went, by world."""
    gone = np.zeros(counts.size)
    leavers = np.empty(counts.sum(), dtype=np.int64)  # all decide before anybody goes
    fresh = np.empty(leavers.size)
    many = 0
    for row in range(counts.size):
        base, a = row * capacity, numbers[row]
        outgrown = a.outgrowing * (1 + SINKING * (1 - min(1.0, life[row] / a.life_expected)))
        for i in range(base, base + counts[row]):
            u = unit(key[i], draws)
            if u >= BOUND or status[i] != MEMBER:
                continue
            pull = now[row] * to_gone(tie_to, tie_strength, i, base, left, week - 4)
            mood = math.exp(-2 * (value[i] - 0.5) + (trust[row] < LOW_TRUST))
            chance = min(a.leave_base * mood * (1 + a.leave_contagion * pull) + outgrown, BOUND)
            if u < chance:
                fresh[many] = u / chance  # as even as any other random number
                leavers[many] = i
                many += 1
                gone[row] += 1
    for n in range(many):
        i = leavers[n]
        status[i] = LEFT
        left[i] = week
        who = i // capacity * people_capacity + person[i]
        membership[who] = LEFT
        if stage[who] == CUSTOMER or stage[who] == COLLEAGUE:
            # Who still uses the product may come back one day.
            membership[who] = NOT_MEMBER
            interest[who] = clock[i // capacity] - RETURNING * math.log(fresh[n])
    return gone


@process("members.let_down", "world.discouraged", "world.recommended", "world.resentment")
def recommend(world) -> None:
    """Turn active members' identity, value and trust into word of mouth for next week."""
    members, now = world.members, world.now
    world.recommended, world.resentment, world.discouraged = _talk(
        visitors=now.visitors, rows=now.visitor_rows, identity=members.identity, value=members.value, bonds=members.bonds, person=members.person,
        stage=world.people.stage, people_capacity=world.people.capacity, active=now.active, newcomers=now.newcomers, trust=world.trust,
        ignored=world.ignored, review_selling=world.review_selling, week=world.week, capacity=members.capacity, counts=members.counts,
        joined=members.joined, status=members.status, flags=members.flags, first_post=members.first_post, last_visit=members.last_visit,
        let_down=members.let_down, resentment=world.resentment, numbers=world.numbers, effects=world.effects,
        voices=world.tally(VOICES, world.count),
    )  # fmt: skip


@compiled
def _talk(
    visitors, rows, identity, value, bonds, person, stage, people_capacity, active, newcomers, trust, ignored, review_selling,
    week, capacity, counts, joined, status, flags, first_post, last_visit, let_down, resentment, numbers, effects, voices,
):  # fmt: skip
    """Return the signups to come by word of mouth, and what `_warn` does, by world."""
    recommended = _recommend(
        visitors=visitors, rows=rows, identity=identity, value=value, bonds=bonds, person=person, stage=stage, people_capacity=people_capacity,
        active=active, newcomers=newcomers, trust=trust, ignored=ignored, review_selling=review_selling, numbers=numbers, effects=effects,
        voices=voices,
    )  # fmt: skip
    resented, discouraged = _warn(
        week=week, capacity=capacity, counts=counts, joined=joined, status=status, flags=flags, first_post=first_post, bonds=bonds,
        last_visit=last_visit, let_down=let_down, resentment=resentment, numbers=numbers, effects=effects,
    )  # fmt: skip
    return recommended, resented, discouraged


@compiled
def _counted(effects):
    """Return how many signups a word is worth, as against a consumer's."""
    return OPPORTUNITIES if effects.enterprise else 1.0


@compiled
def _recommend(
    visitors, rows, identity, value, bonds, person, stage, people_capacity, active, newcomers, trust, ignored, review_selling,
    numbers, effects, voices,
):  # fmt: skip
    """Return the signups to come by word of mouth, by world, and add up who promotes the place or warns of it."""
    recommended = np.zeros(active.size)
    for n in range(visitors.size):
        warmth = (0.5 + identity[visitors[n]]) * (0.5 + value[visitors[n]])
        uses = stage[rows[n] * people_capacity + person[visitors[n]]]
        if uses in (CUSTOMER, COLLEAGUE):
            # One speaks well of a product among people one feels bound to.
            recommended[rows[n]] += identity[visitors[n]] * (UNBOUND + bonds[visitors[n]]) * value[visitors[n]]
        voices[rows[n]].promoters += warmth > PROMOTES
        voices[rows[n]].detractors += warmth < WARNS
    for row in range(active.size):
        a, e = numbers[row], effects[row]
        rate = a.recommendation * e.programme_recommendation * e.model_reach * e.share_reach
        trusting = min(1.0, trust[row] / USUAL_TRUST)
        lost = a.bad_word * (ignored[row] + active[row] * (trust[row] < LOW_TRUST))
        # Selling in the community asks newcomers to buy or to bring somebody: leads at once, while they still trust (S1).
        leads = SELLING_LEADS * min(1.0, e.selling + review_selling[row]) * trusting**4 * newcomers[row]
        recommended[row] = (rate * recommended[row] * trust[row] / USUAL_TRUST - lost + leads) * _counted(e)
        said = voices[row]
        said.detractors += (active[row] - said.promoters - said.detractors) * min(max(0.5 - trust[row], 0.0), 0.5)
        said.promoters *= trusting
    return recommended


@compiled
def _warn(week, capacity, counts, joined, status, flags, first_post, bonds, last_visit, let_down, resentment, numbers, effects):
    """Let newcomers who found nobody tell others, who then stay away, whichever way they would have come.

    A crowd is not disappointed for being a crowd, but because only so many of it can be greeted, answered and bound.

    Returns the disappointed who still tell others, and the signups to come that they talk out of it, by world.
    """
    resented, discouraged = np.empty_like(resentment), np.empty_like(resentment)
    for row in range(counts.size):
        disappointed = 0.0  # who turn out this week to have come and gone without having been met
        for i in range(row * capacity, row * capacity + counts[row]):
            settled = joined[i] == week - SETTLED and status[i] != NOT_MEMBER and not flags[i] & (MET | LOW_INTENT)
            if settled and not first_was_answered(first_post[i]) and bonds[i] == 0:
                let_down[i] = week
                disappointed += last_visit[i] <= week - AWAY
        resented[row] = resentment[row] * (1 - 1 / TELLING) + disappointed
        weight, base_success = numbers[row].disappointment * _counted(effects[row]), effects[row].base_success
        customers = weight * resented[row] / TELLING
        discouraged[row] = customers / max(base_success, TINY)  # as many signups as these customers would have come from
    return resented, discouraged
