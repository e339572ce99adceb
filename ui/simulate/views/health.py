"""Health: every benchmark of the field as a target band, with this run in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation import Results, band
from simulation.outcomes.results import nanmean
from simulation.outcomes.zones import zone_told
from simulation.vocabulary.words import beside, ranged
from ui.charts.chart_data import rolling
from ui.charts.panel import Panel
from ui.charts.targets import targets
from ui.session.runs import Pair

YEAR = 52  # [weeks]
SMALL = 150  # members below which more of them are active


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """Declare one benchmark: the target from `low` to `high`, drawn on an axis that ends at `end`."""

    label: str
    low: float
    high: float
    end: float
    form: Callable[[float], str]
    values: Callable[[Results], np.ndarray]
    source: str


def percent(value: float) -> str:
    """Write a share."""
    return f"{value * 100:.0f} %"


def factor(value: float) -> str:
    """Write a ratio."""
    return f"{value:.1f} ×"


def posts_growth(results: Results) -> np.ndarray:
    """Return the monthly growth of posts over the first year after the first quarter, per world."""
    weeks = min(YEAR, results.weeks)
    monthly = rolling(results.series["posts"])
    first, last = monthly[:, min(12, weeks - 1)], monthly[:, weeks - 1]
    months = max((weeks - 13) * 12 / 52, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = (last / first) ** (1 / months) - 1
    return np.where(first > 0, growth, np.nan)


def retention_lift(results: Results) -> np.ndarray:
    """Return the churn of customers outside the community over that of members, last year, per world; holds selection."""
    others, members = (nanmean(results.series[name][:, -YEAR:]) for name in ("churn_rate_others", "churn_rate_members"))
    return np.divide(others, members, out=np.full(len(results), np.nan), where=members > 0)


def deflection(results: Results) -> np.ndarray:
    """Return the share of tickets the community answered instead, last year, per world."""
    deflected, tickets = (results.series[name][:, -YEAR:].sum(axis=1) for name in ("tickets_deflected", "tickets"))
    return np.divide(deflected, deflected + tickets, out=np.full(len(results), np.nan), where=deflected + tickets > 0)


def at_end(name: str) -> Callable[[Results], np.ndarray]:
    """Return the reading of a measure over the last quarter."""
    return lambda results: nanmean(results.series[name][:, -13:])


def benchmarks(pair: Pair) -> tuple[Benchmark, ...]:
    """Return the benchmarks that hold for the present platform and size."""
    chat = pair.current.inputs.platform == "chat"
    small = float(np.median(pair.current.final("members"))) < SMALL
    hours = 4 if chat else 24
    field = "field benchmark, strategy note S3"
    share: dict[str, Any] = {"form": percent, "source": field}
    return (
        Benchmark(label="Weekly active members", low=0.15, high=0.32 if small else 0.25, end=0.5, values=at_end("weekly_active_share"), **share),
        Benchmark(label="Posts answered", low=0.9, high=1.0, end=1.0, values=at_end("response_rate"), **share),
        Benchmark(
            label="First reply", low=0, high=hours, end=hours * 2.5, form=lambda v: f"{v:.0f} h", values=at_end("first_reply_hours"), source=field
        ),
        Benchmark(label="Active after 90 days", low=0.3, high=0.4, end=0.8, values=at_end("retention_90d"), **share),
        Benchmark(
            label="Posts, growth per month in year 1",
            low=0.05,
            high=0.1,
            end=0.25,
            form=lambda v: f"{v * 100:+.0f} %",
            values=posts_growth,
            source=field,
        ),
        Benchmark(label="Time to value", low=0, high=7, end=21, form=lambda v: f"{v:.1f} days", values=at_end("time_to_value_days"), source=field),
        Benchmark(label="Signups through the community", low=0.1, high=0.3, end=0.7, values=at_end("community_signup_share"), **share),
        Benchmark(label="Retention lift (holds selection)", low=1.5, high=3.0, end=4.5, form=factor, values=retention_lift, source=field),
        Benchmark(label="Tickets deflected", low=0.1, high=0.4, end=0.6, form=percent, values=deflection, source="vendors' figures"),
    )


def verdicts(pair: Pair) -> list[tuple[Benchmark, float, str]]:
    """Return every benchmark with its median and whether it is met."""
    found = []
    for mark in benchmarks(pair):
        middle = float(band(mark.values(pair.current))[1])
        word = state(mark, middle)
        found.append((mark, middle, word))
    return found


def state(mark: Benchmark, value: float) -> str:
    """Say how a value stands to a benchmark: met, better than the field, or on the wrong side of the band.

    Where little is good (hours, days: the band begins at nothing) too much is "above"; elsewhere too little is "below".
    """
    if value != value:
        return "nothing to measure"
    if value > mark.high:
        return "better" if mark.low > 0 else "above"
    return "below" if value < mark.low else "met"


def rows(pair: Pair) -> pd.DataFrame:
    """Return one row per benchmark; places are shares of its axis, so that nine units share one picture."""
    table = []
    for mark, middle, word in verdicts(pair):
        low, _, high = (float(end) for end in band(mark.values(pair.current)))
        base = float(band(mark.values(pair.base))[1])
        text = "–" if middle != middle else beside(mark.form(middle), mark.form(low), mark.form(high))
        place = {name: float(np.clip(value / mark.end, 0, 1)) for name, value in (("low", low), ("median", middle), ("high", high), ("base", base))}
        target = ranged(mark.form(mark.low), mark.form(mark.high)) if mark.low else f"up to {mark.form(mark.high)}"
        table.append(
            {
                "series": mark.label,
                "from": mark.low / mark.end,
                "to": mark.high / mark.end,
                **place,
                "now": text,
                "then": "–" if base != base else mark.form(base),
                "target": target,
                "state": word,
            }
        )
    return pd.DataFrame(table)


def panels(currency: str = "$") -> tuple[Panel, ...]:
    """Return the charts of the view."""
    return (
        Panel(
            key="health_targets",
            title="Benchmarks of the field, over the last quarter",
            look_for="The tinted band is the target, the dot the median world, the line eight of ten worlds, the tick the baseline. "
            "Each row has its own scale.",
            spec=targets(),
            frame=rows,
            alternative="Nine benchmarks, each with its target band, the present median and range, and the baseline.",
            words=_words,
            wide=True,
        ),
    )


def _words(pair: Pair, currency: str) -> str:
    found = verdicts(pair)
    met = [mark.label.lower() for mark, _, word in found if word == "met"]
    missed = [f"{mark.label.lower()} ({word})" for mark, _, word in found if word in ("below", "above")]
    zone = zone_told(pair.current.series["auditorium_index"])
    better = [mark.label.lower() for mark, _, word in found if word == "better"]
    beyond = f" Better than the field: {', '.join(better)}." if better else ""
    return f"The community is {zone}. Met: {', '.join(met) or 'none'}.{beyond} Short of the band: {', '.join(missed) or 'none'}."
