"""A sign-in that fails on its way leads back to the page, which says so: Streamlit's own routes end in a bare line, or without a word.

They ask the provider again for what the page has just seen, and give it five seconds: asked twice, a slow one is waited for.
What breaks on the way is written to the server's log; its reader is told in a sentence, not by a bare error.
"""

from __future__ import annotations

import logging
from typing import Any

from ui.session.identity import FAILED, SIGN_IN

QUERY = f"?{SIGN_IN}={FAILED}".encode()
USER = b"_streamlit_user="


class PatientSignIn:
    """An ASGI layer around Streamlit's routes for sign-in."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass everything on; have a failed login tried once more, and send whoever fails back to the page with a word."""
        path = scope.get("path", "").rstrip("/")
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
        elif path.endswith("/auth/login"):
            await self._login(scope, receive, send)
        elif path.endswith("/oauth2callback"):
            await self._callback(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _login(self, scope: Any, receive: Any, send: Any) -> None:
        said = await _answer(self.app, scope, receive) or await _answer(self.app, scope, receive) or _home(scope, "auth/login")
        for message in said:
            await send(message)

    async def _callback(self, scope: Any, receive: Any, send: Any) -> None:
        said = await _answer(self.app, scope, receive) or _home(scope, "oauth2callback")
        start = said[0]
        if not _let_in(start["headers"]) and not any(value.endswith(QUERY) for _, value in start["headers"]):
            headers = [(name, value + QUERY if name.lower() == b"location" else value) for name, value in start["headers"]]
            said = [{**start, "headers": headers}, *said[1:]]
        for message in said:
            await send(message)


def _home(scope: Any, route: str) -> list[dict[str, Any]]:
    """Return the messages that lead back to the page from a route of it, which then says that the sign-in failed."""
    home = scope["path"].rstrip("/").removesuffix(route).encode()
    return [{"type": "http.response.start", "status": 302, "headers": [(b"location", home + QUERY)]}, {"type": "http.response.body"}]


async def _answer(app: Any, scope: Any, receive: Any) -> list[dict[str, Any]]:
    """Return the messages of an answer, the first of which is its start; none where it is an error."""
    said: list[dict[str, Any]] = []

    async def note(message: dict[str, Any]) -> None:
        said.append(message)

    try:
        await app(dict(scope), receive, note)
    except Exception:
        logging.getLogger(__name__).exception("A sign-in broke on its way, at %s", scope["path"])
        return []
    return said if said and said[0]["status"] < 400 else []


def _let_in(headers: list[tuple[bytes, bytes]]) -> bool:
    """Say whether an answer gives the reader a name."""
    cookies = [value for name, value in headers if name.lower() == b"set-cookie" and value.startswith(USER)]
    return any(value[len(USER) :].partition(b";")[0].strip(b'" ') for value in cookies)
