"""The plan and the horizon are typed in months, as everything on the page counts, and in weeks on demand."""

from __future__ import annotations

import pytest

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation import MAX_WEEKS
from tests.saving import opened, words
from ui.session.counting import COUNTED_IN, IN_WEEKS
from ui.text.months import moment, month_of, months_of, week_of, weeks_of


def test_every_week_has_a_month_that_means_it_and_every_month_is_its_first_week():
    for week in range(MAX_WEEKS + 1):
        assert week_of(month_of(week)) == week
        assert weeks_of(months_of(week)) == week
    for month in range(MAX_WEEKS * 12 // 52):
        assert week_of(month) * 12 // 52 == month
        assert (week_of(month) - 1) * 12 // 52 < month or month == 0
        assert month_of(week_of(month)) == month


YEAR = to_link(Scenario(title="A year", weeks=60))


@pytest.mark.parametrize("weeks", [1, 2, 5, 13, 40, 156, MAX_WEEKS])
def test_the_last_week_of_a_run_can_be_typed_and_none_beyond_it(weeks):
    field = moment(weeks, "Month", by_week=False)
    assert week_of(field.read(field.write(month_of(weeks - 1)))) == weeks - 1
    assert week_of(field.high) <= weeks - 1 + (weeks == 1)


def test_a_plan_in_months_is_moved_in_weeks_on_demand(kept):
    app = opened("simulate", base=YEAR)
    app.session_state["drawer_plan"] = True
    app.run()
    app.text_input(key="plan_month").set_value("12")
    app.button(key="plan_add").click().run()
    current = app.session_state["session"]
    (change,) = current.now.timeline.changes
    assert change.week == 52
    assert app.text_input(key="month_change_0").value == "12"
    assert "plan: Batch size at month 12" in str(current.last.label)
    app.session_state[COUNTED_IN] = IN_WEEKS
    app.run()
    assert app.text_input(key="week_change_0").value == "52"
    app.text_input(key="week_change_0").set_value("40").run()
    assert app.session_state["session"].now.timeline.changes[0].week == 40
    assert "month 9.23" in words(app)


def test_the_horizon_is_typed_in_months_and_in_weeks_on_demand(kept):
    app = opened("simulate", base=YEAR)
    app.session_state["drawer_run"] = True
    app.run()
    assert app.text_input(key="months").value == "13.85"
    app.text_input(key="months").set_value("6").run()
    assert app.session_state["session"].now.weeks == 26
    app.text_input(key="months").set_value("500").run()
    assert any("to 120 months" in error.value for error in app.error)
    assert app.session_state["session"].now.weeks == 26
    app.session_state[COUNTED_IN] = IN_WEEKS
    app.run()
    assert app.text_input(key="weeks").value == "26"
