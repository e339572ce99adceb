"""Paired differences: what they say, and that their certainty does not cry wolf."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.special import bdtr

from simulation import MEASURES, inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.sign_test import CLEAR, PROBABLE, sign_test
from simulation.studies.compare import certainty_of, compare, difference, runs_to_tell

RUNS = 30
NAN = math.nan


@pytest.fixture(scope="module")
def results():
    before = simulate(inputs_from(), seed=5, weeks=26, replicates=range(12))
    after = simulate(inputs_from({"community_managers": 3.0}), seed=5, weeks=26, replicates=range(12))
    return before, after


def test_a_difference_is_taken_world_by_world(results):
    before, after = results
    table = compare(before, after)
    assert set(table) == set(MEASURES)
    expected = np.sort(after.final("cost") - before.final("cost"))
    assert table["cost"].median == pytest.approx(np.median(expected))
    assert table["cost"].low == pytest.approx(np.quantile(expected, 0.1))
    assert table["cost"].high == pytest.approx(np.quantile(expected, 0.9))
    # More staff costs more in every world, and a higher cost is worse.
    assert (table["cost"].better_in, table["cost"].worse_in, table["cost"].of) == (0, 12, 12)
    assert table["cost"].certainty == "clearly worse"


def test_nothing_differs_from_itself(results):
    for name, one in compare(results[0], results[0]).items():
        assert (one.better_in, one.worse_in, one.more_runs) == (0, 0, None), name
        assert one.certainty in ("the same in every world", "nothing to compare"), name
        assert one.median == 0 or math.isnan(one.median), name


def test_only_worlds_of_both_are_compared(results):
    part = simulate(results[1].inputs, seed=5, weeks=26, replicates=[10, 3, 20])
    one = compare(results[0], part)["cost"]
    assert one.of == 2
    assert one.median == pytest.approx(np.median((results[1].final("cost") - results[0].final("cost"))[[3, 10]]))


def test_results_of_another_seed_or_length_are_refused(results):
    before, after = results
    with pytest.raises(ValueError, match="same seed"):
        compare(before, replace(after, spec=replace(after.spec, seed=6)))
    with pytest.raises(ValueError, match="same weeks"):
        compare(before, replace(after, spec=replace(after.spec, weeks=27)))
    with pytest.raises(ValueError, match="no replicate in common"):
        compare(before, replace(after, replicates=after.replicates + 100))


def test_better_follows_the_measure():
    low, high = np.zeros(10), np.ones(10)
    assert difference("npv", low, high).certainty == "clearly better"
    assert difference("churn_rate", low, high).certainty == "clearly worse"
    assert difference("members", low, high).certainty == "clearly higher"
    assert difference("members", high, low).certainty == "clearly lower"
    assert difference("churn_rate", low, high).better_in == 0
    assert difference("churn_rate", high, low).better_in == 10


def test_missing_numbers_are_left_out():
    one = difference("retention_90d", np.array([NAN, 0.1, 0.2, NAN]), np.array([0.3, 0.2, NAN, NAN]))
    assert (one.of, one.better_in, one.median) == (1, 1, pytest.approx(0.1))
    nothing = difference("retention_90d", np.full(3, NAN), np.ones(3))
    assert nothing.of == 0
    assert nothing.certainty == "nothing to compare"
    assert math.isnan(nothing.median)


def test_payback_that_never_comes_is_later_than_any():
    before = np.array([20.0, NAN, NAN, 30.0, NAN])
    after = np.array([15.0, 25.0, NAN, NAN, 18.0])
    one = difference("payback_month", before, after)
    assert (one.better_in, one.worse_in, one.of) == (3, 1, 5)
    # Of the four worlds that tell, two gain a payback and one loses it: the median is no number of months.
    assert math.isnan(one.low)
    assert math.isnan(one.high)
    settled = difference("payback_month", np.full(9, 20.0), np.full(9, 15.0))
    assert (settled.median, settled.low, settled.high) == (-5.0, -5.0, -5.0)
    never = difference("payback_month", np.full(4, NAN), np.full(4, NAN))
    assert (never.better_in, never.worse_in, never.of, never.certainty) == (0, 0, 4, "the same in every world")


def test_rounding_is_no_effect():
    values = np.linspace(1e6, 2e6, 30)
    assert difference("npv", values, values * (1 + 1e-13)).certainty == "the same in every world"
    assert difference("npv", values, values * (1 + 1e-6)).certainty == "clearly better"


@pytest.mark.parametrize("told", [1, 2, 7, 30, 101, 2000])
def test_the_sign_test_is_the_binomial_one(told):
    for better in range(0, told + 1, max(1, told // 12)):
        fewer = min(better, told - better)
        assert sign_test(better, told - better) == pytest.approx(min(1.0, 2 * bdtr(fewer, told, 0.5)), rel=1e-9)
        assert sign_test(better, told - better) == sign_test(told - better, better)
    assert sign_test(0, 0) == 1.0


def test_the_counts_named_in_the_rule():
    words = {better: certainty_of("npv", better, RUNS - better, RUNS) for better in (19, 20, 22, 23, 15, 7, 10, 11)}
    assert words[19] == words[15] == words[11] == "not distinguishable from stochastic variation"
    assert words[20] == words[22] == "probably better"
    assert words[23] == "clearly better"
    assert (words[7], words[10]) == ("clearly worse", "probably worse")


NULLS = {
    "symmetric": lambda rng: rng.normal(0, 1, RUNS),
    "heavy tails": lambda rng: rng.standard_cauchy(RUNS),
    "skewed with median zero": lambda rng: rng.exponential(1, RUNS) - math.log(2),
    "mostly ties": lambda rng: rng.choice([-1.0, 0.0, 0.0, 0.0, 1.0], RUNS),
    "whole months": lambda rng: np.round(rng.normal(0, 2, RUNS)),
    "few numbers": lambda rng: np.where(rng.random(RUNS) < 0.5, NAN, rng.normal(0, 1, RUNS)),
}


@pytest.mark.parametrize("name", NULLS)
def test_no_effect_is_called_one_in_at_most_a_tenth_of_comparisons(name):
    rng = np.random.default_rng(1)
    trials = 2_000
    found = [difference("npv", np.zeros(RUNS), NULLS[name](rng)).certainty for _ in range(trials)]
    alarms = sum("better" in words or "worse" in words for words in found)
    clear = sum("clearly" in words for words in found)
    # The rule is exact: what lies above the promised rate is the noise of 2,000 trials (four standard deviations).
    assert alarms <= trials * PROBABLE + 4 * math.sqrt(trials * PROBABLE * (1 - PROBABLE))
    assert clear <= trials * CLEAR + 4 * math.sqrt(trials * CLEAR)
    assert alarms > 0, "a test that never speaks would pass without being one"


def test_the_false_alarm_rate_is_below_a_tenth_for_every_number_of_runs():
    for told in range(1, 200):
        rate = sum(math.comb(told, better) for better in range(told + 1) if sign_test(better, told - better) <= PROBABLE) / 2**told
        assert rate <= PROBABLE


def test_a_real_effect_is_found():
    rng = np.random.default_rng(2)
    found = [difference("npv", np.zeros(RUNS), rng.normal(1, 1, RUNS)).certainty for _ in range(300)]
    assert found.count("clearly better") >= 0.9 * len(found)
    assert not [words for words in found if "worse" in words]


def test_more_runs_tell_about_as_often_as_promised():
    rng = np.random.default_rng(3)
    # As seen: better in 18 of 30 worlds, which stochastic variation could explain.
    more = runs_to_tell(18, 12, 30)
    needed = 30 + more
    told = [sign_test(better, needed - better) <= PROBABLE for better in rng.binomial(needed, 0.6, 2_000)]
    assert 0.72 <= np.mean(told) <= 0.88
    assert difference("npv", np.zeros(RUNS), np.array([1.0] * 18 + [-1.0] * 12)).more_runs == more
    assert runs_to_tell(9, 6, 30) > more, "ties tell nothing, so more worlds are needed"
    assert runs_to_tell(15, 15, 30) is None
    assert runs_to_tell(0, 0, 30) is None
    assert runs_to_tell(501, 499, 1000) is None, "no feasible number would tell"
    assert difference("npv", np.zeros(RUNS), np.ones(RUNS)).more_runs is None
