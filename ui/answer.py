"""The answer side of the page: the verdict, the key figures and the charts, refined in place."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from simulation import MEASURES, band
from simulation.verdict import horizon_months, verdict
from ui.board import Board
from ui.runs import Pair, pairs
from ui.state import CURRENCIES, session
from ui.views import VIEWS
from ui.wording import amount, certainty, payback_text, spread

FIGURES = ("payback_month", "npv", "mrr", "weekly_active", "speaking_share", "auditorium_index")


@st.fragment(key="results")
def answer() -> None:
    """Draw the results of the present setting beside the baseline."""
    current = session()
    currency = CURRENCIES[current.currency]
    head = Head(currency)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = st.segmented_control(
            "View", list(VIEWS), default="Growth", required=True, key="view", label_visibility="collapsed", persist_state="session"
        )
        tables = st.toggle("Numbers as tables", key="tables", persist_state="session")
    if view not in VIEWS:
        view = "Growth"
    board = Board(VIEWS[view](), currency, tables=bool(tables))
    for pair in pairs(current.now, current.start_setting):
        head.draw(pair)
        board.draw(pair)


class Head:
    """The verdict, how many worlds are in, and the key figures."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.verdict_box = st.container(key="verdict", gap="xsmall")
        self.verdict: Any = None
        self.progress: Any = None
        grid = st.grid(3, min_column_width=180, gap=("small", "medium"), key="figures", border=True)
        self.cells: dict[str, dict[str, Any]] = {name: {"box": grid.cell().container(gap=None), "metric": None, "range": None} for name in FIGURES}

    def draw(self, pair: Pair) -> None:
        """Draw or overwrite everything with a pair."""
        self.verdict = (self.verdict or self.verdict_box).markdown(f"#### {verdict(pair.current)}")
        self.progress = (self.progress or self.verdict_box).caption(progress(pair))
        for name, cell in self.cells.items():
            self._figure(name, cell, pair)

    def _figure(self, name: str, cell: dict[str, Any], pair: Pair) -> None:
        measure = MEASURES[name]
        values = pair.current.final(name)
        if name == "payback_month":
            value, span = payback_text(pair.current, horizon_months(pair.current))
        else:
            value, span = amount(name, float(band(values)[1]), self.currency), spread(name, values, self.currency)
        found = pair.difference(name)
        told = not pair.same and found.better_in != found.worse_in
        cell["metric"] = (cell["metric"] or cell["box"]).metric(
            measure.label,
            value,
            amount(name, found.median, self.currency, signed=True) if math.isfinite(found.median) and not pair.same else None,
            delta_color=("inverse" if measure.better == "down" else "normal") if told else "off",
            help=f"{measure.help} The range holds eight of ten worlds.",
        )
        words = span if pair.same else f"{span} · {certainty(found)}"
        cell["range"] = (cell["range"] or cell["box"]).caption(words.replace("$", "\\$"))


def progress(pair: Pair) -> str:
    """Say how many worlds are in and how to read the charts."""
    worlds = f"{len(pair.current)} of {pair.wanted} worlds" if not pair.done else f"{pair.wanted} worlds"
    lines = "Lines are medians, bands hold eight of ten worlds (luck only)."
    return f"{worlds}. {lines}" + ("" if pair.same else " Dashed: the baseline, in the same worlds.")
