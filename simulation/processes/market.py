"""People sign up, through paid, organic, search and word of mouth."""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.process import process
from simulation.state.arriving import arrive
from simulation.state.constants import ARCHIVE, MOST_DRAWN, TINY, USUAL_TRUST
from simulation.state.population import QUEUED, TRIAL
from simulation.state.randomness import CHANNEL, CHANNELS, MODEST_RATE, count_of, poisson_large, uniforms, unit
from simulation.state.record import series
from simulation.state.world import TRADE, alive

PAID_CEILING = 0.01  # of the remaining market that paid channels can win in a week: diminishing returns, A
FILTER_LOSS = 0.4  # applicants an application form turns away, S0
FIRST_TOUCH = {"search": 1.2, "word_of_mouth": 0.8}  # exposure with which people arrive, A
FIRST_EXPOSURE = np.array([FIRST_TOUCH.get(name, 0.0) for name in CHANNELS], dtype=np.float32)
TRADE_CODES = np.array([CHANNEL[name] for name in TRADE])
DRAWN_BY_COMMUNITY = 0.6  # those whom search or members bring are drawn to communities more [SD], A
DRAWN = np.array([DRAWN_BY_COMMUNITY * (name in FIRST_TOUCH) for name in CHANNELS], dtype=np.float32)
SEEN = 100.0  # pages of knowledge from which most who look inside the product find something, A
READER_SHARE = 0.25  # signups who look around a mature public archive first, A

EVENTS = tuple("signup " + channel for channel in TRADE)
SIGNED_UP = series(*("signups_" + channel for channel in TRADE))
HARVESTED = 0.25  # how many more leads full selling brings at full trust, S1; size A
LOOKS, LOOKS_MEAN = 0.8, 0.32  # selection: how much sooner those drawn to communities look first [per standard deviation], and its mean in logs, A
READ_FIRST = 0.8  # exposure of having looked around first, A


@process(
    "people.affinity", "people.exposure", "people.frailty", "people.key", "people.membership", "people.signup", "people.source",
    "people.stage", "people.ticket", "people.touched", "world.ordinals", "world.remaining", "world.signups", "world.signups_ever",
)  # fmt: skip
def open_market(world) -> None:
    """Let this week's signups in, each a person of a channel and a number."""
    rows, codes, ordinals, world.signups, total, world.ordinals = _let_in(_wish(world), world.remaining, world.ordinals, TRADE_CODES)
    world.signups_ever += total
    world.remaining -= total
    world.sums(SIGNED_UP, len(total))[:] = world.signups
    if len(rows):
        world.add("entered", total)  # on top of who was there at the start
        _enter(world, rows, codes, ordinals)


def _wish(world) -> np.ndarray:
    """Return how many would sign up this week, shape (4, 2R) by TRADE."""
    draws = world.draws
    draws.count += draws.world_keys.size * len(EVENTS)
    wanted, u, rate, large = _count(
        keys=draws.world_keys, streams=draws.streams(EVENTS, world.week), remaining=world.remaining, trust=world.trust,
        review_selling=world.review_selling, search_visits=world.search_visits, recommended=world.recommended, discouraged=world.discouraged,
        demand=world.demand, week=world.week, numbers=world.numbers, effects=world.effects,
    )  # fmt: skip
    return poisson_large(u.ravel(), rate.ravel()).reshape(rate.shape) if large else wanted


@compiled
def _count(
    keys, streams, remaining, trust, review_selling, search_visits, recommended, discouraged, demand, week, numbers, effects,
):  # fmt: skip
    """Return how many would sign up, (4, 2R) by TRADE, with random numbers and rates, and how many rates are too large to count so."""
    rate = _expected(remaining, trust, review_selling, search_visits, recommended, discouraged, demand, week, numbers, effects)
    u = uniforms(keys, streams)
    wanted = np.zeros(rate.shape, dtype=np.int64)
    large = 0
    for channel in range(rate.shape[0]):
        for row in range(rate.shape[1]):
            if rate[channel, row] > MODEST_RATE:
                large += 1
            else:
                wanted[channel, row] = count_of(u[channel, row], rate[channel, row])
    return wanted, u, rate, large


