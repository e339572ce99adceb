"""Key figures: what is too small to matter is not painted as better or worse, however sure it is."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.compare import difference
from tests.saving import opened
from ui.session.runs import Pair
from ui.simulate.figures import Figures, cell_of, how_sure
from ui.simulate.verdict_box import progress
from ui.text.wording import matters


@pytest.mark.parametrize(
    ("name", "change", "now", "expected"),
    [
        ("cost_per_month", 1.38, 9_300.0, False),
        ("cost_per_month", 92.9, 9_300.0, False),
        ("cost_per_month", 93.1, 9_300.0, True),
        ("cost_per_month", -9_300.0, 0.0, True),
        ("npv", 500.0, 300_000.0, False),
        ("npv", 500.0, 200.0, True),
        ("payback_month", 0.4, 2.0, False),
        ("payback_month", 1.0, 300.0, True),
        ("auditorium_index", 0.004, 0.01, False),
        ("auditorium_index", 0.02, 0.9, True),
    ],
)
def test_a_hundredth_of_the_larger_figure_matters(name, change, now, expected):
    assert matters(name, change, now) is expected


def test_a_tiny_difference_is_called_tiny_only_where_it_would_have_been_called_sure():
    clear, none = difference("cost_per_month", np.full(30, 100.0), np.full(30, 100.1)), difference("npv", np.zeros(30), np.zeros(30))
    assert how_sure(clear, counts=False) == "tiny"
    assert how_sure(clear) == "clearly"
    assert how_sure(none, counts=False) == "same"


@pytest.mark.parametrize("worlds", [1, 2])
def test_a_range_is_shown_where_there_is_one(worlds):
    found = simulate(inputs_from(), weeks=40, replicates=range(worlds))
    pair = Pair(found, found, 30)
    told = Figures._help(SimpleNamespace(currency="$"), "npv", pair.difference("npv"), pair)
    assert ("Eight of ten worlds" in told) == (worlds > 1)
    spans = {name: cell_of(name, pair, "$").span for name in ("npv", "cost_per_month", "weekly_active", "monthly_result_end")}
    if worlds == 1:
        assert set(spans.values()) == {"in one world"}
        assert progress(pair) == "1 of 30 worlds · lines are those of that one world"
    else:
        assert " to " in spans["npv"]
        assert progress(pair) == "2 of 30 worlds · lines are medians, bands hold eight of ten worlds"


def test_what_is_not_there_is_said_to_be_none():
    """Without a community the figure said "too small to judge"."""
    nobody = simulate(inputs_from({"community": False}), weeks=40, replicates=range(2))
    cell = cell_of("auditorium_index", Pair(nobody, nobody, 2), "$")
    assert (cell.value, cell.span) == ("none", "no community")
    payback = cell_of("payback_month", Pair(nobody, nobody, 2), "$")
    assert (payback.value, payback.span) == ("not in time", "in any of 2 worlds")


@pytest.mark.parametrize(
    ("months", "change", "certainty", "judged"),
    [
        ([19.0] * 27 + [np.nan] * 3, "-1 mo.", "clearly; in time in 3 fewer worlds", False),
        ([19.0] * 30, "-1 mo.", "clearly", True),
        ([28.0] * 27 + [np.nan] * 3, "+8 mo.", "clearly; in time in 3 fewer worlds", True),
    ],
    ids=["sooner, but not in all", "sooner", "later, and not in all"],
)
def test_a_payback_that_comes_sooner_in_fewer_worlds_is_no_good_news(months, change, certainty, judged):
    """With the manager gone "-1 mo., clearly" stood there in green, though three worlds of thirty were no longer paid back."""
    one = simulate(inputs_from(), weeks=156, replicates=range(1))
    shown = {kind: {name: np.repeat(values, 30, axis=0) for name, values in getattr(one, kind).items()} for kind in ("series", "runs", "books")}
    base, now = (
        replace(one, replicates=np.arange(30), **{**shown, "runs": {**shown["runs"], "payback_month": np.array(paid)}})
        for paid in ([20.0] * 30, months)
    )
    pair = Pair(now, base, 30)
    cell = cell_of("payback_month", pair, "$")
    assert (cell.change, cell.certainty, cell.judged) == (change, certainty, judged)
    told = Figures._help(SimpleNamespace(currency="$"), "payback_month", pair.difference("payback_month"), pair)
    assert "The difference is the middle one of the differences world by world" in told


def test_the_page_paints_no_tiny_difference(kept):
    app = opened("simulate")
    current = app.session_state["session"]
    current.move("a manager's pay", current.now.with_value("manager_cost", current.now.value("manager_cost") + 1))
    app.run()
    cost = next(metric for metric in app.metric if metric.label == "Cost a month")
    assert cost.proto.delta_description == "tiny"
    assert cost.proto.color == cost.proto.GRAY
    current.move("a manager's pay", current.now.with_value("manager_cost", current.now.value("manager_cost") + 900))
    app.run()
    cost = next(metric for metric in app.metric if metric.label == "Cost a month")
    assert cost.proto.delta_description == "clearly"
    assert cost.proto.color == cost.proto.RED
