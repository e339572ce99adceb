"""The sheet that Simulate gives: the setting alone or against its baseline, with the figures of the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from scenarios.scenario import load_library
from simulation import band
from ui.report.exports import complete
from ui.report.html import html_report
from ui.report.pictures import pictures
from ui.session.state import Session, fresh
from ui.simulate.one_page import options_of, sheet
from ui.text.wording import amount

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture(name="current")
def current_fixture() -> Session:
    current = fresh(load_library("default"), "default")
    current.move("fewer", replace(current.now, runs=3, weeks=40))
    current.history.past.clear()
    return current


def test_where_nothing_was_moved_the_sheet_tells_of_the_setting_alone(current):
    current.pin()
    assert [option.key for option in options_of(current, "Mine")] == ["now"]
    made = sheet(current, "Mine", MOMENT)
    assert made.question == "What does “Mine” bring?"
    assert made.letters == ("A",)
    assert html_report(made, pictures(made)).count("data:image/") >= 2, "its charts are drawn, too"


def test_what_was_moved_stands_against_the_baseline_with_the_pages_own_figures(current):
    current.pin()
    current.move("batch", current.now.with_value("batch_size", 120))
    made = sheet(current, "Mine (changed)", MOMENT)
    assert [name for _, name, _ in made.options] == ["The baseline", "Mine (changed)"]
    assert "batch size: 120" in made.options[1][2]
    value = amount("npv", float(band(complete(current.now).final("npv"))[1]), "$")
    assert made.figures[0][1][1].lines[0].startswith(value)
    assert value in html_report(made, pictures(made))


def test_a_title_that_is_the_baselines_is_told_apart(current):
    current.pin()
    current.move("batch", current.now.with_value("batch_size", 120))
    assert len({option.name for option in options_of(current, "The baseline")}) == 2
