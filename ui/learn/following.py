"""How a class's page keeps up: it asks again while the store is away, and is drawn once more where a drawing may be lost."""

from __future__ import annotations

import time
from collections.abc import Callable

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import Missing, StoreError, StoreUnavailable
from ui.learn.classes import STUDENTS_ASK, look
from ui.text.wording import plain

AWAY = "class_away"  # session key: the page says that the class cannot be reached
DRAWN, AGAIN = "class_drawn", "class_drawn_again"  # session keys: when the page was drawn whole, and when once more [s]
SOON = 0.75  # of the time between two questions
PAUSE = 10.0  # [s] at least between two drawings once more: a busy server is not made busier


def begins() -> None:
    """Note that the page is being drawn."""
    st.session_state[DRAWN] = None


def drawn(now: Callable[[], float] = time.monotonic) -> None:
    """Note that the page has been drawn whole."""
    st.session_state[DRAWN] = now()


def overtaken(asks: float, now: Callable[[], float] = time.monotonic) -> bool:
    """Say whether a question of the page, which asks every `asks` seconds, was sent before the page was drawn last.

    The server takes such a question up as soon as the drawing has ended, and drops what of the drawing has not left it by
    then. Its reader may still see the step before, and the browser may have nothing left that asks again: this question is
    the last chance to draw the page once more.
    """
    last, again = st.session_state.get(DRAWN), st.session_state.get(AGAIN)
    if last is None or now() - last > SOON * asks or (again is not None and now() - again < PAUSE):
        return False
    st.session_state[AGAIN] = now()
    return True


def because(error: Exception) -> str:
    """Return why something of a class cannot be done now, in words for a class: no place of the server, and nothing of saved scenarios."""
    reason = error.reason if isinstance(error, StoreUnavailable) else str(error)
    return f"Reason: {plain(reason.rstrip('.'), 300)}."


def away(error: Exception, code: str) -> None:
    """Say that a class cannot be reached, and go on by itself as soon as it can."""
    st.warning(f"The class cannot be reached just now. This page goes on by itself as soon as it can be. {because(error)}")
    st.button("Try again now", key="class_again")
    _ask_again(code)
    drawn()


def still_here(alone: bool) -> None:
    """Note whether the page stands without its class; then say that what is on it stays."""
    st.session_state[AWAY] = alone
    if alone:
        st.warning("The class cannot be reached just now. What you have is still here, and the page goes on by itself as soon as it can be.")


@st.fragment(run_every=STUDENTS_ASK)
def _ask_again(code: str) -> None:
    if st.session_state.get(DRAWN) is None:
        return  # the page itself has just asked
    try:
        look(code)
    except Missing:
        pass  # it was deleted meanwhile, which the page says
    except (StoreError, ScenarioError):
        return
    st.rerun()
