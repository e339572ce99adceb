"""Visitors read a few posts and answer some, preferring ties, cohorts and easy posts."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulation.compiled import compiled
from simulation.population import contribute
from simulation.process import process
from simulation.randomness import GOLDEN, count_of, two_units
from simulation.ties import SLOTS, strength

CHOICE = 8  # posts weighed before an answer
COHORT_WEEKS = 26  # how long a cohort feels its own
QUESTION_APPEAL = 1.3
MOST_EXPECTED = 40.0  # replies a week
MOST = 60  # replies a week that anybody writes
HALF, LOWER_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
NTH_WORD = np.arange(1, CHOICE // 2 + 1, dtype=np.uint64)[:, None] * np.uint64(0xD1342543DE82EF95)  # tells the words of one reply apart


@process("members.replied", "members.said", "members.year", "members.replies", "members.contributed_weeks")
def reply(world) -> None:
    """Answer posts: how much by propensity and diffusion of responsibility, which by ties and appeal."""
    members, now, week = world.members, world.now, world.week
    visitors, order = _reply_counts(world, world.draws.uniform(now.visitor_keys, "reply", week))
    posts = _choose(world, visitors, order) if len(now.authors) and len(visitors) else np.full(len(visitors), -1)
    mentor_visitors, mentor_posts = _mentors_answer(world)
    now.replier_visitors, now.repliers, now.replied_posts, now.peer_answers, now.given, now.replies = _write(
        week, world.count, now.visitors, now.visitor_rows, len(now.authors),
        np.concatenate((visitors, mentor_visitors)), np.concatenate((posts, mentor_posts)),
        members.posted, members.replied, members.replies, members.said, members.year, members.contributed_weeks,
    )  # fmt: skip
    world.note("replies_by_members", now.replies)


def _reply_counts(world, u: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return one entry per reply that is written: the place of its writer among the visitors, and its number."""
    members, inputs, now = world.members, world.inputs, world.now
    # The more are present, the less each feels addressed (Blair et al. 2005 L).
    diffusion = (1 + now.active / inputs.responsibility_size) ** (-inputs.responsibility_exponent)
    climate = diffusion * (0.5 + 0.67 * world.trust) * (1 + 0.15 * world.effects.rho) * inputs.reply_scale
    return _count(
        u, now.visitors, now.visitor_rows, now.tenure, now.motivation, members.identity, members.bonds,
        members.reply_propensity, members.burnout, members.mentees, world.ageing.seasoned, climate.astype(np.float32),
    )  # fmt: skip


@compiled
def _count(u, visitors, rows, tenure, motivation, identity, bonds, reply_propensity, burnout, mentees, seasoned, climate):
    counts = np.empty(visitors.size, dtype=np.int64)
    for n in range(visitors.size):
        i = visitors[n]
        tone = np.float32(0.6) + np.float32(0.8) * identity[i] + np.float32(0.4) * bonds[i]
        rate = reply_propensity[i] * motivation[n] * seasoned[tenure[n]] * tone * (np.float32(1) - burnout[i]) * climate[rows[n]]
        counts[n] = min(count_of(u[n], min(rate + np.float32(0.5) * mentees[i], MOST_EXPECTED)), MOST)
    writers = np.empty(counts.sum(), dtype=np.int64)
    order = np.empty(writers.size, dtype=np.uint64)
    place = 0
    for n in range(visitors.size):
        for nth in range(counts[n]):
            writers[place], order[place] = n, nth
            place += 1
    return writers, order


