"""The pages of the simulator: navigation and page settings only.

Run it with `streamlit run app.py`: the server starts `app`, and every session runs this file.
"""

import streamlit as st
from starlette.middleware import Middleware

from ui.delivery import Delivery
from ui.looks import LOOKS
from ui.startup import prepare, warming

app = st.App(__file__, lifespan=warming, middleware=[Middleware(Delivery)])

if __name__ == "__main__":
    st.set_page_config(page_title="CLG flywheel simulator", page_icon="ui/assets/icon.png", layout="wide", initial_sidebar_state=350)
    st.html(LOOKS)
    prepare()
    pages = [
        st.Page("ui/pages/simulate.py", title="Simulate", default=True),
        st.Page("ui/pages/compare.py", title="Compare"),
        st.Page("ui/pages/saved.py", title="Scenarios"),
        st.Page("ui/pages/model.py", title="Model"),
    ]
    st.navigation(pages, position="top").run()
