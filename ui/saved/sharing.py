"""Who may see and change a scenario of one's own, where people sign in."""

from __future__ import annotations

import streamlit as st

from scenarios.access import MAX_EDITORS, VISIBILITIES
from scenarios.saved import Entry
from ui.session.asking import answered
from ui.session.store import attempted, store

WORDS = {"team": "Everybody who signs in", "private": "Only I and my editors"}


@st.dialog("Who may see it", on_dismiss=answered)
def share(entry: Entry) -> None:
    """Ask for visibility and editors."""
    identity = entry.latest.identity
    current = entry.visibility if entry.visibility in VISIBILITIES else VISIBILITIES[0]
    visibility = st.radio("Seen by", VISIBILITIES, VISIBILITIES.index(current), format_func=WORDS.__getitem__, key=f"share_seen_{identity}")
    editors = st.text_area(
        "Editors", "\n".join(entry.editors), key=f"share_editors_{identity}", max_chars=MAX_EDITORS * 100,
        help="Who may change it beside you: one address a line, as they sign in with it. Others save theirs as a new scenario.",
    )  # fmt: skip
    if st.button("Keep", key="share_confirm") and attempted(lambda: (store().share(identity, visibility, editors.split("\n")), True)):
        answered()
        st.rerun()
