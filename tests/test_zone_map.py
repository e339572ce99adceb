"""The map: its tipping points lie where the full grid has them, its best cell is healthy, and none is told without its spread."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation import InputError, inputs_from
from simulation.outcomes.zones import ZONES, zone_of
from simulation.studies.cloud import Point
from simulation.studies.zone_map import CLEAR, CLOSE, COARSE, HIGH, SHARED, WIDE, Axis, axis_from, map_zones
from tests.planted import noise, planted

BASE = Point(inputs_from())
RITUALS = ("none", "monthly", "biweekly", "weekly", "twice_weekly", "four_times_weekly")


def world(inputs, replicate, *draw):
    """Return a world that is healthy between two batch sizes, which rituals move; the largest batches are worth most."""
    middle = 10 * (1 + RITUALS.index(inputs.ritual_cadence))
    size = inputs.batch_size or 1_000  # an open door lets in the most
    distance = abs(size - middle) / 60 + 0.15 * noise(replicate, *draw, inputs.batch_size, inputs.ritual_cadence)
    zone = ZONES[0 if distance < 0.5 else 1 if distance < 2 else 2]
    return {"npv": 1_000 * size + 500 * noise(replicate), "cost_per_month": 9_000, "zone": zone}


def axes() -> tuple[Axis, Axis]:
    return axis_from("batch_size", BASE, WIDE), axis_from("ritual_cadence", BASE, HIGH)


def test_axes_hold_both_ends_the_present_value_and_stops_between_from_least_to_most():
    x, y = axes()
    assert len(x.values) == WIDE
    assert x.values == (5, 10, 15, 20, 30, 40, 60, 0), "an open door lets in more at once than any batch"
    assert axis_from("roi_review_month", BASE, WIDE).values == (1, 3, 6, 12, 18, 24, 0), "never is the latest review"
    assert axis_from("launch_month", BASE, WIDE).values[0] == 0, "no other nought is more than a number"
    assert y.values == RITUALS
    assert axis_from("mentorship", BASE, WIDE).values == (False, True)
    assert axis_from("batch_size=80,5,20", BASE, WIDE).values == (80, 5, 20)


@pytest.mark.parametrize(
    ("text", "said"),
    [("batch_sise", "did you mean batch_size?"), ("batch_size=3,x", "batch_size: 'x'"), ("batch_size=3", "needs 2 to 20"), ("npv", "no lever 'npv'")],
)
def test_a_wrong_axis_is_explained(text, said):
    with pytest.raises(InputError, match=said.replace("?", r"\?")):
        axis_from(text, BASE, WIDE, "--x")


def test_two_axes_of_one_lever_are_refused():
    with pytest.raises(InputError, match="on the other axis"):
        next(map_zones(planted(world), BASE, axes()[0], axes()[0]))


def same_row(found, row, cells):
    """Say whether a row of the map is the full grid's, but for single cells in which the full grid itself is split."""
    wrong = [nth for nth, cell in enumerate(cells) if found.health(row, nth) != zone_of(cell.zones)]
    split = all(np.bincount(cells[nth].zones).max() <= 0.75 * len(cells[nth]) for nth in wrong)
    return split and not any(nth + 1 in wrong for nth in wrong)


def test_the_tipping_point_lies_within_a_cell_of_the_full_grid_and_looks_close_only_where_it_matters():
    x, y = axes()
    right = []
    for draw in range(5):
        cloud, full = (planted(lambda inputs, replicate, draw=draw: world(inputs, replicate, draw)) for _ in range(2))
        *_, found = map_zones(cloud, BASE, x, y)
        for row, up in enumerate(y.values):
            cells = full.run([(Point(inputs_from({"batch_size": across, "ritual_cadence": up})), range(30)) for across in x.values])
            right.append(same_row(found, row, cells))
        worlds = {len(cell) for line in found.cells for cell in line}
        assert worlds == {SHARED, CLOSE}
        torn = [cell for line in found.cells for cell in line if len(set(cell.zones[:SHARED].tolist())) > 1]
        assert {len(cell) for cell in torn} == {CLOSE}
        assert cloud.evaluated == SHARED * len(x.values) * len(y.values) + (CLOSE - SHARED) * len(torn)
        assert len(torn) < len(x.values) * len(y.values) / 2
    assert np.mean(right) >= 0.9


def test_both_ends_of_a_healthy_stretch_are_found():
    x = Axis("batch_size", (5, 20, 40, 60, 80, 120, 200))
    *_, found = map_zones(planted(world), BASE, x, Axis("ritual_cadence", ("twice_weekly", "four_times_weekly")))
    points = found.tipping_points(1)
    assert [(point.below.health, point.above.health) for point in points][:2] == [("at risk", "healthy"), ("healthy", "at risk")]
    assert points[0].high <= 60 <= points[1].low


