"""Visitors read a few posts and answer some, preferring ties, cohorts and easy posts."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import contribute
from simulation.state.randomness import GOLDEN, count_of, scramble, second_unit_of, unit, unit_of
from simulation.state.ties import SLOTS, strength

CHOICE = 8  # posts weighed before an answer
COHORT_WEEKS = 26  # how long a cohort feels its own
QUESTION_APPEAL = 1.3  # of a question to those who answer, against a share, A
MOST_EXPECTED = 40.0  # replies a week
MOST = 60  # replies a week that anybody writes
HALF, LOWER_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
NTH_WORD = np.arange(1, CHOICE // 2 + 1, dtype=np.uint64) * np.uint64(0xD1342543DE82EF95)  # tells the words of one reply apart
ANSWERS_TRUSTING = 0.67  # how much more is answered with trust, against one half without, A
ANSWERS_RITUAL = 0.15  # how much more is answered in a ritual of full rhythm, A
STRANGER, BELONGING, BOUND = 0.6, 0.8, 0.4  # of usual replies by a stranger, and more by identity and by ties, A


@process("members.contributed_weeks", "members.replied", "members.replies", "members.said", "members.year")
def reply(world) -> None:
    """Answer posts: how much by propensity and diffusion of responsibility, which by ties and appeal."""
    members, now, week = world.members, world.now, world.week
    writers, keys = _count(
        draws=world.draws.inside("reply", week, len(now.visitors)), visitors=now.visitors, rows=now.visitor_rows, visitor_keys=now.visitor_keys,
        tenure=now.tenure, motivation=now.motivation, identity=members.identity, bonds=members.bonds, reply_propensity=members.reply_propensity,
        burnout=members.burnout, mentees=members.mentees, seasoned=world.ageing.seasoned, active=now.active, trust=world.trust,
        rhythm=world.rhythm(), numbers=world.numbers,
    )  # fmt: skip
    posts = _choose(world, writers, keys) if len(now.authors) and len(writers) else np.full(len(writers), -1)
    writers, posts = _with_mentors(world, writers, posts)
    now.repliers, now.replied_posts, now.peer_answers, now.given, now.replies = _write(
        week=week, worlds=world.count, visitors=now.visitors, rows=now.visitor_rows, total=len(now.authors), writers=writers, posts=posts,
        posted=members.posted, replied=members.replied, replies=members.replies, said=members.said, year=members.year,
        contributed_weeks=members.contributed_weeks,
    )  # fmt: skip
    world.note("replies_by_members", now.replies)


@compiled
def _count(
    draws, visitors, rows, visitor_keys, tenure, motivation,
    identity, bonds, reply_propensity, burnout, mentees, seasoned, active, trust, rhythm, numbers,
):  # fmt: skip
    """Return by reply that is written the place of its writer among the visitors, and the key of its random numbers."""
    climate = np.empty(active.size, dtype=np.float32)
    for row in range(active.size):
        a = numbers[row]
        # The more are present, the less each feels addressed (Blair et al. 2005 L).
        diffusion = (1 + active[row] / a.responsibility_size) ** -a.responsibility_exponent
        climate[row] = diffusion * (0.5 + ANSWERS_TRUSTING * trust[row]) * (1 + ANSWERS_RITUAL * rhythm[row]) * a.reply_scale
    counts = np.empty(visitors.size, dtype=np.int64)
    for n in range(visitors.size):
        i = visitors[n]
        tone = np.float32(STRANGER) + np.float32(BELONGING) * identity[i] + np.float32(BOUND) * bonds[i]
        rate = reply_propensity[i] * motivation[n] * seasoned[rows[n], tenure[n]] * tone * (np.float32(1) - burnout[i]) * climate[rows[n]]
        counts[n] = min(count_of(unit(visitor_keys[n], draws), min(rate + np.float32(0.5) * mentees[i], MOST_EXPECTED)), MOST)
    writers = np.empty(counts.sum(), dtype=np.int64)
    keys = np.empty(writers.size, dtype=np.uint64)
    place = 0
    for n in range(visitors.size):
        for nth in range(counts[n]):
            writers[place], keys[place] = n, visitor_keys[n] + np.uint64(nth) * GOLDEN
            place += 1
    return writers, keys


def _choose(world, writers: np.ndarray, keys: np.ndarray) -> np.ndarray:
    """Return the post each reply answers, or -1 where nothing suitable was seen.

    Every reply weighs at most eight posts it came across and, if it notices one, a post by its closest tie.
    """
    members, now, week, draws = world.members, world.now, world.week, world.draws
    seen, pick = draws.inside("seen", week, len(keys) * len(NTH_WORD)), draws.inside("pick", week, len(keys))
    appeal = np.exp(ndtri(draws.uniform(now.post_keys, "appeal", week)))  # by chance; what kind of post it is comes on top
    return _pick(
        writers=writers, visitors=now.visitors, rows=now.visitor_rows, capacity=members.capacity, keys=keys, seen_draws=seen, pick_draws=pick,
        authors=now.authors,
        author_visitors=now.author_visitors, tenure=now.tenure, posts=now.posts, appeal=appeal, hard=now.hard, by_newcomer=now.by_newcomer,
        questions=now.questions, author_rows=now.author_rows, reach=world.attention_reach(), messages=world.messages, attention=members.attention,
        cohort=members.joined, tie_to=members.tie_to, tie_strength=members.tie_strength, left=now.tie_scale.now32, numbers=world.numbers,
        effects=world.effects,
    )  # fmt: skip


@compiled
def _pick(
    writers, visitors, rows, capacity, keys, seen_draws, pick_draws,
    authors, author_visitors, tenure, posts, appeal, hard, by_newcomer, questions,
    author_rows, reach, messages, attention, cohort, tie_to, tie_strength,
    left, numbers, effects,
):  # fmt: skip
    """Return the post each reply answers, (L,), or -1 where nothing suitable was seen."""
    _weigh(appeal, author_rows, hard, by_newcomer, questions, numbers)
    tie_preference = cohort_preference = tie_notice = now = np.float32(0)  # of the world of the last reply
    first_post = (np.cumsum(posts) - posts).astype(np.uint64)  # of each world, in the list of all
    post_of = np.full(capacity, -1, dtype=np.int64)  # of one world at a time, by author
    entered, share = posts.size, np.inf  # the world of the last reply, and how many posts a unit of attention reaches there
    chosen = np.full(writers.size, -1, dtype=np.int64)
    seen = np.empty(CHOICE, dtype=np.uint64)
    running = np.empty(CHOICE, dtype=np.float32)  # totals of the weights
    for reply in range(writers.size):
        i, row = np.uint64(visitors[writers[reply]]), rows[writers[reply]]
        available = np.uint64(posts[row])
        if available == 0:
            continue
        base = np.uint64(row * capacity)
        if row != entered:
            if entered < posts.size:
                _note_posts(post_of, authors, first_post[entered], posts[entered], entered * capacity, False)
            _note_posts(post_of, authors, first_post[row], posts[row], row * capacity, True)
            entered = row
            # Finite attention against the volume of last week.
            share = reach[row] / (1 + messages[row] / posts[row]) if numbers[row].finite_attention else np.inf
            tie_preference = np.float32(numbers[row].tie_preference)
            cohort_preference = np.float32(numbers[row].same_cohort_preference)
            tie_notice, now = np.float32(effects[row].platform_tie_notice), left[row]
        within_reach = min(max(attention[i] * share, 1.0), posts[row])
        total, drawn, word = np.float32(0), scramble(keys[reply] ^ pick_draws), np.uint64(0)
        for nth in range(CHOICE):
            if nth % 2 == 0:  # one word of random bits for every two posts
                word = scramble((keys[reply] + NTH_WORD[nth // 2]) ^ seen_draws)
            half = word >> HALF if nth % 2 else word & LOWER_HALF
            seen[nth] = first_post[row] + ((half * available) >> HALF)
            author = np.uint64(authors[seen[nth]])
            if nth < within_reach and author != i:
                weight = appeal[seen[nth]] * (np.float32(1) + tie_preference * strength(tie_to, tie_strength, i, author - base) * now)
                if tenure[np.uint64(author_visitors[seen[nth]])] <= COHORT_WEEKS and cohort[author] == cohort[i]:
                    weight *= cohort_preference
                total += weight
            running[nth] = total
        friend = -1
        if second_unit_of(drawn) < tie_notice:
            closest = np.float32(0)
            for slot in range(SLOTS):
                if tie_strength[i, slot] > closest and post_of[tie_to[i, slot]] >= 0:
                    closest, friend = tie_strength[i, slot], post_of[tie_to[i, slot]]
            if friend >= 0:
                total += appeal[friend] * (np.float32(1) + tie_preference * closest * now)
        if total > 0:
            picked, point = 0, unit_of(drawn) * total
            for nth in range(CHOICE):
                picked += running[nth] <= point  # totals never fall: this counts those before the point
            chosen[reply] = np.int64(seen[picked]) if picked < CHOICE else friend
    return chosen


@compiled
def _note_posts(post_of, authors, first, count, base, there):
    """Note the last post of every author of a world, or forget them again."""
    for post in range(np.int64(first), np.int64(first) + np.int64(count)):
        post_of[authors[post] - base] = post if there else -1


@compiled
def _weigh(appeal, rows, hard, by_newcomer, questions, numbers):
    """Let posts invite more answers or fewer by what they are: hard, a newcomer's, a question."""
    for post in range(appeal.size):
        a = numbers[rows[post]]
        if hard[post]:
            appeal[post] *= np.float32(a.hard_appeal)
        if by_newcomer[post]:
            appeal[post] *= np.float32(a.newcomer_appeal)
        if questions[post]:
            appeal[post] *= np.float32(QUESTION_APPEAL)


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
    return repliers, posts, answers, given, by_world


def _with_mentors(world, writers: np.ndarray, posts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add the replies by visiting mentors to their own mentees' posts: a named request does not diffuse."""
    members, now, week = world.members, world.now, world.week
    mentored = _mentored(now.authors, members.mentor)
    if not len(mentored):
        return writers, posts
    author = now.authors[mentored]
    mentor = members.flat(now.author_rows[mentored], members.mentor[author])
    keys = now.post_keys[mentored]
    success = world.each("mentor_success").astype(np.float32)[now.author_rows[mentored]]
    answers = (members.last_visit[mentor] == week) & (world.draws.uniform(keys, "mentor", week) < success)
    return np.concatenate((writers, np.searchsorted(now.visitors, mentor[answers]))), np.concatenate((posts, mentored[answers]))


@compiled
def _mentored(authors, mentor):
    """Return the posts whose authors have a mentor."""
    mentored = np.empty(authors.size, dtype=np.int64)
    many = 0
    for post in range(authors.size):
        if mentor[authors[post]] >= 0:
            mentored[many] = post
            many += 1
    return mentored[:many].copy()
