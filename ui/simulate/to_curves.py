"""The short way of the keyboard from the levers to the curves, whose months the arrow keys go through; Escape leads back."""

from __future__ import annotations

import streamlit as st

from ui.session.look_again import program

KEY = "to_curves"
BUTTON = '<button type="button">To the curves: arrow keys tell every month, Escape leads back</button>'

_way = st.components.v2.component("clg_to_curves", html=BUTTON, js=program("to_curves.js"), isolate_styles=False)


def to_curves() -> None:
    """Put the way in its place; it is seen while the keyboard is on it."""
    _way(key=KEY, height="content")
