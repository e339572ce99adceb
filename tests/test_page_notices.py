"""Notices: a lever that changed nothing says so and why; uncertain sizes are called direction only."""

import pytest

from simulation import INPUTS, Change, RunSpec, inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.silence import REASONS
from ui.simulate.notices import identical, silent


def run(setting: RunSpec):
    return simulate(setting.inputs, setting.timeline, seed=setting.seed, weeks=30, replicates=range(3))


SILENT = [
    ({"batch_size": 0}, "batch_interval", 1, "the door is open"),
    ({}, "incentive_targeting", "tailored", "no incentive"),
    ({}, "cash_per_post", 40.0, "earn cash"),
    ({}, "review_hurdle", 2.0, "nobody reviews"),
    ({}, "enterprise_conversion", 0.4, "enterprise market"),
    ({"community": False}, "batch_size", 300, "switched off"),
    ({}, "astroturf_shock", 0.6, "no posts are planted"),
]


@pytest.mark.parametrize(("start", "name", "value", "reason"), SILENT, ids=lambda value: str(value)[:20])
def test_a_lever_that_changes_nothing_says_why(start, name, value, reason):
    before = RunSpec(inputs_from(start))
    after = before.with_value(name, value)
    assert identical(run(before), run(after))
    notice = silent(before, after)
    assert reason in notice
    assert "changed nothing" in notice


def test_a_lever_that_changes_something_is_not_called_silent():
    assert not identical(run(RunSpec()), run(RunSpec(inputs_from({"batch_size": 100}))))
    assert not identical(run(RunSpec()), run(RunSpec(inputs_from({"discount_rate": 0.05}))))


def test_every_reason_belongs_to_an_input_and_is_silent_about_settings_in_which_the_input_works():
    assert set(REASONS) <= set(INPUTS)
    working = (
        RunSpec()
        .with_values(
            {"incentive": "cash", "recognition": "public", "mentorship": True, "developer_advocates": 1.0, "operations": 1.0, "roi_review_month": 3}
        )
        .with_values(
            {
                "astroturf_share": 0.1,
                "events_budget": 500.0,
                "expert_sessions": 1,
                "selling_pressure": 0.2,
                "empowerment": 0.8,
                "ritual_cadence": "twice_weekly",
            }
        )
        .with_values(
            {
                "in_product": "surfaced",
                "education": "academy",
                "feedback_loop": "roadmap",
                "consultant_support": True,
                "guidelines": True,
                "reporting_line": "own_function",
            }
        )
    )
    speaking = {name for name, reason in REASONS.items() if reason(working.inputs, working.weeks)}
    assert speaking == {name for name in REASONS if "enterprise" in name} | {"search_opportunity"}


def test_a_plan_that_sets_what_is_in_force_by_then_says_so():
    """The form offers the present value: "nothing in these worlds came to depend on it" was no reason."""
    before = RunSpec()
    size = before.value("batch_size")
    after = before.with_timeline([Change(20, "batch_size", size)], [])
    assert identical(run(before), run(after))
    for notice in (silent(before, after), silent(after, before)):
        assert f"what is planned is in force by then anyhow (Batch size {size})" in notice
    twice = after.with_timeline([Change(10, "batch_size", 100), Change(20, "batch_size", 100)], [])
    assert "(Batch size 100)" in silent(twice.with_timeline([Change(10, "batch_size", 100)], []), twice)
    other = before.with_timeline([Change(20, "incentive_targeting", "tailored")], [])
    assert "came to depend on it" in silent(before, other)
