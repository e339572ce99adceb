"""The list of saved scenarios and its dialogs, without a browser: search, names, notes, versions, files, pictures."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.archive import export_archive, import_scenarios
from scenarios.scenario import Scenario, load_library
from simulation import MODEL_VERSION
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.timeline import Change, Shock, Timeline
from tests.comparisons import RUNS, compared
from tests.saving import HOSTILE, choose, words
from ui.compare import results as answer
from ui.comparison.comparison import Comparison
from ui.comparison.options import Option
from ui.saved.dialogs import carry_picture, drift
from ui.session.thumbnail import POINTS, described, picture, thumbnail


def test_an_empty_store_says_what_to_do(open_page):
    app = open_page()
    assert not app.exception
    assert "Nothing is saved yet" in words(app)


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
    assert "1 of 3 scenarios" in [caption.value for caption in app.caption]
    app.text_input(key="saved_search").set_value("no such thing").run()
    assert "Nothing saved matches" in words(app)


def order(app: AppTest) -> list[str]:
    shown = [element.value.replace("\\", "") for element in app.markdown if element.value.startswith("**")]
    return [name for text in shown for name in (HOSTILE[:8], "alpha", "Beta") if name in text]


@pytest.mark.parametrize(
    ("author", "savers", "expected"),
    [
        ("Rita", ("Rita", ""), "first by Rita · version 2, renamed WHEN, without a name"),
        ("Rita", ("Rita", "Ben"), "first by Rita · version 2, renamed WHEN by Ben"),
        ("Rita", ("Rita", "Rita"), "by Rita · version 2, renamed WHEN"),
        ("", ("", ""), "version 2, renamed WHEN"),
        ("", ("", "Ben"), "version 2, renamed WHEN by Ben"),
    ],
)
def test_who_wrote_a_scenario_is_not_taken_for_whoever_renamed_it(open_page, kept, author, savers, expected):
    saved = kept.save(Scenario(title="First", author=author), savers[0])
    kept.rename(saved.version.identity, "Second", savers[1], expected=1)
    shown = [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d( UTC)?", "WHEN", caption.value) for caption in open_page().caption]
    assert expected in shown


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
    assert moved["Retention differential"] == "0.0 points"
    assert table["Then"].iloc[0] == table["Now"].iloc[0]


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


def test_a_card_says_what_is_planned_and_from_which_community_it_starts(open_page, kept):
    kept.save(Scenario(title="Plain"), "Ann")
    planned = Timeline((Change(52, "batch_size", 40),), (Shock(26, "influx", 500),))
    kept.save(Scenario(title="Ours", timeline=planned, existing=Existing(members=1_200, active=150, age_weeks=104)), "Ann")
    told = {text[2:6]: text for text in (element.value for element in open_page().markdown) if text.startswith("**")}
    assert "from 1,200 members today" in told["Ours"]
    assert "2 planned" in told["Ours"]
    assert "badge" not in told["Plai"]


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
    assert len(figures) == 12, "six of money, the community's health, and the five that executives lead with"
    assert "10 worlds" in words(app)
    assert len(app.get("vega_lite_chart")) == 3
    assert all(one.latest.thumbnail for one in kept.entries())
    app.selectbox(key="compare_baseline").set_value(f"saved:{second}").run()
    assert list(app.table[0].value.columns)[1].startswith("Large")
