"""Pages that start from a community that is there already: one past for everything that is held against each other, and failures in words."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

import ui.session.exploring
import ui.session.state
from scenarios.link import to_link
from scenarios.scenario import Scenario, load_library
from simulation.engine import seeking, starting
from simulation.engine.failures import EngineError, NoPastError
from simulation.studies.row_cache import RowCache
from simulation.vocabulary.existing import Existing, starts_differ
from simulation.vocabulary.specification import InputError
from tests.planted import Planted
from tests.saving import words
from ui.session.link import at_start, place_of, query_of
from ui.session.state import begin, fresh

THERE = Existing(members=150, active=40, age_weeks=30)
OURS = Scenario(title="Ours", weeks=12, differences={"batch_size": 0, "founders": 20}, existing=THERE)
TWO = (("Ours", {}), ("Ours, larger batches", {"batch_size": 50}))
REFUSED = "no past of 30 weeks under these levers leads to 400 members; the nearest that one does is 300 members"


@pytest.fixture
def here(monkeypatch):
    """Return a session at the default, which every part of the pages takes for the reader's."""
    current = fresh(load_library("default"), "default")
    monkeypatch.setattr(ui.session.state, "session", lambda: current)
    return current


def test_a_past_that_a_file_leaves_to_its_levers_stays_when_they_move(here):
    begin(OURS)
    before = here.now
    here.move("batch size", here.now.with_value("batch_size", 50))
    assert starts_differ(here.now, here.start_setting) == starts_differ(here.now, before) == ""
    assert here.now.existing == before.existing
    assert seeking.key_of(here.now) == seeking.key_of(before), "the past is lived once"
    linked, notes, readable = place_of(query_of(here.place))
    assert (linked.now, linked.start_setting, notes, readable) == (here.now, here.start_setting, [], True)


def test_a_pinned_baseline_gives_way_to_a_start_with_another_past(here):
    here.move("batch size", here.now.with_value("batch_size", 50))
    here.pin()
    assert here.place.pinned is not None
    begin(OURS)
    assert here.baseline == here.start_setting == here.now
    assert [text for _, text in here.messages] == [
        "Differences are taken against the start from here on; the baseline before cannot be held against it: "
        "one starts from a community that is there already, the other founds one."
    ]
    here.undo()
    assert here.place.pinned is not None, "undone together"
    other = fresh(load_library("default"), "default")
    other.move("batch size", other.now.with_value("batch_size", 50))
    other.pin()
    other.move("batch size", other.now.with_value("batch_size", 60))
    assert other.place.pinned is not None
    assert other.messages == []


@pytest.mark.parametrize("more", [{}, {"beliefs": "1"}])
def test_a_baseline_in_an_address_has_the_past_of_the_setting_or_is_not_taken(more):
    place, notes, readable = place_of({"baseline": to_link(OURS), **more})
    assert readable
    assert place.pinned is None
    assert "cannot be held against it: one starts from a community" in notes[0][1]
    place.baseline.run_like(place.now)


def test_a_setting_in_an_address_starts_from_its_own_past():
    moved = replace(OURS, differences={"batch_size": 50})
    place, notes, _ = place_of({"base": to_link(OURS), "s": to_link(moved)})
    assert "their pasts were lived under different settings" in notes[0][1]
    assert place.baseline == place.now == place.start_setting
    assert place.now.value("batch_size") == 50
    assert at_start(place.start).now.existing == place.now.existing


def test_a_past_that_is_not_found_is_both_kinds_of_failure():
    error = NoPastError([f"existing: {REFUSED}."])
    assert isinstance(error, InputError)
    assert isinstance(error, EngineError)
    assert error.problems == (f"existing: {REFUSED}.",)


@pytest.fixture
def nowhere(monkeypatch):
    """Let every search for a past end without one."""

    def searched(*_details):
        raise NoPastError([f"existing: {REFUSED}."])
        yield

    monkeypatch.setattr(starting, "_kept", OrderedDict())  # nor is one known from another test
    monkeypatch.setattr(seeking, "search", searched)
    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(lambda inputs, replicate: {"npv": 1.0}))
    monkeypatch.setattr(ui.session.exploring, "rows", lambda: RowCache())


