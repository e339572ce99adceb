"""The three charts of the first screen: growth, auditorium and return, side by side."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
import pandas as pd

from simulation import Results, band
from simulation.outcomes.arrival import payback_of
from simulation.vocabulary.words import whole
from ui.charts.chart_data import WEEKS_PER_MONTH, drawn, month_of, roof
from ui.charts.curves import Curves, Line, declared, sent, table
from ui.session.runs import Pair
from ui.text.plan_text import planned

NAME = 0.36  # share of the width of the chart that the name of a mark takes on a narrow screen
BELOW = 0.16  # share of what is above zero that cash has below it at least: its words stand there
Source = Callable[[Results], np.ndarray]
Rows = Callable[[Pair], dict[str, Any]]
ACTIVE, SPEAKING = Line("active", "Active, 7 days"), Line("speaking", "Speakers, 28 days")
INDEX, CASH = Line("index", "Auditorium index"), Line("cash", "Cumulative cash")


@cache
def panels(months: int, currency: str = "$") -> tuple[Curves, ...]:
    """Return the three charts for a horizon; what they are stays while the data change."""
    return (
        _panel(
            "cockpit_growth",
            (ACTIVE, SPEAKING),
            partial(weekly_rows, sources={"active": _series("weekly_active"), "speaking": _series("speakers")}),
            months,
            title="Growth",
            look_for="Members who visited within 7 days, and members who wrote something within 28 days, who may therefore be more.",
            alternative="Lines of members active in 7 days and of speakers in 28 days over the months, with ranges; the baseline dashed.",
        ),
        _panel(
            "cockpit_index",
            (INDEX,),
            partial(weekly_rows, sources={"index": _series("auditorium_index")}, held=False),
            months,
            title="Auditorium index",
            look_for="Many present, few who speak, nobody who knows anybody: five symptoms in one number from 0 to 1. "
            "Under .20 healthy, from .45 an auditorium.",
            alternative="Line of the auditorium index over the zones healthy, at risk and auditorium, with its range; the baseline dashed.",
            number=".2f",
            kind="zones",
        ),
        _panel(
            "cockpit_cash",
            (CASH,),
            cash_rows,
            months,
            title="Cumulative cash",
            look_for="What the community has brought minus what it has cost, against the same business without a community. "
            "The dot marks the month of payback, the ring that of the baseline.",
            alternative="Line of cumulative cash with its range, marks where it is paid back now and in the baseline, and the baseline dashed.",
            currency=currency,
            kind="cash",
        ),
    )


def months_shown(weeks: int) -> int:
    """Return the months that the charts of a horizon reach over."""
    return max(1, -(-weeks * 12 // 52))


def _panel(key: str, lines: tuple[Line, ...], rows: Rows, months: int, title: str, look_for: str, alternative: str, **more: str) -> Curves:
    def frame(pair: Pair) -> pd.DataFrame:
        return table(rows(pair), lines)

    spec = declared(key, lines, months, alternative, **more)
    return Curves(key=key, title=title, look_for=look_for, spec=spec, frame=frame, rows=rows, alternative=alternative)


def weekly_rows(pair: Pair, sources: dict[str, Source], held: bool = True) -> dict[str, Any]:
    """Return one row per drawn week: month and, by column, the median, its range and the baseline's median."""
    weeks = drawn(pair.current.weeks)
    columns = {"month": month_of(weeks)}
    columns |= _bands(pair, sources, lambda values: values[:, weeks])
    return sent(columns, planned=_planned(pair), **(_ends(columns) if held else {}))


def cash_rows(pair: Pair) -> dict[str, Any]:
    """Return one row per month of cumulative cash, from nothing in month 0, and the marks of payback."""

    def total(results: Results) -> np.ndarray:
        return np.pad(np.cumsum(results.books["cash"], axis=1), ((0, 0), (1, 0)))

    columns = {"month": np.arange(pair.current.books["cash"].shape[1] + 1, dtype=float)} | _bands(pair, {"cash": total}, lambda values: values)
    now, then = payback_of(pair.current).median, math.inf if pair.same else payback_of(pair.base).median
    between = 0 <= then - now < NAME * len(columns["month"])  # the baseline's name, left of its mark, would lie over the other mark's line
    right = between and then + NAME * len(columns["month"]) < len(columns["month"])
    marks = (("paid", now, "month", "below" if between and not right else ""), ("paid_base", then, "baseline", "right" if right else "left"))
    found = {column: {"month": month, "words": f"{word} {whole(month)}", "side": side} for column, month, word, side in marks if math.isfinite(month)}
    ends = _ends(columns)
    return sent(columns, planned=_planned(pair), **ends | {"bottom": min(ends["bottom"], -BELOW * ends["top"])}, **found)


def _series(name: str) -> Source:
    return lambda results: results.series[name]


def _bands(pair: Pair, sources: dict[str, Source], cut: Callable[[np.ndarray], np.ndarray]) -> dict[str, np.ndarray]:
    columns = {}
    for name, source in sources.items():
        low, middle, high = band(cut(source(pair.current)))
        base = np.full(len(middle), np.nan) if pair.same else band(cut(source(pair.base)))[1]
        columns |= {name: middle, f"{name}_low": low, f"{name}_high": high, f"{name}_base": base}
    return columns


def _planned(pair: Pair) -> list[tuple[float, str]]:
    return [(week / WEEKS_PER_MONTH, text) for week, text in planned(pair.current.timeline)]


def _ends(columns: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the ends of the axis, in round steps: it does not move with every change."""
    values = np.concatenate([column for name, column in columns.items() if name != "month"])
    known = values[np.isfinite(values)]
    top, bottom = (float(known.max()), float(known.min())) if len(known) else (1.0, 0.0)
    return {"top": roof(top) or 1.0, "bottom": min(-roof(-bottom), 0.0)}
