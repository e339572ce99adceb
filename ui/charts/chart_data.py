"""Results as the rows that charts draw."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulation import Results, Timeline, band
from ui.session.runs import Pair
from ui.text.plan_text import planned

EVERY = 3  # every third week is drawn: a chart has no more pixels for it, and the browser half the work
WEEKS_PER_MONTH = 52 / 12
Source = str | Callable[[Results], np.ndarray]


def weekly(pair: Pair, series: Mapping[str, Source], axis: bool = True) -> pd.DataFrame:
    """Return rows for weekly series by their label: a measure's name, or a function of the results."""
    weeks = drawn(pair.current.weeks)
    return _rows(pair, series, month_of(weeks), lambda values: values[:, weeks], axis)


def monthly(pair: Pair, series: Mapping[str, Callable[[Results], np.ndarray]], axis: bool = True) -> pd.DataFrame:
    """Return rows for series by month, each (worlds, months)."""
    months = next(iter(series.values()))(pair.current).shape[1]
    return _rows(pair, series, np.arange(1, months + 1, dtype=float), lambda values: values, axis)


def month_of(weeks: np.ndarray) -> np.ndarray:
    """Return where weeks stand on an axis of months: at their end, when what they came to is known."""
    return (weeks + 1) / WEEKS_PER_MONTH


def drawn(weeks: int) -> np.ndarray:
    """Return the weeks that are drawn: every third, counted back from the last."""
    return np.arange((weeks - 1) % EVERY, weeks, EVERY)


def take(results: Results, source: Source) -> np.ndarray:
    """Return one series, (worlds, weeks)."""
    return results.series[source] if isinstance(source, str) else source(results)


def _rows(pair: Pair, series: Mapping[str, Source], months: np.ndarray, cut: Callable[[np.ndarray], np.ndarray], axis: bool) -> pd.DataFrame:
    names = list(series)
    columns: dict[str, list[np.ndarray]] = {"low": [], "median": [], "high": [], "base": []}
    for source in series.values():
        low, middle, high = band(cut(take(pair.current, source)))
        base = middle if pair.base is pair.current else band(cut(take(pair.base, source)))[1]
        for name, values in zip(columns, (low, middle, high, base), strict=True):
            columns[name].append(values)
    size = len(months)
    joined = {name: np.concatenate(values) for name, values in columns.items()}
    extra = _extra(pair.current.timeline, axis, [joined[name] for name in ("high", "base", "median")])
    # One frame made at once: putting frames together took longer than everything else on the way to a chart.
    count = len(extra["month"])
    lacking = np.full(count, np.nan)
    codes = np.concatenate([np.repeat(np.arange(len(names)), size), np.full(count, -1)])
    return pd.DataFrame(
        {
            "month": np.concatenate([np.tile(months, len(names)), extra["month"]]),
            "series": pd.Categorical.from_codes(codes, names),
            **{name: np.concatenate([values, lacking]) for name, values in joined.items()},
            "mark": np.array([None] * (size * len(names)) + extra["mark"], dtype=object),
            "top": np.concatenate([np.full(size * len(names), np.nan), extra["top"]]),
        }
    )


def _extra(timeline: Timeline, axis: bool, ends: list[np.ndarray]) -> dict[str, list]:
    """Return the rows beside the series: a mark per planned change, and one that holds the axis steady above all `ends`."""
    marks = planned(timeline)
    rows: dict[str, list[Any]] = {
        "month": [week / WEEKS_PER_MONTH for week, _ in marks],
        "mark": [text for _, text in marks],
        "top": [math.nan] * len(marks),
    }
    if axis:
        known = [values[np.isfinite(values)] for values in ends]
        highest = max((float(values.max()) for values in known if values.size), default=1.0)
        for name, value in (("month", 0.0), ("mark", None), ("top", roof(highest))):
            rows[name].append(value)
    return rows


def with_marks(frame: pd.DataFrame, timeline: Timeline, axis: bool = True) -> pd.DataFrame:
    """Return the rows with the planned changes and a row that holds the axis steady."""
    extra = pd.DataFrame(_extra(timeline, axis, [frame[name].to_numpy(dtype=float) for name in ("high", "base", "median")] if axis else []))
    frame = frame.assign(mark=None, top=np.nan)
    if extra.empty:
        return frame
    return pd.concat([frame.astype({"mark": object}), extra.astype({"mark": object}).reindex(columns=frame.columns)], ignore_index=True)


def roof(highest: float) -> float:
    """Return the next round number above: the axis moves in steps, not with every lever."""
    if not highest > 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(highest))
    for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10):
        if highest <= step * power:
            return step * power
    return 10 * power


def rolling(values: np.ndarray, width: int = 4) -> np.ndarray:
    """Return the mean over the last `width` weeks, leaving out NaN, same shape."""
    known = np.isfinite(values)
    total = np.cumsum(np.where(known, values, 0.0), axis=1)
    count = np.cumsum(known, axis=1).astype(float)
    for sums in (total, count):
        sums[:, width:] = sums[:, width:] - sums[:, :-width].copy()
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
