"""The first minute: while the model is prepared the kept picture is there to read, the levers wait, and a counter counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.saving import curves
from ui.session.runs import result_cache
from ui.simulate import first_minute

PAGE = Path(__file__).parents[1] / "ui" / "simulate" / "page.py"


class Unprepared:
    """A pool whose workers are not there yet."""

    prepared = False


@pytest.fixture
def unprepared(monkeypatch) -> None:
    """Let the model be without machine code."""
    result_cache.clear()
    monkeypatch.setattr(first_minute, "preparing", lambda: True)
    monkeypatch.setattr("ui.session.first_worlds.engine", Unprepared)  # asked for anything, a pool that compiles would keep the page waiting


def test_the_kept_picture_is_shown_with_a_counter_and_nothing_is_simulated(unprepared, monkeypatch):
    def never(*_arguments, **_others):
        raise AssertionError("nothing can be simulated yet")

    monkeypatch.setattr("ui.session.runs.grow", never)
    app = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not app.exception
    assert len(curves(app)) == 3
    assert len(app.metric) == 6
    (bar,) = app.get("progress")
    assert "Preparing the model for this machine" in bar.proto.text


def test_another_scenario_waits_with_a_counter(unprepared):
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["from"] = "ambassadors"
    app.run()
    assert not app.exception
    assert len(app.get("progress")) == 1
    assert not app.metric


def test_a_prepared_machine_waits_for_nothing(monkeypatch):
    class Ready:
        prepared = True

    first_minute.first_block.clear()
    monkeypatch.setattr(first_minute, "engine", Ready)
    assert first_minute.first_block() is None
    first_minute.first_block.clear()


def test_what_has_been_compiled_is_counted(tmp_path, monkeypatch):
    (tmp_path / "processes").mkdir()
    for name in ("one.nbi", "two.nbi", "two.1.nbc"):
        (tmp_path / "processes" / name).touch()
    monkeypatch.setattr(first_minute.compiled, "SHELF", tmp_path)
    assert first_minute.counted_loops()[0] == 2


def test_the_measurement_of_the_first_minutes_runs_what_the_readme_says():
    from tests.newcomer import steps

    assert [step.split()[-1] for step in steps()] == [".venv", "requirements.txt", "prepare", "app.py"]
