"""Which input carries a difference: options are built in which one known input does, beside others that do little."""

from __future__ import annotations

import pytest

from scenarios.scenario import load_library
from simulation import INPUTS, RunSpec, Shock, Timeline, inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.by_input import PLAN, alone, weightiest_first
from simulation.studies.why import Part, Why, by_lever
from simulation.vocabulary.run_spec import changed_names

RUNS, WEEKS = 6, 60


def run(spec: RunSpec):
    return simulate(spec.inputs, spec.timeline, seed=spec.seed, weeks=spec.weeks, replicates=range(RUNS))


def split(base: RunSpec, other: RunSpec) -> Why:
    return by_lever(run(base), {name: run(one) for name, one in alone(base, other).items()}, run(other))


@pytest.mark.parametrize(
    ("carrier", "values"),
    [
        ("community_managers", {"community_managers": 4.0, "seed_threads": 4, "recognition": "private"}),
        ("arpa", {"arpa": 400.0, "seed_threads": 4, "community_managers": 1.1}),
        ("monthly_churn", {"monthly_churn": 0.005, "seed_threads": 24, "recognition": "private"}),
    ],
)
def test_the_input_that_carries_most_is_named_first(carrier, values):
    base = RunSpec(inputs_from(), weeks=WEEKS)
    other = base.with_values(values)
    found = split(base, other)
    assert len(alone(base, other)) == len(values)
    first = weightiest_first(found)[0]
    assert first.name == INPUTS[carrier].label, [(part.name, round(part.amount)) for part in weightiest_first(found)]
    assert sum(part.amount for part in found.parts) == pytest.approx(found.total)


def test_a_plan_counts_as_one_input():
    base = RunSpec(inputs_from(), weeks=WEEKS)
    other = RunSpec(inputs_from({"seed_threads": 4}), Timeline((), (Shock(10, "influx", 500),)), weeks=WEEKS)
    assert list(alone(base, other)) == ["Seed threads", PLAN]
    assert alone(base, other)[PLAN].timeline == other.timeline
    assert alone(base, other)[PLAN].inputs == base.inputs


def test_ambassadors_names_every_input_that_differs():
    base, other = load_library("default"), load_library("ambassadors")
    names = alone(RunSpec(base.inputs, base.timeline), RunSpec(other.inputs, other.timeline))
    assert any("hareab" in name for name in names), "what carries most of its gain is no longer behind “and 1 more”"


def test_parts_are_told_the_weightiest_first_in_either_direction():
    why = Why(0.0, 0.0, 0.0, tuple(Part(name, amount, amount, amount, "") for name, amount in (("a", 1.0), ("b", -9.0), ("c", 8.0))), 3)
    assert [part.name for part in weightiest_first(why)] == ["b", "c", "a"]


def test_what_usually_follows_an_input_is_not_counted_with_it():
    base = RunSpec(inputs_from(), weeks=WEEKS)
    for values in ({"starting_customers": 5_000}, {"market": "enterprise"}):
        other = base.with_values(values)
        assert len(changed_names(base, other)) > 1
        for setting in alone(base, other).values():
            assert len(changed_names(base, setting)) == 1


def test_what_cannot_be_alone_is_left_to_what_inputs_do_together():
    base, other = RunSpec(inputs_from({"market": "enterprise"})), RunSpec(inputs_from({"starting_customers": 9_000}))
    found = alone(base, other)
    assert found
    assert INPUTS["starting_customers"].label not in found, "the enterprise market holds 8,000"