def test_the_best_cell_is_healthy_though_others_are_worth_more():
    *_, found = map_zones(planted(world), BASE, *axes())
    row, column = found.best
    assert found.health(row, column) == "healthy"
    healthy = [found.value(r, c) for r, line in enumerate(found.cells) for c, _ in enumerate(line) if found.health(r, c) == "healthy"]
    everything = [found.value(r, c) for r, line in enumerate(found.cells) for c, _ in enumerate(line)]
    assert found.value(row, column) == max(healthy) < max(everything)
    assert found.y.values[found.here[0]] == "weekly"
    assert found.x.values[found.here[1]] == 20


def test_values_are_compared_in_the_worlds_that_all_cells_share():
    """Cells looked at in more worlds, which were richer ones, were worth more than their neighbours, and one of them "best"."""

    def growing(inputs, replicate):
        torn = inputs.batch_size == 20 and replicate % 2
        return {"npv": 1_000 * replicate + inputs.batch_size, "cost_per_month": 10 * replicate, "zone": "at risk" if torn else "healthy"}

    x = Axis("batch_size", (5, 10, 20, 30))
    *_, found = map_zones(planted(growing), BASE, x, Axis("mentorship", (False, True)))
    assert [len(cell) for cell in found.cells[0]] == [SHARED, SHARED, CLOSE, SHARED]
    assert found.shared == SHARED
    assert [found.value(0, column) for column in range(4)] == [1_000 * (SHARED // 2) + size for size in x.values]
    assert {found.value(0, column, "cost_per_month") for column in range(4)} == {10 * (SHARED // 2)}
    assert (found.best, found.about_as_good) == ((0, 3), ((1, 3),)), "mentoring does nothing in these worlds"
    assert len(found.cells[0][2].zones) == CLOSE, "more worlds tell of health"


def test_cells_that_the_best_is_not_worth_more_than_in_three_of_four_shared_worlds_are_about_as_good():
    def close(inputs, replicate):
        """Return worlds in which 30 is always worth 100 less than 20, 10 beats 20 in two of five, and 40 is worth most and not healthy."""
        value = {20: 1_000, 10: 990 if replicate % 5 < 3 else 1_010, 30: 900, 40: 2_000}[inputs.batch_size]
        return {"npv": value + 500 * replicate, "zone": "at risk" if inputs.batch_size == 40 else "healthy"}

    assert CLEAR == 0.75
    y = Axis("mentorship", (False,))
    *_, found = map_zones(planted(close), BASE, Axis("batch_size", (10, 20, 30, 40)), y)
    assert (found.best, found.about_as_good) == ((0, 1), ((0, 0),))
    *_, found = map_zones(planted(close), BASE, Axis("batch_size", (20, 30, 40)), y)
    assert (found.best, found.about_as_good) == ((0, 0), ())


def test_a_tipping_point_between_values_that_have_others_between_says_so():
    x = Axis("batch_size", (20, 30, 120, 0))

    def door(inputs, replicate):
        return {"zone": {20: "healthy", 30: "at risk", 120: "auditorium", 0: "healthy"}[inputs.batch_size]}

    *_, found = map_zones(planted(door), BASE, x, Axis("mentorship", (False,)))
    assert [(one.low, one.high, one.skipped) for one in found.tipping_points(0)] == [(20, 30, False), (30, 120, True), (120, 0, True)]
    *_, found = map_zones(planted(door), BASE, Axis("batch_size", (20, 30)), Axis("mentorship", (False,)))
    assert [one.skipped for one in found.tipping_points(0)] == [False]


def test_a_map_grows_finer_and_is_whole_after_its_first_look():
    states = list(map_zones(planted(world), BASE, *axes()))
    assert [state.share for state in states] == sorted(state.share for state in states)
    assert states[-1].share == 1
    coarse = next(state for state in states if all(cell is not None for line in state.cells for cell in line))
    assert max(len(cell) for line in coarse.cells for cell in line) >= COARSE
    assert all(state.stage for state in states)


def test_the_command_line_keeps_its_contract(command):
    small = ("map", "default", "--x", "batch_size=5,80", "--y", "mentorship", "--weeks", 10)
    code, output, errors = command(*small)
    assert (code, errors) == (0, "")
    answer = json.loads(output)
    assert (answer["x"], answer["y"]) == ([5, 80], [False, True])
    assert answer["here"] is None
    assert [len(line) for line in answer["npv"]] == [2, 2] == [len(line) for line in answer["health"]]
    assert {zone for line in answer["health"] for zone in line} <= set(ZONES)
    row, column = answer["best"]
    assert answer["npv"][row][column] in [value for line in answer["npv"] for value in line]
    text = command(*small, "--format", "text")[1]
    for line in text.splitlines():
        assert "tipping point" not in line or "worlds" in line
    assert "worlds that all cells share" in text
    assert answer["shared_worlds"] == min(count for line in answer["worlds"] for count in line)
    assert all(answer["health"][r][c] == answer["health"][row][column] for r, c in answer["about_as_good"])
    assert ("About as good as any" in text) == bool(answer["about_as_good"])
    assert "a month" in text.splitlines()[-1]
    assert " in " in text.splitlines()[-1]
