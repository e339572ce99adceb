"""Where to start: a library scenario or a cell of the strategy matrix."""

from __future__ import annotations

import streamlit as st

from scenarios.scenario import library_names, titles
from ui.session.state import Session, load
from ui.text.labels import Named, told_apart
from ui.text.wording import plain

OTHER = ""  # the choice that stands for a scenario from a link or a file


def start(current: Session) -> None:
    """Draw the choice of a starting point."""
    library = titles()
    if st.session_state.get("start") != current.start_name:
        st.session_state.start = current.start_name
    names = {name: scenario.title for name, scenario in library.items()}
    if not current.start_name:
        named = [Named(current.start.title, ("yours",)), *(Named(title, ("library", name)) for name, title in names.items())]
        names = dict(zip((OTHER, *library), told_apart(named), strict=True))
    options = list(library) if current.start_name else [OTHER, *library]
    st.selectbox(
        "Starting point",
        options,
        key="start",
        label_visibility="collapsed",
        width=215,
        format_func=names.__getitem__,
        on_change=_choose,
        help="The scenario the levers start from. " + plain(current.start.story, 1200),
    )


def _choose() -> None:
    name = st.session_state.start
    if name in library_names():
        load(name)
