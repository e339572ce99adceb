"""Comparisons as the rows that charts draw."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from simulation import Results, band
from ui.charts.chart_data import drawn, month_of
from ui.comparison.charts import PARTS, VIEWS
from ui.comparison.comparison import Comparison
from ui.comparison.figures import paid_back


def weekly(comparison: Comparison, series: Callable[[Results], np.ndarray]) -> pd.DataFrame:
    """Return rows of a weekly series, (worlds, weeks), for every scenario."""
    weeks = drawn(comparison.results[0].weeks)
    return _rows(comparison, month_of(weeks), lambda results: band(series(results)[:, weeks]))


def monthly(comparison: Comparison, series: Callable[[Results], np.ndarray]) -> pd.DataFrame:
    """Return rows of a monthly series, (worlds, months), for every scenario."""
    months = next(iter(comparison.results[0].books.values())).shape[1]
    return _rows(comparison, np.arange(1, months + 1, dtype=float), lambda results: band(series(results)))


def payback(comparison: Comparison) -> pd.DataFrame:
    """Return the share of worlds that are paid back by the end of each month, for every scenario."""
    months = next(iter(comparison.results[0].books.values())).shape[1]

    def share(results: Results) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        curve = paid_back(results.runs["payback_month"], months)
        return curve, curve, curve

    return _rows(comparison, np.arange(1, months + 1, dtype=float), share)


def by_part(comparison: Comparison) -> pd.DataFrame:
    """Return costs and returns over the horizon by mechanism, and their sum, for every scenario."""
    rows = []
    for name, results in zip(comparison.names, comparison.results, strict=True):
        for part, key in PARTS.items():
            low, median, high = (float(end) for end in band(results.books[key].sum(axis=1)))
            rows.append({"scenario": name, "part": part, "low": low, "median": median, "high": high, "sum": np.nan})
        low, middle, high = (float(end) for end in band(results.books["cash"].sum(axis=1)))
        rows.append({"scenario": name, "part": None, "low": low, "high": high, "sum": middle})
    return pd.DataFrame(rows)


def by_view(comparison: Comparison) -> pd.DataFrame:
    """Return the value over the horizon counted in four ways, for every scenario."""
    rows = []
    for name, results in zip(comparison.names, comparison.results, strict=True):
        for view, key in VIEWS.items():
            low, median, high = (float(end) for end in band(results.views[key].sum(axis=1)))
            rows.append({"scenario": name, "view": view, "low": low, "median": median, "high": high})
    return pd.DataFrame(rows)


def _rows(comparison: Comparison, months: np.ndarray, ends: Callable[[Results], tuple[np.ndarray, ...]]) -> pd.DataFrame:
    parts = []
    for place, (name, results) in enumerate(zip(comparison.names, comparison.results, strict=True)):
        low, median, high = ends(results)
        parts.append(pd.DataFrame({"month": months, "series": name, "place": f"s{place}", "low": low, "median": median, "high": high}))
    return pd.concat(parts, ignore_index=True)
