"""Settings of the page: only differences are kept, every value is checked, every step can be taken back."""

import pytest

from simulation import INPUTS, InputError, RunSpec, changed_names, inputs_from
from ui.session.settings import HISTORY_LIMIT, History


def test_a_value_equal_to_the_default_is_not_kept():
    setting = RunSpec().with_value("batch_size", 100)
    assert setting.differences == {"batch_size": 100}
    assert setting.with_value("batch_size", 20) == RunSpec()


def test_another_market_brings_its_own_figures_and_keeps_the_readers():
    setting = RunSpec(inputs_from({"arpa": 75.0})).with_value("market", "enterprise")
    assert setting.value("arpa") == 75.0
    assert setting.value("starting_customers") == 60
    assert "starting_customers" in changed_names(RunSpec(), setting)
    assert setting.with_value("starting_customers", 60).differences == setting.differences


@pytest.mark.parametrize("value", [501, -1, "20", None, True, float("nan"), float("inf"), 20.5, [20]])
def test_a_value_from_the_browser_that_is_not_allowed_is_refused(value):
    with pytest.raises(InputError, match="batch_size"):
        RunSpec().with_value("batch_size", value)


def test_a_plan_beyond_the_horizon_is_refused():
    with pytest.raises(InputError, match="week"):
        RunSpec(weeks=40).with_timeline([(40, "batch_size", 10)], [])


def test_history_goes_back_and_forth_and_a_new_step_ends_the_way_forward():
    first, second, third = (RunSpec(seed=seed) for seed in (1, 2, 3))
    history = History(first)
    assert history.move_to(second)
    assert not history.move_to(second)
    history.undo()
    assert history.current == first
    history.undo()
    assert history.current == first
    history.redo()
    assert history.current == second
    history.redo()
    assert history.current == second
    history.undo()
    history.move_to(third)
    assert history.future == []
    history.undo()
    assert history.current == first


def test_history_is_bounded():
    history = History(RunSpec(seed=0))
    for seed in range(1, HISTORY_LIMIT + 50):
        history.move_to(RunSpec(seed=seed))
    assert len(history.past) == HISTORY_LIMIT


def test_changed_names_come_in_the_order_of_the_declarations():
    other = RunSpec().with_values({"arpa": 80.0, "batch_size": 50, "inhibition_exponent": 0.0})
    names = changed_names(RunSpec(), other)
    assert names == ["batch_size", "arpa", "inhibition_exponent"]
    assert [name for name in INPUTS if name in names] == names
