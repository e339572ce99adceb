"""What a week leaves behind: value found, identity gained, first impressions, burnout."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import AWARDED, EXPERT, NOTIFIED, TOP, VALUED
from simulation.state.randomness import unit
from simulation.state.record import series
from simulation.state.world import attention_reach

EXPERIENCE = 0.01  # of what is left to know, learned by a visiting week, A
OVERWORK = 4.0  # replies per week that are no burden
AWARD_WEEKS = 8  # within which a newcomer's good start can win an award
AWARD_SHARE = 0.25  # of good starts that win one, A
LEAST_TAKEN_IN = 1e-3  # messages a week
READING = 25.0  # messages a week of which two thirds of the use is had, A
NEVER = -99  # [week]
VALUE_FOUND = 0.30  # value of a week from which a member has got something out of it, A

# What is added up for every world; those who found value for the first time by the week of their membership, later ones together.
LEARNED = series("valued_0", "valued_1", "valued_2", "valued_3", "burnout_sum", "repliers")
TO_KNOW = 150.0  # pages that hold two thirds of what there is to know, A
READ_WORTH, OVERLOAD = 0.45, 0.25  # value of a week full of reading, and how overload takes from it, A
KNOWN_WORTH = 0.35  # value of all that is known being written down, A
ANSWER_WORTH, UNANSWERED_WORTH, SILENT_WORTH = 0.30, 0.05, 0.10  # value of being answered, lost by having asked, and of having asked nothing, A
SESSION_WORTH = 0.02  # value of an expert session a month, A
NOTICED = 0.25  # of the difference between a week and what one is used to that is taken in, A
GIVING, ATTENDING = 0.4, 0.8  # how much answering, and attending a ritual, makes one belong, against one half for being answered, A
MOST_BURDEN, BURDEN = 3.0, 0.6  # unanswered posts per answer that weigh on those who answer, at most, and how much, A


@process(
    "members.burnout", "members.contact", "members.expertise", "members.first_post", "members.flags", "members.identity", "members.let_down",
    "members.value",
)  # fmt: skip
def learn(world) -> None:
    """Let visitors find value and identity, remember first contacts, and tire of overwork."""
    members, now = world.members, world.now
    award = world.draws.inside("award", 0, len(now.visitors) * world.anywhere("award"))
    unknown = np.exp(world.knowledge / -TO_KNOW)  # share of what there is to know that nobody has written down
    learned = world.sums(LEARNED, world.count)
    _live_and_learn(
        visitors=now.visitors, rows=now.visitor_rows, tenure=now.tenure, attended=now.attended, given=now.given,
        author_visitors=now.author_visitors, author_rows=now.author_rows, peer_answers=now.peer_answers, staff_answered=now.staff_answered,
        replies=now.replies, authors=now.authors, replied_posts=now.replied_posts, value=members.value, identity=members.identity,
        burnout=members.burnout, contact=members.contact, first_post=members.first_post, flags=members.flags, bonds=members.bonds,
        attention=members.attention, joined=members.joined, expertise=members.expertise, let_down=members.let_down, week=world.week,
        keys=now.visitor_keys, award=award, messages=world.messages, reach_left=world.reach, last_active=world.last_active,
        unknown=unknown, trust=world.trust, numbers=world.numbers, effects=world.effects, learned=learned,
    )  # fmt: skip
    if world.week % 13 == 12 and (world.effect("top_lift") > 1).any():
        _name_the_best(world)


@compiled
def _live_and_learn(
    visitors, rows, tenure, attended, given, author_visitors, author_rows, peer_answers,
    staff_answered, replies, authors, replied_posts, value, identity, burnout, contact,
    first_post, flags, bonds, attention, joined, expertise,
    let_down, week, keys, award, messages, reach_left, last_active, unknown, trust, numbers, effects, learned,
):  # fmt: skip
    """Let each visitor take from the week what it was worth, and add up by world who found value, who answered and how worn they are."""
    valued, strain, helpers = learned[:, :4], learned[:, 4], learned[:, 5]  # as in LEARNED
    written = np.zeros(visitors.size, dtype=np.int64)
    answered = np.zeros(visitors.size, dtype=np.int64)
    got = np.zeros(visitors.size, dtype=np.int64)
    unanswered = np.zeros(replies.size)
    reach = attention_reach(reach_left, last_active, numbers, effects)
    for row in range(reach.size):
        if numbers[row].finite_attention <= 0:
            reach[row] = np.inf
    for post in range(author_visitors.size):
        n, answers = author_visitors[post], peer_answers[post] + staff_answered[post]
        written[n] += 1
        answered[n] += answers > 0
        got[n] += answers
        unanswered[author_rows[post]] += peer_answers[post] == 0
    for n in range(visitors.size):
        i, row = visitors[n], rows[n]
        a, e = numbers[row], effects[row]
        if written[n] and first_post[i] == 2 * week:
            # Whether the very first post was answered is remembered (Joyce & Kraut 2006 L).
            first_post[i] += answered[n] > 0
            half = np.float32(a.first_reply_effect / 2)
            contact[i] += half if answered[n] else -half
            if e.award and tenure[n] <= AWARD_WEEKS and unit(keys[n], award) < AWARD_SHARE:
                # An award for newcomers who made a good start, felt for about a year.
                contact[i] += np.float32(e.award)
                flags[i] |= AWARDED
        if written[n]:
            let_down[i] = NEVER if answered[n] else week
        # What this week was worth: what there was to read, as far as one could take it in, what is known, and answers.
        there = np.float32(messages[row])
        capacity = max(attention[i] * np.float32(reach[row]), np.float32(LEAST_TAKEN_IN))
        read = min(there, capacity)
        reading = READ_WORTH * (1 - np.exp(-read / np.float32(READING))) / (1 + OVERLOAD * np.log(np.float32(1) + there / capacity))
        knowledge = KNOWN_WORTH * (1 - unknown[row]) * e.model_content
        answers = ANSWER_WORTH * answered[n] / written[n] - UNANSWERED_WORTH if written[n] else SILENT_WORTH
        worth = np.float32(min(max(reading + knowledge + answers + SESSION_WORTH * a.expert_sessions, 0.0), 1.0))
        value[i] += np.float32(NOTICED) * (worth - value[i])
        if not flags[i] & VALUED and (worth >= VALUE_FOUND or answered[n]):
            flags[i] |= VALUED
            if tenure[n] >= 0 and joined[i] >= 0 and tenure[n] < 13:
                valued[row, min(tenure[n], 3)] += 1
        expertise[i] += np.uint16(np.float32(EXPERIENCE * (1 + e.practice_experience)) * np.float32(EXPERT - expertise[i]) + np.float32(0.5))
        taking_part = 0.5 * min(got[n], 3) + GIVING * min(given[n], 3) + ATTENDING * attended[n]
        if taking_part:
            identity_gain = a.identity_gain * e.reporting_identity * e.model_identity * (1 + e.practice_identity)
            identity[i] = min(max(identity[i] + identity_gain * trust[row] * taking_part * (1 - identity[i]), 0.0), 1.0)
        if given[n]:
            burden = min(MOST_BURDEN, unanswered[row] / (replies[row] + 5))
            over = max(0.0, given[n] / OVERWORK - 1) + BURDEN * burden
            burnout[i] = min(max(burnout[i] + a.burnout_gain * over * (1 - burnout[i]), 0.0), 1.0)
            strain[row] += burnout[i]
            helpers[row] += 1
    _call_back(authors, replied_posts, bonds, flags)


@compiled
def _call_back(authors, replied_posts, bonds, flags):
    """Let those whom a tie answered come back next week."""
    for post in replied_posts:
        if bonds[authors[post]] > 0:
            flags[authors[post]] |= NOTIFIED


def _name_the_best(world) -> None:
    """Mark the top 1 % of last year's contributors, once a quarter, where the best are lifted up."""
    members, lifted = world.members, world.effect("top_lift") > 1
    members.by_row(members.flags)[lifted] &= np.uint8(255 ^ TOP)
    total = members.year.sum(axis=1, dtype=np.int64)
    members.by_row(total)[~lifted] = 0
    some = np.flatnonzero(total > 0)
    rows = members.row_of(some)
    order = np.lexsort((-total[some], rows))
    count = np.bincount(rows, minlength=world.count)
    rank = np.arange(len(some)) - (np.cumsum(count) - count)[rows[order]]
    best = some[order][rank < np.maximum(1, members.counts // 100)[rows[order]]]
    members.flags[best] |= TOP
