"""Sign-in on its way: a slow provider is asked again, and whoever fails is back on the page with a word."""

from __future__ import annotations

from typing import Any

import pytest
from apart import run_apart
from provider import providing

from ui.server.sign_in import PatientSignIn
from ui.session import identity


class Answers:
    """Stand in for Streamlit's routes: one status and its headers after the other."""

    def __init__(self, *answers: tuple[int, list[tuple[bytes, bytes]]]) -> None:
        self.answers = list(answers)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        status, headers = self.answers.pop(0)
        if status == BREAKS[0]:
            raise ImportError("what it asks with is not installed")
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"Authentication error" if status == 400 else b""})


def asked(app: Any, path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes]]:
    said: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    run_apart(PatientSignIn(app)({"type": "http", "method": method, "path": path}, None, send))
    return said[0]["status"], dict(said[0]["headers"])


AWAY = (302, [(b"location", b"https://provider.example/authorize")])
FAILS = (400, [])
ERROR, BREAKS = (500, []), (0, [])
HOME = (b"location", b"/")


@pytest.mark.parametrize("base", ["", "/flywheel"])
def test_a_login_that_fails_is_tried_once_more_and_then_leads_back_to_the_page(base):
    assert asked(Answers(AWAY), f"{base}/auth/login")[1][b"location"] == AWAY[1][0][1]
    assert asked(Answers(FAILS, AWAY), f"{base}/auth/login")[1][b"location"] == AWAY[1][0][1]
    status, headers = asked(twice := Answers(FAILS, FAILS), f"{base}/auth/login")
    assert (status, headers[b"location"]) == (302, f"{base}/?sign_in=failed".encode())
    assert not twice.answers


@pytest.mark.parametrize("first", [FAILS, ERROR, BREAKS])
@pytest.mark.parametrize("second", [FAILS, ERROR, BREAKS])
def test_no_kind_of_failure_ends_in_a_bare_error(first, second):
    for answers, route in (([first, second], "auth/login"), ([first], "oauth2callback")):
        status, headers = asked(Answers(*answers), f"/flywheel/{route}")
        assert (status, headers[b"location"]) == (302, b"/flywheel/?sign_in=failed")


@pytest.mark.parametrize(
    ("cookies", "leads"),
    [
        ([b"_streamlit_user=ey123; HttpOnly; Path=/"], b"/"),
        ([], b"/?sign_in=failed"),
        ([b'_streamlit_user=""; Max-Age=0', b'_streamlit_user_tokens=""; Max-Age=0'], b"/?sign_in=failed"),
    ],
)
def test_a_way_back_without_a_name_says_so(cookies, leads):
    headers = [HOME, *((b"set-cookie", cookie) for cookie in cookies)]
    assert asked(Answers((302, headers)), "/oauth2callback")[1][b"location"] == leads


def test_everything_else_passes_as_it_is():
    assert asked(Answers(FAILS), "/somewhere")[0] == 400
    assert asked(Answers(FAILS), "/auth/login", "POST")[0] == 400


def test_a_slow_provider_is_asked_twice_before_anybody_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(identity, "PATIENCE", (0.3, 20.0))
    with providing() as provider:
        auth = dict.fromkeys(identity.NEEDED, "x") | {"server_metadata_url": f"{provider.address}/.well-known/openid-configuration"}
        provider.slow = [1.5]
        assert identity.unavailable(auth) is None
        monkeypatch.setattr(identity, "PATIENCE", (0.2, 0.2))
        provider.slow = [1.5, 1.5]
        assert identity.unavailable(auth) == identity.NO_ANSWER
        assert "client_secret" in identity.unavailable({**auth, "client_secret": ""})
    assert identity.unavailable(auth) == identity.NO_ANSWER, "it is gone"
