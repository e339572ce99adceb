"""Why: the parts add up to the difference, whatever was changed, and what is named moved in most worlds."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.why import MECHANISMS, by_lever, discounted, explain, typical

WEEKS, WORLDS = 156, 6
CHANGES = ({"batch_size": 500}, {"community_managers": 0.0}, {"public_content": False}, {"discount_rate": 0.03}, {"market": "enterprise"})


@pytest.fixture(scope="module")
def default():
    return simulate(inputs_from(), weeks=WEEKS, replicates=range(WORLDS))


@pytest.mark.parametrize("change", CHANGES, ids=[next(iter(change)) for change in CHANGES])
def test_the_parts_add_up_to_the_difference_the_page_shows(default, change):
    other = simulate(inputs_from(change), weeks=WEEKS, replicates=range(WORLDS))
    found = explain(default, other)
    assert found.total == pytest.approx(float(np.median(other.runs["npv"] - default.runs["npv"])))
    assert sum(part.amount for part in found.parts) == pytest.approx(found.total, abs=0.01)
    assert [part.name for part in found.parts] == list(MECHANISMS)


def test_every_world_adds_up_by_itself(default):
    places = np.arange(WORLDS)
    assert sum(discounted(default, places).values()) == pytest.approx(default.runs["npv"])


def test_the_sentence_names_the_largest_parts_and_what_moved_with_them(default):
    hidden = simulate(inputs_from({"public_content": False}), weeks=WEEKS, replicates=range(WORLDS))
    said = explain(default, hidden).sentence("the start")
    assert said.startswith("-$")
    assert " against the start: -$" in said
    assert "acquisition (fewer find it by search)" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"arpa": 30.0}, "another revenue per customer"),
        ({"arpa": 30.0, "monthly_churn": 0.05}, "other figures of the business"),
        ({"batch_size": 500}, ""),
    ],
)
def test_a_price_is_not_told_as_what_people_did(default, change, said):
    found = {part.name: part.because for part in explain(default, simulate(inputs_from(change), weeks=WEEKS, replicates=range(WORLDS))).parts}
    assert (found["acquisition"] == found["retention"] == said) if said else "another" not in found["acquisition"]


def test_nothing_changed_is_said_in_as_many_words(default):
    assert explain(default, default).sentence() == "The same value as the baseline."


def test_the_worlds_must_be_the_same(default):
    other = simulate(inputs_from(), seed=99, weeks=WEEKS, replicates=range(2))
    with pytest.raises(ValueError, match="same seed"):
        explain(default, other)


def test_levers_alone_and_together_add_up(default):
    changes = {"Batch size": {"batch_size": 200}, "Rituals": {"ritual_cadence": "none"}}
    alone = {name: simulate(inputs_from(change), weeks=WEEKS, replicates=range(WORLDS)) for name, change in changes.items()}
    both = simulate(inputs_from({"batch_size": 200, "ritual_cadence": "none"}), weeks=WEEKS, replicates=range(WORLDS))
    found = by_lever(default, alone, both)
    assert [part.name for part in found.parts] == ["Batch size", "Rituals", "only together"]
    assert sum(part.amount for part in found.parts) == pytest.approx(float(np.median(both.runs["npv"] - default.runs["npv"])))


def test_a_typical_world_is_one_from_the_middle():
    split = {"a": np.array([0.0, 10.0, 20.0, 1000.0]), "b": np.array([0.0, 1.0, 2.0, 100.0])}
    found = typical(split)
    assert found.total == pytest.approx(16.5)
    assert [part.amount for part in found.parts] == pytest.approx([15.0, 1.5])


def test_a_part_that_is_the_same_in_every_world_is_told_as_it_is():
    """Half a manager more cost $141k in each of thirty worlds, and "-$144k cost (-$141k)" stood there."""
    rng = np.random.default_rng(1)
    found = typical({"gain": rng.exponential(100.0, 30), "cost": np.full(30, -141.0)})
    gain, cost = found.parts
    assert (cost.low, cost.amount, cost.high) == pytest.approx((-141.0, -141.0, -141.0))
    assert gain.amount + cost.amount == pytest.approx(found.total)
