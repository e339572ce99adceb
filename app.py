"""The pages of the simulator: navigation and page settings only.

Run it with `streamlit run app.py`: the server starts `app`, and every session runs this file.
"""

import streamlit as st
from starlette.middleware import Middleware

from ui.server.asides import Asides
from ui.server.frontend_assets import FrontendAssets
from ui.server.gate import Gate
from ui.server.sign_in import PatientSignIn
from ui.server.style import LOOKS
from ui.server.warmup import prepare, warming
from ui.session.address import turn_to
from ui.session.identity import admitted, reader, settings
from ui.session.queue import queue_place
from ui.session.reader_name import remember

FIRST = ("ui.simulate.results", "ui.simulate.details", "ui.simulate.header", "ui.simulate.sidebar")
LATER = ("ui.compare.results", "ui.compare.choice", "ui.saved.browse", "ui.model.week", "ui.watch.show", "ui.learn.student")
VIEWS = "ui.simulate.views"

app = st.App(
    __file__, lifespan=warming(FIRST, LATER, VIEWS), middleware=[Middleware(layer) for layer in (Gate, Asides, FrontendAssets, PatientSignIn)]
)

if __name__ == "__main__":
    st.set_page_config(page_title="CLG flywheel simulator", layout="wide", initial_sidebar_state=320)
    st.html(LOOKS)
    prepare(FIRST, VIEWS)
    queue_place("page")
    seated = "class" in st.query_params and reader() == ""  # code and seat of a class need no account, and lead nowhere else
    if not (seated and settings() is not None) and not admitted():
        st.stop()
    learning = st.Page("ui/learn/page.py", title="Learn", url_path="learn")
    pages = [
        st.Page("ui/simulate/page.py", title="Simulate", default=True),
        st.Page("ui/compare/page.py", title="Compare", url_path="compare"),
        st.Page("ui/explore/page.py", title="Explore", url_path="explore"),
        st.Page("ui/watch/page.py", title="Watch", url_path="watch"),
        st.Page("ui/data/page.py", title="Your data", url_path="data"),
        learning,
        st.Page("ui/saved/page.py", title="Scenarios", url_path="saved"),
        st.Page("ui/model/page.py", title="Model", url_path="model"),
    ]
    alone = seated and settings() is not None
    if alone:  # whatever the address, it is the class: the first page has no name in it, so the one that has stands beside it
        pages = [st.Page("ui/learn/page.py", title="Class", default=True), learning]
    page = st.navigation(pages, position="hidden" if alone else "top")
    turn_to(page.url_path)
    page.run()
    remember()
