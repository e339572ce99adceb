"""Findings as bars: what is accepted, and where this version lies, many units in one picture."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import BAD, DATA, GOOD, GREY, WATCH, WORDS, finished, names_above

VERDICTS = ("inside", "outside", "outside, fails")
ROW = 62  # [pixels] per finding: its name, its bar, its numbers
LIFT = 20  # [pixels] from the bar up to the name and down to the numbers


@cache
def evidence() -> dict[str, Any]:
    """Return the specification. Rows: series, from, to, low, median, high (shares of the row's axis), now, accepted, state."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data)
    y = names_above(LIFT)
    scale, hidden = alt.Scale(domain=[0, 1]), alt.Axis(labels=False, grid=False, title=None)
    colour = alt.Color("state:N", scale=alt.Scale(domain=list(VERDICTS), range=[GOOD, WATCH, BAD]), legend=None)
    tips = [alt.Tooltip("series:N", title="pattern"), alt.Tooltip("now:N", title="this version"), "accepted:N", "state:N"]

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", scale=scale, axis=hidden)

    track = rows.transform_calculate(begin="0", end="1").mark_bar(height=10, cornerRadius=5, color=GREY, opacity=0.14)
    track = track.encode(y=y, x=x("begin"), x2="end:Q", tooltip=tips)
    wanted = rows.mark_bar(height=16, cornerRadius=4, color=GOOD, opacity=0.24).encode(y=y, x=x("from"), x2="to:Q", tooltip=tips)
    known = rows.transform_filter("isValid(datum.median)")
    spread = known.mark_rule(strokeWidth=3).encode(y=y, x=x("low"), x2="high:Q", color=colour)
    shape = alt.Shape("state:N", scale=alt.Scale(domain=list(VERDICTS), range=["circle", "diamond", "square"]), legend=None)
    point = known.mark_point(size=110, filled=True, opacity=1).encode(y=y, x=x("median"), color=colour, shape=shape, tooltip=tips)
    told = rows.transform_calculate(at="0", words="datum.now + '   accepted ' + datum.accepted + '   ' + datum.state")
    text = told.mark_text(align="left", baseline="middle", dy=LIFT - 2, fontSize=12).encode(y=y, x=x("at"), text="words:N", fill=WORDS)
    return finished(alt.layer(track, wanted, spread, point, text), height=alt.Step(ROW), width="container")
