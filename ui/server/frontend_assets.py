"""How the page's own program reaches the browser: from memory, compressed for those far away, and all of it asked for at once.

The frontend comes in some 160 small files. Reading each from the disk anew, and finding out only step by step which ones
a chart needs, was half of the time from opening the page to its first curve.
"""

from __future__ import annotations

import asyncio
import gzip
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any

import streamlit

from ui.server.style import LOOKS

FRONTEND = Path(streamlit.__file__).parent / "static"
SHELL = FRONTEND / "index.html"  # what every page is until its program runs
# What the first page draws, by the names of the frontend's files. A name that is gone is asked for when it is drawn, as before.
DRAWN = ("BidiComponent", "Metric", "Slider", "Selectbox", "TextInput", "ButtonGroup", "Checkbox", "Button")
IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
COMPRESSIBLE = {".js", ".css"}
HERE = {"127.0.0.1", "::1", "::ffff:127.0.0.1"}  # readers on this machine: unpacking would cost more than it saves
FOREVER = b"public, immutable, max-age=31536000"  # every change of such a file changes its name
A_DAY = b"public, max-age=86400"
ICON, ICON_ADDRESS = Path(__file__).parents[1] / "assets" / "icon.png", "/favicon.png"  # where the frontend looks for it by itself


class FrontendAssets:
    """An ASGI layer around the pages that answers for the frontend's files and tells browsers early which ones they will need."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a plain request for a file of the frontend; leave everything else to the pages."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        path = _inside(scope)
        if path in files() and b"range" not in headers:
            await _deliver(files()[path], FOREVER, b"gzip" in headers.get(b"accept-encoding", b"") and not _near(scope), send)
        elif path == ICON_ADDRESS and b"range" not in headers:  # named as a page's own it would be gone as soon as an answer alone is drawn anew
            await _deliver(ICON, A_DAY, False, send)
        elif b"text/html" in headers.get(b"accept", b""):
            plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]  # a packed page cannot be added to
            await self.app({**scope, "headers": plain}, receive, _Announcing(send))
        else:
            await self.app(scope, receive, send)


class _Announcing:
    """Pass a response on; where it is the frontend's shell, with what a page is going to need in its head.

    Other HTML, such as a report that a reader takes away, is nobody's page here and stays as it is.
    """

    def __init__(self, send: Any) -> None:
        self.send = send
        self.start: dict[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start" and _like_shell(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._answer(self.start)

    async def _answer(self, start: dict[str, Any]) -> None:
        body, headers = self.body, start["headers"]
        if body == _content(SHELL):
            body = body.replace(b"</head>", announcement() + b"</head>", 1)
            # With the first elements the looks would come too late and move what stands already; in the head the theme's own would win.
            body = body.replace(b"</body>", LOOKS.encode() + b"</body>", 1)
            kept = [(name, value) for name, value in headers if name.lower() not in (b"content-length", b"etag")]
            headers = [*kept, (b"content-length", str(len(body)).encode())]
        await self.send({**start, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


@cache
def files() -> dict[str, Path]:
    """Return the frontend's unchanging files by their path on the server."""
    return {f"/{path.relative_to(FRONTEND).as_posix()}": path for path in (FRONTEND / "static").rglob("*") if path.is_file()}


@cache
def announcement() -> bytes:
    """Return the lines in a page's head that let a browser fetch what the first page draws before it is drawn, and set it up when idle."""
    links = [f'<link rel="modulepreload" fetchpriority="low" crossorigin href="./static/js/{name}">' for name in needed(DRAWN)]
    imports = "".join(f'import("./static/js/{name}");' for name in found(DRAWN))
    return "\n".join([*links, f'<script type="module">(window.requestIdleCallback || setTimeout)(() => {{{imports}}})</script>', ""]).encode()


def found(parts: tuple[str, ...]) -> list[str]:
    """Return the files of the named parts of the frontend."""
    names = sorted(path.name for path in (FRONTEND / "static" / "js").glob("*.js"))
    return [name for part in parts for name in names if name.split(".")[0] == part]


def needed(drawn: tuple[str, ...]) -> list[str]:
    """Return the files of the named parts of the frontend and all that they import, each once."""
    folder = FRONTEND / "static" / "js"
    waiting = found(drawn)
    asked: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name not in asked and (folder / name).is_file():
            asked[name] = None
            waiting += IMPORTED.findall(_content(folder / name).decode())
    return list(asked)


async def _deliver(file: Path, kept: bytes, packed: bool, send: Any) -> None:
    packed = packed and file.suffix in COMPRESSIBLE
    body = await asyncio.to_thread(_packed, file) if packed else _content(file)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = [
        (b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), (b"cache-control", kept),
        (b"vary", b"accept-encoding"), (b"x-content-type-options", b"nosniff"),
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": 200, "headers": headers + [(b"content-encoding", b"gzip")] * packed})
    await send({"type": "http.response.body", "body": body})


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()


@cache
def _packed(file: Path) -> bytes:
    return gzip.compress(_content(file), 6)


def _inside(scope: Any) -> str:
    """Return the requested path without the folder under which the pages may be served."""
    base = streamlit.get_option("server.baseUrlPath").strip("/")
    return scope["path"].removeprefix(f"/{base}") if base else scope["path"]


def _near(scope: Any) -> bool:
    return scope.get("client") is not None and scope["client"][0] in HERE


def _like_shell(start: dict[str, Any]) -> bool:
    """Say whether a response is as long as the shell: nothing else need be held back."""
    headers = {name.lower(): value for name, value in start["headers"]}
    return start["status"] == 200 and headers.get(b"content-length") == str(len(_content(SHELL))).encode()
