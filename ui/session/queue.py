"""Nobody waits without being told their place: while the answers of others go first, a small note on the page says how many."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitInvalidLayoutContextError

from simulation.vocabulary.words import counted

PLACE = "queue_place"  # session key: where the note stands
AFTER = 0.5  # [s] of waiting after which a place is told
EVERY = 0.3  # [s] between two notes that differ


def queue_place(part: str) -> None:
    """Make room for the note, in the page and in every fragment that lets workers do something; it hovers and moves nothing."""
    st.session_state[PLACE] = st.container(key=f"queue_{part}").empty()


class Wait:
    """One reader's wait for something that the workers do for everybody."""

    def __init__(self, what: str = "answer", many: str = "answers", now: Callable[[], float] = time.monotonic) -> None:
        self._what, self._many, self._now = what, many, now
        self._since: float | None = None  # when others began to go first
        self._told, self._when = 0, 0.0

    def tell(self, ahead: int) -> None:
        """Note how many others go first now, and tell the reader once that lasts."""
        now = self._now()
        if not ahead:
            self.over()
            return
        self._since = now if self._since is None else self._since
        if ahead == self._told or now - self._since < AFTER or now - self._when < EVERY:
            return
        self._told, self._when = ahead, now
        _write(note(ahead, self._what, self._many))

    def over(self) -> None:
        """Take the note away: it is this reader's turn, or nobody waits any more."""
        told, self._since, self._told = self._told, None, 0
        if told:
            _write("")


def note(ahead: int, what: str, many: str) -> str:
    """Return the words for a place in the queue.

    >>> note(1, "answer", "answers"), note(3, "search", "searches")
    ('In the queue: 1 answer of other readers goes first.', 'In the queue: 3 searches of other readers go first.')
    """
    return f"In the queue: {counted(ahead, what, many)} of other readers {'goes' if ahead == 1 else 'go'} first."


def _write(words: str) -> None:
    place: Any = st.session_state.get(PLACE)
    if place is None:  # a page drawn by itself
        return
    with suppress(StreamlitInvalidLayoutContextError):  # a fragment that has made no room of its own
        if words:
            place.html(f'<p role="status">{words}</p>')
        else:
            place.empty()
