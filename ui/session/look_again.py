"""Parts of a page that are drawn anew by themselves while something goes on in the background.

The browser asks for them from the part itself, and only while the page is calm (`assets/calm.js`). A timer of the page's own
(`run_every`) asks at any moment and carries what every control shows in the browser just then: where an action was about to change a
control, say Undo, a question sent meanwhile would put back what it had changed.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).parents[1] / "assets"


def program(*names: str) -> str:
    """Return a script that is written in several files, each of which goes on where the one before ends."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in names)


def asking_while_calm(name: str) -> str:
    """Return the script of a part that asks by itself, behind what says when it may."""
    return program("page_change.js", "alone.js", "calm.js", name)


_again = st.components.v2.component("clg_look_again", js=asking_while_calm("look_again.js"))


def look_again(key: str) -> None:
    """Have the fragment in which this stands drawn anew, about once a second while the page is calm."""
    _again(key=key, on_look_change=looked, height=0)


def looked() -> None:
    """Draw the fragment anew, which is what an event of one of its elements does by itself."""
