"""Charts of several scenarios on the same axes. Names are data only: never fields or expressions."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import DATA, GREY, WORDS, axis_below, finished, month_axis, number_axis
from ui.charts.tips import row_told, spanned, under_pointer

HEIGHT = 260
# Long names lose their middle: what tells names of one title apart stands at their ends.
MIDDLE_CUT = "length(datum.label) > 24 ? slice(datum.label, 0, 11) + '…' + slice(datum.label, -12) : datum.label"
LONG_CUT = "length(datum.label) > 40 ? slice(datum.label, 0, 18) + '…' + slice(datum.label, -21) : datum.label"  # what a phone has room for
ROOM = 310  # [pixels] of a line of the legend on a phone
SHORT, MIDDLING = 10, 19  # letters: so many shorter names stand in a line of the legend, or two
IN_A_LINE = 3
MOST_BANDS = 3  # more would cover one another: then lines stand alone
LINE = 20  # [pixels] of one line of the legend
FRAME = 100  # [pixels] of a legend and an axis
ROW = 34  # [pixels] of one scenario in a chart with a row for each
PARTS = {"Acquisition": "acquisition", "Retention": "retention", "Expansion": "expansion", "Deflection": "deflection", "Cost": "cost"}
VIEWS = {"Causal": "causal", "Naive cohort": "naive", "Survey": "survey", "Last touch": "last_touch"}


@cache
def overlay(
    names: tuple[str, ...], number: str = "~s", level: tuple[float, str] | None = None, band: bool = True, currency: str = ""
) -> dict[str, Any]:
    """Return lines of several scenarios; the first is the baseline, dashed.

    Rows: month, series (a name), place (s0 is the baseline), low, median, high. `level` is a threshold with its words.
    """
    data = alt.NamedData(DATA)
    rows = alt.Chart(data)
    x = month_axis()
    y = alt.Y("median:Q", title=None, scale=alt.Scale(zero=True, nice=True), axis=number_axis(number, None, currency))
    # The baseline keeps its own colour and is left out of the domain, so that the theme's colours go to the others.
    legend = (
        alt.Legend(offset=18, labelLimit=ROOM, labelExpr=LONG_CUT, columns=_columns(names)) if len(names) > 1 else None
    )  # one of nobody has no size
    colour = alt.Color("series:N", sort=list(names[1:]), scale=alt.Scale(domain=list(names[1:])), legend=legend)
    others = rows.transform_filter("datum.place != 's0'")
    base = rows.transform_filter("datum.place == 's0'")
    layers: list[Any] = []
    if level:
        layers += _level(rows, *level)
    if band and len(names) <= MOST_BANDS:
        layers.append(base.mark_area(opacity=0.12, color=GREY).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q"))
        layers.append(others.mark_area(opacity=0.13).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=colour))
    known_as = f"{names[0]} (baseline)"  # a field and a scale of its own give the baseline its place in the legend
    dashes = alt.Scale(domain=[known_as], range=[[5, 4]])
    key = alt.Legend(
        orient="bottom", symbolType="stroke", symbolStrokeColor=GREY, symbolStrokeWidth=1.8, symbolSize=300, labelLimit=ROOM, labelExpr=LONG_CUT
    )
    dashed = base.transform_calculate(known_as="datum.series + ' (baseline)'").mark_line(strokeWidth=1.8, color=GREY)
    layers.append(dashed.encode(x=x, y=y, strokeDash=alt.StrokeDash("known_as:N", scale=dashes, legend=key)))
    layers.append(others.mark_line(strokeWidth=2.4).encode(x=x, y=y, color=colour))
    told = row_told(number, currency, base=False)
    layers.append(under_pointer(rows, "place", [(f"s{place}", name) for place, name in enumerate(names)], told, GREY))
    return finished(alt.layer(*layers), height=_tall(names), width="container")


@cache
def parts(names: tuple[str, ...], currency: str = "$") -> dict[str, Any]:
    """Return what each scenario brings and costs by mechanism, with the sum as a dot. Rows: scenario, part, median, sum."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data)
    y = _rows_axis(names)
    bars = (
        rows.transform_filter("isValid(datum.part)")
        .transform_calculate(told=row_told("~s", currency, base=False))
        .mark_bar(height=16)
        .encode(
            y=y,
            x=alt.X("median:Q", title="over the whole horizon, medians", stack="zero", axis=axis_below("~s", currency)),
            color=alt.Color("part:N", sort=list(PARTS), scale=alt.Scale(domain=list(PARTS)), legend=alt.Legend(columns=2)),
            tooltip=[alt.Tooltip("scenario:N"), alt.Tooltip("part:N"), alt.Tooltip("told:N", title="amount")],
        )
    )
    dots = (
        rows.transform_filter("isValid(datum.sum)")
        .transform_calculate(told=spanned("datum.sum", "datum.low", "datum.high", "~s", currency))
        .mark_point(shape="diamond", filled=True, size=90, opacity=1, color=GREY, stroke="#ffffff", strokeWidth=1)
        .encode(y=y, x=alt.X("sum:Q"), tooltip=[alt.Tooltip("scenario:N"), alt.Tooltip("told:N", title="sum")])
    )
    zero = alt.Chart({"values": [{"x": 0}]}).mark_rule(color=GREY).encode(x="x:Q")
    return finished(alt.layer(bars, zero, dots), height=ROW * len(names) + FRAME + LINE, width="container")


