"""The curves of the first screen, drawn by a small program in the browser: what a chart is stays there, and only its rows are sent.

The other charts of the pages are Vega's. These follow a held thumb, and are the first that a reader sees: loading, compiling and running
a grammar of graphics for three charts over the months took longer than everything else on the way to them.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY
from ui.charts.chart_grid import NARROWEST
from ui.charts.panel import Panel
from ui.charts.style import BAD, GOOD, WATCH
from ui.session.runs import Pair

HEIGHT = 232  # [pixels], as in the browser's program
ZONES = ((0.0, HEALTHY, "healthy", GOOD), (HEALTHY, AUDITORIUM, "at risk", WATCH), (AUDITORIUM, 1.0, "auditorium", BAD))
BENT = 0.6  # exponent of the index axis: the healthy zone, in which most of it happens, gets more than its fifth
DIGITS = 5  # of a number that is drawn or told under the pointer
SCRIPT = (Path(__file__).parents[1] / "assets" / "curves.js").read_text(encoding="utf-8")

_chart = st.components.v2.component("clg_curves", js=SCRIPT, isolate_styles=False)


@dataclass(frozen=True)
class Line:
    """One line: the column of its median, whose `_low`, `_high` and `_base` stand beside it, and its name."""

    column: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Curves(Panel):
    """Declare one chart of curves; `rows` turns a pair into what the browser draws (see `sent`), `frame` into a table."""

    rows: Callable[[Pair], dict[str, Any]]


def ticks(months: int) -> list[int]:
    """Return the months an axis names: every sixth, of long horizons every twelfth."""
    step = 6 if months <= 60 else 12 if months <= 130 else 24
    return list(range(0, months + 1, step if months >= step else 1))


def declared(
    key: str, lines: Sequence[Line], months: int, alternative: str, number: str = "~s", currency: str = "", unit: str = "", kind: str = "plain"
) -> dict[str, Any]:
    """Return what a chart over the months is, for the browser.

    `kind` "zones" draws the zones of the auditorium index behind the lines, "cash" the zero line, which is the business without a
    community, and on it the months of payback.
    """
    named = [{"column": line.column, "name": line.name} for line in lines]
    of = {"key": key, "lines": named, "months": months, "ticks": ticks(months), "number": number, "currency": currency, "unit": unit}
    zones = [{"low": low, "high": high, "name": name, "colour": colour} for low, high, name, colour in ZONES]
    return of | {"alternative": alternative, "zero": kind == "cash"} | ({"zones": zones, "bent": BENT} if kind == "zones" else {})


def sent(columns: Mapping[str, np.ndarray], **beside: Any) -> dict[str, Any]:
    """Return the rows of one chart for the browser: `month`, and per line its median, _low, _high and, where there is one, _base.

    Beside them stand what holds the axis (`top`, `bottom`), what is `planned` as (month, words), and the marks of payback. What is
    missing is null, and breaks a line.
    """
    return {name: _numbers(values) for name, values in columns.items() if np.isfinite(values).any() or not name.endswith("_base")} | beside


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(f"{value:.{DIGITS}g}") if known else None for value, known in zip(values.tolist(), np.isfinite(values).tolist(), strict=True)]


def table(rows: Mapping[str, Any], lines: Sequence[Line]) -> pd.DataFrame:
    """Return the rows of a chart as a table like those of other charts: month, series, low, median, high and, where there is one, base."""
    ends = {"low": "_low", "median": "", "high": "_high", "base": "_base"}

    def of(line: Line) -> pd.DataFrame:
        named = {name: rows[line.column + end] for name, end in ends.items() if line.column + end in rows}
        numbers = {name: np.array(values, dtype=np.float32) for name, values in {"month": rows["month"], **named}.items()}
        return pd.DataFrame({"month": numbers.pop("month"), "series": line.name, **numbers})

    return pd.concat([of(line) for line in lines], ignore_index=True)


def attribute(name: str, found: Any) -> str:
    """Return something as the data attribute of an element."""
    return f'data-{name}="{html.escape(json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False))}"'


class CurveRows:
    """The rows of the charts, sent apart from them: what stands in the browser already is redrawn before anything else is sent again."""

    def __init__(self, panels: tuple[Curves, ...]) -> None:
        self.panels = panels
        self.place = st.container(key="curve_rows")
        self.told: Any = None

    def draw(self, pair: Pair) -> None:
        """Draw or redraw every chart with a pair."""
        self.told = (self.told or self.place).html(f"<i {attribute('curves', rows_of(self.panels, pair))}></i>")


def charts_beside(panels: tuple[Curves, ...], key: str = "charts") -> None:
    """Put the charts side by side in their places; they stay there, and every pair sends nothing but rows (see `CurveRows`)."""
    with st.container(key=f"{key}_{panels[0].key}"):
        grid = st.grid(len(panels), min_column_width=NARROWEST[3], gap="small", key=f"grid_{key}_{panels[0].key}")
    for panel in panels:
        with grid.cell().container(gap="xsmall", key=f"{key}_chart_{panel.key}"):
            st.markdown(f"##### {panel.title}", help=panel.look_for)
            _chart(key=f"curves_{panel.key}", data=panel.spec, height=HEIGHT)


def rows_of(panels: Sequence[Curves], pair: Pair) -> dict[str, Any]:
    """Return what every chart draws of a pair, by its key."""
    return {panel.key: panel.rows(pair) for panel in panels}
