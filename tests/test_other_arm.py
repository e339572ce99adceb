"""The arm without a community is simulated once for all settings that differ in their community alone, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from test_rows import PLANS, SEED, rows_of_all_kinds
from worlds import EVERYTHING, SHOCKS, differences

from simulation import RunSpec, Timeline, inputs_from, timeline_from
from simulation.engine.ensemble import run_replicates, simulate_rows
from simulation.engine.other_arm import READ, SHELF, Shelf, keys_of
from simulation.outcomes.recording import results_of
from simulation.schedule import begin, step
from simulation.state.world import Row, World
from simulation.vocabulary.inputs import ASSUMPTIONS, LEVERS

WEEKS = 40
COMMUNITY = [name for name in LEVERS if name not in READ]
ELSEWHERE = {"starting_customers": (300, 2_000), "market_size": (4_000, 300_000), "organic_signups": (0, 200), "launch_month": (0, 3)}
"""Levers whose ends would make the test slow, or are refused."""


@pytest.fixture(autouse=True)
def _nothing_known():
    SHELF.clear()
    yield
    SHELF.clear()


def lived(rows: list[Row], weeks: int = WEEKS) -> World:
    """Return a block in which every arm of every row was simulated."""
    world = begin(rows, SEED, weeks)
    for week in range(weeks):
        step(world, week)
    return world


def arm_of(world: World, row: int) -> dict[str, bytes]:
    place = world.count + row
    arm = {name: values[place].tobytes() for name, values in world.record.items() if len(values) == 2 * world.count}
    return arm | {"left of the market": world.remaining[place].tobytes()}


def settings_of(name: str, market: str) -> list[dict[str, object]]:
    spec = LEVERS[name]
    ends = ELSEWHERE.get(name) or spec.choices or ((False, True) if spec.type is bool else (spec.low, spec.high))
    return [{"market": market, **EVERYTHING, name: value} for value in ends if name != "market"]


@pytest.mark.parametrize("market", ["prosumer", "enterprise"])
def test_no_lever_of_the_community_moves_the_other_arm_and_every_lever_it_reads_does(market):
    plain, plan = Row(inputs_from({"market": market, **EVERYTHING}), Timeline(), 1), timeline_from([], SHOCKS)
    corners = [(name, Row(inputs_from(values), plan, 1)) for name in LEVERS for values in settings_of(name, market)]
    world = lived([plain, *(row for _, row in corners)], 20)
    usual = arm_of(world, 0)
    moved = {name for place, (name, _) in enumerate(corners, start=1) if arm_of(world, place) != usual}
    assert moved == {name for name in LEVERS if name in READ} - {"market"}


def test_the_key_holds_all_assumptions_and_what_is_planned_of_what_is_read():
    assert set(ASSUMPTIONS) <= set(READ)
    inputs = inputs_from({})
    plans = [[], [(3, "batch_size", 100)], [(3, "monthly_churn", 0.1)], [(4, "monthly_churn", 0.1)]]
    keys = keys_of([Row(inputs, timeline_from(plan, SHOCKS if plan else ()), 0) for plan in plans], SEED, WEEKS)
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
    assert keys_of([Row(inputs, Timeline(), 1)], SEED, WEEKS) != keys_of([Row(inputs, Timeline(), 0)], SEED, WEEKS)
    assert keys_of([Row(inputs, Timeline(), 0)], SEED + 1, WEEKS) != keys_of([Row(inputs, Timeline(), 0)], SEED, WEEKS)


def test_results_are_the_same_whether_or_not_the_other_arm_is_known():
    rows = rows_of_all_kinds()[::3] + [Row(inputs_from({"batch_size": size}), plan, 1) for size, plan in ((100, PLANS[2]), (5, Timeline()))]
    whole = results_of(lived(rows, 34))
    for _ in range(2):  # simulated and shared within the block, then all known
        found = simulate_rows(rows, seed=SEED, weeks=34, groups=[0] * len(rows))
        assert not differences(found[0], whole)
    assert len(SHELF) == len(set(keys_of(rows, SEED, 34))) < len(rows)


def test_a_replicate_is_the_same_alone_and_beside_others_whose_arms_are_known():
    spec = RunSpec(inputs_from({"batch_size": 60}), seed=SEED, weeks=WEEKS, runs=4)
    whole = results_of(lived([Row(spec.inputs, spec.timeline, replicate) for replicate in range(4)]))
    run_replicates(RunSpec(seed=SEED, weeks=WEEKS), [1, 3])  # another setting of the same company
    assert len(SHELF) == 2
    together = run_replicates(spec)
    assert not differences(together, whole)
    SHELF.clear()
    for replicate in range(4):
        alone = run_replicates(spec, [replicate])
        for name, values in alone.series.items():
            np.testing.assert_array_equal(values[0], together.series[name][replicate], err_msg=name)
        for name, values in alone.books.items():
            np.testing.assert_array_equal(values[0], together.books[name][replicate], err_msg=name)


def test_no_more_is_kept_than_the_limit():
    small = Shelf(limit=0)
    for replicate in range(3):
        run_replicates(RunSpec(seed=SEED, weeks=10), [replicate])
    keys = keys_of([Row(inputs_from({}), Timeline(), replicate) for replicate in range(3)], SEED, 10)
    arms = [SHELF.get(key) for key in keys]
    small.put(keys[0], arms[0])
    assert (len(small), small.size) == (0, 0)
    two = Shelf(limit=arms[0].size + arms[1].size)
    two.put(keys[0], arms[0])
    two.put(keys[1], arms[1])
    two.get(keys[0])
    two.put(keys[2], arms[2])
    assert two.size <= two.limit
    assert two.get(keys[1]) is None, "the one not used for longest makes room"
    assert two.get(keys[0]) is arms[0]
