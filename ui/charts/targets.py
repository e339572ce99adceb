"""Target bands: many benchmarks with different units in one quiet picture."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import BAD, DATA, GOOD, GREY, WORDS, finished, names_above

ROW = 66  # [pixels] per benchmark: its name, the track, its value and the target
LIFT = 22  # [pixels] from the track up to the name


@cache
def targets() -> dict[str, Any]:
    """Return the specification. Rows: series, from, to, low, median, high, base (shares of the row's axis), now, then, target, state."""
    data = alt.NamedData(DATA)
    rows = alt.Chart(data)
    y = names_above(LIFT)
    scale = alt.Scale(domain=[0, 1])
    hidden = alt.Axis(labels=False, grid=False, title=None)
    colour = alt.condition("datum.state == 'met' || datum.state == 'better'", alt.value(GOOD), alt.value(BAD))
    tips = [
        alt.Tooltip("series:N", title="benchmark"),
        alt.Tooltip("now:N", title="median (range)"),
        alt.Tooltip("then:N", title="baseline"),
        "target:N",
        "state:N",
    ]
    track = rows.mark_bar(height=12, cornerRadius=6, color=GREY, opacity=0.14).encode(y=y, x=alt.X("begin:Q", scale=scale, axis=hidden), x2="end:Q")
    track = track.transform_calculate(begin="0", end="1")
    wanted = rows.mark_bar(height=20, cornerRadius=4, color=GOOD, opacity=0.24).encode(
        y=y, x=alt.X("from:Q", scale=scale, axis=hidden), x2="to:Q", tooltip=tips
    )
    spread = rows.mark_rule(strokeWidth=3).encode(y=y, x=alt.X("low:Q", scale=scale, axis=hidden), x2="high:Q", color=colour)
    then = rows.mark_tick(thickness=2, height=18, color=GREY).encode(y=y, x=alt.X("base:Q", scale=scale, axis=hidden))
    now = rows.transform_filter("isValid(datum.median)").mark_point(size=110, filled=True, opacity=1)
    now = now.encode(y=y, x=alt.X("median:Q", scale=scale, axis=hidden), color=colour, tooltip=tips)
    ends = rows.transform_calculate(left="0", right="1", words="'target ' + datum.target")
    told = ends.mark_text(align="left", baseline="top", fontSize=13, dy=13, fontWeight=600).encode(
        y=y, x=alt.X("left:Q", scale=scale), text="now:N", fill=WORDS
    )
    goal = ends.mark_text(align="right", baseline="top", fontSize=11, dy=13).encode(y=y, x=alt.X("right:Q", scale=scale), text="words:N", fill=WORDS)
    return finished(alt.layer(track, wanted, spread, then, now, told, goal), height=alt.Step(ROW), width="container")
