"""Below the first screen: what is to be noticed, and the detailed views with their tables."""

from __future__ import annotations

import streamlit as st

from simulation.outcomes.spending import unspent_sentences
from simulation.studies.brief import told
from ui.charts.chart_grid import ChartGrid
from ui.comparison.cohort_box import cohort_box
from ui.session.look_again import program
from ui.session.runs import Pair, known, picture, pictured
from ui.session.state import DETAILS, Session, session, write_link
from ui.simulate.notices import direction_only, identical, silent
from ui.simulate.split import split
from ui.simulate.view_choice import view_choice
from ui.simulate.views import VIEWS
from ui.simulate.views.cockpit import panels as first_screen
from ui.simulate.why_box import comparable
from ui.text.currencies import CURRENCIES
from ui.text.wording import plain

SCRIPT = program("page_change.js", "alone.js", "near.js")
NEAR = "details_near"  # session key: the reader has come near enough to see them, or has asked for something of them
ROOM = 640  # [pixels] that their charts take

_near = st.components.v2.component("clg_near", js=SCRIPT, isolate_styles=False)


@st.fragment(key=DETAILS)
def details() -> None:
    """Draw the views once all worlds are in, and somebody may see them; before that they stay as they were."""
    current = session()
    notes = st.container(key="notes", gap="xsmall")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        view = view_choice(current)
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            parts = st.container(width="content")
            tables = st.toggle("Numbers as tables", key="tables", persist_state="session")
    currency = CURRENCIES[current.currency]
    pair = finished(current)
    if pair is None:  # the engine gave up, which is said above
        return
    with notes:
        if current.start.brief and current.now == current.start_setting:
            st.info(plain(told(current.start.brief, pair.current, currency), 800))
        _notes(current)
        for sentence in unspent_sentences(pair.current, currency):
            st.info(plain(sentence, 400))
    if comparable(pair):
        with parts:
            split(current, pair, currency)
    write_link(current)  # the view belongs to the address
    if current.view or tables:
        _come_near()
    if not st.session_state.get(NEAR):  # below the fold they would take the browser longer than the whole first screen
        _near(key="near", on_near_change=_come_near, height=ROOM)
        return
    grid = ChartGrid(VIEWS[view](currency), currency, tables=bool(tables))
    grid.draw(pair)
    if view == "Health":
        cohort_box(pair.current, currency)
    if tables:
        st.markdown("##### The first screen in numbers")
        ChartGrid(first_screen(pair.current.books["cash"].shape[1], currency), currency, tables=True, columns=3, key="numbers").tabulate(pair)


def _come_near() -> None:
    st.session_state[NEAR] = True


def finished(current: Session) -> Pair | None:
    """Return the complete results of the present setting and its baseline, where they are known."""
    base = current.baseline.run_like(current.now)
    if pictured(current.now, base):
        worlds = picture()
        return Pair(worlds, worlds, len(worlds))
    now, then = known(current.now), known(base)
    return Pair(now, then, current.now.runs) if now is not None and then is not None else None


def _notes(current: Session) -> None:
    unsure = direction_only(current)
    if unsure:
        st.markdown(unsure)
    last = current.last
    if last and last.after == current.now and last.before.weeks == last.after.weeks:
        before, after = known(last.before), known(last.after)
        if before is not None and after is not None and identical(before, after):
            st.info(silent(last.before, last.after))
