"""A waterfall: how parts add up to a difference, one bar behind the other."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from simulation.studies.why import Why
from simulation.vocabulary.amounts import money, money_range
from ui.charts.style import BAD, DATA, GOOD, GREY, WORDS, finished, number_axis

COLOURS = {"gain": GOOD, "loss": BAD, "sum": GREY}


@cache
def waterfall(currency: str) -> dict[str, Any]:
    """Return the specification. Rows: part, from, to, kind (gain, loss or sum), words, span."""
    data = alt.Chart(alt.NamedData(DATA))
    y = alt.Y("part:N", sort=None, title=None, axis=alt.Axis(labelLimit=190))
    x = alt.X("from:Q", title=None, axis=number_axis("~s", None, currency))
    colour = alt.Color("kind:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None)
    bars = data.mark_bar(cornerRadius=2, height=16).encode(
        y=y, x=x, x2="to:Q", color=colour, tooltip=["part:N", alt.Tooltip("words:N", title="amount"), alt.Tooltip("span:N", title="range")]
    )
    told = data.mark_text(align="left", dx=5, fontSize=11).encode(y=y, x=alt.X("end:Q"), text="words:N", fill=WORDS)
    told = told.transform_calculate(end="max(datum.from, datum.to)")
    return finished(alt.layer(bars, told), height=alt.Step(28), width=420)


def rows(why: Why, currency: str = "$") -> pd.DataFrame:
    """Return one row per part, each beginning where the one before ended, and the sum."""
    table, level = [], 0.0
    for part in why.parts:
        kind = "gain" if part.amount >= 0 else "loss"
        table.append(
            {
                "part": part.name,
                "from": level,
                "to": level + part.amount,
                "kind": kind,
                "words": money(part.amount, currency, signed=True),
                "span": money_range(part.low, part.high, currency),
            }
        )
        level += part.amount
    table.append(
        {
            "part": "together",
            "from": 0.0,
            "to": why.total,
            "kind": "sum",
            "words": money(why.total, currency, signed=True),
            "span": money_range(why.low, why.high, currency),
        }
    )
    return pd.DataFrame(table)
