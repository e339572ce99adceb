"""How a class's page keeps up: its program asks beside the page's script, and has the page drawn anew where that lags behind.

What counts is what the browser holds, not what was sent to it. A busy server may drop a drawing, and with it whatever was to bring the
next one; here the page that stands goes on asking, and comes to the present step whatever became of single drawings.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import Missing, StoreError, StoreUnavailable
from ui.learn.class_page import AWAY, GONE, Page
from ui.learn.classes import STUDENTS_ASK, TEACHER_ASKS, Seen, look
from ui.server.asides import answering
from ui.session.look_again import looked, program
from ui.text.wording import plain

KEY = "class_follow"
PAGE = "class_page"  # session key

_follow = st.components.v2.component("clg_follow", js=program("page_change.js", "alone.js", "calm.js", "aside.js", "follow.js"))
_count = st.components.v2.component(
    "clg_count",
    html="<p><strong></strong> <span></span></p>",
    css="p { margin: 0; }",
    js=(Path(__file__).parent / "count.js").read_text(encoding="utf-8"),
)


_pages: WeakValueDictionary[str, Page] = WeakValueDictionary()


@contextmanager
def keeping_up(code: str) -> Iterator[Page]:
    """Draw a page of a class that keeps up with it.

    Its program stands at one place whatever is drawn, before everything else, so that no drawing takes it away; it is told last what
    was drawn, so that it knows of nothing that has not come.
    """
    page = _page(code.strip().upper())
    place = st.container(key=KEY)
    turn = page.begins()
    try:
        yield page
    except Exception:
        page.broken = True
        _told(place, page, turn)
        raise
    except BaseException:  # another drawing takes its place
        page.busy = page.busy and turn != page.turn
        raise
    _told(place, page, turn)


def _page(code: str) -> Page:
    found: Page | None = st.session_state.get(PAGE)
    if found is None or found.code != code:
        found = st.session_state[PAGE] = Page(code)
        _pages[found.word] = found
    return found


def _told(place: Any, page: Page, turn: int) -> None:
    if not page.over:
        with place:
            every = TEACHER_ASKS if page.teacher else STUDENTS_ASK
            _follow(key="class_following", data={"page": page.word, "turn": turn, "every": every}, on_look_change=looked, height=0)
    page.ends(turn)


def asked(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer a page's program: whether the page is behind and, for the teacher, how many have answered."""
    page = _pages.get(str(given.get("page")))
    if page is None:
        return None
    seen = None
    try:
        seen = look(page.code)
        standing = page.standing(seen)
    except Missing:
        standing = GONE
    except (StoreError, ScenarioError):
        standing = AWAY
    words = count_in_words(seen) if page.teacher and seen is not None else None
    return {"behind": page.behind(given.get("turn"), standing, time.monotonic()), "words": words}


answering("class", asked)


def count_in_words(seen: Seen) -> tuple[str, str]:
    """Return how many have answered, the number and the rest of the sentence."""
    return f"{seen.of.answered} of {seen.of.seats}", f"{'has' if seen.of.seats == 1 else 'have'} answered."


def counting(seen: Seen) -> None:
    """Show how many have answered, and go on showing it without the page being drawn."""
    _count(key="class_count", data={"words": count_in_words(seen)})


def because(error: Exception) -> str:
    """Return why something of a class cannot be done now, in words for a class: no place of the server, and nothing of saved scenarios."""
    reason = error.reason if isinstance(error, StoreUnavailable) else str(error)
    return f"Reason: {plain(reason.rstrip('.'), 300)}."


def away(error: Exception) -> None:
    """Say that a class cannot be reached, where nothing of it is known yet."""
    st.warning(f"The class cannot be reached just now. This page goes on by itself as soon as it can be. {because(error)}")
    st.button("Try again now", key="class_again")


def still_here() -> None:
    """Say that what is on the page stays though its class cannot be reached."""
    st.warning("The class cannot be reached just now. What you have is still here, and the page goes on by itself as soon as it can be.")
