"""Where to start: a library scenario or a cell of the strategy matrix."""

from __future__ import annotations

import streamlit as st

from scenarios.scenario import library_names, titles
from ui.session.heading import changed_since, titled
from ui.session.saved_scenario import opened
from ui.session.state import Session, load
from ui.text.labels import Named, told_apart
from ui.text.wording import plain

NAMED = "start_named"  # session key: what the choice showed last
OTHER = ""  # the choice that stands for what is no library scenario as it stands: saved, changed, from a link or a file


def start(current: Session) -> None:
    """Draw the choice of a starting point."""
    library = titles()
    names = {name: scenario.title for name, scenario in library.items()}
    own = not current.start_name or opened(current) is not None or changed_since(current)
    if own:
        named = [Named(titled(current), ("yours",)), *(Named(title, ("library", name)) for name, title in names.items())]
        names = dict(zip((OTHER, *library), told_apart(named), strict=True))
    shown = OTHER if own else current.start_name
    if (st.session_state.get("start"), st.session_state.get(NAMED)) != (shown, names[shown]):
        st.session_state.start = shown  # also where the name alone is another one: a browser goes on showing the one it was sent
    st.session_state[NAMED] = names[shown]
    st.selectbox(
        "Starting point",
        list(names),
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
