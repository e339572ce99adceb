"""Views of a comparison: which figures and charts answer whose question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulation import MEASURES
from simulation.outcomes.auditorium import AUDITORIUM
from simulation.outcomes.naive_view import BOTH_WAYS, which_prevails
from simulation.vocabulary.existing import other_arm
from ui.charts.chart_data import rolling
from ui.comparison import chart_data
from ui.comparison.charts import overlay, parts, views
from ui.comparison.comparison import Comparison
from ui.comparison.figures import DECISION, HEALTH, RETURN

HELD = "{held against}"  # stands in a text for what the options are held against
PREVAILS = " {which way the naive view errs}"  # stands in a text for what the figures of the options say
WHY_FOUR = (
    f"They differ because only the causal one is held against {HELD}. The naive cohort view {BOTH_WAYS}.{PREVAILS} "
    "A survey misses those who forget, and last touch those who came through another door at the end."
)


def said(words: str, comparison: Comparison, names: Sequence[str] = ()) -> str:
    """Return a text of a view as it is true of a comparison: what its options are held against, and what their figures say, by their names."""
    words = words.replace(HELD, other_arm(comparison.results[0].spec.existing))
    if PREVAILS not in words:
        return words
    which = which_prevails(zip(names or comparison.names, comparison.results, strict=True))
    return words.replace(PREVAILS, f" {which}" if which else "")


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Declare one chart: its drawing for a set of names in a currency, its rows, what to look for, and its words for those who do not see it."""

    key: str
    title: str
    look_for: str
    spec: Callable[[tuple[str, ...], str], dict[str, Any]]
    frame: Callable[[Comparison], pd.DataFrame]
    alternative: str
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class View:
    """Declare one view: the figures of its table and its charts."""

    figures: tuple[str, ...]
    panels: tuple[Panel, ...] = ()
    note: str = ""
    counts: bool = False  # whether differences stand with their ranges and counts of worlds
    years: bool = False  # whether costs and what is left stand by year


def _line(key: str, title: str, look_for: str, measure: str, number: str = "~s", level: tuple[float, str] | None = None, mean: int = 4) -> Panel:
    def series(results: Any) -> Any:
        values = results.series[measure]
        return rolling(values, mean) if mean > 1 else values

    return Panel(
        key=key,
        title=title,
        look_for=look_for,
        spec=lambda names, currency: overlay(names, number, level, currency=currency if MEASURES[measure].unit.startswith("$") else ""),
        frame=lambda comparison: chart_data.weekly(comparison, series),
        alternative=f"Lines of {MEASURES[measure].label.lower()} over the months, one per scenario with its range, the baseline dashed.",
    )


CASH = Panel(
    key="cash",
    title="Cumulative cash",
    look_for=f"Against {HELD}. Payback is where a line stays above zero.",
    spec=lambda names, currency: overlay(names, "~s", (0.0, "paid back"), currency=currency),
    frame=lambda comparison: chart_data.monthly(comparison, lambda results: results.books["cash"].cumsum(axis=1)),
    alternative="Lines of cumulative cash over the months, one per scenario with its range, the baseline dashed.",
)
PAYBACK = Panel(
    key="payback",
    title="ROI timing: worlds paid back",
    look_for="The share of worlds in which the programme has paid for itself by a month, for good.",
    spec=lambda names, currency: overlay(names, ".0%", None, False),
    frame=chart_data.payback,
    alternative="Lines of the share of worlds paid back by month, one per scenario, the baseline dashed.",
)
PARTS = Panel(
    key="parts",
    title="Costs and returns by mechanism",
    look_for="Right of zero what it brings, left what it costs; the diamond is the sum. Unlike in the value, later months count in full.",
    spec=parts,
    frame=chart_data.by_part,
    alternative="Bars per scenario: acquisition, retention, expansion and deflection against cost, with their sum.",
    wide=True,
)
FOUR = Panel(
    key="four",
    title="Four ways to count the value",
    look_for=WHY_FOUR,
    spec=views,
    frame=chart_data.by_view,
    alternative="Dots with ranges per scenario: value counted as causal, naive cohort, survey and last touch.",
    wide=True,
)

VIEWS: dict[str, View] = {
    "Decision": View(
        figures=DECISION,
        panels=(CASH, PAYBACK, PARTS),
        years=True,
        note="Revenue and pipeline influenced contain selection: engaged customers would have bought more anyway. Support cost saved, retention and "
        f"payback are held against {HELD}.",
    ),
    "Money": View(
        figures=RETURN,
        years=True,
        panels=(PARTS, FOUR, CASH, PAYBACK, _line("revenue", "Monthly recurring revenue", "What customers pay per month.", "mrr", mean=1)),
    ),
    "Community": View(
        figures=HEALTH,
        panels=(
            _line(
                "index",
                "Auditorium index",
                "Many are present and nobody speaks to anybody.",
                "auditorium_index",
                ".2f",
                (AUDITORIUM, "an auditorium"),
            ),
            _line("trust", "Trust", "Mean trust of members.", "trust", ".2f"),
            _line("speaking", "Speaking share", "Members who spoke in the last 28 days.", "speaking_share", ".0%"),
            _line("answered", "Newcomers' response rate", "First posts that were answered.", "newcomer_response_rate", ".0%"),
        ),
    ),
    "Every figure": View(figures=tuple(MEASURES), counts=True),
}
