"""The store of this server; its errors as messages that lose no work.

Whoever runs the program names another file, or a team's PostgreSQL, in the environment (`CLG_STORE_URL`) or in Streamlit's
secrets (`store_url`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, Missing, StoreError
from scenarios.place import ENVIRONMENT, place_text, store_url
from scenarios.store import Store
from ui.session.identity import reader, signature
from ui.text.labels import shortened

SECRET = "store_url"
PATIENCE = 2.0  # [s] a reader waits for a locked store before being told

Answer = TypeVar("Answer")


def store() -> Store:
    """Return the store in use, as this reader may see and change it.

    Raises:
        StoreUnavailable: it cannot be opened.
        ScenarioError: its address cannot be read, or it was made by a newer version.
    """
    return _opened(store_url(address()).render_as_string(hide_password=False)).seen_as(reader(), signature())


def address() -> str | None:
    """Return the address set by whoever runs the server, if there is one: by the environment or in the secrets.

    No page can set it: a place is a file of the server, and what a reader's browser claims about itself proves nothing.
    """
    if os.environ.get(ENVIRONMENT):
        return os.environ[ENVIRONMENT]
    try:
        return str(st.secrets[SECRET]) if SECRET in st.secrets else None
    except StreamlitSecretNotFoundError:
        return None


def fate(identity: str) -> str:
    """Say what became of a saved scenario that is not in the list: "..., which is in the trash", for the end of a sentence."""
    try:
        found = store().load(identity)
    except Missing:
        return "a saved scenario that is not here: it was deleted for good, or is kept in another place."
    except ScenarioError as error:
        return f"a saved scenario that cannot be read. {error}"
    title = shortened(found.version.title)
    if store().in_trash(identity):
        return f"“{title}”, which is in the trash; take it back on the Scenarios page to compare it."
    return f"“{title}”, which is not in the list any more."


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
