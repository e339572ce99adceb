"""Which dialog is open. It stays open, with what was typed, until it is answered or closed, whatever runs meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

ASKED = "asked"  # session key: (name, details) of the open dialog


def ask(name: str, *details: Any) -> None:
    """Open a dialog at the end of this run."""
    st.session_state[ASKED] = (name, details)


def answered() -> None:
    """Forget the open dialog; it closes with the next run."""
    st.session_state[ASKED] = None


def draw_asked(dialogs: Mapping[str, Callable[..., None]]) -> None:
    """Draw the open dialog; one that belongs to another page is forgotten."""
    asked = st.session_state.get(ASKED)
    if not asked:
        return
    name, details = asked
    if name in dialogs:
        dialogs[name](*details)
    else:
        answered()
