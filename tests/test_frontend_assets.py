"""The frontend's files come from memory, whole and packed where that helps; everything else is left to the pages."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from apart import run_apart

from ui.server import frontend_assets
from ui.server.frontend_assets import DRAWN, FRONTEND, FrontendAssets, announcement, files, needed
from ui.server.style import LOOKS

PAGE = (FRONTEND / "index.html").read_bytes()
REPORTS = {"/media/report.html": PAGE + b"a report", "/media/as_long.html": PAGE[::-1]}


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Stand for the pages: HTML in two parts for whoever accepts it, whatever the path."""
    assert b"accept-encoding" not in dict(scope["headers"]) or b"text/html" not in dict(scope["headers"]).get(b"accept", b"")
    body = REPORTS.get(scope["path"], PAGE)
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode()), (b"etag", b"old")]
    await send({"type": "http.response.start", "status": 404 if scope["path"] == "/missing" else 200, "headers": headers})
    await send({"type": "http.response.body", "body": body[:20], "more_body": True})
    await send({"type": "http.response.body", "body": body[20:]})


def ask(path: str, client: str = "127.0.0.1", method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of one request."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw, "client": (client, 1)}
    run_apart(FrontendAssets(pages)(scope, None, send))
    answered = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def script() -> str:
    return next(path for path in files() if path.endswith(".js") and "/embed." in path)


def test_a_file_of_the_frontend_comes_whole_and_may_be_kept_for_good(script):
    status, headers, body = ask(script, accept_encoding="gzip")
    assert status == 200
    assert body == (FRONTEND / script[1:]).read_bytes()
    assert headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert "immutable" in headers["cache-control"]
    assert int(headers["content-length"]) == len(body)
    assert "content-encoding" not in headers, "on the same machine packing saves nothing"


def test_readers_far_away_get_it_packed_if_they_can_unpack_it(script):
    plain = (FRONTEND / script[1:]).read_bytes()
    _, headers, body = ask(script, client="192.0.2.7", accept_encoding="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == plain
    assert len(body) < len(plain) / 2
    assert ask(script, client="192.0.2.7")[2] == plain
    font = next(path for path in files() if path.endswith(".woff2"))
    assert "content-encoding" not in ask(font, client="192.0.2.7", accept_encoding="gzip")[1]


def test_the_icon_has_an_address_of_its_own_that_does_not_go_with_an_answer():
    status, headers, body = ask("/favicon.png")
    assert (status, headers["content-type"]) == (200, "image/png")
    assert body == frontend_assets.ICON.read_bytes()
    assert "immutable" not in headers["cache-control"]
    assert f'href=".{frontend_assets.ICON_ADDRESS}"'.encode() in PAGE, "where the frontend looks for it"


@pytest.mark.parametrize(
    "path", ["/static/../index.html", "/static/js/none.js", "/static/js/", "/static/js/..%2f..%2fconfig.py", "/healthz", "//static"]
)
def test_no_other_path_is_answered_from_the_frontends_files(path):
    assert path not in files()
    assert ask(path)[2] == PAGE


def test_parts_of_files_and_other_methods_are_left_to_the_pages(script):
    assert ask(script, range="bytes=0-9")[2] == PAGE
    assert ask(script, method="HEAD")[2] == PAGE


def test_a_page_tells_what_it_is_going_to_need():
    status, headers, body = ask("/compare", accept="text/html,*/*", accept_encoding="gzip")
    assert status == 200
    assert body == PAGE.replace(b"</head>", announcement() + b"</head>").replace(b"</body>", LOOKS.encode() + b"</body>")
    assert LOOKS.encode() in body, "the looks are there before the first element"
    assert int(headers["content-length"]) == len(body)
    assert "etag" not in headers
    assert ask("/missing", accept="text/html")[2] == PAGE


@pytest.mark.parametrize("path", sorted(REPORTS))
def test_other_html_stays_as_it_is(path):
    status, headers, body = ask(path, accept="text/html,*/*")
    assert (status, body) == (200, REPORTS[path])
    assert headers["etag"] == "old"
    assert int(headers["content-length"]) == len(body)


def test_all_that_the_first_page_draws_is_found_with_what_it_imports():
    names = needed(DRAWN)
    assert len(names) == len(set(names)) > len(DRAWN)
    found = {name.split(".")[0] for name in names}
    assert set(DRAWN) <= found
    assert {"react-dom", "recordbatch"} <= found
    assert needed(("nothing of that name",)) == []
    mentioned = re.findall(r'"\./(static/js/[^"]+)"', announcement().decode())
    assert len(mentioned) >= len(names) + len(DRAWN)
    assert {f"/{path}" for path in mentioned} <= set(files())


def test_under_a_folder_the_files_are_found_too(script, monkeypatch):
    monkeypatch.setattr(frontend_assets.streamlit, "get_option", lambda name: "/clg/")
    assert len(ask(f"/clg{script}")[2]) == len((FRONTEND / script[1:]).read_bytes())
