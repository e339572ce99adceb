"""The head of the page: what this is, and in one quiet row where it starts, the way back, what is planned and what can be taken away."""

from __future__ import annotations

import streamlit as st

from simulation.vocabulary.existing import beginnings
from ui.session.heading import titled
from ui.session.saved_scenario import opened
from ui.session.state import Session, session
from ui.simulate.community import community
from ui.simulate.matrix import matrix
from ui.simulate.plan import plan
from ui.simulate.run_settings import run_settings
from ui.simulate.saving import save_controls
from ui.simulate.share import bring, share
from ui.simulate.start import start
from ui.text.wording import plain

PURPOSE = "Flywheel simulator: what a community would do to growth, health and money"
DRAWERS = (
    ("Plan", "plan", plan, "Levers that change over time, and shocks"),
    ("Matrix", "matrix", matrix, "Which programme fits your market and your stage"),
    ("Run", "run", run_settings, "Horizon, seed and number of worlds"),
    ("Share", "share", share, "Link, report, figures and pictures to take away"),
    ("Today", "community", community, "Start from a community that is there already"),
    ("Open", "open", bring, "Open a scenario file"),
)


def title(current: Session) -> None:
    """Draw what this is: the first thing on the page, so that nothing has to make way for it later."""
    planned = len(current.now.timeline.changes) + len(current.now.timeline.shocks)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="title"):
        found = opened(current)
        story = " ".join((current.start if found is None else found.scenario).story.split())
        st.markdown(f"### {plain(titled(current))}", help=plain(story, 1200) or None, width="content")
        if planned:  # beside the title, which may be longer than a phone is wide
            with st.container(key="planned", width="content"):
                st.badge(f"{planned} planned", color="blue", width="content")
        st.caption(PURPOSE, width="content")
    if current.now.existing is not None:
        st.caption(" ".join(beginnings(current.now.existing)))


def quiet_row(current: Session) -> None:
    """Draw the quiet row: where it starts, the way back, and the drawers."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="quiet"):
        start(current)
        save_controls(current)
        with st.container(horizontal=True, gap="xsmall", width="content", key="steps"):
            st.button("Undo", key="undo", help="Undo the last change", disabled=not current.history.past, on_click=_undo)
            st.button("Redo", key="redo", help="Go forward again", disabled=not current.history.future, on_click=_redo)
        with st.container(horizontal=True, gap="xsmall", width="content", key="drawers"):
            for label, key, draw, about in DRAWERS:
                box = st.popover(label, key=f"drawer_{key}", on_change="rerun", help=about)
                if box.open:
                    current.drawers += (key,)
                    with box:
                        draw(current)


def _undo() -> None:
    session().undo()


def _redo() -> None:
    session().redo()
