"""The first page: painted from the stored worlds, confirmed by simulated ones, never compared with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.session.runs
from simulation import RunSpec
from simulation.engine.pool import EngineError
from simulation.studies import default_results as opening
from tests.saving import curves
from ui.server.warmup import prepare
from ui.session.runs import at_once, known, pairs, picture, pictured, result_cache
from ui.simulate.details import NEAR

PAGE = Path(__file__).parents[1] / "ui" / "simulate" / "page.py"


@pytest.fixture(autouse=True)
def nothing_simulated_yet() -> Iterator[None]:
    result_cache.clear()
    picture.clear()
    yield
    result_cache.clear()
    picture.clear()


@pytest.fixture
def idle(monkeypatch) -> Callable[[], None]:
    """Let every simulation fail."""

    def broken(*_arguments):
        raise EngineError("no workers")
        yield

    monkeypatch.setattr(ui.session.runs, "grow", broken)


def opened() -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state[NEAR] = True
    return app.run()


def members(app: AppTest) -> str:
    return next(metric.value for metric in app.metric if metric.label == "Weekly active")


def test_the_first_page_needs_no_simulation(idle):
    app = opened()
    assert not app.exception
    assert not app.error
    assert len(curves(app)) == 3
    assert len(app.get("vega_lite_chart")) == 4
    assert "30 worlds" in "\n".join(caption.value for caption in app.caption)
    assert app.select_slider(key="lever_batch_size").value == 20


def test_the_first_page_is_simulated_after_it_was_painted():
    shown = members(opened())
    assert known(RunSpec()) is not None
    assert members(opened()) == shown


def test_stored_worlds_that_are_not_the_models_are_painted_over(monkeypatch):
    right = members(opened())
    result_cache.clear()
    true = opening.load()
    wrong = replace(true, series={**true.series, "weekly_active": true.series["weekly_active"] * 3})
    monkeypatch.setattr(ui.session.runs, "picture", lambda: wrong)
    assert members(opened()) == right


def test_only_the_untouched_default_is_painted_from_stored_worlds():
    default, moved = RunSpec(), RunSpec().with_value("batch_size", 25)
    assert pictured(default, default)
    assert not pictured(moved, default)
    assert not pictured(replace(default, seed=8), replace(default, seed=8))
    assert not pictured(replace(default, runs=10), replace(default, runs=10))
    assert not at_once(moved, default)


def test_differences_are_taken_between_simulated_worlds():
    default = RunSpec(weeks=156, runs=30)
    *_, pair = pairs(default.with_value("batch_size", 25), default)
    assert pair.base is known(default)
    assert pair.base is not picture()


def test_a_broken_opening_file_only_costs_time(monkeypatch):
    monkeypatch.setattr(ui.session.runs, "picture", lambda: None)
    assert not at_once(RunSpec(), RunSpec())
    app = opened()
    assert not app.exception
    assert len(curves(app)) == 3
    assert len(app.get("vega_lite_chart")) == 4


def test_everything_is_prepared_once():
    first, views = ("ui.simulate.results",), "ui.simulate.views"
    assert prepare(first, views) is prepare(first, views) is True
