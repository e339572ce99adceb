"""The gate: requests for a name the server answers to, from its own pages, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit
from apart import run_apart

from ui.server import gate
from ui.server.frontend_assets import _near
from ui.server.gate import Gate

HOME = "localhost:8501"


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Stand for the pages: say which host they were asked for."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    host = dict(scope["headers"])[b"host"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(host)).encode())]})
    await send({"type": "http.response.body", "body": host})


def ask(host: str | None = HOME, origin: str | None = None, kind: str = "http", path: str = "/", more: tuple = ()) -> list[dict[str, Any]]:
    """Return everything that is sent back."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(name, value.encode()) for name, value in ((b"host", host), (b"origin", origin)) if value is not None]
    run_apart(Gate(pages)({"type": kind, "method": "GET", "path": path, "headers": [*headers, *more]}, None, send))
    return sent


def let_in(*asked: Any, **more: Any) -> bool:
    answers = [ask(*asked, kind=kind, **more)[0] for kind in ("http", "websocket")]
    passed = [answers[0].get("status") == 200, answers[1]["type"] == "websocket.accept"]
    assert passed[0] == passed[1], "pages and handshakes are judged alike"
    return passed[0]


@pytest.fixture
def options(monkeypatch):
    """Return the options of the server, which a test may set."""
    given = {"server.address": "localhost", "browser.serverAddress": "localhost", "server.allowedHosts": [], "server.corsAllowedOrigins": []}
    monkeypatch.setattr(streamlit, "get_option", lambda name: given.get(name))
    return given


@pytest.mark.parametrize("host", [HOME, "127.0.0.1:8501", "[::1]:8501", "LOCALHOST", "localhost."])
def test_readers_on_this_machine_are_let_in(options, host):
    assert let_in(host)
    assert let_in(host, f"http://{host}")


@pytest.mark.parametrize(
    "host",
    [None, "", "evil.example", "evil.example:8501", "localhost.evil.example", "localhost@evil.example", "127.0.0.1.nip.io", "10.0.0.7:8501",
     "localhost:8501/evil", "localhost:x", "local host", "a" * 5_000, "..evil.example[::1]", "[::1]nip.io"],
)  # fmt: skip
def test_a_foreign_name_is_turned_away_even_where_it_leads_here(options, host):
    assert not let_in(host)
    assert not let_in(host, f"http://{host}"), "the page of a name that was made to lead here"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://localhost:3000", "https://localhost:8501.evil.example", "null", "", "file://", "localhost:8501",
     "http://localhost:8501@evil.example", "ftp://localhost:8501", "chrome-extension://abc"],
)  # fmt: skip
def test_pages_of_other_sites_are_turned_away(options, origin):
    assert not let_in(HOME, origin)


def test_two_hosts_or_two_origins_are_one_too_many(options):
    assert not let_in(HOME, more=((b"Host", b"evil.example"),))
    assert not let_in(HOME, "http://" + HOME, more=((b"ORIGIN", b"https://evil.example"),))


def test_serving_others_takes_a_stated_name(options):
    options["server.address"] = "0.0.0.0"
    assert not let_in("flywheel.example.org")
    options["browser.serverAddress"] = "flywheel.example.org"
    assert let_in("flywheel.example.org")
    assert let_in("flywheel.example.org:8501", "http://flywheel.example.org:8501")
    assert not let_in("flywheel.example.org", "https://evil.example")
    options["server.allowedHosts"] = ["*.team.example"]
    assert let_in("a.team.example")
    assert not let_in("team.example.evil.example")


def test_behind_a_proxy_the_pages_go_by_the_name_that_readers_use(options):
    options["browser.serverAddress"] = "flywheel.example.org"
    answer = ask(HOME, "https://flywheel.example.org")
    assert answer[1]["body"] == b"flywheel.example.org", "so that no check further in has to ask who that is"
    options["server.corsAllowedOrigins"] = ["https://portal.example.org"]
    assert ask(HOME, "https://portal.example.org")[1]["body"] == b"portal.example.org"
    assert not let_in(HOME, "http://portal.example.org")


def test_no_foreign_frame_and_no_foreign_content_unless_stated(options, monkeypatch):
    def policy() -> str:
        return dict(ask()[0]["headers"])[b"content-security-policy"].decode()

    assert "frame-ancestors 'self'" in policy()
    assert "default-src 'self'" in policy()
    monkeypatch.setenv(gate.FRAMES, "https://intranet.example; script-src *")
    assert policy().endswith("frame-ancestors https://intranet.example script-src *"), "nothing else can be let in by it"
    monkeypatch.setenv(gate.FRAMES, "https://a.example\r\nx: y")
    assert "\n" not in policy()


def test_counters_are_closed_unless_asked_for(options, monkeypatch):
    assert ask(path="/_stcore/metrics")[0]["status"] == 404
    assert ask(path="/base/_stcore/metrics/")[0]["status"] == 404
    assert ask(path="/_stcore/health")[0]["status"] == 200
    monkeypatch.setenv(gate.METRICS, "open")
    assert ask(path="/_stcore/metrics")[0]["status"] == 200


@pytest.mark.parametrize(("client", "near"), [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.0.2.7", False)])
def test_readers_on_this_machine_are_near_whatever_their_address_is_written_like(client, near):
    assert _near({"client": (client, 1)}) is near