@compiled
def _expected(
    remaining, trust, review_selling, search_visits, recommended, discouraged, demand, week,
    numbers, effects,
):  # fmt: skip
    """Return signups to be expected this week, (4, 2R) by TRADE."""
    rates = np.zeros((4, remaining.size))
    for row in range(remaining.size):
        a, e = numbers[row], effects[row]
        paid = a.paid_spend * 12 / 52 / (a.cac * e.base_success)
        search = a.search_opportunity if e.enterprise else a.search_conversion
        left = remaining[row] / a.market_size
        ceiling = max(PAID_CEILING * remaining[row], TINY)
        rates[0, row] = ceiling * (1 - math.exp(-paid * left / ceiling))
        interested = demand[row % trust.size, week]  # in both arms the same
        rates[1, row] = a.organic_signups * left * interested + a.bass_innovation / 52 * remaining[row]
        rates[3, row] = a.bass_imitation / 52 * (a.market_size - remaining[row]) * left
        if e.community:
            # Selling harvests at once what trust pays later (S1): the less trust, the less there is to harvest.
            harvest = min(1.0, e.selling + review_selling[row]) * min(1.0, trust[row] / USUAL_TRUST) ** 2
            leads = e.reporting_leads * (1 + HARVESTED * harvest)
            rates[2, row] = search * search_visits[row] * left * leads * interested
            rates[3, row] += max(0.0, recommended[row]) * left * leads
            # The disappointed talk some out of it, whichever way they would have come; who is warned twice is lost once.
            rates[:, row] *= math.exp(-discouraged[row] / max(rates[:, row].sum(), TINY))
    return rates


@compiled
def _let_in(wanted, remaining, ordinals, trade_codes):
    """Let those in who want to, no more than the market has left, channel by channel in each row.

    Returns row, channel and number within the channel of each person, numbers going on from last week's; and by row how many
    came by channel, how many came at all, and how many there are by now of each channel.
    """
    signups = np.zeros((wanted.shape[1], wanted.shape[0]))
    total = np.zeros(wanted.shape[1])
    so_far = ordinals.copy()
    rows = np.empty(wanted.sum(), dtype=np.int64)
    codes = np.empty(rows.size, dtype=np.int64)
    numbers = np.empty(rows.size, dtype=np.int64)
    i = 0
    for row in range(remaining.size):
        room = math.floor(remaining[row])
        for channel in range(wanted.shape[0]):
            code = trade_codes[channel]
            come = min(wanted[channel, row], room)
            for nth in range(come):
                rows[i], codes[i], numbers[i] = row, code, so_far[row, code] + nth
                i += 1
            room -= come
            signups[row, channel] = come
            total[row] += come
            so_far[row, code] += come
    return rows[:i], codes[:i], numbers[:i], signups, total, so_far


def _enter(world, rows: np.ndarray, codes: np.ndarray, ordinals: np.ndarray) -> None:
    """Create the persons of this week's signups."""
    new, keys = arrive(world, rows, codes, ordinals, TRIAL, DRAWN)
    if world.has_community:
        _look_around(world, new, rows, codes, keys)


def _look_around(world, new: np.ndarray, rows: np.ndarray, codes: np.ndarray, keys: np.ndarray) -> None:
    """Let newly signed up people meet the community and ask to come in."""
    people, draws = world.people, world.draws
    draws.count += 2 * _meet(
        new=new, rows=rows, codes=codes, keys=keys, reads_first=draws.inside("reads first", 0, 0), asks=draws.inside("applies", 0, 0),
        public_knowledge=world.public_knowledge, knowledge=world.knowledge, life=world.life,
        numbers=world.numbers, effects=world.effects,
        first_exposure=FIRST_EXPOSURE, week=world.week, affinity=people.affinity, exposure=people.exposure, touched=people.touched,
        membership=people.membership, ticket=people.ticket,
    )  # fmt: skip


@compiled
def _meet(
    new, rows, codes, keys, reads_first, asks, public_knowledge, knowledge, life, numbers, effects, first_exposure, week, affinity, exposure,
    touched, membership, ticket,
):  # fmt: skip
    """Let whoever may come in read first and apply, and return how many these are."""
    looking = 0
    reading = READER_SHARE * (1 - np.exp(-public_knowledge / ARCHIVE))
    for row in range(reading.size):  # in the product everybody comes by what is known, whether or not the public may read it
        reading[row] += effects[row].practice_meets * (1 - math.exp(-knowledge[row] / SEEN))
    for i in range(new.size):
        person, e = new[i], effects[rows[i]]
        if not e.community or e.programme_seats != 0:  # an advisory board takes no applications
            continue
        looking += 1
        first = first_exposure[codes[i]]
        lean = math.exp(LOOKS * min(affinity[person], MOST_DRAWN) - LOOKS_MEAN)  # those drawn to communities look first: selection
        if first == 0 and unit(keys[i], reads_first) < reading[rows[i]] * lean:
            first = READ_FIRST
        exposure[person] = first
        touched[person] = first > 0
        ticket[person] = week
        a = numbers[rows[i]]
        applies = a.applicant_share * ((1 - FILTER_LOSS) if a.application_filter else 1.0)
        applies *= (a.door_doubt + (1 - a.door_doubt) * alive(life[rows[i]], a, e)) * e.practice_prospects
        if unit(keys[i], asks) < applies * math.sqrt(lean):
            membership[person] = QUEUED
    return looking
