"""Who is reading: the name under which they signed in, where whoever runs the server has set that up; otherwise anybody.

Sign-in is Streamlit's own (OpenID Connect), configured in the section [auth] of its secrets. A signed-in name cannot be
typed: it stands in versions and in the trash, and owns what is saved.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from functools import cache
from http.client import HTTPException
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from scenarios.texts import MAX_AUTHOR, text_problem

SIGN_IN, FAILED = "sign_in", "failed"  # the page's query where a sign-in did not come through
TYPED = "typed_name"  # session key
NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
PATIENCE = (4.0, 10.0)  # [s] that the sign-in service has to answer, each time it is asked
NO_ANSWER = "The sign-in service does not answer just now; nothing is wrong with your account. Try again in a moment."
CAME_TO_NOTHING = "The sign-in did not come through: the service did not answer in time, or turned it down. Try again in a moment."
ANYBODY = "Anybody who reaches this page can read, change and delete what is saved here; names are typed, not checked."


@cache
def settings() -> Mapping[str, Any] | None:
    """Return how sign-in is set up, or None where it is not."""
    try:
        return dict(st.secrets["auth"]) if "auth" in st.secrets else None
    except StreamlitSecretNotFoundError:
        return None


def reader() -> str:
    """Return what a signed-in reader's scenarios belong to; empty where nobody signs in."""
    if settings() is None or not st.user.is_logged_in:
        return ""
    checked = st.user.get("email") if st.user.get("email_verified", True) else None
    known = str(checked or f"{st.user.get('sub', '')}@{settings()['server_metadata_url'].split('/')[2]}")
    return known[:MAX_AUTHOR] if text_problem("the name", known, MAX_AUTHOR) is None else repr(known)[:MAX_AUTHOR]


def signature() -> str:
    """Return the name that stands beside what a signed-in reader saves; empty where names are typed."""
    known = reader()
    if not known:
        return ""
    called = str(st.user.get("name") or known)
    return called if text_problem("the name", called, MAX_AUTHOR) is None else known


def admitted() -> bool:
    """Let readers in: all of them, or, where sign-in is set up, those who have signed in; the others are asked to."""
    if settings() is None:
        return True
    if st.user.is_logged_in:
        st.query_params.pop(SIGN_IN, None)
        st.session_state[TYPED] = signature()
        return True
    st.markdown("## Sign in")
    st.markdown("This simulator is for people who sign in. Your name will stand beside what you save.")
    if st.button("Sign in", key="sign_in", type="primary"):
        with st.spinner("Asking the sign-in service …"):
            problem = unavailable(settings())
        if problem:
            st.error(problem)
        else:
            st.login()
    elif st.query_params.get(SIGN_IN) == FAILED:
        st.error(CAME_TO_NOTHING)
    return False


def unavailable(auth: Mapping[str, Any]) -> str | None:
    """Say in one sentence why nobody can sign in, or None. Only the service that was configured is asked."""
    missing = [name for name in NEEDED if not auth.get(name)]
    if missing:
        return f"Sign-in is not set up completely: whoever runs this server has to add {', '.join(missing)} to the section auth of the secrets."
    for patience in PATIENCE:
        try:
            with urllib.request.urlopen(auth["server_metadata_url"], timeout=patience) as answer:
                if b"authorization_endpoint" in answer.read(100_000):
                    return None
        except (OSError, ValueError, HTTPException):
            continue
    return NO_ANSWER


def sign_out() -> None:
    """Offer the way out to whoever signed in, and say honestly what holds where nobody does."""
    known = signature()
    if not known:
        st.caption(ANYBODY)
        return
    from ui.text.wording import plain

    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"Signed in as {plain(known, 60)} ({plain(reader(), 80)})")
        if st.button("Sign out", key="sign_out", type="tertiary"):
            st.logout()
