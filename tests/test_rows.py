"""A block may hold rows with different settings and plans: each is what it is alone, bit for bit."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest
from worlds import EVERYTHING, SHOCKS, corners, differences

from scenarios.scenario import library_names, load_library
from simulation import Timeline, inputs_from, timeline_from
from simulation.engine.ensemble import Cancelled, simulate, simulate_rows
from simulation.engine.other_arm import SHELF
from simulation.state.world import Row
from simulation.vocabulary.inputs import ASSUMPTIONS, LEVERS

SEED, WEEKS = 9, 34
NO_PLAN = Timeline()
PLANS = (
    timeline_from([(5, "mentorship", True), (11, "mentorship", False), (8, "platform", "github"), (20, "pmf_stage", "established")], SHOCKS),
    timeline_from([(4, "incentive", "cash"), (9, "incentive", "spotlight"), (13, "incentive", "none"), (3, "recognition", "public")], ()),
    timeline_from([(2, "batch_size", 0), (6, "reporting_line", "sales"), (10, "expert_sessions", 4)], [(3, "influx", 150), (3, "algorithm", 0.2)]),
)


def until(timeline: Timeline, weeks: int) -> Timeline:
    return Timeline(*(tuple(entry for entry in part if entry.week < weeks) for part in (timeline.changes, timeline.shocks)))


def rows_of_all_kinds() -> list[Row]:
    """Return every library scenario, every switch in both markets, arms without a community, and assumptions at both ends."""
    rows = [Row(scenario.inputs, until(scenario.timeline, WEEKS), 1) for scenario in map(load_library, library_names())]
    rows += [Row(inputs_from({**EVERYTHING, "market": market}), plan, 2) for market in ("prosumer", "enterprise") for plan in PLANS]
    rows += [Row(inputs_from({"community": False, "market": market}), NO_PLAN, 0) for market in ("prosumer", "enterprise")]
    for end in ("low", "high"):
        extreme = {name: getattr(spec, end) for name, spec in ASSUMPTIONS.items() if spec.type in (float, int)}
        rows.append(Row(inputs_from(extreme), PLANS[1], 3))
    rows.append(Row(inputs_from({"finite_attention": False, "founders": 0, "starting_customers": 0, "waiting_list": 0}), NO_PLAN, 3))
    rows.append(Row(inputs_from({"finite_attention": False, "founders": 1, "starting_customers": 5, "mentorship": True}), PLANS[2], 4))
    return rows


def alone(row: Row, weeks: int = WEEKS):
    SHELF.clear()  # the arm without a community is simulated here, too
    return simulate(row.inputs, row.timeline, seed=SEED, weeks=weeks, replicates=[row.replicate], members=True)


def test_a_row_is_the_same_in_a_block_of_others():
    rows = rows_of_all_kinds()
    mixed = simulate_rows(rows, seed=SEED, weeks=WEEKS, groups=range(len(rows)), members=True)
    for row, found in zip(rows, mixed, strict=True):
        assert (found.inputs, found.timeline, found.replicates.tolist()) == (row.inputs, row.timeline, [row.replicate])
        expected = alone(row)
        assert not differences(found, expected), row
        assert found.work["agent_weeks"] == expected.work["agent_weeks"]


def test_corners_of_the_levers_keep_their_own_world():
    """Every lever at each of its ends, in two blocks, as all rows of a block get the room of its largest; a handful of them alone."""
    rows = [Row(inputs_from(values), NO_PLAN, 0) for name, values in corners() if name not in ("starting_customers=20000", "market_size=1000")]
    crowded = [row for row in rows if row.inputs.starting_customers + row.inputs.waiting_list > 3_000]
    usual = [row for row in rows if row not in crowded]
    assert len(crowded) < 4 < 70 < len(usual)
    for block, looked_at in (([*usual[:2], *crowded, usual[2]], range(2 + len(crowded))), (usual, (*range(4, len(usual), 9), len(usual) - 1))):
        mixed = simulate_rows(block, seed=SEED, weeks=9, groups=range(len(block)), members=True)
        for place in looked_at:
            assert not differences(mixed[place], alone(block[place], 9)), block[place].inputs


def test_rows_come_back_by_setting():
    default, other = inputs_from({}), inputs_from({"batch_size": 100})
    rows = [Row(default, NO_PLAN, 4), Row(other, NO_PLAN, 0), Row(default, NO_PLAN, 2), Row(default, PLANS[1], 2)]
    first, second, third = simulate_rows(rows, seed=SEED, weeks=20)
    assert first.replicates.tolist() == [4, 2]
    assert (second.inputs, third.timeline) == (other, PLANS[1])
    assert not differences(first, simulate(default, seed=SEED, weeks=20, replicates=[4, 2]))


def test_replicates_with_beliefs_of_their_own_make_one_result():
    base = inputs_from({})
    rows = [Row(replace(base, page_visits=visits), NO_PLAN, nth) for nth, visits in enumerate((0.0, 1.2, 2.0))]
    (together,) = simulate_rows(rows, seed=SEED, weeks=30, groups=["beliefs"] * 3)
    assert together.replicates.tolist() == [0, 1, 2]
    for place, row in enumerate(rows):
        single = simulate(row.inputs, seed=SEED, weeks=30, replicates=[row.replicate])
        for name, values in single.series.items():
            np.testing.assert_array_equal(together.series[name][place], values[0], err_msg=name)


def test_what_is_set_of_one_row_moves_no_other():
    rows = [Row(inputs_from({}), NO_PLAN, 0), Row(inputs_from({}), NO_PLAN, 1)]
    quiet = simulate_rows(rows, seed=SEED, weeks=25, groups=[0, 1])
    loud = simulate_rows([rows[0], Row(inputs_from(EVERYTHING), PLANS[0], 1)], seed=SEED, weeks=25, groups=[0, 1])
    assert not differences(quiet[0], loud[0])
    assert differences(quiet[1], loud[1])


def test_a_block_of_rows_can_be_stopped():
    with pytest.raises(Cancelled):
        simulate_rows([Row(inputs_from({}), NO_PLAN, 0)], weeks=5, stop=lambda week: week == 2)


def test_rows_travel_to_workers_whole():
    row = Row(inputs_from({"batch_size": 5}), PLANS[2], 7)
    assert pickle.loads(pickle.dumps(row)) == row
    assert {"batch_size"} <= set(LEVERS)
