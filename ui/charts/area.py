"""Stacked areas: a whole and its parts over time."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.lines import reader
from ui.charts.style import DATA, HEIGHT, finished, month_axis, number_axis, planned_marks, series_colour


@cache
def roles(names: tuple[str, ...], number: str = "~s") -> dict[str, Any]:
    """Return the specification of stacked medians with the baseline's whole as a dashed line."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data).transform_filter("isValid(datum.series)")
    x = month_axis()
    y = alt.Y("median:Q", title=None, stack="zero", scale=alt.Scale(nice=False), axis=number_axis(number))
    order = rows.transform_calculate(rank=f"indexof({list(names)!r}, datum.series)")
    stacked = order.mark_area(opacity=0.75, interpolate="monotone").encode(x=x, y=y, color=series_colour(names), order="rank:Q")
    sums = rows.transform_aggregate(base="sum(base)", groupby=["month"])
    # Dark dashes on a light ground: they are seen on every colour of the areas and on both backgrounds.
    ground = sums.mark_line(strokeWidth=3.2, color="white", opacity=0.85).encode(x=x, y="base:Q")
    whole = sums.mark_line(strokeWidth=1.8, strokeDash=[5, 4], color="#1f2933").encode(x=x, y="base:Q")
    return finished(alt.layer(stacked, ground, whole, planned_marks(data), reader(data, names, number)), height=HEIGHT, width="container")
