"""A person becomes a member: latent traits are drawn, first impressions are made."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import betaincinv

from simulation.kernels.compiled import compiled
from simulation.state.normal import normals
from simulation.state.population import CUSTOMER, EXPERT, FOUNDER, LOW_INTENT, MEMBER
from simulation.vocabulary.personas import CUMULATIVE

PATIENCE = 4  # [weeks] before waiting costs goodwill
GOODWILL = 0.03  # of first value lost per further week of waiting, A
LEAST_GOODWILL = 0.6  # what is left of first value after any wait, A
FILTER_LIFT = 0.3  # share propensity of those who pass an application form [SD], S0
LOW_INTENT_VISITS = -0.5  # logit, A: what the merely curious lack is a reason to stay, see leaving
LOW_INTENT_SHARING = 0.6  # of usual readiness to share among the merely curious, A
EXPERTISE = betaincinv(2.0, 3.0, np.linspace(0.0, 1.0, 2049))  # quantiles of Beta(2, 3), finer than the column holds
FOUNDERS_PULL = 0.95  # logit: hand-picked for caring, H
FOUNDERS_START = 0.30  # habit and identity they bring along, A
TRAITS = ("share", "reply", "attention", "persona", "expertise")  # drawn for everybody who joins, the first three as normal numbers
FOUNDED = -9  # founders met this long before the launch and are nobody's newcomers [weeks]


def join(world, persons: np.ndarray, waited: np.ndarray, flag: int) -> np.ndarray:
    """Make members of persons (flat, sorted) and return their flat indices.

    `waited` is in weeks; `flag` marks founders and the merely curious.
    """
    people, members, draws = world.people, world.members, world.draws
    rows = people.row_of(persons)
    new = members.append(rows)
    keys = people.key[persons]
    u = draws.uniforms(keys, TRAITS, 0)
    z = normals(u[:3].ravel()).reshape(3, -1)
    middle, spread = (world.each(name).astype(np.float32)[rows] for name in ("attention_mean", "attention_spread"))
    members.attention[new] = middle * np.exp(spread * z[2])
    joined = _introduce(
        persons=persons, new=new, keys=keys, z=z, u=u[3:], waited=waited, flag=flag, week=world.week + (FOUNDED if flag & FOUNDER else 0),
        recent_posts=world.recent_posts, knowledge=world.knowledge, affinity=people.affinity, channel=people.source, membership=people.membership,
        stage=people.stage, since=people.since, bought=members.bought, member_of=people.member, exposure=people.exposure,
        people_capacity=people.capacity, key=members.key, status=members.status,
        flags=members.flags, persona=members.persona, source=members.source, joined=members.joined, person_of=members.person,
        share_propensity=members.share_propensity, reply_propensity=members.reply_propensity, frailty=members.frailty, value=members.value,
        habit=members.habit, identity=members.identity, expertise=members.expertise, capacity=members.capacity, cumulative=CUMULATIVE,
        quantiles=EXPERTISE, numbers=world.numbers,
    )  # fmt: skip
    world.add("joined", joined)
    return new


@compiled
def _introduce(
    persons, new, keys, z, u, waited, flag, week, recent_posts, knowledge,
    affinity, channel, membership, stage, since, bought, member_of, exposure, people_capacity,
    key, status, flags, persona, source, joined, person_of, share_propensity, reply_propensity, frailty, value, habit, identity,
    expertise, capacity, cumulative, quantiles, numbers,
):  # fmt: skip
    """Give each new member its traits and its first impression, and return how many joined in each world."""
    counts = np.zeros(knowledge.size)
    start = FOUNDERS_START if flag & FOUNDER else 0.10
    leaning = (FOUNDERS_PULL if flag & FOUNDER else 0.0) + (LOW_INTENT_VISITS if flag & LOW_INTENT else 0.0)
    eagerness = LOW_INTENT_SHARING if flag & LOW_INTENT else 1.0
    for i in range(persons.size):
        person, member = persons[i], new[i]
        row = person // people_capacity
        a = numbers[row]
        spread = a.propensity_spread
        reply_spread = a.reply_spread * min(1.0, spread / 2.0)
        lift = FILTER_LIFT if a.application_filter and not flag else 0.0
        if flag & FOUNDER:
            lift = a.founder_lift
        drawn = affinity[person]
        z_share = 0.5 * drawn + 0.75**0.5 * z[0, i]
        z_reply = 0.6 * z_share + 0.8 * z[1, i]
        key[member] = keys[i]
        status[member] = MEMBER
        flags[member] = flag
        persona[member] = 0
        for bound in cumulative:
            persona[member] += u[0, i] > bound
        expertise[member] = EXPERT * _quantile(u[1, i], quantiles)
        source[member] = channel[person]
        joined[member] = week
        if stage[person] == CUSTOMER:
            bought[member] = since[person]
        person_of[member] = person - row * people_capacity
        sharing = a.propensity_mean * math.exp(spread * (z_share + lift) - spread**2 / 2)
        share_propensity[member] = min(sharing, 10.0) * eagerness
        reply_propensity[member] = min(a.reply_mean * math.exp(reply_spread * z_reply - reply_spread**2 / 2), 15.0)
        frailty[member] = a.visit_spread * drawn + leaning
        lively = min(1.0, recent_posts[row] / 20.0)
        first = 0.15 + 0.25 * (1 - math.exp(-knowledge[row] / 60.0)) + 0.15 * lively
        value[member] = first * max(1 - GOODWILL * max(0.0, waited[i] - PATIENCE), LEAST_GOODWILL)
        habit[member] = identity[member] = start
        membership[person] = MEMBER
        member_of[person] = member - row * capacity
        exposure[person] += 0.2  # to be let in is not to be met
        counts[row] += 1
    return counts


@compiled
def _quantile(share, quantiles):
    """Return the quantile of a share below 1, between the two next to it of a table from 0 to 1."""
    steps = quantiles.size - 1
    step = math.floor(share * steps)
    return quantiles[step] + (quantiles[step + 1] - quantiles[step]) * steps * (share - step / steps)
