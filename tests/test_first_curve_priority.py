"""First curves come first: whoever has one waits for those who have none, as long as they wait and never for long."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import ui.simulate.results
import ui.simulate.sidebar
from scenarios.link import to_link
from scenarios.scenario import Scenario
from ui.charts.curves import CurveRows
from ui.server import first_curve_priority
from ui.server.first_curve_priority import FirstCurve, let_others_first
from ui.session import runs
from ui.simulate import redraw

PAGE = Path(__file__).parents[1] / "ui" / "simulate" / "page.py"


@pytest.fixture(autouse=True)
def pages_do_not_pause_for_a_browser():
    """Let them pause: this is about how long they do."""


@pytest.fixture
def looks(monkeypatch) -> list[float]:
    """Note each look at whether the reader moved on, which needs a page otherwise."""
    times: list[float] = []
    monkeypatch.setattr(runs, "give_way", lambda: times.append(time.monotonic()))
    return times


def test_where_nobody_waits_nothing_is_held_back(looks):
    let_others_first()
    assert not looks


def test_the_rest_waits_until_the_others_first_curve_is_sent(looks, monkeypatch):
    monkeypatch.setattr(first_curve_priority, "PRIORITY", 60.0)
    with FirstCurve() as other:
        going_on = threading.Thread(target=let_others_first)
        going_on.start()
        going_on.join(0.2)
        assert going_on.is_alive()
        other.over()
        going_on.join(20)
        assert not going_on.is_alive()
        other.over()
    assert looks, "meanwhile a newer change of the reader would have ended it"


def test_nobody_is_held_back_for_long(looks, monkeypatch):
    monkeypatch.setattr(first_curve_priority, "PRIORITY", 0.1)
    with FirstCurve():
        started = time.monotonic()
        let_others_first()
    assert time.monotonic() - started >= 0.1


def test_a_wait_that_ends_in_an_error_or_for_a_newer_change_is_over(looks):
    with suppress(KeyError), FirstCurve():
        raise KeyError
    let_others_first()
    assert not looks


def test_every_answer_of_the_page_waits_for_its_first_curve_and_no_longer(monkeypatch):
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update({"base": to_link(Scenario(title="A short look", weeks=30)), "runs": "10"})
    seen: list[int] = []
    usual = ui.simulate.results.pairs

    def noting(*arguments):
        for pair in usual(*arguments):
            seen.append(len(first_curve_priority._waiting))
            yield pair

    monkeypatch.setattr(ui.simulate.results, "pairs", noting)
    app.run()
    app.select_slider(key="lever_batch_size").set_value(80).run()
    assert not app.exception
    assert len(seen) >= 4, "two answers, each with its first worlds and with all"
    assert seen[0] == 1
    assert seen[-1] == 0, "the rest of a picture holds nobody back"
    assert not first_curve_priority._waiting


def test_where_charts_stand_already_their_curves_are_sent_before_anything_else_and_the_workers_begin_before_the_controls(monkeypatch):
    order: list[str] = []

    def noted(place, name, word):
        usual = getattr(place, name)
        monkeypatch.setattr(place, name, lambda *given, **more: (order.append(word), usual(*given, **more))[1])

    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params.update({"base": to_link(Scenario(title="A short look", weeks=30)), "runs": "4"})
    app.run()
    noted(CurveRows, "draw", "curves")
    noted(ui.simulate.results, "charts_beside", "charts")
    noted(ui.simulate.sidebar, "main_levers", "controls")
    noted(runs, "under_way", "workers")
    app.slider(key="lever_seed_threads").set_value(15.0).run()
    assert not app.exception
    assert order[:5] == ["curves", "workers", "controls", "curves", "charts"], "the lever is marked after the first curves"
    order.clear()
    monkeypatch.setattr(redraw, "DELIVERED", 0.0)
    app.slider(key="lever_seed_threads").set_value(20.0).run()
    assert order[:2] == ["curves", "charts"], "the reader goes on with it"


def test_curves_are_on_their_way_before_others_are_let_go(monkeypatch):
    seen: list[tuple[float, int]] = []
    monkeypatch.setattr(ui.simulate.results, "breathe", lambda seconds: seen.append((seconds, len(first_curve_priority._waiting))))
    monkeypatch.setattr(ui.simulate.results, "let_others_first", lambda: None)
    with FirstCurve() as waiting:
        ui.simulate.results._make_way(waiting, greeted=True)
        assert seen == [(runs.BREATH, 1), (0.0, 0)]
