"""The rows of the phase picture."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation import Results, band
from ui.charts.chart_data import WEEKS_PER_MONTH, drawn, month_of, rolling
from ui.charts.phase import WIDEST
from ui.session.runs import Pair
from ui.text.plan_text import planned

SHOWN = {"ratio": "absorption_ratio", "speaking": "speaking_share"}
SETTLED = 4  # [weeks] before that the four-week means have little to go on


def path(pair: Pair) -> pd.DataFrame:
    """Return the median path of the present setting and of the baseline, four-week means."""
    arms = [("now", pair.current)] + ([] if pair.base is pair.current else [("baseline", pair.base)])
    paths = [_arm(name, results) for name, results in arms]
    for name in SHOWN:
        paths[0][f"{name}_base"] = paths[-1][name]
    frame = pd.concat(paths, ignore_index=True)
    now = frame.index[(frame["arm"] == "now") & frame["ratio"].notna() & frame["speaking"].notna()]
    if len(now):
        frame.loc[now[0], "point"] = "start"
        frame.loc[now[-1], "point"] = "end"
        for week, text in planned(pair.current.timeline):
            nearest = now[np.abs(frame.loc[now, "month"].to_numpy() - week / WEEKS_PER_MONTH).argmin()]
            frame.loc[nearest, "mark"] = text
    return frame


def _arm(name: str, results: Results) -> pd.DataFrame:
    weeks = drawn(results.weeks)
    weeks = weeks[weeks >= min(SETTLED, results.weeks - 1)]
    frame = pd.DataFrame({"arm": name, "month": month_of(weeks)})
    for column, measure in SHOWN.items():
        low, middle, high = band(rolling(results.series[measure])[:, weeks])
        frame[column] = np.minimum(middle, WIDEST) if column == "ratio" else middle
        frame[f"{column}_low"], frame[f"{column}_high"] = low, high
    return frame.assign(point=pd.Series([None] * len(frame), dtype=object), mark=pd.Series([None] * len(frame), dtype=object))
