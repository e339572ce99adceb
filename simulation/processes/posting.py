"""Visitors speak, or hold back before strangers."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.population import AWARDED, NEWCOMER_WEEKS, TOP, contribute
from simulation.state.randomness import GOLDEN, count_of, scramble, second_unit_of, unit, unit_of
from simulation.state.ties import SLOTS

ROOM_WEEKS = 8  # how long a newcomer has its cohort's room
HYBRID_NEEDS = 200  # active members under which two places are one too many, S3
VOICED = 0.2  # how much more is said per unit of interest in the subject, A
HONOURED = 1.15  # how much more those say who won an award for a good start, S3; size A
LOUDEST = 60.0  # shares or questions a week
DISTRUSTING, TRUSTING = 0.6, 0.8  # what is shared without trust, and how much more with it, A
TWO_PLACES = 0.9  # of what is shared where two places are one too many, S3; size A
WORN = 0.7  # of sharing that burnout takes, A
ASKS_ANYWAY = 0.3  # value without which questions are asked all the same, A


@process("members.contributed_weeks", "members.first_post", "members.posted", "members.posts", "members.said", "members.year")
def post(world) -> None:
    """Start shares and questions, each visitor before its own number of strangers."""
    week, members, now = world.week, world.members, world.now
    now.authors, now.author_visitors, now.author_rows, now.post_keys, now.questions, now.by_newcomer, now.hard, now.posts, now.motivation = _speak(
        week=week, visitors=now.visitors, rows=now.visitor_rows, tenure=now.tenure, keys=now.visitor_keys,
        draws=world.draws.inside("post", week, len(now.visitors)), persona=members.persona, bound=members.bound,
        bonds=members.bonds, crowding=members.crowding, flags=members.flags, share_propensity=members.share_propensity, value=members.value,
        burnout=members.burnout, cohort=members.joined, active=now.active, trust=world.trust, numbers=world.numbers, effects=world.effects,
        rhythm=world.rhythm(), order=world.hosted(), interest=world.interest[:, week], needs=world.ageing.need,
        gains=_gains(world), crowding_out=world.crowding, broadcasting=world.audience, ever_paid=world.ever_paid,
        hard_draws=world.draws.inside("hard", week, 0), posted=members.posted, posts=members.posts, said=members.said, year=members.year,
        contributed_weeks=members.contributed_weeks, first_post=members.first_post,
    )  # fmt: skip
    world.draws.count += len(now.authors)  # whether each is hard
    world.note("posts", now.posts)


def _gains(world) -> np.ndarray:
    """Return the gain from the incentive by row and persona, (R, 4) float32: status grows stale."""
    if not world.anywhere("status_decays"):
        return world.gains
    stale = np.flatnonzero(world.effect("status_decays"))
    gains = world.gains.copy()
    for row in stale.tolist():
        gains[row] *= np.float32(0.5 ** (int(world.incentive_weeks[row]) / world.inputs[row].status_half_life))
    return gains


@compiled
def _climate(active, trust, numbers, effects, rhythm, interest):
    """Return by how much its climate raises or lowers what is shared in each world, float32."""
    climate = np.empty(active.size, dtype=np.float32)
    for row in range(active.size):
        a, e = numbers[row], effects[row]
        mood = (DISTRUSTING + TRUSTING * trust[row]) * (1 + a.ritual_voice * rhythm[row]) * e.platform_posting * math.exp(VOICED * interest[row])
        if e.hybrid and active[row] < HYBRID_NEEDS:
            mood *= TWO_PLACES
        climate[row] = mood * (1 + a.empowerment_effect * (a.empowerment - 0.5)) * (1 + e.practice_sharing)
    return climate


@compiled
def _strangers(active):
    """Return before how many strangers one speaks, by world and by how many one knows.

    Strangers differ by these alone, so that a small table holds everybody's courage.
    """
    strangers = np.empty((active.size, SLOTS + 1))
    for row in range(active.size):
        for known in range(SLOTS + 1):
            strangers[row, known] = max(0.0, active[row] - 1 - known)
    return strangers


@compiled
def _courage(strangers, scale, exponent):
    """Return the share of posts that inhibition before so many strangers lets through, float32."""
    courage = np.ones(strangers.size, dtype=np.float32)
    if exponent:
        for known in range(strangers.size):
            courage[known] = 1 / (1 + (strangers[known] / scale) ** exponent)
    return courage


@compiled
def _courages(strangers, numbers, effects, order):
    """Return the courage to share and to ask by world and by column of `strangers`, float32."""
    share, ask = np.empty(strangers.shape, dtype=np.float32), np.empty(strangers.shape, dtype=np.float32)
    for row in range(strangers.shape[0]):
        a = numbers[row]
        scale, exponent = a.inhibition_scale * effects[row].platform_inhibition, a.inhibition_exponent
        scale *= 1 + effects[row].practice_guided * order[row]  # rules that somebody keeps up make it safer to speak
        share[row] = _courage(strangers[row], scale, exponent)
        # Without inhibition the mechanism is off altogether, not half on.
        ask[row] = _courage(strangers[row], scale, a.question_inhibition if exponent else 0.0)
    return share, ask


@compiled
def _speak(
    week, visitors, rows, tenure, keys, draws, persona, bound, bonds, crowding,
    flags, share_propensity, value, burnout, cohort, active, trust, numbers,
    effects, rhythm, order, interest, needs, gains, crowding_out, broadcasting, ever_paid,
    hard_draws, posted, posts, said, year, contributed_weeks, first_post,
):  # fmt: skip
    """Let visitors speak; return the posts as `_write` does, and what moves each visitor."""
    shared, asked, motivation = _feel_like_it(
        week=week, visitors=visitors, rows=rows, tenure=tenure, keys=keys, draws=draws, persona=persona, bound=bound, bonds=bonds, crowding=crowding,
        flags=flags, share_propensity=share_propensity, value=value, burnout=burnout, cohort=cohort, active=active, trust=trust, numbers=numbers,
        effects=effects, rhythm=rhythm, order=order, interest=interest, needs=needs, gains=gains, crowding_out=crowding_out,
        broadcasting=broadcasting, ever_paid=ever_paid,
    )  # fmt: skip
    authors, author_visitors, author_rows, post_keys, questions, by_newcomer, hard, by_world = _write(
        week=week, hard_draws=hard_draws, numbers=numbers, worlds=active.size, visitors=visitors, rows=rows, keys=keys, tenure=tenure, shared=shared,
        asked=asked, posted=posted, posts=posts, said=said, year=year, contributed_weeks=contributed_weeks, first_post=first_post,
    )  # fmt: skip
    return authors, author_visitors, author_rows, post_keys, questions, by_newcomer, hard, by_world, motivation


@compiled
def _feel_like_it(
    week, visitors, rows, tenure, keys, draws, persona, bound, bonds, crowding,
    flags, share_propensity, value, burnout, cohort, active, trust, numbers,
    effects, rhythm, order, interest, needs, gains, crowding_out, broadcasting, ever_paid,
):  # fmt: skip
    """Return how many shares and questions each visitor writes, and what moves each."""
    strangers = _strangers(active)
    courage_share, courage_ask = _courages(strangers, numbers, effects, order)
    audience = np.log1p(strangers / 100).astype(np.float32)
    climate = _climate(active, trust, numbers, effects, rhythm, interest)
    shared = np.empty(visitors.size, dtype=np.int64)
    asked = np.empty(visitors.size, dtype=np.int64)
    motivation = np.empty(visitors.size, dtype=np.float32)
    present = np.zeros((climate.size, week + 1), dtype=np.int64)  # in the room of each cohort
    for n in range(visitors.size):
        if effects[rows[n]].rooms and 0 <= tenure[n] <= ROOM_WEEKS:
            present[rows[n], cohort[visitors[n]]] += 1
    inside = np.empty((climate.size, present.max() + 1))  # strangers in a room: a table of courage again
    inside[:] = np.arange(present.max() + 1.0)
    room_share, room_ask = _courages(inside, numbers, effects, order)
    entered, rooms, cash, paid, recognition, lift, need = -1, False, False, False, np.float32(0), np.float32(0), needs[0]
    half, one = np.float32(0.5), np.float32(1)
    for n in range(visitors.size):
        i, row = np.uint64(visitors[n]), np.uint64(rows[n])
        kind, known = persona[i], bound[i]
        if rows[n] != entered:
            entered, e, need = rows[n], effects[rows[n]], needs[rows[n]]
            rooms, cash, paid = e.rooms, e.cash, e.cash or ever_paid[rows[n]]
            recognition, lift = np.float32(e.recognition_factor), np.float32(e.top_lift)
        # Incentives and recognition move each in its own way; cash moves the well connected less, and crowds out.
        gain = gains[row, kind] * (one - bonds[i]) if cash else gains[row, kind]
        drive = (one + gain) * recognition
        if paid and crowding_out[row, kind]:
            drive *= one - crowding_out[row, kind] * bonds[i] * crowding[i]
        if lift > 1 and flags[i] & TOP:
            drive *= lift
        elif lift > 1 and flags[i] & AWARDED:
            drive *= np.float32(HONOURED)
        motivation[n] = max(drive, np.float32(0))
        speak, ask = courage_share[row, known], courage_ask[row, known]
        if rooms and 0 <= tenure[n] <= ROOM_WEEKS:
            # In the room of its cohort a newcomer speaks before few.
            few = max(0, present[row, cohort[i]] - 1 - known)
            speak = half * speak + half * room_share[row, few]
            ask = half * ask + half * room_ask[row, few]
        mood = (half + value[i]) * (one - np.float32(WORN) * burnout[i])
        reach = one + broadcasting[row, kind] * audience[row, known]
        shares = share_propensity[i] * motivation[n] * speak * reach * mood * climate[row]
        questions = np.float32(2) * need[max(tenure[n], 0)] * ask * (np.float32(ASKS_ANYWAY) + value[i])
        bits = scramble(keys[n] ^ draws)
        shared[n] = count_of(unit_of(bits), min(shares, np.float32(LOUDEST)))
        asked[n] = count_of(second_unit_of(bits), min(questions, np.float32(LOUDEST)))
    return shared, asked, motivation


@compiled
def _write(
    week, hard_draws, numbers, worlds, visitors, rows, keys, tenure, shared, asked, posted, posts, said, year, contributed_weeks, first_post,
):  # fmt: skip
    """Lay the week's posts out as one list, in the order of their authors, and remember who wrote."""
    total = shared.sum() + asked.sum()
    authors = np.empty(total, dtype=np.int64)
    author_visitors = np.empty(total, dtype=np.int64)
    author_rows = np.empty(total, dtype=np.int64)
    post_keys = np.empty(total, dtype=np.uint64)
    questions = np.empty(total, dtype=np.bool_)
    by_newcomer = np.empty(total, dtype=np.bool_)
    hard = np.empty(total, dtype=np.bool_)
    by_world = np.zeros(worlds)
    place = 0
    for n in range(visitors.size):
        count = shared[n] + asked[n]
        if not count:
            continue
        i = visitors[n]
        for nth in range(count):
            authors[place], author_visitors[place], author_rows[place] = i, n, rows[n]
            post_keys[place] = keys[n] + np.uint64(nth) * GOLDEN
            questions[place] = nth >= shared[n]
            by_newcomer[place] = tenure[n] < NEWCOMER_WEEKS
            hard[place] = unit(post_keys[place], hard_draws) < np.float32(numbers[rows[n]].hard_share)
            place += 1
        by_world[rows[n]] += count
        posted[i] |= 1
        posts[i] += count
        contribute(said, year, i, week, count)
        contributed_weeks[i] += 1
        if first_post[i] < 0:
            first_post[i] = 2 * week  # one more once it is answered
    return authors, author_visitors, author_rows, post_keys, questions, by_newcomer, hard, by_world
