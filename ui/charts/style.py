"""What all charts share: quiet axes, a canvas, and marks without per-point text for the browser to build."""

from __future__ import annotations

import copy
from typing import Any

import altair as alt

from ui.charts.tips import axis_words

DATA = "d"
PHONE = 340  # [pixels] that names of four lines need to stand side by side above a chart
ROOM = 420  # [pixels] that bars must have for words of their axis and figures beside all of them
HEIGHT = 230
GREY = "#78838f"  # of lines and marks: seen on light and dark, but words in it could be read on neither
WORDS = alt.FillDatum("words", type="nominal")
"""The ink of words: the sixth of the theme's colours, dark on light and light on dark. A specification knows the theme by its colours alone."""
INK = {"expr": "scale('fill', 'words')"}
GOOD, WATCH, BAD = "#009e73", "#e69f00", "#d55e00"


def finished(chart: alt.TopLevelMixin, **sizes: Any) -> dict[str, Any]:
    """Return the specification of a chart, ready to be sent with a named data set.

    Text alternatives per point were most of the browser's work: one alternative per chart stands instead.
    The tests check the specifications against Vega-Lite's schema: doing it here would be a third of the building.
    """
    with alt.data_transformers.enable(consolidate_datasets=False):
        spec = chart.properties(**sizes).to_dict(validate=False)
    spec.pop("$schema", None)
    spec["layer"].append(_INKWELL)
    spec["padding"] = {"left": 2, "top": 4, "right": 6, "bottom": 2}
    spec["usermeta"] = {"embedOptions": {"renderer": "canvas"}}
    spec["config"] = {
        "mark": {"aria": False, "tooltip": None},  # what is missing breaks a line: by default it is not drawn as zero
        "axis": {
            "grid": True,
            "gridOpacity": 0.5,
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
            "titlePadding": 8,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "labelColor": INK,
            "titleColor": INK,
        },
        "axisX": {"grid": False},
        "legend": {
            "orient": "top",
            "title": None,
            "labelFontSize": 12,
            "labelColor": INK,
            "symbolStrokeWidth": 3,
            "symbolOpacity": 1,
            "symbolSize": 110,
            "labelLimit": 260,
            "padding": 0,
            "offset": 6,
        },
        "view": {"stroke": None},
    }
    return spec


# Nothing is seen of it: it brings the scale of the ink, which words, axes and legends name.
_INKWELL = {
    "data": {"values": [{"ink": "words"}]},
    "mark": {"type": "point", "opacity": 0, "size": 1},
    "encoding": {"fill": {"field": "ink", "type": "nominal", "scale": {"domain": ["1", "2", "3", "4", "5", "words"]}, "legend": None}},
}


def with_data(spec: dict[str, Any], frame: Any) -> dict[str, Any]:
    """Return the specification with its data beside it."""
    return {**copy.copy(spec), "datasets": {DATA: frame}}


def names_above(lift: float) -> alt.Y:
    """Return one row per series with its name so many pixels above the middle of the row: beside it, it would leave a phone no room."""
    names = alt.Axis(labelAlign="left", labelPadding=0, labelOffset=-lift, labelLimit=345, labelFontSize=12.5, grid=False, orient="left")
    return alt.Y("series:N", sort=None, title=None, axis=names)


def month_axis() -> alt.X:
    """Return the axis of months since the start."""
    return alt.X("month:Q", title="month", scale=alt.Scale(nice=False, zero=True), axis=months_named())


def months_named() -> alt.Axis:
    """Return an axis that names every sixth month, 0, 6, 12, of long horizons every twelfth, of short ones each."""
    last = "domain('x')[1]"
    step = f"{last} > 130 ? 24 : {last} > 60 ? 12 : {last} >= 6 ? 6 : 1"
    return alt.Axis(values=alt.ExprRef(f"sequence(0, {last} + 0.001, {step})"), format="d", labelOverlap=True)


def number_axis(number: str, places: tuple[float, ...] | None = None, currency: str = "") -> alt.Axis:
    """Return an axis of numbers in a d3 format, of amounts with the sign of their currency."""
    words = axis_words(number, currency)
    return alt.Axis(labelExpr=words, values=list(places)) if places else alt.Axis(labelExpr=words, tickCount=5)


def axis_below(number: str, currency: str = "") -> alt.Axis:
    """Return the axis below bars whose names stand beside them: on a phone its title is longer than it, and was cut at the edge of the screen."""
    axis = number_axis(number, None, currency)
    axis.titleAnchor = alt.ExprRef(f"width < {ROOM} ? 'end' : 'middle'")
    return axis


def series_colour(names: tuple[str, ...]) -> alt.Color:
    """Return the colours of named series in a fixed order; the theme supplies light and dark shades."""
    return alt.Color(
        "series:N",
        sort=list(names),
        scale=alt.Scale(domain=list(names)),
        legend=alt.Legend(columns=alt.ExprRef(f"width < {PHONE} ? 2 : {3 if len(names) > 4 else 4}")) if len(names) > 1 else None,
    )


def planned_marks(data: alt.NamedData) -> alt.LayerChart:
    """Return the rules and labels of planned changes and shocks; they come with the data."""
    rows = alt.Chart(data).transform_filter("isValid(datum.mark)")
    x = alt.X("month:Q")
    rule = rows.mark_rule(color=GREY, strokeDash=[2, 3], opacity=0.9).encode(x=x, tooltip=[alt.Tooltip("mark:N", title="planned")])
    flag = rows.mark_point(shape="triangle-down", filled=True, size=70, color=GREY, opacity=1).encode(
        x=x, y=alt.value(0), tooltip=[alt.Tooltip("mark:N", title="planned")]
    )
    return rule + flag
