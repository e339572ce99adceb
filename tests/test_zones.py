"""The zones: one rule for worlds, settings and words, and the verdict keeps to it."""

from __future__ import annotations

import doctest
from dataclasses import replace

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes import zones
from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY, SETTLING, SPELL
from simulation.outcomes.verdict import community_sentence
from simulation.outcomes.zones import UNKNOWN, ZONES, counts_of, zone_of, zone_words, zones_of_worlds

WEEKS = 40


def world(level: float = 0.1, spell: int = 0, height: float = 0.1, start: int = 20) -> list[float]:
    """Return an index at a level with one spell of some weeks at a height."""
    index = [level] * WEEKS
    index[start : start + spell] = [height] * spell
    return index


@pytest.mark.parametrize(
    ("index", "zone"),
    [
        (world(), 0),
        (world(spell=SPELL - 1, height=0.9), 0),
        (world(spell=SPELL, height=HEALTHY), 1),
        (world(level=AUDITORIUM - 0.001), 1),
        (world(spell=SPELL, height=AUDITORIUM), 2),
        (world(level=AUDITORIUM), 2),
        (world(spell=SETTLING, height=0.9, start=0), 0),
        (world(level=np.nan), UNKNOWN),
        (world(level=np.nan, spell=5, height=0.1), 0),
    ],
)
def test_a_world_is_in_the_worst_zone_that_lasted(index, zone):
    assert zones_of_worlds(np.array([index])).tolist() == [zone]


def test_a_setting_is_in_the_worst_zone_half_of_its_worlds_reach():
    rng = np.random.default_rng(3)
    for _ in range(300):
        codes = rng.integers(-1, 3, rng.integers(1, 12))
        judged = codes[codes >= 0]
        expected = None if not len(judged) else max(code for code in range(3) if 2 * (judged >= code).sum() >= len(judged))
        assert zone_of(codes) == (None if expected is None else ZONES[expected])


def test_words_say_the_zone_with_its_number_of_worlds():
    assert doctest.testmod(zones).failed == 0
    assert zone_words(np.array([1])) == "at risk in the one world simulated"
    assert zone_words(np.array([UNKNOWN, UNKNOWN])).startswith("not to be judged")


def test_the_verdict_counts_the_same_worlds():
    results = simulate(inputs_from(), seed=5, weeks=WEEKS, replicates=range(6))
    rng = np.random.default_rng(11)
    for _ in range(40):
        rows = [world(level=rng.uniform(0, 0.6), spell=int(rng.integers(0, 8)), height=rng.uniform(0, 0.9)) for _ in range(6)]
        sentence = community_sentence(replace(results, series={**results.series, "auditorium_index": np.array(rows)}))
        counts = counts_of(zones_of_worlds(np.array(rows)))
        for zone, words in zip(ZONES, ("stays healthy", "is at risk", "becomes an auditorium"), strict=True):
            assert (words in sentence) == (counts[zone] > 0)
            if 0 < counts[zone] < 6:
                part = next(part for part in sentence.split("; ") if words in part)
                assert f" in {counts[zone]}" in part
