"""Saving, the list of saved scenarios and its dialogs, without a browser: every state, and every failure of the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.archive import export_archive, import_scenarios
from scenarios.link import to_link
from scenarios.scenario import Scenario, load_library
from scenarios.store import Store
from simulation import MODEL_VERSION
from tests.comparisons import RUNS, compared
from ui.comparison import answer
from ui.comparison.comparison import Comparison
from ui.comparison.options import Option
from ui.saved import access
from ui.saved.dialogs import carry_picture, drift
from ui.saved.thumbnail import POINTS, described, picture, thumbnail

PAGES = Path(__file__).parents[1] / "ui" / "pages"
SHORT = to_link(Scenario(title="A short look", weeks=12))
HOSTILE = "<script>alert(1)</script> **b** [a](javascript:alert(2)) $x$ :red[y] '; DROP TABLE clg_scenarios; --"


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    path = tmp_path / "scenarios.db"
    monkeypatch.setenv("CLG_STORE_URL", str(path))
    access._opened.clear()
    yield path
    access._opened.clear()


@pytest.fixture
def kept(place) -> Store:
    store = Store(place)
    yield store
    store.close()


@pytest.fixture
def open_page(place) -> Callable[..., AppTest]:
    def opened(name: str = "saved", **query: str) -> AppTest:
        app = AppTest.from_file(PAGES / f"{name}.py", default_timeout=120)
        for key, value in {"base": SHORT, "runs": "10", **query}.items():
            app.query_params[key] = value
        return app.run()

    return opened


def words(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.info, app.warning, app.error) for element in kind)


def save(app: AppTest, title: str, by: str = "Ann", story: str = "") -> AppTest:
    """Fill in the open dialog and save."""
    app.text_input(key="save_title").set_value(title)
    app.text_input(key="save_by").set_value(by)
    app.text_area(key="save_story").set_value(story)
    return app.button(key="save_confirm").click().run()


def choose(app: AppTest, identity: str, action: str) -> AppTest:
    menu = next(one for one in app.get("menu_button") if one.key == f"more_{identity}")
    return menu.click(action).run()


def test_an_empty_store_says_what_to_do(open_page):
    app = open_page()
    assert not app.exception
    assert "Nothing is saved yet" in words(app)


def test_saving_keeps_the_setting_with_its_title_name_notes_and_picture(open_page, kept):
    app = open_page("simulate")
    app.slider(key="lever_batch_size").set_value(60).run()
    app.button(key="save").click().run()
    app = save(app, HOSTILE, by="Ann", story="Two\nlines")
    assert not app.exception
    (entry,) = kept.entries()
    found = kept.load(entry.latest.identity)
    assert (found.scenario.title, found.scenario.story, found.scenario.author) == (HOSTILE, "Two\nlines", "Ann")
    assert found.scenario.differences == {"batch_size": 60}
    assert (found.scenario.weeks, found.scenario.model_version, found.version.saved_by) == (12, MODEL_VERSION, "Ann")
    assert len(found.version.thumbnail["cash"]) == 12


def test_a_second_save_is_a_version_of_the_same(open_page, kept):
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Mine", by="Ann")
    assert app.button(key="save").disabled
    app.slider(key="lever_batch_size").set_value(80).run()
    assert "unsaved changes" in words(app)
    app.button(key="save").click().run()
    assert not app.exception
    (entry,) = kept.entries()
    assert (entry.latest.number, entry.latest.saved_by) == (2, "Ann")
    assert "Mine, version 2 · saved" in words(app)


def test_a_title_is_asked_for_and_the_work_stays(open_page, kept):
    app = open_page("simulate")
    app.slider(key="lever_batch_size").set_value(60).run()
    app.button(key="save").click().run()
    app = save(app, "   ")
    assert "needs a title" in words(app)
    assert app.slider(key="lever_batch_size").value == 60
    assert kept.entries() == []


def test_two_sessions_saving_the_same_keep_both(open_page, kept):
    first = open_page("simulate")
    first.button(key="save").click().run()
    first = save(first, "Shared", by="Ann")
    (entry,) = kept.entries()
    theirs = kept.load(entry.latest.identity)
    kept.save_version(entry.latest.identity, replace(theirs.scenario, differences={"founders": 7}), "Bob", expected=1)
    first.slider(key="lever_batch_size").set_value(90).run()
    first.button(key="save").click().run()
    assert "Bob saved version 2" in words(first)
    assert "Nothing was overwritten" in words(first)
    assert first.slider(key="lever_batch_size").value == 90
    first.button(key="keep_both").click().run()
    assert not first.exception
    titles = {one.latest.title: kept.load(one.latest.identity).scenario.differences for one in kept.entries()}
    assert titles == {"Shared": {"founders": 7}, "Shared (mine)": {"batch_size": 90}}


def test_opening_theirs_keeps_mine_in_undo(open_page, kept):
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Shared", by="Ann")
    (entry,) = kept.entries()
    theirs = kept.load(entry.latest.identity)
    kept.save_version(entry.latest.identity, replace(theirs.scenario, differences={"founders": 7}), "Bob", expected=1)
    app.slider(key="lever_batch_size").set_value(90).run()
    app.button(key="save").click().run()
    app.button(key="open_theirs").click().run()
    assert app.slider(key="lever_founders").value == 7
    assert "Shared, version 2 · saved" in words(app)
    app.button(key="undo").click().run()
    assert app.slider(key="lever_batch_size").value == 90


def test_one_that_was_deleted_meanwhile_says_so(open_page, kept):
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Gone soon", by="Ann")
    kept.delete(kept.entries()[0].latest.identity, "Bob")
    app.slider(key="lever_batch_size").set_value(90).run()
    app.button(key="save").click().run()
    assert "Bob moved this scenario to the trash" in words(app)
    assert app.slider(key="lever_batch_size").value == 90


def test_the_list_searches_sorts_and_shows_hostile_names_as_text(open_page, kept):
    for title, author in (("Beta", "Zoe"), ("alpha", "Yan"), (HOSTILE, "Xia")):
        kept.save(Scenario(title=title, author=author, story=f"about {title[:5]}"), author)
    app = open_page()
    assert not app.exception
    assert "\\<script\\>" in words(app)
    assert "<script>" not in words(app)
    assert order(app) == [HOSTILE[:8], "alpha", "Beta"]
    app.selectbox(key="saved_sort").set_value("name").run()
    assert order(app) == [HOSTILE[:8], "alpha", "Beta"]
    app.selectbox(key="saved_sort").set_value("author").run()
    assert order(app) == [HOSTILE[:8], "alpha", "Beta"]
    app.text_input(key="saved_search").set_value("about alp").run()
    assert order(app) == ["alpha"]
    app.text_input(key="saved_search").set_value("no such thing").run()
    assert "Nothing saved matches" in words(app)


def order(app: AppTest) -> list[str]:
    shown = [element.value.replace("\\", "") for element in app.markdown if element.value.startswith("**")]
    return [name for text in shown for name in (HOSTILE[:8], "alpha", "Beta") if name in text]


def test_rename_notes_and_duplicate_keep_the_picture(open_page, kept):
    results = compared("default", "ghost-town").results[0]
    saved = kept.save(Scenario(title="First"), "Ann", thumbnail=thumbnail(results))
    identity = saved.version.identity
    app = choose(open_page(), identity, "Rename")
    app.text_input(key=f"rename_title_{identity}_1").set_value("Second")
    app.text_input(key=f"rename_by_{identity}").set_value("Bob")
    app.button(key="rename_confirm").click().run()
    app = choose(app, identity, "Notes")
    app.text_area(key=f"notes_story_{identity}_2").set_value("What we learned")
    app.button(key="notes_confirm").click().run()
    app = choose(app, identity, "Duplicate")
    assert not app.exception
    assert [(one.number, one.title, one.action, one.saved_by) for one in kept.history(identity)] == [
        (3, "Second", "notes changed", "Bob"),
        (2, "Second", "renamed", "Bob"),
        (1, "First", "saved", "Ann"),
    ]
    assert {one.latest.title for one in kept.entries()} == {"Second", "Second (copy)"}
    assert all(one.latest.thumbnail == saved.version.thumbnail for one in kept.entries())
    assert kept.load(identity).scenario.story == "What we learned"


def test_a_rename_on_an_old_list_is_refused_and_overwrites_nothing(open_page, kept):
    identity = kept.save(Scenario(title="First"), "Ann").version.identity
    app = choose(open_page(), identity, "Rename")
    kept.rename(identity, "Theirs", "Bob", expected=1)
    app.text_input(key=f"rename_title_{identity}_1").set_value("Mine")
    app.button(key="rename_confirm").click().run()
    assert "Bob saved version 2" in words(app)
    assert kept.load(identity).scenario.title == "Theirs"


def test_deleting_can_be_undone_at_once_and_from_the_trash(open_page, kept):
    identity = kept.save(Scenario(title="Precious"), "Ann").version.identity
    app = choose(open_page(), identity, "Delete")
    assert kept.entries() == []
    assert "Moved **Precious** to the trash" in words(app)
    app.button(key="undo_delete").click().run()
    assert [one.latest.title for one in kept.entries()] == ["Precious"]
    app = choose(app, identity, "Delete")
    app = open_page()  # another day: nothing to undo on the page, the trash is still there
    app.button(key=f"take_back_{identity}").click().run()
    assert [one.latest.title for one in kept.entries()] == ["Precious"]


def test_an_older_version_is_restored_as_the_newest(open_page, kept):
    saved = kept.save(Scenario(title="Plan", differences={"batch_size": 10}), "Ann")
    identity = saved.version.identity
    kept.save_version(identity, Scenario(title="Plan", differences={"batch_size": 300}), "Bob", expected=1)
    app = choose(open_page(), identity, "Versions")
    assert "Batch size: 10 → 300" in words(app).replace("\\", "")
    app.text_input(key=f"history_by_{identity}").set_value("Cleo")
    app.button(key="restore_1").click().run()
    assert not app.exception
    newest = kept.load(identity)
    assert newest.scenario.differences == {"batch_size": 10}
    assert (newest.version.number, newest.version.action, newest.version.saved_by) == (3, "restored from version 1", "Cleo")


def test_an_older_model_is_marked_rerun_and_its_drift_shown(open_page, kept):
    old = Scenario(title="Old", weeks=12, model_version="0.9.0")
    identity = kept.save(old, "Ann", thumbnail={"cash": [0, 5, 9], "figure npv": [1, 2, 3]}).version.identity
    app = open_page()
    assert "model 0\\.9\\.0" in words(app) or "model 0.9.0" in words(app)
    app = choose(app, identity, "Re-run on today's model")
    assert not app.exception
    table = app.table[0].value
    assert list(table.columns) == ["Figure", "Then", "Now", "Drift"]
    assert table["Then"].iloc[0].replace("\\", "") == "$2 ($1 to $3)"
    app.button(key="rerun_confirm").click().run()
    newest = kept.load(identity)
    assert (newest.version.number, newest.version.model_version) == (2, MODEL_VERSION)
    assert newest.version.action == f"re-run on model {MODEL_VERSION}"
    assert newest.version.thumbnail is not None


def test_drift_is_today_minus_then(kept):
    results = compared("default", "ghost-town").results[0]
    saved = kept.save(Scenario(title="a"), "Ann", thumbnail=thumbnail(results))
    table = drift(saved.version, replace(results, runs={**results.runs, "auditorium_peak": results.runs["auditorium_peak"] + 0.1}), "$")
    moved = dict(zip(table["Figure"], table["Drift"].str.replace("\\", ""), strict=True))
    assert moved["Worst auditorium index"] == "+0.10"
    assert moved["Retention differential"] in ("+0.0 points", "-0.0 points")
    assert table["Then"].iloc[0] == table["Now"].iloc[0]


@pytest.mark.parametrize("page", ["saved", "compare", "simulate"])
def test_a_broken_store_gives_a_message_and_leaves_the_rest(open_page, place, page):
    place.write_bytes(b"this is not a database, and long enough to be looked at" * 40)
    app = open_page(page, **{"with": "library:default"})
    if page == "simulate":
        app.slider(key="lever_batch_size").set_value(60).run()
        app.button(key="save").click().run()
        app = save(app, "Mine")
        assert app.slider(key="lever_batch_size").value == 60
        assert app.text_input(key="save_title").value == "Mine"
    assert not app.exception
    assert "are not available: the file is not a database" in words(app).replace("\\", "")


def test_a_locked_store_gives_a_message_and_saves_when_it_is_free(open_page, kept, place, monkeypatch):
    app = open_page("simulate")
    app.button(key="save").click().run()
    with sqlite3.connect(place, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        app = save(app, "Mine")
        assert "another program has locked the file" in words(app)
        assert app.text_input(key="save_title").value == "Mine"
        other.execute("ROLLBACK")
    other.close()
    app.button(key="save_confirm").click().run()
    assert [one.latest.title for one in kept.entries()] == ["Mine"]


def test_a_full_disk_gives_a_message_and_loses_nothing(open_page, kept, place, monkeypatch):
    app = open_page("simulate")
    app.button(key="save").click().run()
    pages = kept.engine.raw_connection()
    try:
        size = pages.execute("PRAGMA page_count").fetchone()[0]
    finally:
        pages.close()
    opened = access.store()
    from sqlalchemy import event

    @event.listens_for(opened.engine, "begin")
    def full(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count={size}")

    opened.engine.dispose()
    app = save(app, "Mine", story="x" * 19_000)
    assert "the disk is full" in words(app)
    assert app.text_input(key="save_title").value == "Mine"
    event.remove(opened.engine, "begin", full)
    opened.engine.dispose()
    app.button(key="save_confirm").click().run()
    assert [one.latest.title for one in kept.entries()] == ["Mine"]


def test_files_come_in_and_go_out_whole(open_page, kept):
    three = [load_library(name) for name in ("default", "ghost-town", "pay-for-posts")]
    app = open_page()
    app.file_uploader(key="import_file_0").upload("all.zip", export_archive(three), "application/zip").run()
    app.button(key="import_confirm").click().run()
    assert not app.exception
    assert {one.latest.title for one in kept.entries()} == {one.title for one in three}
    assert {one.latest.action for one in kept.entries()} == {"imported"}
    from ui.saved.browse import _archive

    assert sorted(one.title for one in import_scenarios(_archive(), "scenarios.zip")) == sorted(one.title for one in three)


@pytest.mark.parametrize("content", [b"\x00\xff binary", b"schema = 99", b"PK\x03\x04 broken", b"schema = 1\ntitle = 'a'\ntitle = 'b'"])
def test_what_is_no_scenario_is_refused_with_the_reason(open_page, kept, content):
    app = open_page()
    app.file_uploader(key="import_file_0").upload("bad.toml", content, "application/toml").run()
    app.button(key="import_confirm").click().run()
    assert not app.exception
    assert "bad.toml" in words(app).replace("\\", "")
    assert app.error
    assert kept.entries() == []


def test_the_place_is_shown_without_a_password(open_page, place, monkeypatch):
    app = open_page()
    assert str(place) in [code.value for code in app.code]
    assert "Set by whoever runs this server" in words(app)
    monkeypatch.setenv("CLG_STORE_URL", "postgresql://ann:secret@127.0.0.1:1/team")
    app = open_page()
    assert not app.exception
    assert "secret" not in words(app) + "".join(code.value for code in app.code)
    assert "the server cannot be reached" in words(app)


def test_a_reader_from_elsewhere_may_not_choose_a_file_of_the_server(monkeypatch):
    monkeypatch.delenv("CLG_STORE_URL", raising=False)
    for url, address, allowed in (
        ("http://localhost:8501/saved", None, True),
        ("http://127.0.0.1:8501", None, True),
        ("https://sim.example.com/saved", None, False),
        ("http://localhost:8501", "203.0.113.9", False),
    ):
        monkeypatch.setattr(access.st, "context", type("Context", (), {"url": url, "ip_address": address})())
        assert access.may_choose() is allowed
    monkeypatch.setenv("CLG_STORE_URL", "somewhere.db")
    monkeypatch.setattr(access.st, "context", type("Context", (), {"url": "http://localhost", "ip_address": None})())
    assert not access.may_choose()


def test_pictures_are_small_drawings_of_numbers_only():
    results = compared("default", "ghost-town").results[0]
    kept = thumbnail(results)
    assert len(kept["cash"]) == len(kept["index"]) == min(POINTS, results.weeks)
    assert kept["cash"][-1] == np.median(results.series["cumulative_cash"][:, -1])
    assert kept["worlds"] == [RUNS]
    svg = picture(kept)
    assert svg.startswith("<svg")
    assert "polyline" in svg
    assert picture(None) is None
    assert picture({"cash": [None, 1.0]}) is None
    assert picture({"cash": [1.0, 1.0, None], "index": [None, 0.9, 0.3]}).count("<rect") == 2
    assert described(None) == "No result kept yet"
    assert "below zero" in described({"cash": [0, -1]})


def test_comparing_keeps_pictures_only_of_what_ran_as_it_was_saved(kept):
    small = compared("default", "ghost-town")
    saved = [kept.save(option.scenario, "Ann") for option in small.options]
    other = kept.save(replace(small.options[0].scenario, seed=99), "Ann")
    options = [Option(key="a", name="a", scenario=one.scenario, version=one.version) for one in (*saved, other)]
    answer.keep_pictures(Comparison(tuple(options), (*small.results, small.results[0]), RUNS))
    pictures = {one.latest.identity: one.latest.thumbnail for one in kept.entries()}
    assert all(pictures[one.version.identity] is not None for one in saved)
    assert pictures[other.version.identity] is None
    carry_picture(kept.load(saved[0].version.identity).version, other)
    assert kept.load(other.version.identity).version.thumbnail is not None


def test_compare_page_needs_two_and_draws_tables_and_charts(open_page, kept):
    first = kept.save(Scenario(title="Small", weeks=12), "Ann").version.identity
    second = kept.save(Scenario(title="Large", weeks=12, differences={"batch_size": 500}), "Ann").version.identity
    app = open_page("compare", **{"with": f"saved:{first}", "worlds": "10"})
    assert "Choose at least one more" in words(app)
    app = open_page("compare", **{"with": f"saved:{first},saved:{second},saved:{'0' * 32},nonsense", "worlds": "10"})
    assert not app.exception
    assert app.multiselect(key="compare_options").value == [f"saved:{first}", f"saved:{second}"]
    inputs, figures = app.table[0].value, app.table[1].value
    assert inputs.iloc[0].tolist()[1:] == ["20", "**500**"]
    assert len(figures) == 6
    assert "10 worlds" in words(app)
    assert len(app.get("vega_lite_chart")) == 2
    assert all(one.latest.thumbnail for one in kept.entries())
    app.selectbox(key="compare_baseline").set_value(f"saved:{second}").run()
    assert list(app.table[0].value.columns)[1].startswith("Large")
