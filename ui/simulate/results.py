"""The answer side of the page: the verdict, the key figures and the charts, refined in place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import Any

import streamlit as st

from simulation import MEASURES, Results, band
from simulation.engine.pool import EngineError
from simulation.outcomes.verdict import community_sentence, horizon_months, payback_sentence, verdict
from simulation.vocabulary.words import counted
from ui.charts.chart_grid import Board
from ui.server.first_curve_priority import FirstCurve, let_others_first
from ui.session.runs import BREATH, Pair, at_once, breathe, engine, known, pairs
from ui.session.state import RESULTS, Session, session, write_link
from ui.simulate.notices import direction_only, identical, silent
from ui.simulate.prefetch import look_ahead
from ui.simulate.view_choice import view_choice
from ui.simulate.views import VIEWS
from ui.text.currencies import CURRENCIES
from ui.text.wording import amount, certainty, payback_text, plain, spread, sure

FIGURES = ("payback_month", "npv", "mrr", "weekly_active", "speaking_share", "auditorium_index")
PREPARING = "The model is being prepared for this machine. That takes about half a minute, once."
GREETING = 0.4  # [s] in which a browser that opened the page draws its first chart
REPLAY = 1.4  # [s] the picture before the change stays
LONG = 60  # [worlds] from here on half of them are worth a look


@st.fragment(key=RESULTS)
def answer() -> None:
    """Draw the results of the present setting beside the baseline."""
    with FirstCurve() as waiting:
        _draw(session(), waiting)


def _draw(current: Session, waiting: FirstCurve) -> None:
    growing = pairs(current.now, current.baseline)
    if not engine().prepared:
        st.toast(PREPARING)
    if current.greeted and not current.replaying:
        growing = _once_begun(growing)
    currency = CURRENCIES[current.currency]
    head = Head(currency)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = view_choice(current)
        tables = st.toggle("Numbers as tables", key="tables", persist_state="session")
    board = Board(VIEWS[view](), currency, tables=bool(tables))
    if not current.greeted and not at_once(current.now, current.baseline):
        head.wait()
        board.wait()
    try:
        if current.replaying and current.last:
            waiting.over()  # the picture before the change is one to look at
            _replay(current, head, board)
        painted = 0
        for pair in growing:
            if worth_painting(len(pair.current), pair.wanted, painted):
                if painted:
                    let_others_first()
                # The first new curve is on the screen before the browser is given the rest.
                board.draw(pair, None if painted else partial(_make_way, waiting, current.greeted))
                head.draw(pair)
                painted = len(pair.current)
                current.greeted = True
                write_link(current)  # after the curves: another address is work for the browser
            else:
                head.count(pair)
        head.close(current, pair)
        look_ahead(current)
    except EngineError as error:
        write_link(current)
        head.fail(str(error))


def _once_begun(growing: Iterator[Pair]) -> Iterator[Pair]:
    """Wait for the first pair and return an iterator over all of them.

    The picture from before stays meanwhile, and the browser has nothing to do that would take time from the simulation.
    """
    try:
        first = next(growing)
    except EngineError as error:
        return _failing(error)
    return chain((first,), growing)


def _failing(error: EngineError) -> Iterator[Pair]:
    raise error
    yield


def worth_painting(worlds: int, wanted: int, painted: int) -> bool:
    """Say whether a pair of so many worlds is painted after one of `painted`: the first, the last, and in long work one in the middle.

    Every painting costs the browser and the server what a first answer of somebody else could have had.
    """
    return not painted or worlds >= wanted or (wanted >= LONG and painted * 2 < wanted <= worlds * 2)


def _make_way(waiting: FirstCurve, greeted: bool) -> None:
    """Give the browser the time to paint the first curve before whatever else comes, and those who still wait for theirs the cores.

    One that has just opened the page sets up its charts first.
    """
    waiting.over()
    breathe(BREATH if greeted else GREETING)
    let_others_first()


def _replay(current: Session, head: Head, board: Board) -> None:
    """Show the picture before the last change for a moment; whatever comes next goes on from the present one."""
    current.replaying = False
    before = current.last.before
    for pair in pairs(before, current.baseline):
        head.draw(pair, f"Before: {plain(current.last.label)}")
        board.draw(pair)
    breathe(REPLAY)


class Head:
    """The verdict, how many worlds are in, and the key figures."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        self.verdict_box = st.container(key="verdict", gap="xsmall")
        self.verdict: Any = None
        self.progress: Any = None
        self.notes = st.container(key="notes", gap="xsmall")
        grid = st.grid(3, min_column_width=140, gap=("small", "medium"), key="figures", border=True)
        self.cells: dict[str, dict[str, Any]] = {name: {"box": grid.cell().container(gap=None), "metric": None, "range": None} for name in FIGURES}

    def draw(self, pair: Pair, note: str = "") -> None:
        """Draw or overwrite everything with a pair."""
        self.verdict = (self.verdict or self.verdict_box).markdown(f"#### {headline(pair.current)}")
        self.progress = (self.progress or self.verdict_box).caption(f":blue[{note}]" if note else progress(pair))
        for name, cell in self.cells.items():
            self._figure(name, cell, pair)

    def count(self, pair: Pair) -> None:
        """Say how many worlds are in by now; the picture stays as it is."""
        self.progress = (self.progress or self.verdict_box).caption(progress(pair))

    def wait(self) -> None:
        """Mark the places of a first answer."""
        self.verdict = self.verdict_box.markdown("#### Simulating the first worlds …")
        self.progress = self.verdict_box.caption("Thousands of people decide, week by week, whether to visit, speak, answer, recommend and buy.")
        for cell in self.cells.values():
            cell["metric"] = cell["box"].skeleton(height=92)

    def close(self, current: Session, pair: Pair) -> None:
        """Add what can be said and asked only once all worlds are in."""
        unsure = direction_only(current)
        if unsure:
            self.notes.markdown(unsure)
        last = current.last
        if last and last.after == current.now and last.before.weeks == last.after.weeks:
            before = known(last.before)
            after = known(last.after)
            if before is not None and after is not None and identical(before, after):
                self.notes.info(silent(last.before, last.after))

    def fail(self, reason: str) -> None:
        """Say that the engine gave up; what the reader set stays."""
        self.notes.error(f"The worlds could not be simulated: {plain(reason)}. Your settings are kept; change a lever or reload to try again.")

    def _figure(self, name: str, cell: dict[str, Any], pair: Pair) -> None:
        measure = MEASURES[name]
        values = pair.current.final(name)
        if name == "payback_month":
            value, span = payback_text(pair.current, horizon_months(pair.current))
        else:
            value, span = amount(name, float(band(values)[1]), self.currency), spread(name, values, self.currency)
        found = pair.difference(name)
        change = amount(name, found.median, self.currency, signed=True) if math.isfinite(found.median) and not pair.same else None
        signed = change is not None and change[0] in "+-"  # without a sign there is no direction to point in and no better or worse
        told = signed and sure(found)
        cell["metric"] = (cell["metric"] or cell["box"]).metric(
            measure.label,
            value,
            change,
            delta_arrow="auto" if signed else "off",
            delta_color=("inverse" if measure.better == "down" else "normal") if told else "off",
            delta_description=certainty(found) if not pair.same else None,
            help=f"{measure.help} The range holds eight of ten worlds.",
        )
        cell["range"] = (cell["range"] or cell["box"]).caption(span.replace("$", "\\$"))


def headline(results: Results) -> str:
    """Return the verdict: the return first, then the community below it."""
    if not results.inputs.community:
        return verdict(results)
    return f"{payback_sentence(results)}\n{community_sentence(results)}"


def progress(pair: Pair) -> str:
    """Say how many worlds are in and how to read the charts."""
    wanted = counted(pair.wanted, "world")
    worlds = wanted if pair.done else f"{len(pair.current)} of {wanted}"
    lines = "Lines are medians, bands hold eight of ten worlds (luck only)."
    return f"{worlds}. {lines}" + ("" if pair.same else " Dashed: the baseline, in the same worlds.")
