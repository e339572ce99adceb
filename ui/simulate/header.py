"""The head of the page: where this starts, what is planned, how it is run, and what can be taken away."""

from __future__ import annotations

import streamlit as st

from ui.session.state import Session
from ui.simulate.matrix import matrix
from ui.simulate.plan import plan
from ui.simulate.run_settings import luck
from ui.simulate.share import bring, share
from ui.text.wording import plain


def header(current: Session) -> None:
    """Draw the title and the drawers."""
    planned = len(current.now.timeline.changes) + len(current.now.timeline.shocks)
    story = " ".join(current.start.story.split())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        marks = f"  :blue-badge[{planned} planned]" if planned else ""
        st.markdown(f"### {plain(current.start.title or 'Untitled', 90)}{marks}", help=plain(story, 1200) or None, width="content")
        with st.container(horizontal=True, gap="xsmall", width="content", key="drawers"):
            drawers = (
                ("Plan over time", "plan", plan),
                ("Strategy matrix", "matrix", matrix),
                ("Run", "run", luck),
                ("Take away", "share", share),
                ("Open a file", "open", bring),
            )
            current.drawers = ()
            for label, key, draw in drawers:
                box = st.popover(label, key=f"drawer_{key}", on_change="rerun")
                if box.open:
                    current.drawers += (key,)
                    with box:
                        draw(current)
