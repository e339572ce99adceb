"""Explore: from what would happen to what should we do."""

import streamlit as st

from ui.explore.beliefs import beliefs
from ui.explore.first import first
from ui.explore.tipping_point import tipping_point
from ui.explore.way import way
from ui.session.heading import titled_in_full
from ui.session.state import session
from ui.text.wording import plain

QUESTIONS = {
    "Which lever first?": first,
    "Where does it tip over?": tipping_point,
    "How do I get there?": way,
    "What would change our mind?": beliefs,
}

current = session()
for kind, text in current.messages:
    {"error": st.error, "warning": st.warning, "info": st.info}[kind](text)
current.messages.clear()
st.markdown("## Explore")
st.caption(f"From the present setting: {plain(titled_in_full(current))}. Everything is computed beside your other work and can be stopped.")
asked = st.segmented_control("Question", list(QUESTIONS), default="Which lever first?", required=True, key="question", label_visibility="collapsed")
QUESTIONS.get(asked, first)(current)
