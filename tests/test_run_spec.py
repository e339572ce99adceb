"""What is run, as one value: equal ones are the same key, wrong ones are refused, and nothing a result depends on is left out."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from simulation import INPUTS, InputError, RunSpec, Timeline, changed_names, inputs_from, timeline_from
from simulation.engine.ensemble import run_replicates, simulate
from simulation.vocabulary.version import MAX_SEED

SMALL = RunSpec(inputs_from({"batch_size": 35}), timeline_from([(2, "batch_size", 60)], [(3, "influx", 50)]), seed=3, weeks=6, runs=2)


def test_equal_specifications_are_one_key_and_every_field_tells_them_apart():
    assert {RunSpec(): "here"}[RunSpec(inputs_from(), Timeline())] == "here"
    assert pickle.loads(pickle.dumps(SMALL)) == SMALL
    others = {
        "inputs": inputs_from({"batch_size": 36}),
        "timeline": Timeline(SMALL.timeline.changes),
        "seed": 4,
        "weeks": 7,
        "runs": 3,
    }
    assert set(others) <= {field.name for field in fields(RunSpec)}
    assert len({SMALL, *(replace(SMALL, **{name: value}) for name, value in others.items())}) == 1 + len(others)
    with pytest.raises(FrozenInstanceError):
        SMALL.seed = 5


@pytest.mark.parametrize(
    "wrong", [{"seed": -1}, {"seed": MAX_SEED + 1}, {"weeks": 521}, {"weeks": 5.0}, {"runs": True}, {"runs": "30"}, {"runs": 2_001}]
)
def test_a_number_out_of_range_is_refused_by_name(wrong):
    (name,) = wrong
    with pytest.raises(InputError, match=f"^{name}: .* must be a whole number from 0 to"):
        RunSpec(**wrong)


def test_all_wrong_numbers_are_named_at_once():
    with pytest.raises(InputError) as caught:
        RunSpec(seed=-1, weeks=-1, runs=-1)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["seed", "weeks", "runs"]


def test_results_carry_what_was_run_and_so_can_be_run_again():
    results = run_replicates(SMALL)
    assert results.spec == SMALL
    assert (results.inputs, results.timeline, results.seed, results.weeks) == (SMALL.inputs, SMALL.timeline, SMALL.seed, SMALL.weeks)
    by_name = simulate(SMALL.inputs, SMALL.timeline, seed=3, weeks=6, replicates=range(2))
    assert by_name.spec == SMALL
    assert by_name.series["members"].tolist() == results.series["members"].tolist()


def test_an_unknown_input_is_refused_with_the_nearest_name():
    with pytest.raises(InputError, match="batch_size"):
        RunSpec().with_value("batch_sise", 20)
    assert set(vars(RunSpec().inputs)) == set(INPUTS)


def test_run_like_another_it_keeps_its_inputs_and_what_is_planned_within_the_horizon():
    long = RunSpec(inputs_from({"batch_size": 35}), timeline_from([(2, "batch_size", 60), (30, "batch_size", 10)], [(40, "influx", 5)]), weeks=60)
    like = long.run_like(SMALL)
    assert (like.seed, like.weeks, like.runs) == (SMALL.seed, SMALL.weeks, SMALL.runs)
    assert like.timeline == timeline_from([(2, "batch_size", 60)])
    assert changed_names(like, long) == []
