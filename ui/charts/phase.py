"""The phase picture: where a community stands between intake and voice, and where it goes."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import BAD, DATA, GOOD, GREY, HEIGHT, WORDS, finished
from ui.charts.tips import MONTH, spanned, written

SAFE, CROWDED = 0.5, 2.0  # newcomers per veteran, from the early-warning rule
VOICE = 0.12  # speaking share under which the benchmarks call a place silent
UNDER_POINTER = {"ratio": "~s", "speaking": ".0%"}
WIDEST, LOUDEST = 20.0, 0.5  # where the axes end; the path is held where they end


@cache
def phase() -> dict[str, Any]:
    """Return the specification. Rows: arm, month, ratio, speaking, each also _low, _high and _base, point (start, end or nothing)."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data)
    x = alt.X(
        "ratio:Q",
        title="active newcomers per veteran",
        scale=alt.Scale(type="symlog", constant=0.5, domain=[0, WIDEST], nice=False, clamp=True),
        axis=alt.Axis(values=[0, 0.5, 1, 2, 5, 10, 20], format="~g"),
    )
    y = alt.Y("speaking:Q", title="members who speak", scale=alt.Scale(domain=[0, LOUDEST], clamp=True), axis=alt.Axis(format=".0%", tickCount=5))
    region = alt.Chart(
        {
            "values": [
                {"a": 0, "b": SAFE, "low": VOICE, "high": LOUDEST, "words": "healthy", "colour": GOOD},
                {"a": CROWDED, "b": WIDEST, "low": 0, "high": LOUDEST, "words": "loses its voice", "colour": BAD},
            ]
        }
    )
    area = region.mark_rect(opacity=0.12).encode(x="a:Q", x2="b:Q", y="high:Q", y2="low:Q", color=alt.Color("colour:N", scale=None))
    words = region.mark_text(align="left", baseline="top", dx=6, dy=5, fontSize=11).encode(x="a:Q", y=alt.value(0), text="words:N", fill=WORDS)
    now = rows.transform_filter("datum.arm == 'now'")
    then = rows.transform_filter("datum.arm == 'baseline'")
    order = alt.Order("month:Q")
    old = then.mark_line(color=GREY, strokeDash=[5, 4], strokeWidth=1.5).encode(x=x, y=y, order=order)
    new = now.mark_line(strokeWidth=2.4).encode(x=x, y=y, order=order, color=alt.Color("arm:N", scale=alt.Scale(domain=["now"]), legend=None))
    stops = now.transform_filter("isValid(datum.point)")
    ring = stops.transform_filter("datum.point == 'start'").mark_point(size=80, strokeWidth=2).encode(x=x, y=y, color=alt.Color("arm:N", legend=None))
    dot = (
        stops.transform_filter("datum.point == 'end'")
        .mark_point(size=110, filled=True, opacity=1)
        .encode(x=x, y=y, color=alt.Color("arm:N", legend=None))
    )
    told = {f"{name}_told": spanned(f"datum.{name}", f"datum.{name}_low", f"datum.{name}_high", number) for name, number in UNDER_POINTER.items()}
    then_told = {f"{name}_then": written(f"datum.{name}_base", number) for name, number in UNDER_POINTER.items()}
    hover = (
        now.transform_calculate(**told, **then_told)
        .mark_point(size=60, opacity=0)
        .encode(
            x=x,
            y=y,
            tooltip=[
                MONTH,
                alt.Tooltip("ratio_told:N", title="newcomers per veteran"),
                alt.Tooltip("ratio_then:N", title="baseline"),
                alt.Tooltip("speaking_told:N", title="speaking"),
                alt.Tooltip("speaking_then:N", title="baseline"),
            ],
        )
    )
    planned = (
        now.transform_filter("isValid(datum.mark)")
        .mark_point(shape="triangle-down", filled=True, size=90, color=GREY, opacity=1)
        .encode(x=x, y=y, tooltip=[alt.Tooltip("mark:N", title="planned")])
    )
    return finished(alt.layer(area, words, old, new, ring, dot, hover, planned), height=HEIGHT, width="container")
