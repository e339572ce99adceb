"""Visitors read a few posts and answer some, preferring ties, cohorts and easy posts."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulation.process import process
from simulation.randomness import GOLDEN, poisson, two_units
from simulation.ties import strength

CHOICE = 8  # posts weighed before an answer
COHORT_WEEKS = 26  # how long a cohort feels its own
QUESTION_APPEAL = 1.3
USUAL_DIFFUSION = 0.22  # responsibility exponent at which newcomers hold back as much as observed
NTH_WORD = np.arange(1, CHOICE // 2 + 1, dtype=np.uint64)[:, None] * np.uint64(0xD1342543DE82EF95)  # tells the words of one reply apart


@process("members.replied", "members.said", "members.year", "members.replies", "members.contributed_weeks")
def reply(world) -> None:
    """Answer posts: how much by propensity and diffusion of responsibility, which by ties and appeal."""
    members, now, week = world.members, world.now, world.week
    v, rows = now.visitors, now.visitor_rows
    count = _reply_counts(world, v, rows)
    writers = np.flatnonzero(count)
    entries = np.repeat(writers, count[writers])
    order = np.arange(len(entries)) - np.repeat(np.cumsum(count[writers]) - count[writers], count[writers])
    chosen = _choose(world, entries, order) if len(now.authors) else np.full(len(entries), -1)
    answered = chosen >= 0
    visitors, posts = entries[answered], chosen[answered]
    mentor_visitors, mentor_posts = _mentors_answer(world)
    now.replier_visitors = np.concatenate([visitors, mentor_visitors])
    now.repliers = v[now.replier_visitors]
    now.replied_posts = np.concatenate([posts, mentor_posts])
    now.peer_answers = np.bincount(now.replied_posts, minlength=len(now.authors))
    now.replies = np.bincount(rows[now.replier_visitors], minlength=world.count).astype(float)
    written = np.bincount(now.replier_visitors, minlength=len(v))
    spoke = np.flatnonzero(written)
    who = v[spoke]
    fresh = members.posted[who] & 1 == 0
    members.contributed_weeks[who[fresh]] += 1
    members.replied[who] |= 1
    members.replies[who] += written[spoke].astype(np.uint16)
    members.said[who, week % 4] = np.minimum(members.said[who, week % 4].astype(np.int64) + written[spoke], 250)
    members.year[who, week // 13 % 4] += written[spoke].astype(np.uint16)
    world.note("replies_by_members", now.replies)


def _reply_counts(world, v: np.ndarray, rows: np.ndarray) -> np.ndarray:
    members, inputs, now = world.members, world.inputs, world.now
    # Newcomers feel less addressed than veterans, for the same reason: others know better. With no diffusion both vanish.
    held_back = inputs.responsibility_exponent / USUAL_DIFFUSION
    table = ((1 - 0.85 * np.exp(-np.arange(world.week + 11) / 8.0)) ** held_back).astype(np.float32)
    seasoned = table[now.tenure]
    # The more are present, the less each feels addressed (Blair et al. 2005 L).
    diffusion = (1 + now.active / inputs.responsibility_size) ** (-inputs.responsibility_exponent)
    climate = diffusion * (0.5 + 0.67 * world.trust) * (1 + 0.15 * world.effects.rho) * inputs.reply_scale
    tone = 0.6 + 0.8 * members.identity[v] + 0.4 * members.bonds[v]
    rate = members.reply_propensity[v] * now.motivation * seasoned * tone * (1 - members.burnout[v]) * climate.astype(np.float32)[rows]
    rate += np.float32(0.5) * members.mentees[v]
    return np.minimum(poisson(world.draws.uniform(members.key[v], "reply", world.week), np.minimum(rate, 40)), 60)


def _choose(world, entries: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the post each reply answers, or -1 where nothing suitable was seen.

    Every reply weighs at most eight posts it came across and, if it notices one, a post by its closest tie.
    """
    if not len(entries):
        return entries
    members, now, week, draws, inputs = world.members, world.now, world.week, world.draws, world.inputs
    replier = now.visitors[entries]
    rows = now.visitor_rows[entries]
    own = members.slot_of(replier).astype(np.int32)
    keys = members.key[replier] + order.astype(np.uint64) * GOLDEN
    available = now.posts.astype(np.int64)
    seen = _seen_posts(draws.bits(keys + NTH_WORD, "seen", week), available, rows, len(now.authors))
    u_pick, u_notice = two_units(draws.bits(keys, "pick", week))

    appeal = _appeal(world)
    author_slot = (now.authors - now.author_rows * members.capacity).astype(np.int32)
    newcomers_room = np.where(now.tenure[now.author_visitors] <= COHORT_WEEKS, members.cohort[now.authors], np.int16(-1))
    seen_slot = author_slot[seen]
    weight = appeal[seen]
    weight *= (np.arange(CHOICE)[:, None] < _reach(world, replier, rows)) & (seen_slot != own)
    weight *= 1 + np.float32(inputs.tie_preference) * strength(members, replier, seen_slot, now.tie_scale.now)
    weight *= 1 + np.float32(inputs.same_cohort_preference - 1) * (newcomers_room[seen] == members.cohort[replier])

    friend = np.full(len(entries), -1)
    friend_weight = np.zeros(len(entries), dtype=np.float32)
    notices = np.flatnonzero(u_notice < world.effects.platform.tie_notice)
    friend[notices], bond = _closest_post(world, replier[notices], rows[notices])
    friend_weight[notices] = np.where(bond > 0, appeal[friend[notices]] * (1 + np.float32(inputs.tie_preference) * bond), 0)

    for nth in range(1, CHOICE):  # running totals, whole rows at a time
        weight[nth] += weight[nth - 1]
    total = weight[-1] + friend_weight
    picked = (weight <= u_pick * total).sum(axis=0)
    result = np.where(picked < CHOICE, seen[np.minimum(picked, CHOICE - 1), np.arange(len(entries))], friend)
    return np.where((total > 0) & (available[rows] > 0), result, -1)


