"""Saving on the page, without a browser: titles, versions, two at once, and every failure of the store."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.failures import StoreUnavailable
from scenarios.link import to_link
from scenarios.scenario import Scenario
from scenarios.store import Store
from simulation import MODEL_VERSION
from tests.saving import HOSTILE, save, words
from ui.session import saved_scenario as opened
from ui.session import store as access


def test_saving_keeps_the_setting_with_its_title_name_notes_and_picture(open_page, kept):
    app = open_page("simulate")
    app.select_slider(key="lever_batch_size").set_value(60).run()
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
    app.select_slider(key="lever_batch_size").set_value(80).run()
    assert "unsaved changes" in words(app)
    app.button(key="save").click().run()
    assert not app.exception
    (entry,) = kept.entries()
    assert (entry.latest.number, entry.latest.saved_by) == (2, "Ann")
    assert "Mine, version 2 · saved" in words(app)


def test_a_reload_goes_on_with_the_saved_scenario(open_page, kept):
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Mine", by="Ann", story="Why")
    app.select_slider(key="lever_batch_size").set_value(80).run()
    app = open_page("simulate", **{name: "".join(value) for name, value in app.query_params.items()})
    assert "Mine, version 1 · unsaved changes" in words(app)
    app.button(key="save").click().run()
    assert len(kept.history(kept.entries()[0].latest.identity)) == 1, "the address may be somebody else's: it is asked first"
    app.text_input(key="again_by").set_value("Ann")
    app.button(key="again_confirm").click().run()
    assert not app.exception
    (entry,) = kept.entries()
    assert entry.latest.saved_by == "Ann"
    assert entry.latest.number == 2
    newest = kept.load(entry.latest.identity).scenario
    assert (newest.title, newest.story, newest.differences) == ("Mine", "Why", {"batch_size": 80})
    assert "Mine, version 2 · saved" in words(app)


def test_a_reload_knows_the_texts_of_a_saved_scenario_it_started_from(open_page, kept):
    app = open_page("saved")
    saved = kept.save(Scenario(title="Ours", author="Bo", story="Long", weeks=12, differences={"founders": 30}), "Bo")
    app = app.run()
    app.button(key=f"open_{saved.version.identity}").click().run()
    state = app.session_state["session"]
    app = open_page(
        "simulate", base=to_link(replace(saved.scenario), texts=False), s=to_link(saved.scenario, texts=False), saved=f"{saved.version.identity}.1"
    )
    assert "Ours, version 1 · saved" in words(app)
    assert app.session_state["session"].start == state.start == saved.scenario


def asked_before_saving(open_page, kept):
    """Return the page of somebody who changed a lever of a scenario opened by its address and chose to save, and the scenario."""
    theirs = kept.save(Scenario(title="Theirs", story="Long", weeks=12, reference="A paper"), "Bo")
    app = open_page("simulate", saved=f"{theirs.version.identity}.1")
    app.select_slider(key="lever_batch_size").set_value(80).run()
    return app.button(key="save").click().run(), theirs


def test_what_was_opened_by_its_address_can_be_kept_as_a_new_one(open_page, kept):
    app, theirs = asked_before_saving(open_page, kept)
    app.button(key="again_new").click().run()
    app = save(app, "Mine", by="Ann", story="Why")
    assert not app.exception
    assert {entry.latest.title for entry in kept.entries()} == {"Theirs", "Mine"}
    assert len(kept.history(theirs.version.identity)) == 1


def test_one_in_the_trash_is_not_taken_for_saved(open_page, kept):
    saved = kept.save(Scenario(title="Mine", weeks=12), "Ann")
    kept.delete(saved.version.identity, "Bo")
    app = open_page("simulate", saved=f"{saved.version.identity}.1")
    assert not app.exception
    assert "is in the trash" in words(app)
    assert "version 1" not in words(app)
    assert not app.button(key="save").disabled


def test_a_next_version_keeps_the_texts_of_the_one_before(open_page, kept):
    app, theirs = asked_before_saving(open_page, kept)
    app.button(key="again_confirm").click().run()
    newest = kept.load(theirs.version.identity)
    assert newest.version.number == 2
    assert (newest.scenario.title, newest.scenario.story, newest.scenario.reference) == ("Theirs", "Long", "A paper")


def test_a_next_version_that_cannot_be_saved_says_so_and_asks_again(open_page, kept, monkeypatch):
    app, theirs = asked_before_saving(open_page, kept)
    with monkeypatch.context() as outage:
        outage.setattr(Store, "save_version", lambda *_, **__: (_ for _ in ()).throw(StoreUnavailable("scenarios", "the disk is full")))
        app.button(key="again_confirm").click().run()
    assert "the disk is full" in words(app)
    app.button(key="again_confirm").click().run()
    assert kept.load(theirs.version.identity).version.number == 2


def test_a_store_that_is_away_for_a_moment_does_not_end_the_work_on_a_saved_scenario(open_page, kept, monkeypatch):
    saved = kept.save(Scenario(title="Mine", weeks=12), "Ann")

    def away(*_arguments):
        raise StoreUnavailable("scenarios", "the server restarts")

    with monkeypatch.context() as outage:
        outage.setattr(opened, "store", away)
        app = open_page("simulate", saved=f"{saved.version.identity}.1")
        assert not app.exception
        assert "cannot be read just now" in words(app)
        assert "saved" in app.query_params
    app = open_page("simulate", saved=f"{saved.version.identity}.1")
    assert "Mine, version 1" in words(app)


@pytest.mark.parametrize("named", ["", "x", "1.2", f"{'0' * 32}.1", f"{'0' * 32}.99999999999999999999", "' or 1=1 --.1"])
def test_an_address_with_no_saved_scenario_of_this_store_opens_as_any_other(open_page, kept, named):
    app = open_page("simulate", saved=named)
    assert not app.exception
    assert "saved" not in app.query_params
    assert ("is not there any more" in words(app)) == (named == f"{'0' * 32}.1"), "what is named and gone is said to be gone"
    assert "saved" not in words(app).replace("saved scenario", "")
    app.button(key="save").click().run()
    save(app, "Mine")
    assert len(kept.entries()) == 1


def test_another_start_ends_the_work_on_a_saved_scenario_in_the_address_too(open_page, kept):
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Mine")
    assert "saved" in app.query_params
    app.selectbox(key="start").set_value("ghost-town").run()
    assert "saved" not in app.query_params


def test_a_title_is_asked_for_and_the_work_stays(open_page, kept):
    app = open_page("simulate")
    app.select_slider(key="lever_batch_size").set_value(60).run()
    app.button(key="save").click().run()
    app = save(app, "   ")
    assert "needs a title" in words(app)
    assert app.select_slider(key="lever_batch_size").value == 60
    assert kept.entries() == []


def bob_was_faster(open_page, kept):
    """Return the page of somebody who saves a change of batch size after Bob saved one of the founders."""
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Shared", by="Ann")
    (entry,) = kept.entries()
    theirs = kept.load(entry.latest.identity)
    kept.save_version(entry.latest.identity, replace(theirs.scenario, differences={"founders": 7}), "Bob", expected=1)
    app.select_slider(key="lever_batch_size").set_value(120).run()
    app.button(key="save").click().run()
    return app


def test_two_sessions_saving_the_same_keep_both(open_page, kept):
    first = bob_was_faster(open_page, kept)
    assert "Bob saved version 2" in words(first)
    assert "Nothing was overwritten" in words(first)
    assert first.select_slider(key="lever_batch_size").value == 120
    first.button(key="keep_both").click().run()
    assert not first.exception
    titles = {one.latest.title: kept.load(one.latest.identity).scenario.differences for one in kept.entries()}
    assert titles == {"Shared": {"founders": 7}, "Shared (mine)": {"batch_size": 120}}


def test_opening_theirs_keeps_mine_in_undo(open_page, kept):
    app = bob_was_faster(open_page, kept)
    app.button(key="open_theirs").click().run()
    assert app.slider(key="lever_founders").value == 7
    assert "Shared, version 2 · saved" in words(app)
    app.button(key="undo").click().run()
    assert app.select_slider(key="lever_batch_size").value == 120


def test_one_that_was_deleted_meanwhile_says_so(open_page, kept):
    app = open_page("simulate")
    app.button(key="save").click().run()
    app = save(app, "Gone soon", by="Ann")
    kept.delete(kept.entries()[0].latest.identity, "Bob")
    app.select_slider(key="lever_batch_size").set_value(120).run()
    app.button(key="save").click().run()
    assert "Bob moved this scenario to the trash" in words(app)
    assert app.select_slider(key="lever_batch_size").value == 120


@pytest.mark.parametrize("page", ["saved", "compare", "simulate"])
def test_a_broken_store_gives_a_message_and_leaves_the_rest(open_page, place, page):
    place.write_bytes(b"this is not a database, and long enough to be looked at" * 40)
    app = open_page(page, **{"with": "library:default"})
    if page == "simulate":
        app.select_slider(key="lever_batch_size").set_value(60).run()
        app.button(key="save").click().run()
        app = save(app, "Mine")
        assert app.select_slider(key="lever_batch_size").value == 60
        assert app.text_input(key="save_title").value == "Mine"
    assert not app.exception
    assert "are not available: the file is not a database" in words(app).replace("\\", "")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that nobody may write to, as Linux has")
def test_a_read_only_folder_gives_a_message_and_keeps_the_work(open_page, monkeypatch):
    monkeypatch.setenv("CLG_STORE_URL", "/proc/scenarios.db")  # not even an administrator may write there
    app = open_page("simulate")
    app.select_slider(key="lever_batch_size").set_value(60).run()
    app.button(key="save").click().run()
    app = save(app, "Mine")
    assert not app.exception
    assert "/proc" in words(app)
    assert "are not available" in words(app)
    assert app.select_slider(key="lever_batch_size").value == 60
    assert app.text_input(key="save_title").value == "Mine"


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


def test_the_place_is_shown_without_a_password(open_page, place, monkeypatch):
    app = open_page()
    assert str(place) in [code.value for code in app.code]
    assert "Set by whoever runs this server" in words(app)
    monkeypatch.setenv("CLG_STORE_URL", "postgresql://ann:secret@127.0.0.1:1/team")
    app = open_page()
    assert not app.exception
    assert "secret" not in words(app) + "".join(code.value for code in app.code)
    assert "the server cannot be reached" in words(app)


@pytest.mark.parametrize("claims", [{}, {"url": "http://localhost:8501", "ip_address": None}])
def test_no_page_can_have_another_file_of_the_server_opened(open_page, place, tmp_path, monkeypatch, claims):
    monkeypatch.delenv("CLG_STORE_URL")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    if claims:  # what a browser says about itself, or a proxy about its reader
        monkeypatch.setattr("streamlit.context", type("Context", (), claims)())
    app = open_page()
    assert not app.exception
    assert [field.key for field in app.text_input] == ["saved_search"]
    app.session_state["store_place"] = str(place)
    app.run()
    assert [code.value for code in app.code] == [str(tmp_path / "home" / "clg-flywheel-simulator" / "scenarios.db")]
