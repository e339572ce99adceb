"""The bars of what moves bring: one that is far longer than the others is cut, and says how long it is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pytest

from simulation.studies.compare import difference
from simulation.studies.moves import Move
from ui.explore.bars import LEFT, RIGHT, bars, reach
from ui.explore.pictures import tornado
from ui.explore.zone_text import zone_split, zone_text


@dataclass
class Planted:
    """An effect whose differences are known."""

    changes: list[float]
    move: Move = field(default_factory=lambda: Move("batch_size", 20, 30, None))
    health: str | None = "healthy"
    cost_per_month: float = 9_000.0
    zones: list[int] | None = None

    @property
    def after(self):
        return type("After", (), {"zones": np.array(self.zones or [0] * len(self.changes))})

    def difference(self, name):
        return difference(name, [0.0] * len(self.changes), self.changes)


def rows_of(*middles: float) -> list[dict]:
    return bars([Planted([middle * share for share in (0.9, 1.0, 1.1)]) for middle in middles], "npv", "$")


USUAL = (40_000.0, 30_000.0, 20_000.0, 10_000.0, -10_000.0, -20_000.0, -30_000.0)


def test_without_an_odd_one_nothing_is_cut():
    rows = rows_of(*USUAL)
    assert [row["cut"] for row in rows] == [False] * len(USUAL)
    assert [row["median"] for row in rows] == list(USUAL)
    assert [row["side"] for row in rows] == ["right"] * 4 + ["left"] * 3
    for row in rows:
        assert row["place"] == pytest.approx(row["high"] if row["median"] > 0 else row["low"]), "the figure stands behind the end of the line"
        assert row["text"].startswith(row["said"].split()[0])
        assert row["input"] == "batch_size", "the name in the model, which the tip holds beside plain words"
    assert {"field": "input", "title": "name in the model", "type": "nominal"} in tornado(7)["layer"][0]["encoding"]["tooltip"]


@pytest.mark.parametrize(("odd", "mark", "side"), [(-9_800_000.0, LEFT, "right"), (9_800_000.0, RIGHT, "left")])
def test_one_that_is_far_longer_is_cut_and_its_figure_stands_on_the_other_side(odd, mark, side):
    *others, last = rows_of(*USUAL, odd)
    assert [row["cut"] for row in others] == [False] * len(USUAL)
    assert last["cut"]
    assert {abs(last[name]) for name in ("low", "median", "high")} == {max(abs(row[end]) for row in others for end in ("low", "high"))}
    assert mark in last["said"]
    assert "9.80M" in last["said"]
    assert (last["place"], last["side"]) == (0.0, side)
    assert "9.80M" in last["text"], "the tip holds it whole"


def test_a_cut_bar_reaches_as_far_as_the_ranges_of_the_others_which_are_whole():
    wide = Planted([20_000.0, 50_000.0, 300_000.0])
    rows = bars([wide, *(Planted([middle] * 3) for middle in (*USUAL, -9_800_000.0))], "npv", "$")
    assert not rows[0]["cut"]
    assert rows[0]["high"] == wide.difference("npv").high > 240_000
    assert rows[-1]["median"] == -rows[0]["high"]


def test_where_worlds_disagree_about_health_the_figure_says_in_how_many_it_is_so():
    torn = Planted([1.0] * 10, zones=[0] * 6 + [1] * 4)
    row = bars([torn, Planted([2.0] * 10)], "npv", "$")
    assert [one["split"] for one in row] == ["● 6 of 10", ""]
    assert row[0]["said"].endswith("\n● 6 of 10")
    assert "\n" not in row[1]["said"]
    assert zone_split(np.array([1, 1, 2, 0])) == "▲ 3 of 4", "as zone_text has it: at risk or worse"
    assert zone_text(np.array([1, 1, 2, 0])) == "▲ at risk or worse in 3 of 4 worlds"


def test_few_bars_and_bars_of_one_length_are_drawn_whole():
    assert reach([1.0, 1e6, 1e7]) == math.inf
    assert reach([5.0] * 8) == math.inf
    assert reach([0.0] * 7 + [9.0]) == math.inf, "where nearly all do nothing, the rest is what there is to see"


def test_a_move_without_a_number_has_no_bar_and_says_so():
    row = bars([Planted([math.nan] * 3)], "payback_month", "$")[0]
    assert (row["low"], row["median"], row["high"], row["said"], row["cut"]) == (None, None, None, "no number", False)
