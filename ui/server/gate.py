"""Who is let in: requests for a name this server answers to, from its own pages. Everybody else is turned away first.

A page of another site that a reader happens to open can make their browser send requests here. The browser tells where
they come from (Origin), and for whom they are meant (Host): both are compared with names that are known beforehand.
Nobody is asked for anything meanwhile; the frontend's own check would ask the internet for this machine's address.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import streamlit

HERE = ("localhost", "127.0.0.1", "::1")
PLAIN = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9_-][a-z0-9._-]*)(:[0-9]{1,5})?")  # a host, and perhaps a port: nothing else
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
EVERYWHERE = ("0.0.0.0", "::", "")  # addresses to listen at, which are no names
FRAMES = "CLG_FRAME_ANCESTORS"  # who may show the pages in a frame, as in a content security policy
METRICS = "CLG_METRICS"  # "open" lets everybody who reaches the server read its counters
TURNED_AWAY = (
    "This server does not answer to that name. Open it under the address its terminal shows. "
    "Who runs it states the name readers use with --browser.serverAddress."
)
FOREIGN = "This request comes from a page of another site, which has no business here."


class Gate:
    """An ASGI layer around everything else. It lets in, or answers itself."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Pass a request or handshake on, unless its host or origin is foreign."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refusal, host = judged(scope["headers"], scope.get("scheme", "http"))
        if refusal is None and _closed(scope["path"]):
            refusal = (404, "There are no counters here. Who runs this server opens them with CLG_METRICS=open.")
        if refusal is not None:
            await _refuse(scope["type"], *refusal, send)
            return
        if host is not None:  # behind a proxy: from here on the name is the one that readers use
            scope = {**scope, "headers": [*((name, value) for name, value in scope["headers"] if name != b"host"), (b"host", host.encode())]}
        await self.app(scope, receive, _Guarded(send) if scope["type"] == "http" else send)


@dataclass(frozen=True)
class _Guarded:
    """Pass a response on with what it allows others to do."""

    send: Any

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *protection()]}
        await self.send(message)


def judged(headers: list[tuple[bytes, bytes]], scheme: str) -> tuple[tuple[int, str] | None, str | None]:
    """Return why a request is refused, if it is, and the host to go on with where it is not the one that was sent."""
    hosts, origins = _all(headers, b"host"), _all(headers, b"origin")
    host = _place(f"{scheme}://{hosts[0]}") if len(hosts) == 1 else None
    if host is None or not known(host[0]):
        return (421, TURNED_AWAY), None
    if not origins:
        return None, None  # no browser's page sent it, or one of ours asked for a file
    origin = _place(origins[0]) if len(origins) == 1 and origins[0].startswith(("http://", "https://")) else None
    if origin is None:
        return (403, FOREIGN), None
    if origin == host:
        return None, None
    # A proxy may speak to us under another name or port than readers use; they are its pages all the same.
    if origins[0].rstrip("/") in _listed("server.corsAllowedOrigins") or origin[0] in stated():
        return None, urlsplit(origins[0]).netloc
    return (403, FOREIGN), None


def known(name: str) -> bool:
    """Say whether this server answers to a name."""
    return name in HERE or name in stated() or any(name.endswith(one[1:]) for one in _listed("server.allowedHosts") if one.startswith("*."))


def stated() -> set[str]:
    """Return the names that whoever runs the server has stated: all but this machine's own."""
    names = {str(streamlit.get_option(option) or "") for option in ("server.address", "browser.serverAddress")}
    names |= {one for one in _listed("server.allowedHosts") if "*" not in one}
    return {_bare(name) for name in names if name not in EVERYWHERE} - set(HERE)


def protection() -> list[tuple[bytes, bytes]]:
    """Return the headers that every answer carries: no foreign frame, no foreign content, no address told to other sites."""
    frames = " ".join(os.environ.get(FRAMES, "'self'").replace(";", " ").split()) or "'self'"
    policy = (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        f"frame-ancestors {frames}"
    )
    return [(b"content-security-policy", policy.encode("ascii", "ignore")), (b"referrer-policy", b"same-origin")]


def _closed(path: str) -> bool:
    return path.rstrip("/").endswith("/_stcore/metrics") and os.environ.get(METRICS) != "open"


async def _refuse(kind: str, status: int, words: str, send: Any) -> None:
    if kind == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": words[:100]})
        return
    body = words.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _place(address: str) -> tuple[str, int] | None:
    """Return name and port of an address; None where it holds anything else."""
    try:
        parts = urlsplit(address)
        if not PLAIN.fullmatch(parts.netloc.lower()):
            return None
        if "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment or not parts.hostname:
            return None
        return _bare(parts.hostname), parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None


def _bare(name: str) -> str:
    return name.strip().lower().strip("[]").rstrip(".")


def _all(headers: list[tuple[bytes, bytes]], wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in headers if name.lower() == wanted]


def _listed(option: str) -> set[str]:
    return {str(one).strip().lower().rstrip("./") for one in streamlit.get_option(option) or ()}
