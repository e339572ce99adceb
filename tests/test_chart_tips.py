"""What charts tell under the pointer: currency, sensible digits, range and baseline, on every chart of every page."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import vl_convert

from tests.test_page_colours import THEME, contrast
from tests.test_words import TO_ITSELF
from ui.charts.bars import cumulative, stacked
from ui.charts.evidence import evidence
from ui.charts.phase import phase
from ui.charts.tips import row_told, spanned, written
from ui.charts.waterfall import waterfall
from ui.comparison import charts as comparison
from ui.data.pictures import history_picture
from ui.explore.pictures import tornado, zone_map
from ui.learn.charts import choices, curve, numbers
from ui.simulate.views import VIEWS
from ui.watch.chart import band_and_world

NAMES = ("A", "B")
OTHERS = {
    "overlay": comparison.overlay(NAMES, currency="€"),
    "parts": comparison.parts(NAMES, "€"),
    "counted": comparison.views(NAMES, "€"),
    "waterfall": waterfall("€"),
    "tornado": tornado(3, "€"),
    "map": zone_map(3, "Batch size", "Cadence"),
    "watch": band_and_world(),
    "curve": curve(),
    "numbers": numbers(),
    "choices": choices(),
    "evidence": evidence(),
    "phase": phase(),
}
MONEY_CHARTS = ("growth_revenue", "roi_cumulative", "roi_flow", "roi_views", "roi_parts")


def said(expression: str, **row: Any) -> str:
    """Return what an expression writes for one row, as the browser does."""
    spec = {
        "data": {"values": [row]},
        "transform": [{"calculate": expression, "as": "told"}],
        "mark": "text",
        "encoding": {"text": {"field": "told", "type": "nominal"}},
        "width": 900,
    }
    return "".join(re.findall(r">([^<>]+)</text>", vl_convert.vegalite_to_svg(json.dumps(spec))))


def layers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [inner for layer in spec["layer"] for inner in layers(layer)] if "layer" in spec else [spec]


def tooltips(spec: dict[str, Any]) -> list[dict[str, Any]]:
    found = [layer.get("encoding", {}).get("tooltip") for layer in layers(spec)]
    return [entry for tips in found if tips for entry in (tips if isinstance(tips, list) else [tips])]


def every_chart() -> list[tuple[str, dict[str, Any]]]:
    return [(panel.key, panel.spec) for make in VIEWS.values() for panel in make("€")] + list(OTHERS.items())


@pytest.mark.parametrize(
    ("value", "number", "currency", "expected"),
    [
        (1_234_567.8, "~s", "€", "€1.23M"),
        (-1_234.5, "~s", "$", "−$1.23k"),
        (2.5e9, "~s", "", "2.5B"),
        (0.5, "~s", "", "0.5"),  # not 500m
        (12.3456, "~s", "", "12.3"),
        (0, "~s", "$", "$0"),
        (0.12345, ".0%", "", "12.3 %"),
        (0.456, ".1f", "", "0.46"),
        (None, "~s", "$", "–"),
    ],
)
def test_a_value_has_its_currency_and_sensible_digits(value, number, currency, expected):
    assert said(written("datum.v", number, currency), v=value) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"median": 1200, "low": 800, "high": 2000, "base": 1000}, "€1.2k (€800 to €2k); baseline €1k"),
        ({"median": 5, "low": 5, "high": 5, "base": None}, "€5"),
        ({"median": -300, "low": -900, "high": 120, "base": 0}, "−€300 (−€900 to €120); baseline €0"),
    ],
)
def test_a_row_tells_its_range_and_the_baseline_and_no_range_to_itself(row, expected):
    told = said(row_told("~s", "€"), **row)
    assert told == expected
    assert not TO_ITSELF.search(told)


def test_a_unit_stands_once_behind_the_median():
    assert said(spanned("datum.m", "datum.l", "datum.h", "~s", "$", "a month"), m=10, l=5, h=20) == "$10 a month ($5 to $20)"


@pytest.mark.parametrize(("key", "spec"), every_chart(), ids=[key for key, _ in every_chart()])
def test_every_chart_tells_something_and_no_bare_number(key, spec):
    tips = tooltips(spec)
    assert tips, "a chart that says nothing under the pointer"
    for tip in tips:
        if tip.get("type") != "quantitative":
            continue
        assert tip["field"] in ("month", "votes", "paid"), f"{key}: {tip['field']} is told without range and unit"
        assert tip["format"] in (".0f", "d", ".0%"), "months and counts are whole"


@pytest.mark.parametrize(("key", "spec"), every_chart(), ids=[key for key, _ in every_chart()])
def test_words_in_a_chart_have_a_colour_of_their_own(key, spec):
    """Without one they are black, in the dark, too, where the values on a map could not be read."""
    for layer in layers(spec):
        mark = layer["mark"] if isinstance(layer["mark"], dict) else {"type": layer["mark"]}
        assert mark["type"] != "text" or {"color", "fill"} & {*mark, *layer.get("encoding", {})}, key


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("key", "spec"), every_chart(), ids=[key for key, _ in every_chart()])
def test_words_in_a_chart_can_be_read_on_their_background(key, spec, light):
    """4.5 to 1 is what WCAG asks of small print (1.4.3)."""
    theme, axis, legend = THEME[light], spec["config"]["axis"], spec["config"]["legend"]
    paper = "#ffffff" if key == "map" else theme["backgroundColor"]  # the cells of the map lie on white in the dark, too
    named = [axis["labelColor"], axis["titleColor"], legend["labelColor"]]
    assert all(ink == {"expr": "scale('fill', 'words')"} for ink in named), "theirs is the ink of the words"
    scales = [layer["encoding"]["fill"]["scale"] for layer in layers(spec) if "scale" in layer.get("encoding", {}).get("fill", {})]
    assert [scale["domain"].index("words") for scale in scales] == [5], "of the theme's sixth colour"
    words = [layer for layer in layers(spec) if (layer["mark"]["type"] if isinstance(layer["mark"], dict) else layer["mark"]) == "text"]
    inks = {colour for layer in [*words, layers(spec)[-1]] for colour in colours_of(layer, theme)}
    if key == "map":
        inks = {words[0]["mark"]["color"]}
    for ink in inks:
        assert contrast(ink, paper) >= 4.5, f"{key}: {ink} in the {light}"


def colours_of(layer: dict[str, Any], theme: dict[str, Any]) -> list[str]:
    """Return every colour that the words of a layer may have."""
    encoding = layer.get("encoding", {})
    assert layer["mark"].get("opacity", 1) == 1 or "fill" in encoding, "paler words are other colours"
    if "fill" in encoding:
        return [theme["chartCategoricalColors"][5]]
    encoded = encoding.get("color")
    if encoded is None:
        return [layer["mark"]["color"]]
    scale = encoded["scale"]
    assert scale, "colours of rows are not known here"
    return list(scale.get("range") or theme["chartCategoricalColors"][: len(scale["domain"])])


@pytest.mark.parametrize("panel", [panel for make in VIEWS.values() for panel in make("€")], ids=lambda panel: panel.key)
def test_detail_views_tell_currency_range_and_baseline(panel):
    text = json.dumps(panel.spec, ensure_ascii=False)
    assert ("€" in text) == (panel.key in MONEY_CHARTS)
    assert "baseline" in text or panel.key == "flywheel_loop"
    assert " to " in text or panel.key in ("flywheel_loop", "health_targets")


def test_lines_under_the_pointer_are_told_one_by_one():
    from ui.charts.lines import lines

    spec = lines(("One", "Two"), number="~s", currency="$")
    rows = [
        {"month": 3, "series": name, "median": value, "low": value / 2, "high": value * 2, "base": 7} for name, value in (("One", 10), ("Two", 40))
    ]
    reader = next(layer for layer in layers(spec) if "pivot" in json.dumps(layer.get("transform", "")))
    for name, expected in (("One", "$10 ($5 to $20); baseline $7"), ("Two", "$40 ($20 to $80); baseline $7")):
        text = {"data": {"values": rows}, "transform": reader["transform"], "mark": "text", "encoding": {"text": {"field": name}}, "width": 900}
        assert re.findall(r">([^<>]+)</text>", vl_convert.vegalite_to_svg(json.dumps(text))) == [expected]


@pytest.mark.parametrize(
    ("last", "named"), [(36, ["0", "6", "12", "18", "24", "30", "36"]), (120, ["0", "12", "24", "36"]), (3, ["0", "1", "2", "3"])]
)
def test_months_are_named_0_6_12(last, named):
    rows = [{"month": month, "series": "A", "median": 5, "low": 4, "high": 6, "base": 5} for month in range(last + 1)]
    from ui.charts.lines import lines
    from ui.charts.style import DATA

    spec = {**lines(("A",)), "datasets": {DATA: rows}, "width": 900}
    drawn = re.findall(r">([^<>]+)</text>", vl_convert.vegalite_to_svg(json.dumps(spec)))
    assert drawn[: len(named)] == named


def test_the_dates_below_a_history_are_written_whole():
    spec = history_picture()
    months = [f"{year}-{month:02d}-15" for year in range(2014, 2024) for month in range(1, 13)][:-2]
    rows = [{"month": month, "what": "Your community", "value": 5, "low": None, "high": None} for month in months]
    drawn = vl_convert.vegalite_to_svg(json.dumps({**spec, "datasets": {"d": rows}, "width": 900, "autosize": {"type": "pad"}}))
    anchors = re.findall(r'<text text-anchor="(\w+)" transform="translate\(([\d.]+),[^>]*>(\w{3} \d{4})</text>', drawn)
    assert len(anchors) > 5
    for anchor, left, _ in anchors:
        room = {"start": 0, "middle": 30, "end": 60}[anchor]
        assert float(left) - room >= 0
        assert float(left) - room + 60 <= 900


def test_bars_and_cash_name_their_amounts():
    assert "€" in json.dumps(stacked(("Cost",), 3.0, "~s", "€"), ensure_ascii=False)
    assert "€" in json.dumps(cumulative("~s", "€"), ensure_ascii=False)
