"""The name a reader types: asked for once, kept by the browser, and never taken for more than a text."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from scenarios.texts import MAX_AUTHOR
from tests.saving import opened, save
from ui.session import reader_name as names


class Kept:
    """Stands for what the browser sends along."""

    def __init__(self, name: str) -> None:
        self.cookies = {names.COOKIE: quote(name)}
        self.timezone = "UTC"


@pytest.mark.parametrize(
    ("kept_name", "expected"),
    [
        ("Ann", "Ann"),
        (" Zoë; Ölçer, 日本 ", "Zoë; Ölçer, 日本"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("a\nb", ""),
        ("x" * (MAX_AUTHOR + 1), ""),
        ("\x00", ""),
        ("", ""),
    ],
)
def test_what_the_browser_kept_is_a_name_or_nothing(monkeypatch, kept_name, expected):
    monkeypatch.setattr(names.st, "context", Kept(kept_name))
    assert names._from_browser() == expected


def test_where_readers_sign_in_the_browsers_name_counts_for_nothing(monkeypatch):
    monkeypatch.setattr(names.st, "context", Kept("Somebody else"))
    monkeypatch.setattr(names, "settings", lambda: {"client_id": "x"})
    assert names._from_browser() == ""


def test_a_name_is_kept_only_when_it_was_typed_and_is_another_one(monkeypatch):
    state: dict[str, object] = {}
    monkeypatch.setattr(names.st, "session_state", state)
    monkeypatch.setattr(names.st, "context", Kept("Ann"))
    monkeypatch.setattr(names, "signature", lambda: "")
    drawn = []
    monkeypatch.setattr(names, "_keep", lambda **more: drawn.append(more["data"]))
    names.remember()
    names.keep_name("Ann")
    names.remember()
    assert drawn == []
    names.keep_name("Bob")
    names.remember()
    assert names.reader_name() == "Bob"
    names.keep_name("")
    names.remember()
    assert [data["name"] for data in drawn] == ["Bob", ""], "an empty name is forgotten by the browser, too"
    assert names.reader_name() == ""


def test_saving_and_signing_a_paper_ask_for_the_name_once(kept):
    app = opened("simulate")
    app.button(key="save").click().run()
    save(app, "First", by="Ann")
    app.session_state["session"].now.value("founders")
    app.button(key="save_as").click().run()
    assert not app.exception
    assert app.text_input(key="save_by").value == "Ann"
    paper = opened("compare", base="", **{"with": "library:default,library:ghost-town", "worlds": "10"})
    paper.text_input(key="report_author").set_value("Bob").run()
    assert paper.session_state["typed_name"] == "Bob"
    paper.text_input(key="report_author").set_value("The board").run()
    assert paper.session_state["typed_name"] == "Bob", "who signs for somebody else keeps their own name"
