"""The page's address: written once per step of the reader, and obeyed when the browser goes back, forward or elsewhere.

Every step is one entry of the browser's history, so an address goes out in one message. What comes in may be older than
what went out: a browser sends a change together with the address it had when it was made. Such an address is no wish.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.session.keys import OF_PAGE

DELIVERED = 0.25  # [s] after which an address that was written has reached the browser
PAGES = "pages_seen"  # session key: (page before, present page)


@dataclass
class Address:
    """What one page knows of its address: the names it owns there, what it wrote last, and when, and whether the browser has it by now."""

    names: tuple[str, ...]
    written: dict[str, str] | None = None
    at: float = 0.0
    arrived: bool = True
    delivered: float = DELIVERED

    def wish(self, changed: bool = False, clock: Callable[[], float] = time.monotonic) -> dict[str, str] | None:
        """Return the address the reader went to, or None where it is our own, or only lags behind a change.

        The first address of a session is a wish, too. Nothing is wished by coming back from another page of the program, nor by
        an address that comes with a change of the reader's (`changed`).
        """
        understand()
        given = {name: st.query_params[name] for name in self.names if name in st.query_params}
        if self.written is None:
            self.written = given
            return given
        if given == self.written:
            self.arrived = True
            return None
        before, present = st.session_state.get(PAGES, ("", ""))
        if changed or (not given and before != present) or (not self.arrived and clock() - self.at < self.delivered):
            return None
        return given

    def write(self, wanted: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        """Put what a page shows into the address, as one entry of the browser's history; names of others stay."""
        wanted = {name: wanted[name] for name in self.names if wanted.get(name)}
        self.written = dict(wanted)
        present = {name: st.query_params.get_all(name) for name in st.query_params}
        others = {name: values for name, values in present.items() if name not in self.names}
        if present != {**others, **{name: [text] for name, text in wanted.items()}}:
            self.at, self.arrived = clock(), False
            st.query_params.from_dict({**others, **wanted})


def understand() -> None:
    """Read an address whose & was written for HTML on its way here (&amp;, however often) as it was meant."""
    strange = [name for name in st.query_params if name.startswith("amp;")]
    if not strange:
        return
    present = {name: st.query_params.get_all(name) for name in st.query_params}
    meant = {name: values for name, values in present.items() if name not in strange}
    for name in strange:
        while name.startswith("amp;"):
            name, values = name.removeprefix("amp;"), present[name]
            present[name] = values
        meant.setdefault(name, values)
    st.query_params.from_dict(meant)


def turn_to(page: str) -> None:
    """Note which page is drawn, so that coming back from another one is no address without wishes; forget what is another page's alone."""
    before = st.session_state.get(PAGES, ("", page))[1]
    if before != page:
        _forget(before)
    st.session_state[PAGES] = (before, page)


def _forget(page: str) -> None:
    """Forget what belongs to a page alone, and the files that were uploaded there."""
    for key in OF_PAGE.get(page, ()):
        st.session_state.pop(key, None)
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_session_files(context.session_id)