def test_simulate_says_that_no_past_was_found_and_keeps_the_setting(open_page, nowhere):
    app = open_page("simulate", base=to_link(OURS))
    assert not app.exception
    assert f"The worlds could not be simulated: {REFUSED}. Your settings are kept; undo, or start" in words(app)
    app.session_state["drawer_share"] = True
    app.run()
    assert not app.exception
    warned = [element.value for element in app.warning]
    assert any(f"The worlds could not be simulated: {REFUSED}" in text for text in warned), "where files are made it is said as well"
    files = {element.proto.label: element.proto.disabled for element in app.get("download_button")}
    assert files["One page (PDF)"]
    assert files["Summary (CSV)"]
    assert not files["Scenario (TOML)"]
    app.button(key="ask_next").click().run()
    assert not app.exception
    assert f"The search ended: {REFUSED}." in words(app)
    assert app.session_state["session"].now.existing.members == 150


def test_explore_says_that_no_past_was_found(open_page, nowhere):
    app = open_page("explore", base=to_link(OURS))
    app.button(key="ask_first").click().run()
    assert not app.exception
    assert f"This could not be worked out: {REFUSED}." in words(app)


def test_compare_says_that_no_past_was_found(open_page, kept, nowhere):
    ours = replace(OURS, existing=replace(THERE, lived=()))
    keys = [f"saved:{kept.save(replace(ours, title=title, differences=sets), 'Ann').version.identity}" for title, sets in TWO]
    app = open_page("compare")
    app.multiselect(key="compare_options").set_value(keys).run()
    assert not app.exception
    assert f"The comparison could not be computed. {REFUSED}." in words(app)


def test_explore_refuses_figures_and_beliefs_in_words(open_page, nowhere):
    app = open_page("explore", base=to_link(OURS))
    for kind in ("Own figures", "Beliefs"):
        app.button_group(key="first_kind").set_value(kind).run()
        assert not app.exception
        assert "Own figures and beliefs are not moved for a community that is there already" in words(app)
        assert not [one for one in app.button if one.key == "ask_first"]


def test_what_would_change_our_mind_looks_at_the_pasts_before_it_draws_beliefs(open_page, kept, nowhere):
    identity = kept.save(OURS, "Ann").version.identity
    app = open_page("explore", beliefs="1")
    assert app.session_state["session"].now.beliefs
    app.button_group(key="question").set_value("What would change our mind?").run()
    app.selectbox(key="beliefs_against").set_value(f"saved:{identity}").run()
    assert not app.exception
    assert "The two cannot be held against each other world by world: one starts from a community that is there already" in words(app)


def test_what_would_change_our_mind_refuses_beliefs_for_an_existing_community(open_page, nowhere):
    app = open_page("explore", base=to_link(OURS))
    state = app.session_state["session"]
    state.move("batch size", state.now.with_value("batch_size", 50))
    app.button_group(key="question").set_value("What would change our mind?").run()
    assert not app.exception
    assert "Own figures and beliefs are not moved for a community that is there already" in words(app)


def test_a_replay_across_two_pasts_says_why_there_is_none(open_page, nowhere):
    app = open_page("simulate", beliefs="1")
    state = app.session_state["session"]
    setting = at_start(OURS).now
    state.step("start from Ours", now=setting, start=OURS, start_name="", start_setting=setting)
    state.replaying = True
    app.run()
    assert not app.exception
    assert "The picture before “start from Ours” cannot be held against this baseline world by world: one starts" in words(app)


def test_what_a_decision_rests_on_is_not_tested_for_an_existing_community():
    def page():
        from types import SimpleNamespace

        from simulation import RunSpec
        from simulation.vocabulary.existing import Existing
        from ui.compare.rests_on import rests_on

        spec = RunSpec(existing=Existing(members=150, active=40, age_weeks=30))
        rests_on(SimpleNamespace(results=[SimpleNamespace(spec=spec)]), "$")

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert "Not tested: own figures and beliefs are not moved for a community that is there already" in words(app)
    assert not app.button
