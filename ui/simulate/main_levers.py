"""The main levers, pinned on top: batch size with its stops and zones, rituals, incentive, whom community reports to, and the reader's own."""

from __future__ import annotations

import streamlit as st

from simulation import INPUTS, LEVERS
from ui.session.state import Session
from ui.simulate.batch_size import batch_size
from ui.simulate.lever import lever

MAIN = ("batch_size", "ritual_cadence", "incentive", "reporting_line")
PINS = "pins"  # session key: what the reader has pinned
MOST_PINS = 4


def pinned() -> tuple[str, ...]:
    """Return the main levers and those the reader has pinned."""
    chosen = st.session_state.get(PINS) or []
    return MAIN + tuple(name for name in chosen if name in INPUTS and name not in MAIN)[:MOST_PINS]


def main_levers(current: Session) -> None:
    """Draw the pinned levers and the choice of further ones."""
    with st.container(key="main_levers", gap="xsmall"):
        for name in pinned():
            if name == "batch_size":
                batch_size(current)
            else:
                lever(INPUTS[name], current, typed=INPUTS[name].group == "Business")
        box = st.popover("Pin more levers", key="pinning", type="tertiary", on_change="rerun", help="Keep the levers you use most up here")
        if box.open:
            with box:
                st.multiselect(
                    f"Up to {MOST_PINS} more levers on top",
                    [name for name in LEVERS if name not in MAIN],
                    key=PINS,
                    max_selections=MOST_PINS,
                    format_func=lambda name: LEVERS[name].label,
                    persist_state="session",
                )
