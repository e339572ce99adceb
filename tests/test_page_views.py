"""Views: rows for every setting, also where there is nothing to measure; specifications that never change with the data."""

import json
import re

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from simulation import Shock, Timeline, inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.results import band
from ui.charts.chart_data import drawn, rolling, roof, weekly
from ui.charts.chart_grid import HELPERS, readable, significant
from ui.charts.evidence import evidence
from ui.charts.style import DATA, with_data
from ui.comparison import charts as comparison
from ui.session.runs import Pair
from ui.simulate.results import worth_painting
from ui.simulate.views import VIEWS
from ui.simulate.views.health import verdicts
from ui.text.plan_text import planned

EXTREMES = [
    ("one week", {}, 1),
    ("three weeks", {}, 3),
    ("no community", {"community": False}, 30),
    (
        "nobody comes",
        {"founders": 0, "seed_threads": 0, "starting_customers": 0, "community_managers": 0.0, "paid_spend": 0.0, "organic_signups": 0.0},
        30,
    ),
    ("enterprise", {"market": "enterprise"}, 30),
]


@pytest.mark.parametrize(("values", "weeks"), [case[1:] for case in EXTREMES], ids=[case[0] for case in EXTREMES])
@pytest.mark.parametrize("view", list(VIEWS))
def test_every_chart_has_rows_words_and_a_table_for_extreme_settings(view, values, weeks):
    results = simulate(inputs_from(values), weeks=weeks, replicates=range(2))
    pair = Pair(results, results, 2)
    for panel in VIEWS[view]():
        frame = panel.frame(pair)
        assert isinstance(frame, pd.DataFrame)
        table = readable(frame)
        ours = {*HELPERS, "low", "high", "base", "series", "arm", "ratio", "big", "small", "now", "state"}
        assert not set(table.columns) & ours, "people read other names"
        assert panel.alternative
        if panel.words:
            assert "nan" not in panel.words(pair, "$").lower().replace("finance", ""), panel.key


@pytest.mark.parametrize(
    ("value", "shown"), [(-13285.726, -13290.0), (1359.24, 1359.0), (61.66, 61.66), (0.00868, 0.009), (0.0, 0.0), (-0.5, -0.5), (1e9 + 1, 1e9)]
)
def test_tables_hold_four_digits(value, shown):
    assert significant(np.array([value]))[0] == pytest.approx(shown, rel=1e-12)


def test_tables_leave_out_what_is_missing_without_losing_the_rest():
    assert np.array_equal(significant(np.array([np.nan, 2.34567, np.inf])), [np.nan, 2.346, np.inf], equal_nan=True)


def test_what_is_missing_breaks_a_line_and_is_not_drawn_as_zero():
    def paths(marks: list[dict]) -> list[dict]:
        return [path for mark in marks for path in ([mark] if mark["type"] in ("line", "area") else paths(mark.get("marks", [])))]

    seen = 0
    for make in VIEWS.values():
        for panel in make():
            compiled = vl_convert.vegalite_to_vega({**panel.spec, "datasets": {DATA: []}})
            for path in paths(compiled["marks"]):
                seen += 1
                assert "isValid" in str(path["encode"]["update"].get("defined")), (panel.key, path["name"])
    assert seen > 20


def test_specifications_stay_the_same_while_the_data_change():
    for make in VIEWS.values():
        first, second = ([json.dumps(panel.spec, sort_keys=True) for panel in make()] for _ in range(2))
        assert first == second
        assert all(one.spec is other.spec for one, other in zip(make(), make(), strict=True))


def test_rows_hold_the_bands_of_the_worlds_and_the_baseline():
    now, base = (simulate(inputs_from({"batch_size": size}), weeks=40, replicates=range(5)) for size in (100, 20))
    frame = weekly(Pair(now, base, 5), {"Members": "members"})
    rows = frame[frame["series"] == "Members"]
    low, middle, high = band(now.series["members"][:, drawn(40)])
    np.testing.assert_array_equal(rows[["low", "median", "high"]].to_numpy(), np.stack([low, middle, high], axis=1))
    np.testing.assert_array_equal(rows["base"].to_numpy(), band(base.series["members"][:, drawn(40)])[1])
    assert drawn(40)[-1] == 39


def test_what_is_planned_stands_on_every_chart_over_time():
    plan = Timeline((), (Shock(20, "influx", 300),))
    results = simulate(inputs_from(), plan, weeks=40, replicates=range(2))
    pair = Pair(results, results, 2)
    assert planned(plan) == [(20, "Week 20 (month 4.6): Influx of interested people: 300 people")]
    for make in VIEWS.values():
        for panel in make():
            frame = panel.frame(pair)
            if "month" in frame:
                assert frame["mark"].dropna().tolist() == ["Week 20 (month 4.6): Influx of interested people: 300 people"], panel.key


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 0.0), (-3.0, 0.0), (0.9, 1.0), (1.01, 1.5), (99, 100), (101, 150), (4_100, 5_000), (9_999, 10_000)]
)
def test_axes_end_at_round_numbers(highest, top):
    assert roof(highest) == pytest.approx(top)


def test_rolling_means_leave_out_what_is_missing():
    values = np.array([[1.0, np.nan, 3.0, 5.0, 7.0, 9.0]])
    np.testing.assert_allclose(rolling(values, 2), [[1.0, 1.0, 3.0, 4.0, 6.0, 8.0]])
    assert np.isnan(rolling(np.full((1, 3), np.nan))).all()


