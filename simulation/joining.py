"""A person becomes a member: latent traits are drawn, first impressions are made."""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from simulation.personas import CUMULATIVE
from simulation.population import EXPERT, FOUNDER, LOW_INTENT, MEMBER

PATIENCE = 4  # [weeks] before waiting costs goodwill
GOODWILL = 0.03  # of first value lost per further week of waiting, A
LEAST_GOODWILL = 0.6  # what is left of first value after any wait, A
FILTER_LIFT = 0.3  # share propensity of those who pass an application form [SD], S0
LOW_INTENT_VISITS = -0.5  # logit, A: what the merely curious lack is a reason to stay, see leaving
LOW_INTENT_SHARING = 0.6
EXPERTISE_SHARES = np.linspace(0.0, 1.0, 2049)
EXPERTISE = betaincinv(2.0, 3.0, EXPERTISE_SHARES)  # quantiles of Beta(2, 3), finer than the column holds
FOUNDERS_PULL = 0.5  # logit: hand-picked for caring, H
FOUNDERS_START = 0.30  # habit and identity they bring along, A
FOUNDED = -9  # founders met this long before the launch and are nobody's newcomers [week]


def join(world, persons: np.ndarray, waited: np.ndarray, flag: int, lift: float = 0.0) -> np.ndarray:
    """Make members of persons (flat, sorted) and return their flat indices.

    `waited` is in weeks; `flag` marks founders and the merely curious; `lift` raises the share propensity [SD].
    """
    people, members, draws, inputs = world.people, world.members, world.draws, world.inputs
    rows = people.row_of(persons)
    new = members.append(rows)
    keys = people.key[persons]
    affinity = people.affinity[persons]
    own_share, own_reply, own_attention = draws.normals(keys, ("share", "reply", "attention"))
    u_persona, u_expertise = draws.uniforms(keys, ("persona", "expertise"), 0)
    z_share = 0.5 * affinity + np.float32(0.75**0.5) * own_share
    z_reply = 0.6 * z_share + np.float32(0.8) * own_reply
    if inputs.application_filter and not flag:
        lift = FILTER_LIFT
    spread = inputs.propensity_spread
    reply_spread = inputs.reply_spread * min(1.0, spread / 2.0)
    members.key[new] = keys
    members.status[new] = MEMBER
    members.flags[new] = flag
    members.persona[new] = np.searchsorted(CUMULATIVE, u_persona)
    members.source[new] = people.source[persons]
    members.joined[new] = world.week
    members.cohort[new] = world.week
    members.person[new] = people.slot_of(persons)
    members.attention[new] = inputs.attention_mean * np.exp(inputs.attention_spread * own_attention)
    members.expertise[new] = EXPERT * np.interp(u_expertise, EXPERTISE_SHARES, EXPERTISE)
    sharing = inputs.propensity_mean * np.exp(spread * (z_share + lift) - spread**2 / 2)
    members.share_propensity[new] = np.clip(sharing, 0, 10)
    members.reply_propensity[new] = np.clip(inputs.reply_mean * np.exp(reply_spread * z_reply - reply_spread**2 / 2), 0, 15)
    members.frailty[new] = inputs.visit_spread * affinity
    lively = np.minimum(1.0, world.recent_posts / 20.0)
    first = 0.15 + 0.25 * (1 - np.exp(-world.knowledge / 60.0)) + 0.15 * lively
    members.value[new] = first[rows] * np.maximum(1 - GOODWILL * np.maximum(0, waited - PATIENCE), LEAST_GOODWILL)
    members.habit[new] = 0.10
    members.identity[new] = 0.10
    if flag & LOW_INTENT:
        members.frailty[new] += LOW_INTENT_VISITS
        members.share_propensity[new] *= LOW_INTENT_SHARING
    people.membership[persons] = MEMBER
    people.member[persons] = members.slot_of(new)
    people.exposure[persons] += 0.5
    world.add("joined", np.bincount(rows, minlength=world.count).astype(float))
    if flag & FOUNDER:
        members.joined[new] = FOUNDED
        members.cohort[new] = FOUNDED
        members.habit[new] = members.identity[new] = FOUNDERS_START
        members.frailty[new] += FOUNDERS_PULL
    return new
