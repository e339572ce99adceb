"""Compare with ...: the present setting as it stands, saved or not, beside another one on the Compare page."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from ui.comparison.carried import SENT
from ui.comparison.offers import NOW, labels, offered
from ui.session.keys import HISTORY_KEY, SENT_KEY
from ui.session.state import Session, scenario_of, session

PAGE = "ui/compare/page.py"
BASELINE = f"{SENT}:baseline"
CHOSEN, ASKED = "compare_with", "compare_with_asked"  # session keys: what is chosen, and that the page is to be left


def compare_with(current: Session) -> None:
    """Draw the drawer; leave for Compare once something was chosen there."""
    if st.session_state.pop(ASKED, False):
        st.switch_page(PAGE)
    box = st.popover("Compare with …", key="drawer_compare", on_change="rerun", help="Unsaved changes go along as they are.")
    if not box.open:
        return
    offers = {key: offer for key, offer in offered(current, st.warning).items() if key != NOW}
    names = ({BASELINE: "The baseline of this page"} if current.baseline != current.now else {}) | labels(offers)
    with box:
        st.selectbox("Compare the present setting with", list(names), key=CHOSEN, format_func=names.__getitem__)
        st.button("Compare", key="compare_now", on_click=_go, help="Both in the same worlds, side by side")


def _go() -> None:
    current, key = session(), st.session_state.get(CHOSEN)
    if not key:
        return
    if key == BASELINE:
        base = current.baseline
        scenario = replace(
            scenario_of(current), title="Baseline on Simulate", differences=base.differences, timeline=base.timeline, seed=base.seed,
            weeks=base.weeks, existing=base.existing,
        )  # fmt: skip
        st.session_state[SENT_KEY] = {**st.session_state.get(SENT_KEY, {}), BASELINE: scenario}
    st.session_state[HISTORY_KEY] = [key, NOW]
    st.session_state.pop("compare_options", None)
    st.session_state.pop("compare_baseline", None)
    st.session_state[ASKED] = True
