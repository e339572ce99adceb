"""Batch size: stops where it matters, any number by typing, and under the slider the zones its community would be in."""

from __future__ import annotations

import streamlit as st

from simulation import INPUTS
from ui.session.state import Session
from ui.simulate.lever import change, explanation, moved, ways_back
from ui.simulate.track import STOPS, track
from ui.text.lever_text import shown

SPEC = INPUTS["batch_size"]
KEY, TYPED = "lever_batch_size", "typed_batch_size"


def stops(now: int) -> list[int]:
    """Return the stops of the slider; a number typed in between is one too."""
    return sorted({*STOPS, now})


def batch_size(current: Session) -> None:
    """Draw the slider, the field for any number and the track of zones."""
    now, start = current.now.value("batch_size"), current.start_setting.value("batch_size")
    for key in (KEY, TYPED):
        if st.session_state.get(key) != now:
            st.session_state[key] = now
    with st.container(gap=None, key="box_batch_size"):
        label = f"{':blue[●] ' if now != start else ''}Batch size :gray[people let in together]"
        st.select_slider(
            label,
            stops(now),
            key=KEY,
            format_func=lambda value: shown(SPEC, value),
            help=explanation(SPEC, current),
            on_change=moved,
            args=("batch_size",),
        )
        track(current)
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="typing_row"):
            if now != start or now != SPEC.default:
                ways_back(SPEC, now, start, SPEC.default)
            box = st.popover("Type a number", key="typing_batch_size", type="tertiary", on_change="rerun")
            if box.open:
                current.drawers += ("batch size",)
                box.number_input("Any batch size", int(SPEC.low), int(SPEC.high), step=1, key=TYPED, on_change=_typed, help="0 is an open door.")


def _typed() -> None:
    change("batch_size", st.session_state.get(TYPED))
