"""Batch size: stops where it matters, any number by typing, and under the slider the zones its community would be in."""

from __future__ import annotations

import streamlit as st

from simulation import INPUTS
from ui.session.number_field import number_field
from ui.session.state import Session
from ui.simulate.lever import change, explanation, moved, ways_back
from ui.simulate.track import STOPS, track
from ui.text.lever_text import shown
from ui.text.quantities import quantity_of

SPEC = INPUTS["batch_size"]
KEY, TYPED = "lever_batch_size", "typed_batch_size"


def stops(now: int) -> list[int]:
    """Return the stops of the slider; a number typed in between is one too."""
    return sorted({*STOPS, now})


def batch_size(current: Session) -> None:
    """Draw the slider, the field for any number and the track of zones."""
    now, start = current.now.value("batch_size"), current.start_setting.value("batch_size")
    if st.session_state.get(KEY) != now:
        st.session_state[KEY] = now
    with st.container(gap=None, key="box_batch_size"):
        label = f"{'● ' if now != start else ''}Batch size, people let in together"
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
                with box:
                    quantity = quantity_of(SPEC, current.currency)
                    number_field("Any batch size", quantity, now, key=TYPED, on_value=change, args=("batch_size",), help="0 is an open door.")
