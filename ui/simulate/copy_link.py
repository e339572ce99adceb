"""A button that puts the address of what is seen on the reader's clipboard."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

SCRIPT = (Path(__file__).parents[1] / "assets" / "copy_link.js").read_text(encoding="utf-8")
BUTTON = '<button type="button">Copy link</button>\n<output></output>'
LOOK = """
button { font: inherit; font-size: 0.87rem; padding: 0.25rem 0.75rem; border-radius: 0.5rem; cursor: pointer;
  color: var(--st-text-color); background: var(--st-background-color); border: 1px solid var(--st-border-color); }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
output { font-size: 0.82rem; margin-left: 0.5rem; overflow-wrap: anywhere; color: var(--st-text-color); }
"""

_copy = st.components.v2.component("clg_copy_link", html=BUTTON, css=LOOK, js=SCRIPT)


def copy_link(query: str) -> None:
    """Draw the button; `query` is the part of the address behind the page's."""
    _copy(key="copy_link", data={"query": query}, height="content")
