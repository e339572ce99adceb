"""The three charts of the first screen: growth, auditorium and return, side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial

import numpy as np
import pandas as pd

from simulation import Results, band
from simulation.outcomes.arrival import payback_of
from simulation.vocabulary.words import whole
from ui.charts.chart_data import WEEKS_PER_MONTH, drawn, roof
from ui.charts.panel import Panel
from ui.charts.trend import Line, trend
from ui.session.runs import Pair
from ui.text.plan_text import planned

NAME = 0.36  # share of the width of the chart that the name of a mark takes on a narrow screen
BELOW = 0.16  # share of what is above zero that cash has below it at least: its words stand there
Source = Callable[[Results], np.ndarray]
ACTIVE, SPEAKING = Line("active", "Active members"), Line("speaking", "Speakers")
INDEX, CASH = Line("index", "Auditorium index"), Line("cash", "Cumulative cash")


@cache
def panels(months: int, currency: str = "$") -> tuple[Panel, ...]:
    """Return the three charts for a horizon; the specifications stay as they are while the data change."""
    return (
        Panel(
            key="cockpit_growth",
            title="Growth",
            look_for="Members who visited in the week, and members who wrote something in the last four weeks.",
            spec=trend((ACTIVE, SPEAKING), months, "~s"),
            frame=partial(weekly_frame, sources={"active": _series("weekly_active"), "speaking": _series("speakers")}),
            alternative="Lines of weekly active members and of speakers over the months with the range of eight in ten worlds; the baseline dashed.",
        ),
        Panel(
            key="cockpit_index",
            title="Auditorium index",
            look_for="Many present, few who speak, nobody who knows anybody: five symptoms in one number from 0 to 1. "
            "Under .20 healthy, from .45 an auditorium.",
            spec=trend((INDEX,), months, ".2f", kind="zones"),
            frame=partial(weekly_frame, sources={"index": _series("auditorium_index")}, held=False),
            alternative="Line of the auditorium index over the zones healthy, at risk and auditorium, with its range; the baseline dashed.",
        ),
        Panel(
            key="cockpit_cash",
            title="Cumulative cash",
            look_for="What the community has brought minus what it has cost, against the same business without a community. "
            "The dot marks the month of payback, the ring that of the baseline.",
            spec=trend((CASH,), months, "~s", currency=currency, kind="cash"),
            frame=cash_frame,
            alternative="Line of cumulative cash with its range, marks where it is paid back now and in the baseline, and the baseline dashed.",
        ),
    )


def weekly_frame(pair: Pair, sources: dict[str, Source], held: bool = True) -> pd.DataFrame:
    """Return one row per drawn week: month and, by column, the median, its range and the baseline's median."""
    weeks = drawn(pair.current.weeks)
    columns = {"month": (weeks + 1) / WEEKS_PER_MONTH}
    columns |= _bands(pair, sources, lambda values: values[:, weeks])
    return _finished(columns, pair, held)


def cash_frame(pair: Pair) -> pd.DataFrame:
    """Return one row per month of cumulative cash, from nothing in month 0, and the marks of payback."""

    def total(results: Results) -> np.ndarray:
        return np.pad(np.cumsum(results.books["cash"], axis=1), ((0, 0), (1, 0)))

    columns = {"month": np.arange(pair.current.books["cash"].shape[1] + 1, dtype=float)} | _bands(pair, {"cash": total}, lambda values: values)
    now, then = payback_of(pair.current).median, math.inf if pair.same else payback_of(pair.base).median
    between = 0 <= then - now < NAME * len(columns["month"])  # the baseline's name, left of its mark, would lie over the other mark's line
    right = between and then + NAME * len(columns["month"]) < len(columns["month"])
    marks = (("paid", now, "month", "below" if between and not right else ""), ("paid_base", then, "baseline", "right" if right else "left"))
    extra = [{column: month, "paid_words": f"{word} {whole(month)}", "side": side} for column, month, word, side in marks if math.isfinite(month)]
    return _finished(columns, pair, True, extra)


def _series(name: str) -> Source:
    return lambda results: results.series[name]


def _bands(pair: Pair, sources: dict[str, Source], cut: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    columns = {}
    for name, source in sources.items():
        low, middle, high = band(cut(source(pair.current)))
        base = np.full(len(middle), np.nan) if pair.same else band(cut(source(pair.base)))[1]
        columns |= {name: middle, f"{name}_low": low, f"{name}_high": high, f"{name}_base": base}
    return columns


def _finished(columns: dict[str, np.ndarray], pair: Pair, held: bool, extra: list[dict] | None = None) -> pd.DataFrame:
    """Put the rows beside the curves under them: what is planned, the ends of the axis, and marks."""
    rows = [{"at": week / WEEKS_PER_MONTH, "mark": text} for week, text in planned(pair.current.timeline)] + (extra or [])
    if held:
        values = np.concatenate([column for name, column in columns.items() if name != "month"])
        known = values[np.isfinite(values)]
        top, bottom = (float(known.max()), float(known.min())) if len(known) else (1.0, 0.0)
        top = roof(top) or 1.0
        rows.append({"top": top, "bottom": min(-roof(-bottom), -BELOW * top if "cash" in columns else 0.0)})
    count = len(rows)
    frame = {name: np.concatenate([column.astype(np.float32), np.full(count, np.nan, np.float32)]) for name, column in columns.items()}
    size = len(columns["month"])
    for name in ("at", "top", "bottom", "paid", "paid_base"):
        frame[name] = np.array([np.nan] * size + [row.get(name, np.nan) for row in rows], dtype=np.float32)
    for name in ("mark", "paid_words", "side"):
        frame[name] = np.array([None] * size + [row.get(name) for row in rows], dtype=object)
    return pd.DataFrame(frame)
