"""The first screen's answer: verdict, figures, three charts and why, refined in place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain
from typing import Any

import streamlit as st

from simulation.engine.failures import EngineError, NoPastError
from simulation.vocabulary.existing import starts_differ
from ui.charts.curves import CurveRows, Curves, charts_beside
from ui.server.first_curve_priority import FirstCurve, let_others_first
from ui.session.keys import CHARTS_KEY, REFUSED_KEY
from ui.session.queue import queue_place
from ui.session.runs import BREATH, Pair, breathe, pairs
from ui.session.state import RESULTS, Session, session, write_link
from ui.simulate.figures import Figures
from ui.simulate.prefetch import look_ahead
from ui.simulate.track import mark_of, zone_here
from ui.simulate.verdict_box import VerdictBox
from ui.simulate.views.cockpit import months_shown, panels
from ui.simulate.why_box import WhyBox
from ui.text.currencies import CURRENCIES
from ui.text.wording import plain, why_failed

GREETING = 0.4  # [s] in which a browser that opened the page draws its first chart
REPLAY = 1.4  # [s] the picture before the change stays
LONG = 60  # [worlds] from here on half of them are worth a look


@st.fragment(key=RESULTS)
def answer() -> None:
    """Draw the results of the present setting beside the baseline."""
    queue_place("answer")
    current = session()
    with FirstCurve() as waiting:
        _draw(current, waiting)


class Screen:
    """Everything of the first screen that changes with the results but the rows of the charts, drawn once and then overwritten.

    On a page that has just been opened, places are marked from top to bottom, as a browser may draw between any two of them.
    """

    def __init__(self, current: Session, charts: tuple[Curves, ...]) -> None:
        currency = CURRENCIES[current.currency]
        self.verdict = VerdictBox(currency)
        self.figures = Figures(currency)
        if not current.greeted:
            self.verdict.wait()
            self.figures.wait()
        charts_beside(charts)
        self.why = WhyBox(currency)
        if not current.greeted:
            self.why.wait()
        self.problem = st.container(key="problem")
        self.place = st.container(key="shown_turn")
        self.mark: Any = None

    def words(self, pair: Pair, note: str = "") -> None:
        """Draw or overwrite what stands in words and figures."""
        self.verdict.draw(pair, note)
        self.figures.draw(pair)
        self.why.draw(pair)

    def settled(self, current: Session) -> None:
        """Tell the browser that everything is drawn of an answer, which a preview gives way to, and of which setting the zones are to be."""
        of = f'data-of="{mark_of(current.now)}" data-here="{zone_here(current.now)}"'
        self.mark = (self.mark or self.place).html(f'<i data-shown="{time.monotonic_ns()}" {of}></i>')

    def fail(self, error: EngineError) -> str:
        """Say that the engine gave up, or that no past leads to what was told; what the reader set stays. Return the sentence."""
        then = "undo, or start from figures nearer to these" if isinstance(error, NoPastError) else "change a lever or reload to try again"
        words = f"The worlds could not be simulated: {why_failed(error)}. Your settings are kept; {then}."
        self.problem.error(words)
        return words


def _draw(current: Session, waiting: FirstCurve) -> None:
    growing: Iterator[Pair] = pairs(current.now, current.baseline)
    if current.greeted and not current.replaying:
        growing = _once_begun(growing)
    charts = panels(months_shown(current.now.weeks), CURRENCIES[current.currency])
    rows = CurveRows(charts)
    # Where the same charts stand already, their rows go first: to send the places of everything again takes longer.
    there = st.session_state.get(CHARTS_KEY) is charts and current.greeted and not current.replaying
    screen = None if there else Screen(current, charts)
    st.session_state[CHARTS_KEY] = charts
    try:
        if current.replaying and current.last and screen:
            waiting.over()  # the picture before the change is one to look at
            _replay(current, screen, rows)
        painted = 0
        for pair in growing:
            if worth_painting(len(pair.current), pair.wanted, painted):
                if painted:
                    let_others_first()
                # The new curves are on the screen before the browser is given the rest.
                rows.draw(pair)
                if not painted:
                    _make_way(waiting, current.greeted)
                    if current.behind:
                        st.rerun()  # the controls are drawn anew; what has been simulated is kept
                screen = screen or Screen(current, charts)
                screen.words(pair)
                screen.settled(current)
                painted = len(pair.current)
                current.greeted = True
                write_link(current)  # after the curves: another address is work for the browser
            elif screen:
                screen.verdict.count(pair)
        st.session_state.pop(REFUSED_KEY, None)
        look_ahead(current)
    except EngineError as error:
        if current.behind:
            st.rerun()
        write_link(current)
        screen = screen or Screen(current, charts)
        st.session_state[REFUSED_KEY] = (current.now, screen.fail(error))
        screen.settled(current)


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
    """Give the browser the time to paint the curves before whatever else comes, and those who still wait for theirs the cores.

    The curves are on their way first: behind all that others were only waiting to send they would come last. A browser that has just opened the
    page sets up its charts.
    """
    breathe(BREATH)
    waiting.over()
    breathe(0.0 if greeted else GREETING - BREATH)
    let_others_first()


def _replay(current: Session, screen: Screen, rows: CurveRows) -> None:
    """Show the picture before the last change for a moment; whatever comes next goes on from the present one."""
    current.replaying = False
    before = current.last.before
    if why := starts_differ(before, current.baseline):
        screen.problem.info(f"The picture before “{plain(current.last.label)}” cannot be held against this baseline world by world: {why}.")
        return
    for pair in pairs(before, current.baseline):
        rows.draw(pair)
        screen.words(pair, f"Before: {plain(current.last.label)}")
    breathe(REPLAY)
