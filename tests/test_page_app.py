"""The page in every state: default, changed, broken, empty, failing; values from the browser are checked again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session.link
import ui.session.state
import ui.simulate.lever
import ui.simulate.results
from scenarios.link import LinkError, from_link, to_link
from scenarios.scenario import Scenario, load_library
from simulation import Shock, Timeline
from simulation.engine.pool import EngineError
from tests.saving import curves
from ui.session.state import fresh
from ui.simulate.details import NEAR

PAGE = Path(__file__).parents[1] / "ui" / "simulate" / "page.py"
SHORT = to_link(Scenario(title="A short look", weeks=30))


@pytest.fixture
def open_page(monkeypatch) -> Callable[..., AppTest]:
    """Return a function that opens the page with a query; a short run in ten worlds unless told otherwise."""

    def open_with(**query: str) -> AppTest:
        app = AppTest.from_file(PAGE, default_timeout=60)
        app.session_state[NEAR] = True  # nobody scrolls here: everything is drawn
        for name, value in {"base": SHORT, "runs": "10", **query}.items():
            if value:
                app.query_params[name] = value
        return app.run()

    return open_with


def words(app: AppTest) -> str:
    return "\n".join(element.value for kind in (app.markdown, app.caption, app.info, app.warning, app.error) for element in kind)


def figure(app: AppTest, label: str) -> str:
    return next(metric.value for metric in app.metric if metric.label == label)


def test_the_default_shows_a_verdict_figures_with_ranges_three_charts_and_the_views_below(open_page):
    app = open_page()
    assert not app.exception
    assert [metric.label for metric in app.metric] == [
        "Value",
        "Payback",
        "Result a month",
        "Cost a month",
        "Weekly active",
        "Auditorium",
    ]
    assert "10 worlds" in words(app)
    assert "#### Worth" in words(app) or "#### Loses" in words(app)
    assert " to " in words(app)
    assert len(curves(app)) == 3
    assert len(app.get("vega_lite_chart")) == 4


def test_a_moved_lever_is_compared_marked_and_put_into_the_link(open_page):
    app = open_page()
    before = figure(app, "Weekly active")
    app.select_slider(key="lever_batch_size").set_value(500).run()
    assert figure(app, "Weekly active") != before
    assert {"clearly", "probably"} & {metric.proto.delta_description for metric in app.metric}
    assert from_link(app.query_params["s"]).differences == {"batch_size": 500}
    assert "1 input differs" in words(app)
    app.button(key="to_start_batch_size").click().run()
    assert figure(app, "Weekly active") == before


@pytest.mark.parametrize("value", [-5, 1_000_000, "many", None, float("nan"), True, 20.5])
def test_a_forged_value_changes_nothing_and_says_so(monkeypatch, value):
    reader = fresh(load_library("default"), "default")
    monkeypatch.setattr(ui.simulate.lever, "session", lambda: reader)
    monkeypatch.setattr(ui.session.state, "session", lambda: reader)
    ui.simulate.lever.change("batch_size", value)
    assert reader.now.differences == {}
    assert reader.history.past == []
    ((kind, text),) = reader.messages
    assert kind == "error"
    assert "Not changed: batch_size" in text
    ui.simulate.lever.change("batch_size", 25)
    assert reader.now.differences == {"batch_size": 25}


def test_broken_links_give_a_message_and_the_default(open_page):
    for query, message in (
        ({"s": "1.AAAA"}, "cannot be opened"),
        ({"base": "x"}, "baseline cannot be read"),
        ({"base": "", "from": "nowhere"}, "no library scenario"),
    ):
        app = open_page(**query)
        assert not app.exception
        assert message in words(app)
        assert app.select_slider(key="lever_batch_size").value == 20


def test_a_link_restores_levers_plan_and_seed(open_page):
    plan = Timeline((), (Shock(10, "influx", 200),))
    app = open_page(s=to_link(Scenario(differences={"founders": 5}, timeline=plan, seed=99, weeks=26)))
    state = app.session_state["session"]
    assert (state.now.differences, state.now.timeline, state.now.seed, state.now.weeks, state.now.runs) == ({"founders": 5}, plan, 99, 26, 10)
    assert app.slider(key="lever_founders").value == 5
    assert "1 planned" in words(app)


def test_without_a_community_the_page_says_so(open_page):
    app = open_page(s=to_link(Scenario(differences={"community": False}, weeks=30)))
    assert not app.exception
    assert "There is no community" in words(app)


def test_a_lever_that_changed_nothing_says_why(open_page):
    app = open_page(base=to_link(Scenario(differences={"batch_size": 0}, weeks=30)))
    app.slider(key="lever_batch_interval").set_value(9).run()
    assert "Time between batches changed nothing" in words(app)
    assert "the door is open" in words(app)


def test_uncertain_sizes_are_called_direction_only(open_page):
    app = open_page()
    assert "Direction only" not in words(app)
    app.toggle(key="lever_application_filter").set_value(True).run()
    assert "Direction only" in words(app)
    assert "Application form" in words(app)


def test_a_plan_too_long_for_an_address_is_simulated_all_the_same(open_page, monkeypatch):
    app = open_page()

    def too_long(*_arguments, **_others):
        raise LinkError("the link would be too long")

    monkeypatch.setattr(ui.session.link, "to_link", too_long)
    app.select_slider(key="lever_batch_size").set_value(60).run()
    assert not app.exception
    assert "10 worlds" in words(app)
    assert "s" not in app.query_params, "what stood there was another setting"


def test_an_engine_that_fails_leaves_the_settings_and_a_message(open_page, monkeypatch):
    app = open_page()

    def broken(*_arguments):
        raise EngineError("workers died three times")
        yield

    monkeypatch.setattr(ui.simulate.results, "pairs", broken)
    app.select_slider(key="lever_batch_size").set_value(60).run()
    assert not app.exception
    assert "workers died three times" in words(app)
    assert "Your settings are kept" in words(app)
    monkeypatch.undo()
    app.run()
    assert "10 worlds" in words(app)
    assert app.select_slider(key="lever_batch_size").value == 60


def test_own_business_figures_stay_when_another_scenario_is_chosen(open_page):
    app = open_page(base="")
    app.session_state["group_Business"] = True
    state = app.session_state["session"]
    state.move("own figure", state.now.with_value("arpa", 99.0))
    state.currency = "EUR"
    app.run()
    app.selectbox(key="start").set_value("ghost-town").run()
    state = app.session_state["session"]
    assert state.start_name == "ghost-town"
    assert state.now.value("arpa") == 99.0
    assert state.now.value("community_managers") == 0
    assert state.currency == "EUR"
    assert "€" in figure(app, "Value")
    assert "own business figures are kept" in words(app)


def test_every_view_draws_its_charts(open_page):
    app = open_page()
    for view, charts in (("Auditorium", 6), ("ROI timing", 4), ("Health", 1), ("Flywheel", 3)):
        app.session_state["session"].step("view", view=view)
        app.run()
        assert not app.exception
        assert len(app.get("vega_lite_chart")) == charts
        assert all(chart.proto.alt for chart in app.get("vega_lite_chart"))


def test_tables_stand_beside_every_chart_when_asked_for(open_page):
    app = open_page()
    app.toggle(key="tables").set_value(True).run()
    app.run()
    assert len(app.dataframe) == len(app.get("vega_lite_chart")) + 3 == 4 + 3
    assert {"month", "line", "median", "10 %", "90 %", "baseline"} <= set(app.dataframe[0].value.columns)
    assert list(app.dataframe[1].value.columns) == ["month", "10 %", "median", "90 %", "baseline"], "one line needs no name"
