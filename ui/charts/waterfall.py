"""A waterfall: how parts add up to a difference, one bar behind the other."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from simulation.studies.why import Why
from ui.charts.style import BAD, DATA, GOOD, GREY, finished

COLOURS = {"gain": GOOD, "loss": BAD, "sum": GREY}


@cache
def waterfall(currency: str) -> dict[str, Any]:
    """Return the specification. Rows: part, from, to, kind (gain, loss or sum), words."""
    data = alt.Chart(alt.NamedData(DATA))
    words = f"datum.value == 0 ? '0' : (datum.value < 0 ? '−' : '') + '{currency}' + replace(format(abs(datum.value), '~s'), 'G', 'B')"
    y = alt.Y("part:N", sort=None, title=None, axis=alt.Axis(labelLimit=190))
    x = alt.X("from:Q", title=None, axis=alt.Axis(labelExpr=words, tickCount=5))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None)
    bars = data.mark_bar(cornerRadius=2, height=16).encode(y=y, x=x, x2="to:Q", color=colour)
    told = data.mark_text(align="left", dx=5, fontSize=11, color=GREY).encode(y=y, x=alt.X("end:Q"), text="words:N")
    told = told.transform_calculate(end="max(datum.from, datum.to)")
    return finished(alt.layer(bars, told), height=alt.Step(28), width=420)


def rows(why: Why) -> pd.DataFrame:
    """Return one row per part, each beginning where the one before ended, and the sum."""
    table, level = [], 0.0
    for part in why.parts:
        kind = "gain" if part.amount >= 0 else "loss"
        table.append({"part": part.name, "from": level, "to": level + part.amount, "kind": kind, "words": f"{part.amount:+,.0f}"})
        level += part.amount
    table.append({"part": "together", "from": 0.0, "to": why.total, "kind": "sum", "words": f"{why.total:+,.0f}"})
    return pd.DataFrame(table)
