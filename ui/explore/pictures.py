"""The pictures of Explore: bars of what moves bring, and a map of two levers."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import DATA, GREY, finished, number_axis
from ui.explore.zone_text import COLOURS

ROW = 26  # [pixels] per move
CELL = 46  # [pixels] per row of the map
ZONE = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))


@cache
def tornado(rows: int, currency: str = "$") -> dict[str, Any]:
    """Return the specification of bars with their range. Rows: move, low, median, high, zone, text."""
    data = alt.NamedData(DATA)
    base = alt.Chart(data)
    y = alt.Y("move:N", sort=None, title=None, axis=alt.Axis(labelLimit=300, labelFontSize=12))
    # A tip called "then" alone would be refused by the browser, and with it the chart.
    tips = [alt.Tooltip("move:N"), alt.Tooltip("text:N", title="difference"), alt.Tooltip("zone:N", title="health then"), alt.Tooltip("cost:N")]
    bars = base.mark_bar(height=12).encode(
        y=y,
        x=alt.X("median:Q", title="difference to the present setting", axis=number_axis("~s", None, currency)),
        color=alt.Color("zone:N", scale=ZONE),
        tooltip=tips,
    )
    spans = base.mark_rule(color=GREY, strokeWidth=1.5).encode(y=y, x="low:Q", x2="high:Q", tooltip=tips)
    return finished(bars + spans, width="container", height=ROW * rows + 10)


@cache
def zone_map(rows: int, x: str, y: str) -> dict[str, Any]:
    """Return the specification of the map. Rows: x, y, value, zone, words, mark (here or best, or nothing)."""
    data = alt.NamedData(DATA)
    base = alt.Chart(data)
    across = alt.X("x:N", sort=None, title=x, axis=alt.Axis(labelAngle=0, orient="bottom"))
    up = alt.Y("y:N", sort=None, title=y)
    tips = [alt.Tooltip("x:N", title=x), alt.Tooltip("y:N", title=y), "value:N", "cost:N", alt.Tooltip("words:N", title="health")]
    picked = alt.selection_point(name="cell", fields=["x", "y"])
    cells = (
        base.mark_rect(opacity=0.45, stroke="white").encode(x=across, y=up, color=alt.Color("zone:N", scale=ZONE), tooltip=tips).add_params(picked)
    )
    text = base.mark_text(fontSize=12).encode(x=across, y=up, text="label:N", tooltip=tips)
    return finished(cells + text, width="container", height=CELL * rows + 20)
