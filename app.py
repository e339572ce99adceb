"""The pages of the simulator: navigation and page settings only.

Run it with `streamlit run app.py`.
"""

import streamlit as st

from ui.startup import settle

st.set_page_config(page_title="CLG flywheel simulator", page_icon="ui/assets/icon.png", layout="wide", initial_sidebar_state=350)
settle()
pages = [
    st.Page("ui/pages/simulate.py", title="Simulate", default=True),
    st.Page("ui/pages/compare.py", title="Compare"),
    st.Page("ui/pages/saved.py", title="Scenarios"),
    st.Page("ui/pages/model.py", title="Model"),
]
st.navigation(pages, position="top").run()
