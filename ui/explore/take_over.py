"""From a finding into the levers: one click, one step back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from simulation import INPUTS
from ui.session.state import attempt, session
from ui.text.lever_text import shown
from ui.text.wording import plain, some_of


def in_words(name: str, value: Any, before: Any = None) -> str:
    """Say that an input takes a value: "Batch size 20 → 30"."""
    spec = INPUTS[name]
    return f"{spec.label} {f'{shown(spec, before)} → ' if before is not None else ''}{shown(spec, value)}"


def take_over(values: Mapping[str, Any], key: str, what: str) -> None:
    """Draw the button that puts values into the levers."""
    if not values:
        return
    st.button("Put into the levers", key=key, on_click=_put, args=(dict(values), what), help="Undo on Simulate takes it back.")


def _put(values: Mapping[str, Any], what: str) -> None:
    current = session()
    before = current.now
    attempt(lambda: current.move(what, current.now.with_values(values)))
    if current.now != before:
        named = some_of([in_words(name, value) for name, value in values.items()])
        current.say("info", f"Now in the levers: {plain(named)}. See it on Simulate; Undo there takes it back.")
