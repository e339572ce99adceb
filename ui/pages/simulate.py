"""Simulate: drag a lever and see what happens."""

import streamlit as st

from ui.answer import answer
from ui.controls.header import header
from ui.controls.panel import panel
from ui.state import session, write_link

current = session()
with st.sidebar:
    panel(current)
write_link(current)
header(current)
for kind, text in current.messages:
    {"error": st.error, "warning": st.warning, "info": st.info}[kind](text)
current.messages.clear()
answer()
