"""Results as plain documents and rows: the one layout of the command line, of downloads and of reports.

Numbers are given in full; where there is none, a document holds None and a row an empty cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from simulation.outcomes.arrival import OF_ALL, payback_of
from simulation.outcomes.results import Results, band, summarise
from simulation.outcomes.spending import unspent
from simulation.outcomes.verdict import verdict
from simulation.state.population import NEVER_BOUGHT
from simulation.vocabulary.measures import MEASURES, PER_RUN, WEEKLY
from simulation.vocabulary.version import MODEL_VERSION

MEMBER_COLUMNS = (
    *("id", "joined_week", "cohort", "source", "persona", "founder", "posts", "replies", "first_post_week"),
    *("first_post_answered", "last_visit_week", "left_week", "weeks_visited", "contributed_weeks"),
    *("customer_since_week", "customer_lost_week"),
)
NOT_YET = ("first_post_week", "last_visit_week", "left_week", "customer_lost_week")  # the week before the launch stands where it has not happened
BAND = ("median", "low", "high")


def origin(results: Results, scenario: str) -> dict[str, Any]:
    """Return where figures of a setting come from: what every document begins with."""
    return {
        "scenario": scenario,
        "model_version": MODEL_VERSION,
        "seed": results.seed,
        "runs": len(results),
        "weeks": results.weeks,
        **({"existing": results.spec.existing.to_document()} if results.spec.existing is not None else {}),
        **({"beliefs": True} if results.spec.beliefs else {}),
    }


def document(results: Results, scenario: str) -> dict[str, Any]:
    """Return everything about one setting: summary and weekly bands by measure, the return, the verdict."""
    return {
        **origin(results, scenario),
        "summary": {name: {end: number(value) for end, value in ends.items()} for name, ends in summarise(results).items()},
        "weekly": {name: _band_lists(results.series[name]) for name in WEEKLY},
        "roi": _roi(results),
        "verdict": verdict(results),
    }


def weekly_rows(results: Results) -> Iterator[list[Any]]:
    """Yield measure, week, low, median, high; first a header, and per measure a row without a week for the whole run."""
    yield ["measure", "week", "low", "median", "high"]
    for name, ends in summarise(results).items():
        yield [name, "", *(cell(ends[end]) for end in ("low", "median", "high"))]
    for name in WEEKLY:
        low, median, high = (end.tolist() for end in band(results.series[name]))
        for week in range(results.weeks):
            yield [name, week, cell(low[week]), cell(median[week]), cell(high[week])]


def run_rows(results: Results) -> Iterator[list[Any]]:
    """Yield run, week and one column per measure; measures that are one number per run stand in each of its rows."""
    yield ["run", "week", *WEEKLY, *PER_RUN]
    for place, replicate in enumerate(results.replicates.tolist()):
        weekly = np.stack([results.series[name][place] for name in WEEKLY], axis=1).tolist()
        whole = [cell(float(results.runs[name][place])) for name in PER_RUN]
        for week, values in enumerate(weekly):
            yield [replicate, week, *map(cell, values), *whole]


def member_rows(results: Results) -> Iterator[list[Any]]:
    """Yield one row per member and run: everybody who was ever admitted. A week that never came is empty."""
    yield ["run", *MEMBER_COLUMNS]
    past = results.spec.existing.age_weeks if results.spec.existing is not None else 0
    for replicate, table in zip(results.replicates.tolist(), results.members, strict=True):
        columns = [_column(name, table[name], past) for name in MEMBER_COLUMNS]
        for values in zip(*columns, strict=True):
            yield [replicate, *map(cell, values)]


def number(value: float) -> float | None:
    """Return a number as it stands in a document: None where there is none."""
    return float(value) if math.isfinite(value) else None


def band_of(values: np.ndarray) -> dict[str, float | None]:
    """Return one number per world as a document holds it: the median and the ends of the range of eight in ten."""
    return dict(zip(BAND, _ends(values), strict=True))


def cell(value: Any) -> Any:
    """Return a value as it stands in a row: empty where there is none, true and false in small letters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return "" if value is None else value


def _column(name: str, values: np.ndarray, past: int) -> list[Any]:
    # The customers of the start were there before the first week; everything else happened after the launch.
    never = NEVER_BOUGHT - past if name == "customer_since_week" else -1 - past
    return [None if value <= never else value for value in values.tolist()] if name in (*NOT_YET, "customer_since_week") else values.tolist()


def _roi(results: Results) -> dict[str, Any]:
    paid = np.isfinite(results.runs["payback_month"])
    return {
        "months": results.months,
        "paid_back_in": int(paid.sum()),
        "of": len(results),
        **{name: band_of(results.runs[name]) for name in PER_RUN if MEASURES[name].group == "Return"},
        f"payback_month{OF_ALL}": payback_of(results).document(),
        "monthly": {mechanism: _band_lists(cash) for mechanism, cash in results.books.items()},
        "total": {mechanism: band_of(cash.sum(axis=1)) for mechanism, cash in results.books.items()},
        "unspent": {budget: band_of(values) for budget, values in unspent(results).items()},
        "views": {view: _band_lists(value) for view, value in results.views.items()},
    }


def _ends(values: np.ndarray) -> list[float | None]:
    low, median, high = band(values)
    return [number(float(median)), number(float(low)), number(float(high))]


def _band_lists(values: np.ndarray) -> dict[str, list[float | None]]:
    low, median, high = band(values)
    return {name: _plain(end) for name, end in zip(BAND, (median, low, high), strict=True)}


def _plain(values: np.ndarray) -> list[float | None]:
    return [number(value) for value in values.tolist()]
