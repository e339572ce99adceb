"""People sign up, through paid, organic, search and word of mouth."""

from __future__ import annotations

import numpy as np

from simulation.population import NOT_MEMBER, QUEUED, TRIAL
from simulation.process import process
from simulation.randomness import CHANNEL, poisson_large
from simulation.world import TRADE

PAID_CEILING = 0.01  # of the remaining market that paid channels can win in a week: diminishing returns, A
FILTER_LOSS = 0.4  # applicants an application form turns away, S0
FIRST_TOUCH = {"search": 1.2, "word_of_mouth": 0.8}  # exposure with which people arrive, A
READER_SHARE = 0.35  # signups who look around a mature public archive first, A


@process("people.*")
def open_market(world) -> None:
    """Let this week's signups in, each a person of a channel and a number."""
    rates = _rates(world)
    keys = world.draws.world_keys
    wanted = np.empty(rates.shape, dtype=np.int64)
    for column, channel in enumerate(TRADE):
        wanted[:, column] = poisson_large(world.draws.uniform(keys, "signup " + channel, world.week), rates[:, column])
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
        leads = effects.reporting.leads * (1 + 0.25 * selling)  # selling harvests at once what trust pays later, S1
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
    people, draws, week = world.people, world.draws, world.week
    channels = np.repeat(np.tile(np.arange(4), len(counts)), counts.ravel())
    starts = np.repeat(np.cumsum(counts.ravel()) - counts.ravel(), counts.ravel())
    within = np.arange(len(rows)) - starts
    codes = np.array([CHANNEL[name] for name in TRADE])[channels]
    ordinals = world.ordinals[rows, codes] + within
    for column, name in enumerate(TRADE):
        world.ordinals[:, CHANNEL[name]] += counts[:, column]
    new = people.append(rows)
    keys = np.empty(len(rows), dtype=np.uint64)
    for column, name in enumerate(TRADE):
        mine = channels == column
        keys[mine] = draws.identities(rows[mine], name, ordinals[mine])
    people.key[new] = keys
    people.stage[new] = TRIAL
    people.source[new] = codes
    people.signup[new] = week
    affinity = draws.normal(keys, "affinity")
    people.affinity[new] = affinity
    people.frailty[new] = (affinity + draws.normal(keys, "loyalty")) * np.float32(0.5**0.5)
    world.add("entered", total.astype(float))  # on top of who was there at the start
    if not world.community:
        return
    with_community = rows < world.count
    if effects_seats_full(world):
        return
    exposure = np.zeros(len(rows), dtype=np.float32)
    for column, name in enumerate(TRADE):
        exposure[channels == column] = FIRST_TOUCH.get(name, 0.0)
    reading = READER_SHARE * (1 - np.exp(-world.public_knowledge / 400.0))
    lean = np.exp(0.8 * np.minimum(affinity, 2.5) - 0.32)  # those drawn to communities look first: selection
    reads = draws.uniform(keys, "reads first", 0) < reading[rows % world.count] * lean
    exposure += 0.8 * (reads & (channels < 2))
    people.exposure[new] = np.where(with_community, exposure, 0)
    people.touched[new] = with_community & (exposure > 0)
    apply_share = world.inputs.applicant_share * ((1 - FILTER_LOSS) if world.inputs.application_filter else 1.0)
    knocks = with_community & (draws.uniform(keys, "applies", 0) < apply_share * lean)
    people.membership[new] = np.where(knocks, QUEUED, NOT_MEMBER)
    people.ticket[new] = week


def effects_seats_full(world) -> bool:
    """Say whether the programme seats a fixed number of members and takes no applications (an advisory board)."""
    return world.effects.programme.seats > 0
