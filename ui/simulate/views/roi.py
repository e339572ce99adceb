"""ROI timing: when the money comes back, and why four ways of counting disagree."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation import Results, band
from simulation.outcomes.arrival import arrival_of
from simulation.outcomes.naive_view import BOTH_WAYS, which_prevails
from simulation.vocabulary.words import counted, in_worlds
from ui.charts.bars import cumulative, stacked
from ui.charts.chart_data import monthly, with_marks
from ui.charts.lines import lines
from ui.charts.panel import Panel
from ui.session.runs import Pair
from ui.text.wording import amount, payback_text, told

VIEWS = {"Causal": "causal", "Naive cohort": "naive", "Survey": "survey", "Last touch": "last_touch"}
PARTS = {"Acquisition": "acquisition", "Retention": "retention", "Expansion": "expansion", "Deflection": "deflection", "Cost": "cost"}
QUARTER = 3.0  # [months]
MONEY = "~s"


def panels(currency: str = "$") -> tuple[Panel, ...]:
    """Return the charts of the view."""
    return (
        Panel(
            key="roi_cumulative",
            title="Cumulative cash and payback",
            look_for="Against the counterfactual arm: no community. Circles on the zero line show in which month how many worlds are paid back.",
            spec=cumulative(MONEY, currency),
            frame=_cumulative,
            alternative="Line of cumulative incremental cash over the months, the baseline dashed, and circles where worlds are paid back.",
            words=_payback,
        ),
        Panel(
            key="roi_flow",
            title="Cash flow per month",
            look_for="What the community adds in a month, minus what it costs. Above zero it carries itself.",
            spec=lines(("Cash flow",), number=MONEY, levels=((0.0, "covers its cost"),), currency=currency),
            frame=lambda pair: monthly(pair, {"Cash flow": lambda results: even_months(results.books["cash"])}, axis=False),
            alternative="Line of incremental cash flow per month with its range, a line at zero and the baseline dashed.",
            words=_flow,
        ),
        Panel(
            key="roi_views",
            title="Four ways to count the value, per month",
            look_for=f"Causal is the difference to the counterfactual arm. Naive cohort {BOTH_WAYS}. Survey and last touch count nothing but "
            "acquisitions and answered questions, and miss many of the first.",
            spec=lines(tuple(VIEWS), number=MONEY, currency=currency),
            frame=lambda pair: monthly(
                pair, {label: (lambda results, name=name: even_months(results.views[name])) for label, name in VIEWS.items()}, axis=False
            ),
            alternative="Lines of the monthly value of the community counted in four ways: causal, naive cohort, survey and last touch.",
            words=_views,
        ),
        Panel(
            key="roi_parts",
            title="Where it comes from, per month",
            look_for="Medians by quarter: above zero what it brings, below what it costs; the grey line is the sum.",
            spec=stacked(tuple(PARTS), QUARTER, MONEY, currency),
            frame=_parts,
            alternative="Stacked bars by quarter of acquisition, retention, expansion, deflection and cost per month, with their sum as a line.",
            words=_sums,
        ),
    )


def even_months(values: np.ndarray) -> np.ndarray:
    """Return monthly sums as if every month were equally long, same shape; a month holds four or five whole weeks."""
    months = values.shape[1]
    weeks = np.bincount(np.arange(months * 52 // 12 + 1) * 12 // 52, minlength=months)[:months]
    return values * (52 / 12) / np.maximum(weeks, 1)


def _cash(results: Results) -> np.ndarray:
    return np.cumsum(results.books["cash"], axis=1)


def _cumulative(pair: Pair) -> pd.DataFrame:
    frame = monthly(pair, {"Cumulative cash": _cash}, axis=False)
    paid = pair.current.runs["payback_month"]
    months, counts = np.unique(paid[np.isfinite(paid)], return_counts=True)
    share = pd.DataFrame({"month": months.astype(float), "paid": counts / len(paid)})
    if share.empty:
        return frame.assign(paid=np.nan)
    return pd.concat([frame.assign(paid=np.nan), share.reindex(columns=[*frame.columns, "paid"]).astype({"mark": object})], ignore_index=True)


def _parts(pair: Pair) -> pd.DataFrame:
    months = pair.current.books["cash"].shape[1]
    starts = np.arange(0, months, int(QUARTER))
    ends = np.minimum(starts + QUARTER, months)
    frames = []
    for label, name in PARTS.items():
        sums = _quarterly(pair.current, name, starts, ends)
        low, middle, high = band(sums)
        then = middle if pair.same else np.median(_quarterly(pair.base, name, starts, ends), axis=0)
        frames.append(pd.DataFrame({"month": ends, "series": label, "low": low, "median": middle, "high": high, "base": then}))
    frame = pd.concat(frames, ignore_index=True)
    total = frame.groupby("month", as_index=False)["median"].sum().rename(columns={"median": "total"})
    frame = pd.concat([frame, total], ignore_index=True)
    return with_marks(frame, pair.current.timeline, axis=False)


def _quarterly(results: Results, name: str, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return one part of the books per month, as means over each quarter, (worlds, quarters)."""
    return np.add.reduceat(results.books[name], starts, axis=1) / (ends - starts) if len(starts) else results.books[name]


def _payback(pair: Pair, currency: str) -> str:
    headline, span = payback_text(pair.current)
    funding = told("peak_funding", pair.current.runs["peak_funding"], currency)
    return f"Payback: {headline} ({span}). To be advanced at most: {funding}."


def _flow(pair: Pair, currency: str) -> str:
    found = arrival_of(pair.current.runs["breakeven_month"], pair.current.months)
    if found.in_time:
        return f"It covers its cost for good from {found.told} on; payback counts what was spent until then, too."
    if found.came:
        return f"It does not cover its cost for good by month {found.months} (it does in {in_worlds(found.came, found.worlds)})."
    return f"It covers its cost for good in none of {counted(found.worlds, 'world')} within the horizon."


def _views(pair: Pair, currency: str) -> str:
    ends = {label: float(np.median(pair.current.views[name][:, -3:])) for label, name in VIEWS.items()}
    told = ", ".join(f"{label.lower()} {amount('npv', value, currency)}" for label, value in ends.items())
    which = which_prevails([("", pair.current)]).replace("Here it counts", "Over the horizon the naive cohort view counts")
    return f"In the last quarter, per month: {told}.{f' {which}' if which else ''}"


def _sums(pair: Pair, currency: str) -> str:
    sums = {label: float(np.median(pair.current.books[name].sum(axis=1))) for label, name in PARTS.items()}
    return "Over the horizon: " + ", ".join(f"{label.lower()} {amount('npv', value, currency)}" for label, value in sums.items()) + "."
