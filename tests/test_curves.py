"""The curves of the first screen: what is sent to the browser for every setting, and what lies over the page while a thumb is held."""

from __future__ import annotations

import html
import json

import numpy as np
import pytest

from simulation import Shock, Timeline, inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.results import band
from tests.test_page_views import EXTREMES
from ui.charts.chart_data import drawn
from ui.charts.chart_grid import readable
from ui.charts.curves import attribute, rows_of, sent
from ui.session.runs import Pair
from ui.simulate.preview import shown_while_held
from ui.simulate.verdict_box import progress
from ui.simulate.views.cockpit import months_shown, panels


def pair_of(values: dict, weeks: int, plan: Timeline | None = None) -> Pair:
    now, base = (simulate(inputs_from(one), plan or Timeline(), weeks=weeks, replicates=range(2)) for one in (values, {}))
    return Pair(now, base, 30)


@pytest.mark.parametrize(("values", "weeks"), [case[1:] for case in EXTREMES], ids=[case[0] for case in EXTREMES])
def test_what_is_sent_is_json_holds_every_line_and_reads_as_a_table(values, weeks):
    pair = pair_of(values, weeks)
    found = rows_of(panels(months_shown(weeks)), pair)
    assert json.loads(json.dumps(found, allow_nan=False)) == json.loads(json.dumps(found))
    for panel in panels(months_shown(weeks)):
        rows = found[panel.key]
        size = len(rows["month"])
        for line in panel.spec["lines"]:
            for column in (line["column"], *(f"{line['column']}_{end}" for end in ("low", "high", "base"))):
                assert len(rows.get(column, rows["month"])) == size
        assert panel.key == "cockpit_index" or rows["bottom"] <= 0 < rows["top"]
        assert max(rows["month"]) <= panel.spec["months"], "nothing is drawn beyond the axis"
        table = readable(panel.frame(pair))
        assert set(table.columns) <= {"month", "line", "10 %", "median", "90 %", "baseline"}, "names as in the tables of other charts"
        if "line" in table:
            assert set(table["line"]) == {line["name"] for line in panel.spec["lines"]}


def test_a_line_is_the_median_with_its_range_and_the_baseline():
    pair = pair_of({"batch_size": 100}, 40)
    rows = rows_of(panels(months_shown(40)), pair)["cockpit_growth"]
    for column, values in zip(("active_low", "active", "active_high"), band(pair.current.series["weekly_active"][:, drawn(40)]), strict=True):
        np.testing.assert_allclose(rows[column], values, rtol=1e-4)
    np.testing.assert_allclose(rows["active_base"], band(pair.base.series["weekly_active"][:, drawn(40)])[1], rtol=1e-4)


def test_the_start_itself_has_no_baseline_and_what_is_missing_is_null():
    results = simulate(inputs_from(), weeks=30, replicates=range(2))
    assert "active_base" not in rows_of(panels(7), Pair(results, results, 2))["cockpit_growth"]
    assert sent({"month": np.arange(3.0), "a": np.array([1.0, np.nan, 1234567.8])}) == {"month": [0.0, 1.0, 2.0], "a": [1.0, None, 1234600.0]}


def test_what_is_planned_stands_on_all_three():
    plan = Timeline((), (Shock(20, "influx", 300),))
    for rows in rows_of(panels(10), pair_of({}, 40, plan)).values():
        assert rows["planned"] == [(20 / (52 / 12), "Week 20 (month 4.6): Influx of interested people: 300 people")]


def test_what_charts_are_stays_while_their_rows_change():
    assert all(one.spec is other.spec for one, other in zip(panels(36, "€"), panels(36, "€"), strict=True))
    assert [panel.spec["currency"] for panel in panels(36, "€")] == ["", "", "€"]


def test_an_attribute_holds_anything_and_ends_nowhere_else():
    hostile = {"words": "\"'><script>alert(1)</script>&amp;"}
    written = attribute("curves", hostile)
    assert written.count('"') == 2
    assert "<" not in written
    assert json.loads(html.unescape(written.removeprefix('data-curves="')[:-1])) == hostile


def test_a_preview_says_in_plain_words_what_it_is_of():
    pair = pair_of({"batch_size": 500}, 60)
    shown = shown_while_held(pair, "Preview: Batch size 500", "$")
    assert shown["note"] == "Preview: Batch size 500, 2 of 30 worlds"
    assert list(shown["figures"]) == ["npv", "payback_month", "monthly_result_end", "cost_per_month", "weekly_active", "auditorium_index"]
    text = json.dumps(shown, ensure_ascii=False, allow_nan=False)
    assert ":green[" not in text
    assert "\\$" not in text.replace("\\\\", "")
    assert "".join(shown["verdict"]).startswith(("Worth", "Loses"))
    assert set(shown["curves"]) == {"cockpit_growth", "cockpit_index", "cockpit_cash"}
    assert shown_while_held(pair, "", "$") == {**shown, "note": progress(pair)}, "what is set is no preview: it says what the page will say"
