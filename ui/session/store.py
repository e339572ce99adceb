"""The store of this server, or of this reader on their own machine; its errors as messages that lose no work.

A team names its PostgreSQL once, in the environment (`CLG_STORE_URL`) or in Streamlit's secrets (`store_url`).
Who runs the program for themselves may also choose another file on the page.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, StoreError
from scenarios.place import ENVIRONMENT, place_text, store_url
from scenarios.store import Store

SECRET = "store_url"
CHOSEN = "store_place"  # session key of a place chosen on the page
HERE = ("localhost", "127.0.0.1", "::1")
PATIENCE = 2.0  # [s] a reader waits for a locked store before being told

Answer = TypeVar("Answer")


def store() -> Store:
    """Return the store in use.

    Raises:
        StoreUnavailable: it cannot be opened.
        ScenarioError: its address cannot be read, or it was made by a newer version.
    """
    return _opened(store_url(address()).render_as_string(hide_password=False))


def address() -> str | None:
    """Return the address that was set: by the environment, in the secrets, or on the page; None for the default file."""
    return set_by_owner() or st.session_state.get(CHOSEN)


def set_by_owner() -> str | None:
    """Return the address set by whoever runs the server, if there is one."""
    if os.environ.get(ENVIRONMENT):
        return os.environ[ENVIRONMENT]
    try:
        return str(st.secrets[SECRET]) if SECRET in st.secrets else None
    except StreamlitSecretNotFoundError:
        return None


def may_choose() -> bool:
    """Say whether this reader may choose another place: only on their own machine, and where no owner has set one.

    A place is a file of the server: readers from elsewhere must not have it opened for them.
    """
    host = urlsplit(st.context.url or "").hostname or ""
    return set_by_owner() is None and st.context.ip_address is None and host in HERE


def choose(place: str) -> None:
    """Use another file from now on in this session.

    Raises:
        StoreUnavailable, ScenarioError: it cannot be used; the former place stays.
    """
    if not may_choose():
        raise ScenarioError(["the place of the saved scenarios is set by whoever runs this server"])
    before = st.session_state.get(CHOSEN)
    st.session_state[CHOSEN] = place.strip() or None
    try:
        store()
    except (StoreError, ScenarioError):
        st.session_state[CHOSEN] = before
        raise


def place() -> str:
    """Return where saved scenarios live, for people and without a password."""
    return place_text(store_url(address()))


def attempted(action: Callable[[], Answer], say: Callable[[str], Any] = st.error) -> Answer | None:
    """Return what the action on the store gives; a failure becomes a message, None comes back and nothing is lost.

    A `Conflict` is passed on: it needs a choice, not a message.
    """
    try:
        return action()
    except Conflict:
        raise
    except (StoreError, ScenarioError) as error:
        say(message(error))
        return None


def message(error: Exception) -> str:
    """Return an error's words so that names in them are shown as they are."""
    from ui.text.wording import plain

    return plain(str(error), 1_000)


@st.cache_resource(show_spinner=False, max_entries=8)
def _opened(url: str) -> Store:
    return Store(url, patience=PATIENCE)
