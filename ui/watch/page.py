"""Watch: one world live, week by week, alone or beside another one."""

import streamlit as st

from ui.session.state import session
from ui.watch.choice import choose
from ui.watch.show import show

current = session()
st.markdown("## Watch one community, week by week")
choice = choose(current)
if choice:
    show(choice)