def _seen_posts(bits: np.ndarray, available: np.ndarray, rows: np.ndarray, total: int) -> np.ndarray:
    """Return the posts each reply came across, shape (CHOICE, replies): two from each word of random bits."""
    places = np.empty((len(bits), 2, len(rows)), dtype=np.uint64)
    np.bitwise_and(bits, np.uint64(0xFFFFFFFF), out=places[:, 0])
    np.right_shift(bits, np.uint64(32), out=places[:, 1])
    places *= available.astype(np.uint64)[rows]
    places >>= np.uint64(32)
    first = np.minimum(np.cumsum(available) - available, total - 1)  # a world without posts has none to point at
    return (places.view(np.int64) + first[rows]).reshape(CHOICE, len(rows))


def _appeal(world) -> np.ndarray:
    """Return how much each post invites an answer."""
    members, now, inputs = world.members, world.now, world.inputs
    keys = members.key[now.authors] + now.ordinals.astype(np.uint64) * GOLDEN
    appeal = np.exp(ndtri(world.draws.uniform(keys, "appeal", world.week)))
    appeal *= np.where(now.hard, np.float32(inputs.hard_appeal), np.float32(1))
    appeal *= np.where(now.by_newcomer, np.float32(inputs.newcomer_appeal), np.float32(1))
    appeal *= np.where(now.questions, np.float32(QUESTION_APPEAL), np.float32(1))
    return appeal


def _reach(world, replier: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return how many posts each replier comes across: finite attention against the volume of last week."""
    posts = world.now.posts[rows]
    if not world.inputs.finite_attention:
        return posts
    attention = world.members.attention[replier].astype(np.float64) * world.attention_reach()[rows]
    return np.clip(attention / (1 + world.messages[rows] / np.maximum(posts, 1)), 1, np.maximum(posts, 1))


def _closest_post(world, replier: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a post by the strongest tie of each replier who posted this week, and the strength of the tie: -1 and 0 where there is none."""
    members, now = world.members, world.now
    if world.post_of is None or len(world.post_of) != len(members.status):
        world.post_of = np.full(len(members.status), -1, dtype=np.int32)
    world.post_of[now.authors] = np.arange(len(now.authors), dtype=np.int32)
    wrote = world.post_of[(rows * members.capacity)[:, None] + np.maximum(members.tie_to[replier], 0)]
    score = members.tie_strength[replier] * (wrote >= 0)  # an empty slot has no strength
    lines, best = np.arange(len(replier)), score.argmax(axis=1)
    bond = score[lines, best]
    world.post_of[now.authors] = -1
    return np.where(bond > 0, wrote[lines, best], -1), bond * np.float32(now.tie_scale.now)


def _mentors_answer(world) -> tuple[np.ndarray, np.ndarray]:
    """Return replies by visiting mentors to their own mentees' posts: a named request does not diffuse."""
    members, now, week = world.members, world.now, world.week
    mentored = np.flatnonzero(members.mentor[now.authors] >= 0)
    none = np.zeros(0, dtype=np.int64)
    if not len(mentored):
        return none, none
    author = now.authors[mentored]
    mentor = members.flat(now.author_rows[mentored], members.mentor[author])
    keys = members.key[author] + now.ordinals[mentored].astype(np.uint64) * GOLDEN
    answers = (members.last_visit[mentor] == week) & (world.draws.uniform(keys, "mentor", week) < world.inputs.mentor_success)
    return np.searchsorted(now.visitors, mentor[answers]), mentored[answers]
