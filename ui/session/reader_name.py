"""The name a reader types: asked for once, then kept by the reader's own browser. It is not checked, and proves nothing.

The browser keeps it as a cookie of these pages and sends it along when it opens them, so that no script has to ask for it.
Where readers sign in, their name is that of the sign-in, and nothing is kept.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import streamlit as st

from scenarios.texts import MAX_AUTHOR, text_problem
from ui.session.identity import TYPED, settings, signature
from ui.text.wording import plain

COOKIE = "clg_reader_name"
CHANGED = "reader_name_changed"  # session key: the browser has another name, or none
SCRIPT = (Path(__file__).parents[1] / "assets" / "reader_name.js").read_text(encoding="utf-8")

_keep = st.components.v2.component("clg_reader_name", js=SCRIPT)


def reader_name() -> str:
    """Return the name of who reads: the one of the sign-in, else what was typed here or, some other day, in this browser; else nothing."""
    return signature() or str(st.session_state.get(TYPED, _from_browser()))


def name_field(key: str, placeholder: str = "Stands beside this version") -> str:
    """Return the name of who saves: the one they signed in with, or what they type."""
    known = signature()
    if known:
        st.caption(f"Saved as {plain(known, 60)}")
        return known
    return st.text_input(
        "Your name",
        value=reader_name(),
        max_chars=MAX_AUTHOR,
        key=key,
        placeholder=placeholder,
        help="Typed, not checked: it tells your team who saved this version.",
    ).strip()


def keep_name(name: str) -> None:
    """Take a name that was typed for the reader's own, now and when this browser comes back."""
    if settings() is None and name != reader_name():
        st.session_state[CHANGED] = True
    st.session_state[TYPED] = name


def remember() -> None:
    """Let the browser keep the name, once it was typed; without one nothing is drawn."""
    if st.session_state.get(CHANGED):
        _keep(key="reader_name", data={"cookie": COOKIE, "name": st.session_state[TYPED]}, height=0)


def _from_browser() -> str:
    """Return what the browser kept; anything that is no name that could have been typed here is nothing."""
    if settings() is not None:
        return ""
    name = unquote(st.context.cookies.get(COOKIE, "")).strip()
    return name if text_problem("the name", name, MAX_AUTHOR) is None else ""
