"""People sign up, through paid, organic, search and word of mouth."""

from __future__ import annotations

import numpy as np

from simulation.arriving import arrive
from simulation.population import QUEUED, TRIAL
from simulation.process import process
from simulation.randomness import CHANNEL, poisson_large
from simulation.world import TRADE

PAID_CEILING = 0.01  # of the remaining market that paid channels can win in a week: diminishing returns, A
FILTER_LOSS = 0.4  # applicants an application form turns away, S0
FIRST_TOUCH = {"search": 1.2, "word_of_mouth": 0.8}  # exposure with which people arrive, A
FIRST_EXPOSURE = np.array([FIRST_TOUCH.get(name, 0.0) for name in TRADE], dtype=np.float32)
TRADE_CODES = np.array([CHANNEL[name] for name in TRADE])
DRAWN_BY_COMMUNITY = 0.6  # those whom search or members bring are drawn to communities more [SD], A
READER_SHARE = 0.35  # signups who look around a mature public archive first, A


@process("people.*")
def open_market(world) -> None:
    """Let this week's signups in, each a person of a channel and a number."""
    rates = _rates(world)
    keys = world.draws.world_keys
    u = world.draws.uniforms(keys, ["signup " + channel for channel in TRADE], world.week)
    wanted = poisson_large(u.ravel(), rates.T.ravel()).reshape(rates.T.shape).T
    room = np.floor(world.remaining).astype(np.int64)[:, None] - (np.cumsum(wanted, axis=1) - wanted)
    counts = np.clip(np.minimum(wanted, room), 0, None)
    _enter(world, counts)
    world.signups = counts.astype(float)
    world.signups_ever += counts.sum(axis=1)
    world.remaining -= counts.sum(axis=1)
    for column, channel in enumerate(TRADE):
        world.note("signups_" + channel, counts[:, column].astype(float))


def _rates(world) -> np.ndarray:
    """Return expected signups per week, shape (2R, 4) by TRADE."""
    inputs, effects, n = world.inputs, world.effects, world.count
    market = float(inputs.market_size)
    left = world.remaining / market
    rates = np.zeros((2 * n, 4))
    raw = inputs.paid_spend * 12 / 52 / (inputs.cac * effects.base_success) * left
    ceiling = np.maximum(PAID_CEILING * world.remaining, 1e-9)
    rates[:, 0] = ceiling * (1 - np.exp(-raw / ceiling))
    base = inputs.organic_opportunities if effects.enterprise else inputs.organic_signups
    rates[:, 1] = base * left
    taken = market - world.remaining
    rates[:, 1] += inputs.bass_innovation / 52 * world.remaining
    rates[:, 3] = inputs.bass_imitation / 52 * taken * left
    if world.community:
        selling = np.minimum(1.0, effects.selling + world.review_selling)
        # Selling harvests at once what trust pays later (S1): the less trust, the less there is to harvest.
        harvest = selling * np.minimum(1, world.trust / 0.75) ** 2
        leads = effects.reporting.leads * (1 + 0.25 * harvest)
        share = inputs.search_opportunity if effects.enterprise else inputs.search_conversion
        rates[:n, 2] = share * world.search_visits * left[:n] * leads
        rates[:n, 3] += np.maximum(0.0, world.recommended) * left[:n] * leads
    return rates


def _enter(world, counts: np.ndarray) -> None:
    """Create the persons of this week's signups, channel by channel in each row."""
    total = counts.sum(axis=1)
    rows = np.repeat(np.arange(len(counts)), total)
    if not len(rows):
        return
    size = counts.ravel()
    channels = np.repeat(np.arange(len(size)) % len(TRADE), size)
    # Numbers within a channel go on from last week's.
    before = world.ordinals[:, TRADE_CODES].ravel() - (np.cumsum(size) - size)
    ordinals = np.repeat(before, size) + np.arange(len(rows))
    world.ordinals[:, TRADE_CODES] += counts
    codes = TRADE_CODES[channels]
    new, keys = arrive(world, rows, codes, ordinals, TRIAL, drawn=np.float32(DRAWN_BY_COMMUNITY) * (channels >= 2))
    world.add("entered", total.astype(float))  # on top of who was there at the start
    if world.community and not world.effects.programme.seats:  # an advisory board takes no applications
        first = int(total[: world.count].sum())  # those with a community come first
        _look_around(world, new[:first], rows[:first], keys[:first], channels[:first])


def _look_around(world, new: np.ndarray, rows: np.ndarray, keys: np.ndarray, channels: np.ndarray) -> None:
    """Let newly signed up people meet the community and ask to come in."""
    people, inputs = world.people, world.inputs
    affinity = people.affinity[new]
    u_reads, u_applies = world.draws.uniforms(keys, ("reads first", "applies"), 0)
    exposure = FIRST_EXPOSURE[channels]
    reading = READER_SHARE * (1 - np.exp(-world.public_knowledge / 400.0))
    lean = np.exp(0.8 * np.minimum(affinity, 2.5) - 0.32)  # those drawn to communities look first: selection
    exposure[(u_reads < reading[rows] * lean) & (channels < 2)] += 0.8
    people.exposure[new] = exposure
    people.touched[new] = exposure > 0
    apply_share = inputs.applicant_share * ((1 - FILTER_LOSS) if inputs.application_filter else 1.0)
    people.membership[new[u_applies < apply_share * np.sqrt(lean)]] = QUEUED
    people.ticket[new] = world.week
