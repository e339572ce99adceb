"""Where does it tip over: the search for the edge of the auditorium, asked for, step by step, and stopped at any of them."""

from __future__ import annotations

import streamlit as st

from simulation import RunSpec
from simulation.engine.pool import EngineError
from ui.session.state import session
from ui.simulate.tipping_search import MOST_STEPS, further
from ui.text.wording import plain

HELP = "Search for the batch size from which this community becomes an auditorium in most worlds; everything else stays as it is."


@st.fragment(key="tipping")
def tipping() -> None:
    """Draw the way into the search and what it has found; while it is under way, take one step and run again, so that Stop is heard."""
    current = session()
    if not current.now.value("community"):
        return
    asked = current.edge_for is not None and _alike(current.edge_for, current.now)
    edge = current.edge if asked else None
    searching = asked and current.searching
    label, act = "Where does it tip over?", _ask
    if searching:
        label, act = "Stop searching", _stop
    elif edge and not edge.found:
        label, act = "Search on", _go_on
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="tipping"):
        st.button(label, key="edge", on_click=act, help=HELP)
        if edge:
            st.caption(edge.words(), width="content")
        elif searching:
            st.caption(f"Searching, at most {MOST_STEPS} steps …", width="content")
    if searching:
        try:
            current.edge = further(current.edge_for, current.edge)
        except EngineError as error:
            current.searching = False
            st.error(f"The search ended: {plain(str(error))}. What it found so far is kept.")
        else:
            current.searching = not current.edge.found
            st.rerun(scope="fragment")


def _ask() -> None:
    current = session()
    current.edge_for, current.edge, current.searching = current.now, None, True


def _go_on() -> None:
    session().searching = True


def _stop() -> None:
    session().searching = False


def _alike(one: RunSpec, other: RunSpec) -> bool:
    """Say whether two settings differ in the batch size at most."""
    return one.with_value("batch_size", 20) == other.with_value("batch_size", 20)
