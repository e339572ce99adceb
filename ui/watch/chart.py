"""One world's line over the band of all worlds."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from simulation import Results, band
from ui.charts.chart_data import WEEKS_PER_MONTH
from ui.charts.style import DATA, GREY, finished, month_axis, number_axis
from ui.charts.tips import MONTH, spanned, written

THIS = "this world"


@cache
def band_and_world(height: int = 170) -> dict[str, Any]:
    """Return the specification. Rows: month, low, median, high, world, top (how far the axis goes)."""
    data = alt.Chart(alt.NamedData(DATA))
    x = month_axis()
    y = alt.Y("world:Q", title=None, axis=number_axis("~s"))
    one = alt.Color("line:N", scale=alt.Scale(domain=[THIS]), legend=None)
    area = data.mark_area(opacity=0.25, color=GREY).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")
    middle = data.mark_line(color=GREY, strokeWidth=1.2).encode(x=x, y="median:Q")
    world = data.transform_calculate(line=f"'{THIS}'").mark_line(strokeWidth=2.4).encode(x=x, y=y, color=one)
    pointed = alt.selection_point(name="pointed", fields=["month"], nearest=True, on="pointerover", clear="pointerout", empty=False)
    told = {"told": written("datum.world"), "others": spanned("datum.median", "datum.low", "datum.high")}
    hover = data.transform_calculate(**told).mark_rule(color=GREY, strokeWidth=1)
    hover = hover.encode(
        x="month:Q",
        opacity=alt.condition(pointed, alt.value(0.7), alt.value(0)),
        tooltip=[MONTH, alt.Tooltip("told:N", title=THIS), alt.Tooltip("others:N", title="all worlds")],
    ).add_params(pointed)
    holder = data.mark_point(opacity=0, size=1).encode(x=x, y="top:Q")
    return finished(alt.layer(area, middle, world, holder, hover), height=height, width="container")


def rows(results: Results, replicate: int, name: str = "weekly_active") -> pd.DataFrame:
    """Return the rows for one world of a result."""
    low, median, high = band(results.series[name])
    world = results.series[name][int(np.flatnonzero(results.replicates == replicate)[0])]
    return pd.DataFrame({"month": np.arange(results.weeks) / WEEKS_PER_MONTH, "low": low, "median": median, "high": high, "world": world}).iloc[::2]