def _choose(world, entries: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the post each reply answers, or -1 where nothing suitable was seen.

    Every reply weighs at most eight posts it came across and, if it notices one, a post by its closest tie.
    """
    members, now, week, draws, inputs = world.members, world.now, world.week, world.draws, world.inputs
    keys = now.visitor_keys[entries] + order * GOLDEN
    words = draws.bits(keys + NTH_WORD, "seen", week)
    u_pick, u_notice = two_units(draws.bits(keys, "pick", week))
    # Finite attention against the volume of last week.
    reach = world.attention_reach() / (1 + world.messages / np.maximum(now.posts, 1)) if inputs.finite_attention else np.full(world.count, np.inf)
    return _pick(
        entries, now.visitors, now.visitor_rows, members.capacity, words, u_pick, u_notice < world.effects.platform.tie_notice,
        now.authors, now.author_visitors, now.tenure, now.posts, _appeal(world), reach,
        members.attention, members.cohort, members.tie_to, members.tie_strength, np.float32(now.tie_scale.now), world.numbers,
    )  # fmt: skip


@compiled
def _pick(
    entries, visitors, rows, capacity, words, u_pick, notices,
    authors, author_visitors, tenure, posts, appeal, reach,
    attention, cohort, tie_to, tie_strength, now, numbers,
):  # fmt: skip
    tie_preference = np.float32(numbers[0].tie_preference)
    cohort_preference = np.float32(numbers[0].same_cohort_preference)
    first_post = (np.cumsum(posts) - posts).astype(np.int64)  # of each world, in the list of all
    post_of = np.full(capacity, -1, dtype=np.int64)  # of one world at a time, by author
    entered = -1
    chosen = np.full(entries.size, -1, dtype=np.int64)
    seen = np.empty(CHOICE, dtype=np.int64)
    running = np.empty(CHOICE, dtype=np.float32)  # totals of the weights
    for entry in range(entries.size):
        i, row = visitors[entries[entry]], rows[entries[entry]]
        available = np.uint64(posts[row])
        if available == 0:
            continue
        base = row * capacity
        if row != entered:
            if entered >= 0:
                _note_posts(post_of, authors, first_post[entered], posts[entered], entered * capacity, False)
            _note_posts(post_of, authors, first_post[row], posts[row], base, True)
            entered = row
        within_reach = min(max(attention[i] * reach[row], 1.0), posts[row])
        total = np.float32(0)
        for nth in range(CHOICE):
            word = words[nth // 2, entry]
            half = word >> HALF if nth % 2 else word & LOWER_HALF
            seen[nth] = first_post[row] + np.int64((half * available) >> HALF)
            author = authors[seen[nth]]
            if nth < within_reach and author != i:
                weight = appeal[seen[nth]] * (np.float32(1) + tie_preference * strength(tie_to, tie_strength, i, author - base) * now)
                if tenure[author_visitors[seen[nth]]] <= COHORT_WEEKS and cohort[author] == cohort[i]:
                    weight *= cohort_preference
                total += weight
            running[nth] = total
        friend = -1
        if notices[entry]:
            closest = np.float32(0)
            for slot in range(SLOTS):
                if tie_strength[i, slot] > closest and post_of[tie_to[i, slot]] >= 0:
                    closest, friend = tie_strength[i, slot], post_of[tie_to[i, slot]]
            if friend >= 0:
                total += appeal[friend] * (np.float32(1) + tie_preference * closest * now)
        if total > 0:
            picked = 0
            while picked < CHOICE and running[picked] <= u_pick[entry] * total:
                picked += 1
            chosen[entry] = seen[picked] if picked < CHOICE else friend
    return chosen


@compiled
def _note_posts(post_of, authors, first, count, base, there):
    """Note the last post of every author of a world, or forget them again."""
    for post in range(first, first + np.int64(count)):
        post_of[authors[post] - base] = post if there else -1


def _appeal(world) -> np.ndarray:
    """Return how much each post invites an answer."""
    now, inputs = world.now, world.inputs
    appeal = np.exp(ndtri(world.draws.uniform(now.post_keys, "appeal", world.week)))
    appeal *= np.where(now.hard, np.float32(inputs.hard_appeal), np.float32(1))
    appeal *= np.where(now.by_newcomer, np.float32(inputs.newcomer_appeal), np.float32(1))
    appeal *= np.where(now.questions, np.float32(QUESTION_APPEAL), np.float32(1))
    return appeal


@compiled
def _write(week, worlds, visitors, rows, total, writers, posts, posted, replied, replies, said, year, contributed_weeks):
    """Keep the replies that found a post, and remember who wrote, how often, and what was answered."""
    found = posts >= 0
    writers, posts = writers[found], posts[found]
    repliers = visitors[writers]
    answers = np.zeros(total, dtype=np.int64)
    given = np.zeros(visitors.size, dtype=np.int64)
    by_world = np.zeros(worlds)
    for reply in range(writers.size):
        answers[posts[reply]] += 1
        given[writers[reply]] += 1
        by_world[rows[writers[reply]]] += 1
    for n in range(visitors.size):
        if given[n]:
            i = visitors[n]
            contributed_weeks[i] += 1 - (posted[i] & 1)  # who also wrote a post this week has been counted
            replied[i] |= 1
            replies[i] += given[n]
            contribute(said, year, i, week, given[n])
    return writers, repliers, posts, answers, given, by_world


def _mentors_answer(world) -> tuple[np.ndarray, np.ndarray]:
    """Return replies by visiting mentors to their own mentees' posts: a named request does not diffuse."""
    members, now, week = world.members, world.now, world.week
    mentored = np.flatnonzero(members.mentor[now.authors] >= 0)
    none = np.zeros(0, dtype=np.int64)
    if not len(mentored):
        return none, none
    author = now.authors[mentored]
    mentor = members.flat(now.author_rows[mentored], members.mentor[author])
    keys = now.post_keys[mentored]
    answers = (members.last_visit[mentor] == week) & (world.draws.uniform(keys, "mentor", week) < world.inputs.mentor_success)
    return np.searchsorted(now.visitors, mentor[answers]), mentored[answers]
