"""Questions beside the page's script: who may ask what, how long a question may be, and that everything else is the pages'."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit
from apart import run_apart

from scenarios.scenario import Scenario
from simulation import RunSpec
from simulation.engine.failures import EngineError
from ui.server import asides
from ui.server.asides import LONGEST, Asides
from ui.server.gate import Gate
from ui.session.settings import History, Place
from ui.session.state import Session
from ui.simulate import held
from ui.simulate import preview as asked_beside
from ui.simulate.held import Reader
from ui.simulate.preview import preview


async def pages(scope: Any, receive: Any, send: Any) -> None:
    """Stand for the pages."""
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"the pages"})


def ask(path: str, *parts: bytes, method: str = "POST", layers: Any = lambda app: app, headers: tuple = ()) -> tuple[int, bytes]:
    """Post a question that comes in parts; return the answer's status and body."""
    sent: list[dict[str, Any]] = []
    coming = [{"type": "http.request", "body": part, "more_body": nth + 1 < len(parts)} for nth, part in enumerate(parts)]

    async def receive() -> dict[str, Any]:
        return coming.pop(0) if coming else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    run_apart(layers(Asides(pages))({"type": "http", "method": method, "path": path, "headers": [*headers]}, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture(autouse=True)
def questions(monkeypatch):
    """Answer two questions: one with what was asked, one not at all."""

    def broken(asked: Any) -> None:
        raise KeyError("broken")

    monkeypatch.setattr(asides, "_answers", {"echo": lambda asked: {"asked": asked}, "broken": broken, "preview": preview})


def test_a_question_is_answered_whole_or_in_parts():
    assert ask("/asides/echo", b'{"a": ', b"1}") == (200, b'{"asked": {"a": 1}}')


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[1]", b"7", b"\xff\xfe", b'{"a": "' + b"x" * LONGEST + b'"}', b"[" * LONGEST],
    ids=["empty", "no-json", "list", "number", "no-text", "too-long", "too-deep"],
)
def test_what_no_page_asks_is_answered_with_nothing(body):
    assert ask("/asides/echo", body) == (204, b"")


def test_a_question_without_end_is_read_no_further_than_it_may_be_long():
    parts = [b"x" * 1000] * 50
    left: list[int] = []

    async def receive() -> dict[str, Any]:
        left.append(len(parts))
        return {"type": "http.request", "body": parts.pop(), "more_body": True}

    async def send(message: dict[str, Any]) -> None:
        return None

    run_apart(Asides(pages)({"type": "http", "method": "POST", "path": "/asides/echo", "headers": []}, receive, send))
    assert len(left) == LONGEST // 1000 + 1


def test_an_answer_that_fails_is_none_and_is_written_down(caplog):
    assert ask("/asides/broken", b"{}") == (204, b"")
    assert "broken" in caplog.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/asides/echo"), ("POST", "/asides/other"), ("POST", "/asides/"), ("POST", "/asides/echo/more"), ("POST", "/echo"), ("POST", "/")],
)
def test_everything_else_is_left_to_the_pages(method, path):
    assert ask(path, b"{}", method=method) == (418, b"the pages")


def test_questions_go_where_the_pages_begin(monkeypatch):
    given = streamlit.get_option
    monkeypatch.setattr(streamlit, "get_option", lambda name: "/tools/clg/" if name == "server.baseUrlPath" else given(name))
    assert ask("/tools/clg/asides/echo", b"{}")[0] == 200
    assert ask("/asides/echo", b"{}")[0] == 418


@pytest.mark.parametrize(
    "headers", [((b"host", b"evil.example.org"),), ((b"host", b"localhost:8501"), (b"origin", b"https://evil.example.org"))], ids=["host", "origin"]
)
def test_the_gate_turns_strangers_away_before_they_are_answered(headers):
    status, body = ask("/asides/echo", b"{}", layers=Gate, headers=headers)
    assert status in (403, 421)
    assert b"asked" not in body


@pytest.mark.parametrize(("settled", "pressed", "answered"), [(False, 7, True), (True, 2, True), (True, 3, False)])
def test_what_is_set_is_left_to_the_page_where_others_wait_for_their_answers(monkeypatch, settled, pressed, answered):
    reader = Reader(Session(history=History(Place(RunSpec(), Scenario(), "", RunSpec()))), "somebody")
    held._readers[reader.word] = reader
    looked_at = []

    def glance(setting: RunSpec, baseline: RunSpec, look: Any, who: str, settled: bool) -> Any:
        looked_at.append((setting.value("batch_size"), who, settled))
        raise EngineError("worn out")

    monkeypatch.setattr(asked_beside, "engine", lambda: SimpleNamespace(prepared=True, pressed=pressed, workers=2))
    monkeypatch.setattr(asked_beside, "glance", glance)
    found = preview({"reader": reader.word, "lever": "batch_size", "place": 3, "turn": 4, "settled": settled})
    assert looked_at == [(15, "somebody", settled)] * answered
    assert (found is None) == settled, "the page itself says what is wrong with what is set"


def test_only_who_was_told_a_sessions_word_previews_its_settings():
    here = RunSpec()
    reader = Reader(Session(history=History(Place(here, Scenario(), "", here))), "somebody")
    held._readers[reader.word] = reader
    question = {"lever": "batch_size", "place": 3, "turn": 4}
    for word in ("", "0" * 32, None, ["word"], reader.word[:-1]):
        assert ask("/asides/preview", json.dumps({"reader": word, **question}).encode()) == (204, b"")
        assert held.asked({"reader": word, **question}) is None
    assert reader.turn == 0
    known = held.asked({"reader": reader.word, **question})
    assert known[0] is reader
    assert known[1][0].value("batch_size") == 15
    assert reader.turn == 4
    word = reader.word
    del reader, known
    assert held.asked({"reader": word, **question}) is None, "with the session its word is gone"
