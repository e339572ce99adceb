"""The drawer in which a reader says where an existing community stands today."""

from __future__ import annotations

import streamlit as st

from simulation import INPUTS, InputError
from simulation.vocabulary.existing import CLOSED, MEANS, RANGES, STAFF, UNCHANGED, Existing, beginnings
from ui.session.community import begin_today, hold_against
from ui.session.state import Session, load, session
from ui.simulate.other_pasts import led_to, other_pasts
from ui.text.wording import plain

AGAINST = {CLOSED: "closed today", UNCHANGED: "carried on as it is"}
STAFF_SPEC = INPUTS[STAFF]
USUAL = Existing(members=3_000, active=200, age_weeks=104)


def community(current: Session) -> None:
    """Draw the way to start from what is there, and what stands there where it has been said."""
    there = current.now.existing
    if there is not None:
        for sentence in beginnings(there):
            st.caption(sentence)
        if st.session_state.get("held_against") != there.counterfactual:
            st.session_state.held_against = there.counterfactual
        led_to(current)
        st.radio("Held against the same community", list(AGAINST), key="held_against", format_func=AGAINST.__getitem__, on_change=_hold)
        other_pasts(current)
        st.button("Found a new community instead", key="found_new", on_click=load, args=("default",))
    shown = there or USUAL
    with st.form("community_form", border=False):
        st.markdown("**Where your community stands today**")
        left, right = st.columns(2)
        members = left.number_input("Members", *RANGES["members"], value=shown.members, key="from_members")
        active = right.number_input("Active members", *RANGES["active"], value=shown.active, key="from_active")
        means = left.selectbox(
            "Active are those who", list(MEANS), index=list(MEANS).index(shown.active_means), format_func=MEANS.get, key="from_means"
        )
        age = right.number_input("Weeks since the launch", *RANGES["age_weeks"], value=shown.age_weeks, key="from_age")
        newcomers = left.number_input(
            "Newcomers a month", 0, int(RANGES["newcomers"][1]), value=int(shown.newcomers or 0), key="from_newcomers", help="0: not known"
        )
        customers = right.number_input("Customers today", *RANGES["customers"], value=current.now.value("starting_customers"), key="from_customers")
        posts = left.number_input(
            "Posts a month", 0, RANGES["posts"][1], value=int(shown.posts or 0), key="from_posts", help="Answers included; 0: not known"
        )
        staff = right.number_input(
            "Full-time people", 0.0, float(STAFF_SPEC.high), value=float(current.now.value(STAFF)), step=STAFF_SPEC.step or 0.5, key="from_staff",
            help="Who have cared for it until today, and go on unless you decide otherwise",
        )  # fmt: skip
        door = st.checkbox(
            "Whoever knocks comes in at once", value=True, key="from_door", help="Otherwise people are let in by the batches you have set"
        )
        go = st.form_submit_button("Start from here", type="primary", key="from_go")
    st.caption("The model lives the past under the present levers until it stands there. What you move afterwards changes from today on.")
    if not go:
        return
    # The number that stands there is the setting's own, met as far as the past leads there; another one is said, and met or refused.
    said = customers if customers != current.now.value("starting_customers") else (there.customers if there else None)
    try:
        wanted = Existing(
            members=members, active=active, age_weeks=age, active_means=means, newcomers=float(newcomers) or None,
            posts=float(posts) or None, customers=said,
            counterfactual=there.counterfactual if there else CLOSED,
        )  # fmt: skip
    except InputError as error:
        st.error(plain("; ".join(error.problems).replace("existing.", "")))
        return
    changes = {"starting_customers": customers, STAFF: staff, **({"batch_size": 0} if door else {})}
    if begin_today(wanted, changes, "My community today"):
        st.rerun()


def _hold() -> None:
    if st.session_state.held_against in AGAINST and session().now.existing is not None:
        hold_against(st.session_state.held_against)
