"""Whether times are typed in months, as everything on the page counts, or in weeks, as the simulation lives."""

from __future__ import annotations

import streamlit as st

COUNTED_IN = "counted_in"  # session key
MONTHS, IN_WEEKS = "Months", "Weeks"


def by_week() -> bool:
    """Say whether the reader asked for weeks."""
    return st.session_state.get(COUNTED_IN) == IN_WEEKS


def counting_choice(place: str) -> None:
    """Draw the choice; the drawers that have it share what was chosen."""
    key = f"{COUNTED_IN}_{place}"
    chosen = IN_WEEKS if by_week() else MONTHS
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.segmented_control(
        "Times in",
        [MONTHS, IN_WEEKS],
        key=key,
        required=True,
        on_change=_chosen,
        args=(key,),
        help="Month 0 is the start and month 12 a year later, as on the charts. The simulation goes by weeks, 52 a year.",
    )


def _chosen(key: str) -> None:
    st.session_state[COUNTED_IN] = st.session_state.get(key) or MONTHS
