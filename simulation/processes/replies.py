"""Visitors read a few posts and answer some, preferring ties, cohorts and easy posts."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.normal import normals
from simulation.state.population import contribute
from simulation.state.randomness import GOLDEN, count_of, scramble, second_unit_of, uniforms, unit, unit_of
from simulation.state.ties import SLOTS, strength
from simulation.state.world import attention_reach

CHOICE = 8  # posts weighed before an answer
COHORT_WEEKS = 26  # how long a cohort feels its own
QUESTION_APPEAL = 1.3  # of a question to those who answer, against a share, A
MOST_EXPECTED = 40.0  # replies a week
MOST = 60  # replies a week that anybody writes
HALF, LOWER_HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
NTH_WORD = np.arange(1, CHOICE // 2 + 1, dtype=np.uint64) * np.uint64(0xD1342543DE82EF95)  # tells the words of one reply apart
APPEAL = ("appeal",)  # how much a post appeals by chance: drawn for each
ANSWERS_TRUSTING = 0.67  # how much more is answered with trust, against one half without, A
ANSWERS_RITUAL = 0.15  # how much more is answered in a ritual of full rhythm, A
STRANGER, BELONGING, BOUND = 0.6, 0.8, 0.4  # of usual replies by a stranger, and more by identity and by ties, A


@process("members.contributed_weeks", "members.replied", "members.replies", "members.said", "members.year")
def reply(world) -> None:
    """Answer posts: how much by propensity and diffusion of responsibility, which by ties and appeal."""
    members, now, week = world.members, world.now, world.week
    draws = world.draws
    # How much each post appeals by chance; what kind of post it is comes on top. Drawn without being counted: nobody may be there to answer.
    appeal = np.exp(normals(uniforms(now.post_keys, draws.streams(APPEAL, week))[0]))
    now.repliers, now.replied_posts, now.peer_answers, now.given, now.replies, written, mentored = _answer(
        week=week, draws=draws.inside("reply", week, len(now.visitors)), seen_draws=draws.inside("seen", week, 0),
        pick_draws=draws.inside("pick", week, 0), mentor_draws=draws.inside("mentor", week, 0), appeal=appeal, visitors=now.visitors,
        rows=now.visitor_rows, visitor_keys=now.visitor_keys, tenure=now.tenure, motivation=now.motivation, active=now.active, authors=now.authors,
        author_visitors=now.author_visitors, author_rows=now.author_rows, post_keys=now.post_keys, posts=now.posts, hard=now.hard,
        by_newcomer=now.by_newcomer, questions=now.questions, identity=members.identity, bonds=members.bonds,
        reply_propensity=members.reply_propensity, burnout=members.burnout, mentees=members.mentees, mentor=members.mentor,
        attention=members.attention, cohort=members.joined, last_visit=members.last_visit, tie_to=members.tie_to, tie_strength=members.tie_strength,
        posted=members.posted, replied=members.replied, replies=members.replies, said=members.said, year=members.year,
        contributed_weeks=members.contributed_weeks, capacity=members.capacity, seasoned=world.ageing.seasoned, trust=world.trust,
        rhythm=world.rhythm(), messages=world.messages, reach_left=world.reach, last_active=world.last_active, now=now.tie_scale.now32,
        numbers=world.numbers, effects=world.effects,
    )  # fmt: skip
    if written and len(now.authors):
        draws.count += len(now.authors) + written * (1 + len(NTH_WORD))  # how much each post appeals, what is seen, and which is picked
    draws.count += mentored
    world.note("replies_by_members", now.replies)


@compiled
def _answer(
    week, draws, seen_draws, pick_draws, mentor_draws, appeal, visitors, rows, visitor_keys, tenure, motivation, active, authors, author_visitors,
    author_rows, post_keys, posts, hard, by_newcomer, questions, identity, bonds, reply_propensity, burnout, mentees, mentor, attention, cohort,
    last_visit, tie_to, tie_strength, posted, replied, replies, said, year, contributed_weeks, capacity, seasoned, trust, rhythm, messages,
    reach_left, last_active, now, numbers, effects,
):  # fmt: skip
    """Let visitors answer; return what `_write` does, how many wanted to answer, and how many posts are by members who have a mentor."""
    writers, keys = _count(
        draws=draws, visitors=visitors, rows=rows, visitor_keys=visitor_keys, tenure=tenure, motivation=motivation, identity=identity, bonds=bonds,
        reply_propensity=reply_propensity, burnout=burnout, mentees=mentees, seasoned=seasoned, active=active, trust=trust, rhythm=rhythm,
        numbers=numbers,
    )  # fmt: skip
    chosen = np.full(writers.size, -1, dtype=np.int64)
    if authors.size and writers.size:
        chosen = _pick(
            writers=writers, visitors=visitors, rows=rows, capacity=capacity, keys=keys, seen_draws=seen_draws, pick_draws=pick_draws,
            authors=authors, author_visitors=author_visitors, tenure=tenure, posts=posts, appeal=appeal, hard=hard, by_newcomer=by_newcomer,
            questions=questions, author_rows=author_rows, reach=attention_reach(reach_left, last_active, numbers, effects), messages=messages,
            attention=attention, cohort=cohort, tie_to=tie_to, tie_strength=tie_strength, now=now, numbers=numbers, effects=effects,
        )  # fmt: skip
    by_mentors, their_posts, mentored = _by_mentors(
        week, mentor_draws, authors, author_rows, post_keys, mentor, last_visit, visitors, capacity, numbers
    )  # fmt: skip
    repliers, replied_posts, answers, given, by_world = _write(
        week=week, worlds=active.size, visitors=visitors, rows=rows, total=authors.size, writers=np.concatenate((writers, by_mentors)),
        posts=np.concatenate((chosen, their_posts)), posted=posted, replied=replied, replies=replies, said=said, year=year,
        contributed_weeks=contributed_weeks,
    )  # fmt: skip
    return repliers, replied_posts, answers, given, by_world, writers.size, mentored


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


@compiled
def _pick(
    writers, visitors, rows, capacity, keys, seen_draws, pick_draws,
    authors, author_visitors, tenure, posts, appeal, hard, by_newcomer, questions,
    author_rows, reach, messages, attention, cohort, tie_to, tie_strength,
    now, numbers, effects,
):  # fmt: skip
    """Return the post each reply answers, (L,), or -1 where nothing suitable was seen.

    Every reply weighs at most eight posts it came across and, if it notices one, a post by its closest tie.
    """
    _weigh(appeal, author_rows, hard, by_newcomer, questions, numbers)
    tie_preference = cohort_preference = tie_notice = scale = np.float32(0)  # of the world of the last reply
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
            tie_notice, scale = np.float32(effects[row].platform_tie_notice), now[row]
        weighed = min(math.ceil(min(max(attention[i] * share, 1.0), posts[row])), CHOICE)  # of them, as many as are within reach
        total, drawn, word = np.float32(0), scramble(keys[reply] ^ pick_draws), np.uint64(0)
        for nth in range(weighed):
            if nth % 2 == 0:  # one word of random bits for every two posts
                word = scramble((keys[reply] + NTH_WORD[nth // 2]) ^ seen_draws)
            half = word >> HALF if nth % 2 else word & LOWER_HALF
            seen[nth] = first_post[row] + ((half * available) >> HALF)
            author = np.uint64(authors[seen[nth]])
            if author != i:
                weight = appeal[seen[nth]] * (np.float32(1) + tie_preference * strength(tie_to, tie_strength, i, author - base) * scale)
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
                total += appeal[friend] * (np.float32(1) + tie_preference * closest * scale)
        if total > 0:
            picked, point = 0, unit_of(drawn) * total
            for nth in range(weighed):
                picked += running[nth] <= point  # totals never fall: this counts those before the point
            chosen[reply] = np.int64(seen[picked]) if picked < weighed else friend
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


@compiled
def _by_mentors(week, mentor_draws, authors, author_rows, post_keys, mentor, last_visit, visitors, capacity, numbers):
    """Return the replies by visiting mentors to their own mentees' posts: a named request does not diffuse.

    These are their writers and the posts they answer; and how many posts are by members who have a mentor.
    """
    writers, posts = np.empty(authors.size, dtype=np.int64), np.empty(authors.size, dtype=np.int64)
    mentored = many = 0
    for post in range(authors.size):
        if mentor[authors[post]] < 0:
            continue
        mentored += 1
        row = author_rows[post]
        who = row * capacity + mentor[authors[post]]
        if last_visit[who] == week and unit(post_keys[post], mentor_draws) < np.float32(numbers[row].mentor_success):
            writers[many], posts[many] = np.searchsorted(visitors, who), post
            many += 1
    return writers[:many], posts[:many], mentored
