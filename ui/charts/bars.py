"""Bars: sums by part over time, and how often something happens when."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.lines import reader
from ui.charts.style import DATA, GREY, HEIGHT, finished, month_axis, months_named, number_axis, planned_marks, series_colour
from ui.charts.tips import row_told, written


@cache
def stacked(names: tuple[str, ...], width: float, number: str = "~s", currency: str = "") -> dict[str, Any]:
    """Return stacked bars per period of `width` months with their sum as a line. Rows: month, series, median, total."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data).transform_filter("isValid(datum.series)")
    x = month_axis()
    y = alt.Y("median:Q", title=None, stack="zero", axis=number_axis(number, None, currency))
    bars = (
        rows.transform_calculate(
            begin=f"datum.month - {width * 0.9}",
            told=row_told(number, currency, "a month"),
            quarter=f"'months ' + format(datum.month - {width} + 1, '.0f') + ' to ' + format(datum.month, '.0f')",
        )
        .mark_bar()
        .encode(
            x=alt.X("begin:Q", title="month", bin="binned", axis=months_named()),
            x2="month:Q",
            y=y,
            color=series_colour(names),
            tooltip=[
                alt.Tooltip("series:N", title="part"),
                alt.Tooltip("quarter:N", title="when"),
                alt.Tooltip("told:N", title="amount"),
            ],
        )
    )
    line = (
        alt.Chart(data)
        .transform_filter("isValid(datum.total)")
        .transform_calculate(told=written("datum.total", number, currency, "a month"))
        .mark_line(color=GREY, strokeWidth=2, point=alt.OverlayMarkDef(color=GREY, size=22))
        .encode(x=x, y=alt.Y("total:Q"), tooltip=[alt.Tooltip("month:Q", title="to month", format=".0f"), alt.Tooltip("told:N", title="sum")])
    )
    return finished(alt.layer(bars, line, planned_marks(data)), height=HEIGHT, width="container")


@cache
def cumulative(number: str = "~s", currency: str = "") -> dict[str, Any]:
    """Return cumulative cash with its band, the baseline, and below it when the worlds are paid back.

    Rows: month, series, low, median, high, base; rows with `paid` hold the worlds paid back in that month.
    """
    data = alt.NamedData(DATA)
    rows = alt.Chart(data).transform_filter("isValid(datum.series)")
    x = month_axis()
    colour = series_colour(("Cumulative cash",))
    zero = alt.Chart({"values": [{"y": 0}]}).mark_rule(color=GREY, strokeWidth=1.2).encode(y="y:Q")
    band = rows.mark_area(opacity=0.18).encode(x=x, y=alt.Y("low:Q", title=None, axis=number_axis(number, None, currency)), y2="high:Q", color=colour)
    then = rows.mark_line(strokeWidth=1.6, strokeDash=[5, 4], color=GREY).encode(x=x, y="base:Q")
    middle = rows.mark_line(strokeWidth=2.4).encode(x=x, y="median:Q", color=colour)
    hover = reader(data, ("Cumulative cash",), number, currency)
    paid = (
        alt.Chart(data)
        .transform_filter("isValid(datum.paid)")
        .mark_circle(opacity=0.75)
        .encode(
            x=x,
            y=alt.datum(0),
            size=alt.Size("paid:Q", scale=alt.Scale(domain=[0, 1], range=[0, 900]), legend=None),
            color=alt.ColorDatum("Cumulative cash"),
            tooltip=[alt.Tooltip("month:Q", title="paid back in month", format=".0f"), alt.Tooltip("paid:Q", title="of the worlds", format=".0%")],
        )
    )
    return finished(alt.layer(zero, band, then, middle, hover, paid, planned_marks(data)), height=HEIGHT, width="container")
