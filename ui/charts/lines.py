"""Lines over time: the median of the worlds, the band of eight in ten, and the baseline, dashed."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import DATA, GREY, HEIGHT, WORDS, finished, month_axis, number_axis, planned_marks, series_colour
from ui.charts.tips import row_told, under_pointer

STEEP = (0, 0.5, 2, 10, 100, 1000)


@cache
def lines(
    names: tuple[str, ...],
    number: str = "~s",
    levels: tuple[tuple[float, str], ...] = (),
    zero: bool = True,
    height: int = HEIGHT,
    steep: bool = False,
    currency: str = "",
) -> dict[str, Any]:
    """Return the specification for the series `names`.

    Rows: month, series, low, median, high, base; rows with `mark` are planned changes, rows with `top` hold the axis.
    `number` is a d3 format, `levels` are thresholds with their words, `currency` is the sign of amounts;
    `steep` bends the axis so that small values stay readable beside huge ones.
    """
    data = alt.NamedData(DATA)
    rows = alt.Chart(data).transform_filter("isValid(datum.series)")
    x = month_axis()
    scale = alt.Scale(type="symlog", constant=0.5, nice=False) if steep else alt.Scale(zero=zero, nice=False)
    y = alt.Y("median:Q", title=None, scale=scale, axis=number_axis(number, STEEP if steep else None, currency))
    colour = series_colour(names)
    band = rows.mark_area(opacity=0.18).encode(x=x, y=alt.Y("low:Q", title=None, scale=scale), y2="high:Q", color=colour)
    middle = rows.mark_line(strokeWidth=2.4, interpolate="monotone").encode(x=x, y=y, color=colour)
    then = rows.mark_line(strokeWidth=1.6, strokeDash=[5, 4], opacity=0.85).encode(
        x=x, y="base:Q", color=colour if len(names) > 1 else alt.value(GREY)
    )
    holder = alt.Chart(data).transform_filter("isValid(datum.top)").mark_point(opacity=0, size=1).encode(x=x, y="top:Q")
    layers: list[Any] = [_level(value, words) for value, words in levels]
    layers += [band, then, middle, holder, planned_marks(data), reader(data, names, number, currency)]
    return finished(alt.layer(*layers), height=height, width="container")


def _level(value: float, words: str) -> alt.LayerChart:
    place = alt.Chart({"values": [{"y": value, "words": words}]})
    rule = place.mark_rule(color=GREY, strokeDash=[1, 3], strokeWidth=1.4).encode(y="y:Q")
    text = place.mark_text(align="right", baseline="bottom", dx=-2, dy=-3, fontSize=11).encode(
        x=alt.value("width"), y="y:Q", text="words:N", fill=WORDS
    )
    return rule + text


def reader(data: alt.NamedData, names: tuple[str, ...], number: str, currency: str = "") -> alt.Chart:
    """Return an invisible rule per month that tells all lines under the pointer: value, range and baseline."""
    rows = alt.Chart(data).transform_filter("isValid(datum.series)")
    return under_pointer(rows, "series", [(name, name) for name in names], row_told(number, currency), GREY)
