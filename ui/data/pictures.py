"""The picture of a history: what was, what forecasts said of the months held back, and the level to come."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import DATA, GREY, finished

COLOURS = {"Your community": "#0072b2", "Last value": GREY, "Theta": "#009e73", "This model": "#d55e00", "Level to come": "#cc79a7"}
DASHES = {"Your community": [1, 0], "Last value": [2, 3], "Theta": [6, 3], "This model": [3, 2], "Level to come": [8, 3]}
HALF = 36  # [pixels] half of a date: nearer to an end it would be cut, and is written inside of it


@cache
def history_picture() -> dict[str, Any]:
    """Return the specification. Rows: month (a day in it), what, value, low, high."""
    rows = alt.Chart(alt.NamedData(DATA))
    x = alt.X("month:T", title=None, axis=alt.Axis(format="%b %Y", labelAngle=0, labelFlush=HALF))
    names = list(COLOURS)
    colour = alt.Color("what:N", scale=alt.Scale(domain=names, range=list(COLOURS.values())), legend=alt.Legend(columns=2))
    dash = alt.StrokeDash("what:N", scale=alt.Scale(domain=names, range=list(DASHES.values())))
    band = rows.mark_area(opacity=0.18).encode(x=x, y=alt.Y("low:Q", title="active people a month"), y2="high:Q", color=colour)
    line = rows.mark_line(strokeWidth=2.2).encode(x=x, y=alt.Y("value:Q", title="active people a month"), color=colour, strokeDash=dash)
    return finished(band + line, width="container", height=300)