def test_benchmarks_say_whether_they_are_met():
    results = simulate(inputs_from({"community_managers": 0.0, "personal_onboarding": False}), weeks=80, replicates=range(4))
    found = {mark.label: (mark, middle, word) for mark, middle, word in verdicts(Pair(results, results, 4))}
    assert len(found) == 9
    for mark, middle, word in found.values():
        inside = mark.low <= middle <= mark.high
        assert (word == "met") == inside
    assert found["Posts answered"][2] == "below"


def test_pairs_compare_the_same_worlds_only():
    now = simulate(inputs_from({"batch_size": 100}), weeks=20, replicates=[2, 3, 5])
    base = simulate(inputs_from(), weeks=20, replicates=[5, 0, 2])
    pair = Pair(now, base, 6)
    assert len(pair) == 2
    mine, theirs = pair.both("members")
    np.testing.assert_array_equal(mine, now.series["members"][[0, 2], -1])
    np.testing.assert_array_equal(theirs, base.series["members"][[2, 0], -1])
    assert pair.difference("members").of == 2


@pytest.mark.parametrize(
    ("wanted", "arriving", "painted"),
    [(30, (4, 17, 30), [4, 30]), (30, (30,), [30]), (100, (4, 30, 52, 76, 100), [4, 52, 100]), (200, (4, 100, 190, 200), [4, 100, 200])],
)
def test_a_picture_is_painted_three_times_at_most(wanted, arriving, painted):
    shown: list[int] = []
    for worlds in arriving:
        if worth_painting(worlds, wanted, shown[-1] if shown else 0):
            shown.append(worlds)
    assert shown == painted


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_specification_is_valid_vega_lite(view):
    for panel in VIEWS[view]():
        assert alt.LayerChart.from_dict(panel.spec).to_dict(validate=True)["layer"], panel.key


@pytest.mark.parametrize(
    "spec",
    [
        comparison.overlay(("Mine", "Theirs")),
        comparison.overlay(("Mine",), "%", (0, "paid back"), band=False),
        comparison.parts(("Mine", "Theirs")),
        comparison.views(("Mine", "Theirs")),
        evidence(),
    ],
    ids=["curves", "shares", "parts", "views", "evidence"],
)
def test_the_charts_of_the_other_pages_are_valid_vega_lite(spec):
    assert alt.LayerChart.from_dict(spec).to_dict(validate=True)["layer"]


def test_the_check_sees_a_specification_that_is_not():
    spec = evidence()
    with pytest.raises(Exception, match="no such mark"):
        alt.LayerChart.from_dict({**spec, "layer": [{**spec["layer"][0], "mark": "no such mark"}]})


def test_better_than_the_field_is_no_fault():
    from ui.simulate.views.health import Benchmark, percent, state

    shares = Benchmark(label="a", low=0.1, high=0.3, end=1, form=percent, values=lambda results: None, source="")
    hours = Benchmark(label="b", low=0, high=24, end=48, form=percent, values=lambda results: None, source="")
    assert [state(shares, value) for value in (0.05, 0.2, 0.5, float("nan"))] == ["below", "met", "better", "nothing to measure"]
    assert [state(hours, value) for value in (3, 30)] == ["met", "above"]


@pytest.mark.parametrize("weeks", [52, 156])
def test_weekly_curves_end_with_the_last_month_and_their_axis_names_it(weeks):
    """A week stood at its beginning: the curve ended before the month that its axis and its caption speak of, as the first screen does not."""
    results = simulate(inputs_from(), weeks=weeks, replicates=range(2))
    panel = next(panel for panel in VIEWS["Growth"]() if panel.key == "growth_customers")
    frame = panel.frame(Pair(results, results, 2))
    assert frame["month"].max() == weeks * 12 / 52
    spec = with_data(panel.spec, json.loads(frame.to_json(orient="records"))) | {"width": 400}
    assert f">{weeks * 12 // 52}</text>" in vl_convert.vegalite_to_svg(json.dumps(spec))


@pytest.mark.parametrize(("width", "rows"), [(300, 2), (400, 1)])
def test_the_names_of_four_lines_stand_in_two_rows_where_a_phone_would_cut_the_last(width, rows):
    results = simulate(inputs_from(), weeks=60, replicates=range(2))
    panel = next(panel for panel in VIEWS["ROI timing"]() if "Four ways" in panel.title)
    spec = with_data(panel.spec, json.loads(panel.frame(Pair(results, results, 2)).to_json(orient="records")))
    picture = vl_convert.vegalite_to_svg(json.dumps(spec | {"width": width, "autosize": {"type": "fit", "contains": "padding"}}))
    entries = picture.split("role-legend-entry")[1].split("role-scope")[1]
    tops = [float(top) for top in re.findall(r'<g transform="translate\([\d.]+,([\d.]+)\)"><path class="background"', entries)[:4]]
    assert len({round(top) for top in tops}) == rows, tops


def test_what_leaks_from_the_wheel_has_its_time():
    """ "17.6 members fall silent" left open whether in a week or a year, beside a share a year."""
    results = simulate(inputs_from(), weeks=60, replicates=range(2))
    frame = VIEWS["Flywheel"]()[0].frame(Pair(results, results, 2))
    leaks = frame[frame["kind"] == "leak"]
    assert len(leaks) == 4
    assert all("month" in f"{row.title} {row.big}" for row in leaks.itertuples())
    assert re.search(r"falls? silent a month$", leaks.iloc[0]["title"])
