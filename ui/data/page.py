"""Your data: upload a history, see what it was read as and what it teaches, and start from there."""

import streamlit as st

from ui.data.fit import fit
from ui.data.learnt import learnt
from ui.data.upload import upload
from ui.session.state import session

current = session()
for kind, text in current.messages:
    {"error": st.error, "warning": st.warning, "info": st.info}[kind](text)
current.messages.clear()
st.markdown("## Your data")
st.caption(
    "Learn from the history of your own community. What you upload stays in the memory of this session and is not written to a disk. When you "
    "turn to another page, or two minutes after you close this one, nothing of it stays behind unless you save a scenario that was fitted to it."
)
reading = upload()
if reading is not None:
    found = fit(reading)
    if found is not None:
        learnt(found, current)
