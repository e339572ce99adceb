"""Which view is open: a step like any other, so that Undo, the browser's Back and a link bring it back."""

from __future__ import annotations

import streamlit as st

from ui.session.state import Session, session
from ui.simulate.views import VIEWS

FIRST = next(iter(VIEWS))


def open_view(current: Session) -> str:
    """Return the name of the open view; one that there is not is the first."""
    return current.view if current.view in VIEWS else FIRST


def view_choice(current: Session) -> str:
    """Draw the choice of a view and return the open one."""
    if st.session_state.get("view") != open_view(current):
        st.session_state["view"] = open_view(current)
    st.segmented_control("View", list(VIEWS), required=True, key="view", label_visibility="collapsed", on_change=_choose)
    return open_view(current)


def _choose() -> None:
    wanted = st.session_state.get("view")
    if wanted in VIEWS:
        session().step(f"view: {wanted}", view="" if wanted == FIRST else wanted)
