"""The charts of a view in a grid, drawn once and then fed with new data in place."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from ui.charts.panel import Panel
from ui.charts.style import with_data
from ui.session.runs import Pair

HELPERS = (
    "top",
    "bottom",
    "mark",
    "at",
    "x",
    "y",
    "x2",
    "y2",
    "order",
    "kind",
    "point",
    *(f"{name}_{end}" for name in ("ratio", "speaking") for end in ("low", "high", "base")),
    "span",
    "then",
)
WIDTH = 76  # [pixels] of a column of numbers: four digits, a sign and the zeros behind them
NARROWEST = {1: 330, 2: 330, 3: 225}  # [pixels] of a chart by how many stand side by side
PLACES = ("from", "to", "low", "median", "high", "base")  # on the axis of a benchmark, which stand beside its words
NAMES = {
    "low": "10 %", "high": "90 %", "base": "baseline", "series": "line", "arm": "setting", "ratio": "newcomers per veteran, at most 20",
    "title": "part", "big": "amount", "small": "of", "now": "median (range)", "state": "against the target",
}  # fmt: skip


class ChartGrid:
    """Remember the elements of one view, so that every later result overwrites them instead of adding more."""

    def __init__(self, panels: tuple[Panel, ...], currency: str, tables: bool, columns: int = 2, key: str = "charts") -> None:
        self.panels, self.currency, self.tables = panels, currency, tables
        self.columns, self.key = columns, key
        self.place = st.container(key=f"{key}_{panels[0].key}")  # kept from here on, so that what comes later stands below
        self.places: dict[str, Any] = {}

    def draw(self, pair: Pair) -> None:
        """Draw or overwrite every chart with a pair."""
        if not self.places:
            self._lay_out()
        frames = [panel.frame(pair) for panel in self.panels]  # first all of them: what arrives together is painted together
        for panel, frame in zip(self.panels, frames, strict=True):
            place = self.places[panel.key]
            place["chart"] = (place["chart"] or place["box"]).vega_lite_chart(
                with_data(panel.spec, frame), width="stretch", height="content", alt=panel.alternative
            )
            if panel.words:
                place["words"] = (place["words"] or place["box"]).caption(panel.words(pair, self.currency).replace("$", "\\$"))
            if self.tables:
                self._tabulate(panel, frame)

    def tabulate(self, pair: Pair) -> None:
        """Draw the numbers of every chart without the charts."""
        self._lay_out()
        for panel in self.panels:
            self._tabulate(panel, panel.frame(pair))

    def _tabulate(self, panel: Panel, frame: Any) -> None:
        place, table = self.places[panel.key], readable(frame)
        place["table"] = (place["table"] or place["box"]).dataframe(
            table, hide_index=True, height=220, alt=f"The numbers of {panel.title}", column_config=widths(table)
        )

    def _lay_out(self) -> None:
        columns = min(self.columns, len(self.panels))
        grid = self.place.grid(
            columns, min_column_width=NARROWEST[columns], gap="small" if columns > 2 else "medium", key=f"grid_{self.key}_{self.panels[0].key}"
        )
        for panel in self.panels:
            box = grid.cell(column_span="all") if panel.wide and columns > 1 else grid.cell()
            box = box.container(gap="xsmall", key=f"{self.key}_chart_{panel.key}")
            box.markdown(f"##### {panel.title}", help=panel.look_for)
            self.places[panel.key] = {"box": box, "chart": None, "words": None, "table": None}


def readable(frame: Any) -> Any:
    """Return the rows of a chart as a table for reading: no helper rows and columns, plain names, four digits."""
    shown = frame[~frame["kind"].isin(("arc", "head"))] if "kind" in frame else frame  # lines of a drawing say nothing in a table
    shown = shown.dropna(axis=1, how="all")
    helpers = (*HELPERS, *PLACES) if "target" in shown else HELPERS
    shown = shown.drop(columns=[name for name in helpers if name in shown])
    if "series" in shown and shown["series"].nunique() == 1:
        shown = shown.drop(columns="series")  # the chart's title says what it is
    values = [name for name in shown.columns if name not in ("month", "series")]
    shown = shown.dropna(how="all", subset=values)
    shown = shown.assign(**{name: significant(shown[name].to_numpy()) for name in shown.columns if shown[name].dtype.kind == "f" and name != "month"})
    return shown.round({"month": 1}).rename(columns=NAMES)


def widths(table: Any) -> dict[str, Any]:
    """Return how wide the columns of numbers are: by itself a column takes the width of few of its numbers and cuts the sign off the others."""
    return {name: st.column_config.Column(width=WIDTH) for name in table.columns if table[name].dtype.kind == "f" and name != "month"}


def significant(values: np.ndarray, digits: int = 4) -> np.ndarray:
    """Return numbers rounded to their first digits, or as many decimals less one: more say nothing, and columns that hold them are cut."""
    size = np.floor(np.log10(np.abs(values), out=np.zeros(values.shape), where=np.isfinite(values) & (values != 0)))
    unit = 10.0 ** np.minimum(digits - 1 - size, digits - 1)
    return np.round(values * unit) / unit
