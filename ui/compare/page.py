"""Compare: two to six scenarios side by side, in the same worlds."""

import streamlit as st

from ui.compare.choice import choose
from ui.compare.results import answer
from ui.session.state import session

current = session()
for kind, text in current.messages:
    {"error": st.error, "warning": st.warning, "info": st.info}[kind](text)
current.messages.clear()
st.markdown("## Compare scenarios")
choice = choose(current)
if choice:
    answer(choice)
