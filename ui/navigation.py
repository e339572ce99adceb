"""The pages of the simulator: navigation and page settings only."""

import streamlit as st

from ui.startup import prepare

st.set_page_config(page_title="CLG flywheel simulator", page_icon="ui/assets/icon.png", layout="wide", initial_sidebar_state=350)
prepare()
pages = [
    st.Page("pages/simulate.py", title="Simulate", default=True),
    st.Page("pages/compare.py", title="Compare"),
    st.Page("pages/saved.py", title="Scenarios"),
    st.Page("pages/model.py", title="Model"),
]
st.navigation(pages, position="top").run()
