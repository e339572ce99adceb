"""Beliefs drawn by replicate: the same in both arms and in every scenario, wider bands, and nothing else disturbed."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from simulation import ASSUMPTIONS, RunSpec, inputs_from
from simulation.engine.ensemble import run_replicates
from simulation.engine.stream import stream
from simulation.schedule import new_world
from simulation.studies.compare import compare
from simulation.vocabulary.beliefs import REACH, believed, uncertain
from tests.worlds import differences

SEED, WEEKS = 7, 52
OTHERS = ({"batch_size": 0}, {"market": "enterprise"}, {"reporting_line": "sales", "community_managers": 0.0}, {"community": False})


JARGON = re.compile(r"propensit|frailty|baseline|logit", re.IGNORECASE)


def test_beliefs_are_called_in_plain_words_and_their_help_keeps_the_models_term():
    assert [spec.label for spec in ASSUMPTIONS.values() if JARGON.search(spec.label)] == []
    assert {spec.name for spec in ASSUMPTIONS.values() if re.search("propensity|propensities|frailty|Visit baseline", spec.help)} == {
        *("propensity_mean", "propensity_spread", "reply_mean", "reply_spread", "visit_spread", "founder_lift", "visit_base")
    }


def drawing(settings: dict | None = None, runs: int = 4, weeks: int = WEEKS, beliefs: bool = True) -> RunSpec:
    return RunSpec(inputs_from(settings), seed=SEED, weeks=weeks, runs=runs, beliefs=beliefs)


def of_assumptions(inputs) -> dict:
    return {name: getattr(inputs, name) for name in ASSUMPTIONS}


def test_the_same_beliefs_in_every_scenario_and_in_both_arms():
    mine = [of_assumptions(drawing().inputs_of(replicate)) for replicate in range(4)]
    assert len({tuple(one.values()) for one in mine}) == 4
    for other in OTHERS:
        spec = drawing(other)
        assert [of_assumptions(spec.inputs_of(replicate)) for replicate in range(4)] == mine
        numbers = new_world(spec, range(4)).numbers
        assert (numbers[:4] == numbers[4:]).all()
        assert numbers["churn_ratio"][:4].tolist() == [one["churn_ratio"] for one in mine]


def test_levers_own_figures_switches_and_what_was_put_to_zero_stay():
    told = inputs_from({"disappointment": 0.0, "arpa": 77.0})
    drawn = believed(told, SEED, 3)
    doubted = {spec.name for spec in uncertain(told)}
    assert {name for name in vars(told) if getattr(told, name) != getattr(drawn, name)} <= doubted
    assert (drawn.disappointment, drawn.arpa, drawn.manager_cost, drawn.finite_attention) == (0.0, 77.0, told.manager_cost, True)


def test_a_belief_lies_within_its_reach_around_what_is_believed():
    spec, usual = ASSUMPTIONS["churn_ratio"], inputs_from()
    values = np.array([believed(usual, SEED, replicate).churn_ratio for replicate in range(2_000)])
    low, high = spec.default - REACH * (spec.default - spec.low), spec.default + REACH * (spec.high - spec.default)
    assert low <= values.min()
    assert values.max() <= high
    assert values.mean() == pytest.approx((low + spec.default + high) / 3, abs=0.005)  # of a triangle
    # Another setting of the same belief takes the same draw: its place within the range is what is kept.
    other = inputs_from({"churn_ratio": 0.7})
    moved = [believed(other, SEED, replicate).churn_ratio for replicate in range(200)]
    assert (np.argsort(moved) == np.argsort(values[:200])).mean() > 0.9


def test_without_the_flag_every_replicate_has_the_setting_itself():
    spec = drawing(beliefs=False)
    assert all(spec.inputs_of(replicate) is spec.inputs for replicate in range(3))
    assert RunSpec() == RunSpec(beliefs=False) != RunSpec(beliefs=True)
    assert hash(RunSpec()) != hash(RunSpec(beliefs=True))  # they are kept apart


def test_a_replicate_with_beliefs_is_the_same_alone_and_in_company():
    spec = drawing(weeks=30)
    together = run_replicates(spec)
    *_, streamed = stream(spec)
    assert not differences(streamed, together)
    alone = run_replicates(spec, [2])
    for name, series in alone.series.items():
        assert np.array_equal(series[0], together.series[name][2], equal_nan=True), name
    assert together.spec == spec


def test_bands_grow():
    """Beliefs explain a share of the variance of their own; that common random numbers still hold is tested with them."""
    runs = 16
    calm, wide = (run_replicates(drawing(runs=runs, beliefs=beliefs)) for beliefs in (False, True))
    assert wide.runs["npv"].var() > 1.2 * calm.runs["npv"].var()


def test_drawn_and_not_drawn_cannot_be_mixed():
    one, other = (run_replicates(drawing(runs=2, weeks=4, beliefs=beliefs)) for beliefs in (False, True))
    with pytest.raises(ValueError, match="beliefs"):
        compare(one, other)
    assert drawing(beliefs=False).run_like(drawing()).beliefs


def test_the_command_line_draws_and_says_so(command):
    small = ("--runs", "3", "--weeks", "8", "--seed", str(SEED))
    code, output, errors = command("run", "default", *small, "--beliefs", "--format", "json")
    assert (code, errors) == (0, "")
    answer = json.loads(output)
    expected = run_replicates(drawing(runs=3, weeks=8))
    assert answer["beliefs"] is True
    assert answer["summary"]["npv"]["median"] == np.median(expected.runs["npv"])
    code, output, _ = command("compare", "default", "ambassadors", *small, "--beliefs", "--format", "json")
    assert code == 0
    assert json.loads(output)["beliefs"] is True
    code, output, _ = command("run", "default", *small, "--format", "json")
    assert "beliefs" not in json.loads(output)