@cache
def views(names: tuple[str, ...], currency: str = "$") -> dict[str, Any]:
    """Return the four ways to count the value, a dot and its range per scenario. Rows: scenario, view, low, median, high."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data)
    y = _rows_axis(names)
    offset = alt.YOffset("view:N", sort=list(VIEWS), scale=alt.Scale(domain=list(VIEWS), paddingOuter=0.25))
    colour = alt.Color("view:N", sort=list(VIEWS), scale=alt.Scale(domain=list(VIEWS)), legend=alt.Legend(columns=2))
    x = alt.X("median:Q", title="over the whole horizon, before cost", axis=axis_below("~s", currency))
    ranges = rows.mark_rule(strokeWidth=3, opacity=0.45).encode(y=y, yOffset=offset, x=alt.X("low:Q"), x2="high:Q", color=colour)
    dots = (
        rows.transform_calculate(told=row_told("~s", currency, base=False))
        .mark_point(filled=True, size=70, opacity=1)
        .encode(
            y=y,
            yOffset=offset,
            x=x,
            color=colour,
            tooltip=[alt.Tooltip("scenario:N"), alt.Tooltip("view:N", title="counted as"), alt.Tooltip("told:N", title="amount")],
        )
    )
    return finished(alt.layer(ranges, dots), height=int(ROW * 1.7 * len(names)) + FRAME, width="container")


def _columns(names: tuple[str, ...]) -> int:
    longest = max(map(len, names[1:]), default=0)
    return IN_A_LINE if longest < SHORT else 2 if longest < MIDDLING else 1


def _tall(names: tuple[str, ...]) -> int:
    """Return the height of a chart whose legend takes as many lines as the names need."""
    return HEIGHT + LINE * (1 + -(-(len(names) - 1) // _columns(names)))


def _rows_axis(names: tuple[str, ...]) -> alt.Y:
    axis = alt.Axis(labelExpr=MIDDLE_CUT, labelLimit=170, grid=False)
    return alt.Y("scenario:N", title=None, sort=list(names), scale=alt.Scale(domain=list(names)), axis=axis)


def _level(rows: alt.Chart, value: float, words: str) -> list[Any]:
    """Return a line with its words: those of zero, below which every programme begins, at its beginning, others at its end.

    It hangs on the rows of the chart: values of its own were lost when a page redrew it.
    """
    place = rows.transform_aggregate(rows="count()")
    begins = value == 0
    text = place.mark_text(align="left" if begins else "right", baseline="bottom", dx=3 if begins else -2, dy=-3, fontSize=11, text=words)
    return [
        place.mark_rule(color=GREY, strokeDash=[1, 3], strokeWidth=1.4).encode(y=alt.datum(value)),
        text.encode(fill=WORDS, x=alt.value(0 if begins else "width"), y=alt.datum(value)),
    ]
