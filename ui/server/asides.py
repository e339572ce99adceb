"""Questions a page asks beside its script: answered at once, without a run of the script and without anything of the page drawn anew.

A part of the page says which questions it answers (`answering`); its program in the browser posts them as JSON. What has no answer is
answered with nothing. Whoever asks has to know something that only a session's own page was told; the part that answers sees to that.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import streamlit

FOLDER = "/asides/"
LONGEST = 4096  # [bytes] of a question
AT_ONCE = 16  # questions under work; more wait
Answer = Callable[[Mapping[str, Any]], Any]

_answers: dict[str, Answer] = {}
_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="aside")


def answering(name: str, answer: Answer) -> None:
    """Have questions of a name answered; the answer is something that can be written as JSON, or None."""
    _answers[name] = answer


class Asides:
    """An ASGI layer around the pages that answers such questions."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a posted question; leave everything else to the pages."""
        name = _name(scope) if scope["type"] == "http" and scope["method"] == "POST" else None
        if name is None:
            await self.app(scope, receive, send)
            return
        found = await asyncio.get_running_loop().run_in_executor(_threads, _answered, name, await _question(receive))
        body = b"" if found is None else json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200 if body else 204, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _name(scope: Any) -> str | None:
    base = streamlit.get_option("server.baseUrlPath").strip("/")
    folder = (f"/{base}" if base else "") + FOLDER
    name = scope["path"].removeprefix(folder)
    return name if scope["path"].startswith(folder) and name in _answers else None


async def _question(receive: Any) -> Mapping[str, Any] | None:
    """Return what was asked; None where it is too long or not what a page asks."""
    body, more = b"", True
    while more and len(body) <= LONGEST:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    try:
        asked = json.loads(body) if len(body) <= LONGEST else None
    except (ValueError, RecursionError):
        return None
    return asked if isinstance(asked, Mapping) else None


def _answered(name: str, asked: Mapping[str, Any] | None) -> Any:
    try:
        return None if asked is None else _answers[name](asked)
    except Exception:
        logging.getLogger(__name__).exception("A question beside the page could not be answered: %s", name)
        return None
