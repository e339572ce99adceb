"""What would change our mind: a planted box is found, a null gives none, and the planted driver is worth measuring first."""

from __future__ import annotations

import doctest
import json

import numpy as np
import pytest

from simulation import ASSUMPTIONS, inputs_from, timeline_from
from simulation.studies import information
from simulation.studies.boxes import CONDITIONS, LIFT, find_boxes, quantile, unlikely
from simulation.studies.cloud import Point
from simulation.studies.conditions import condition_from
from simulation.studies.discover import discover
from simulation.studies.information import value_of_each, value_of_everything
from simulation.vocabulary.beliefs import belief_range, draw_beliefs, uncertain
from tests.planted import noise, planted

A, B = Point(inputs_from()), Point(inputs_from({"batch_size": 60}))
POINTS, BELIEFS = 400, 80


def cloud_of(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).triangular(0, 0.5, 1, (POINTS, BELIEFS))


def test_a_planted_box_is_found_with_its_conditions():
    found = 0
    for seed in range(10):
        points, rng = cloud_of(seed), np.random.default_rng(seed + 1000)
        inside = (points[:, 7] < 0.45) & (points[:, 30] > 0.5)
        boxes = find_boxes(points, rng.random(POINTS) < np.where(inside, 0.85, 0.15), seed)
        if boxes and {7, 30} <= {column for column, _, _ in boxes[0].conditions}:
            found += 1
            assert len(boxes[0].conditions) <= CONDITIONS
            assert boxes[0].density >= LIFT * boxes[0].base_rate
    assert found >= 8


@pytest.mark.parametrize("count", [2, 3, 10, 11, 57, 200])
def test_a_quantile_is_numpys(count):
    for values in np.random.default_rng(count).random((40, count)).round(2):
        for share in (0.1, 0.9):
            assert quantile(values, share) == np.quantile(values, share)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.6])
def test_a_null_gives_no_box(rate):
    none = sum(not find_boxes(cloud_of(seed), np.random.default_rng(seed + 2000).random(POINTS) < rate, seed) for seed in range(20))
    assert none >= 19


def test_without_failures_or_points_there_is_nothing_to_find():
    points = cloud_of(1)
    assert find_boxes(points, np.zeros(POINTS, dtype=bool)) == []
    assert find_boxes(points, np.ones(POINTS, dtype=bool)) == []
    assert find_boxes(points[:10], np.arange(10) % 2 == 0) == []


def test_the_binomial_tail():
    assert unlikely(0, 10, 0.3) == pytest.approx(1)
    assert unlikely(10, 10, 0.5) == pytest.approx(2**-10)
    assert unlikely(8, 10, 0.5) == pytest.approx(56 / 1024)


def test_the_planted_driver_is_worth_most_and_nothing_else_is_worth_anything_like_it():
    for seed in range(20):
        points, rng = cloud_of(seed), np.random.default_rng(seed)
        advantage = 100_000 * (points[:, 11] - 0.45) + 20_000 * rng.standard_normal(POINTS)
        values = value_of_each(points, advantage, seed)
        assert values.argmax() == 11
        assert np.sort(values)[-2] < 0.25 * values[11]
        exact = np.maximum(100_000 * (points[:, 11] - 0.45), 0).mean() - max(advantage.mean(), 0)
        assert values[11] == pytest.approx(exact, rel=0.4)
        assert values[11] <= value_of_everything(advantage)


def test_what_decides_nothing_is_worth_nothing():
    points = cloud_of(3)
    clear = 1_000_000 + 1_000 * np.random.default_rng(1).standard_normal(POINTS)
    assert value_of_each(points, clear).max() == 0
    assert value_of_everything(clear) == 0
    assert doctest.testmod(information).failed == 0


def test_beliefs_are_drawn_alike_for_everybody_within_what_is_thought_possible():
    inputs = inputs_from()
    names = [spec.name for spec in uncertain(inputs)]
    assert len(names) > 60
    drawn = [draw_beliefs(inputs, 5, replicate, names) for replicate in range(200)]
    assert draw_beliefs(inputs_from({"batch_size": 0}), 5, 3, names) == drawn[3] != drawn[4]
    assert draw_beliefs(inputs, 5, 3, reversed(names)) == drawn[3]
    for name in names:
        values = [one[name] for one in drawn]
        low, high = belief_range(ASSUMPTIONS[name], ASSUMPTIONS[name].default)
        assert low <= min(values) <= max(values) <= high
        assert inputs_from({name: values[0]})
    for name, spec in ASSUMPTIONS.items():
        if spec.type is bool or not spec.default:
            assert name not in names


def world(inputs, replicate):
    """Return a world in which large batches pay unless search converts badly and pages are of little use."""
    shift = 200_000 if inputs.search_conversion > 0.04 or inputs.page_visits > 1.2 else -600_000
    value = 300_000 + (shift if inputs.batch_size == 60 else 0) + 50_000 * noise(replicate)
    return {"npv": value + 5_000 * noise(replicate, inputs.batch_size)}


def test_a_choice_that_beliefs_turn_is_told_with_the_beliefs_that_turn_it():
    *states, found = discover(planted(world), A, B, runs=240)
    assert found.share == 1
    assert all(not state.boxes for state in states)
    assert found.difference.of == 240
    assert found.difference.better_in == (found.advantage > 0).sum() == 240 - found.fails.sum()
    names = {one["name"] for one in found.conditions(found.boxes[0])}
    assert {"search_conversion", "page_visits"} <= names
    for one in found.conditions(found.boxes[0]):
        assert one["low"] < one["high"]
    inside = found.inside(found.boxes[0])
    assert inside["search_conversion"] < 0.04
    assert inputs_from(inside)
    assert set(list(found.evppi)[:2]) == {"search_conversion", "page_visits"}
    assert 0 < found.evppi["search_conversion"] <= found.evpi


def test_beliefs_that_can_do_nothing_in_either_setting_are_not_drawn_unless_a_plan_may_wake_them():
    def drawn(a, b):
        return set(last(discover(planted(world), a, b, runs=8)).names)

    enterprise = Point(inputs_from({"market": "enterprise"}))
    for one in drawn(A, B), drawn(A, A):
        assert not one & {"enterprise_conversion", "search_opportunity", "crowding_strength", "trust_roi_gap"}
        assert {"conversion", "search_conversion", "churn_ratio"} <= one
    assert {"conversion", "enterprise_conversion"} <= drawn(A, enterprise)
    assert "conversion" not in drawn(enterprise, enterprise)
    planned = Point(B.inputs, timeline_from([(10, "incentive", "cash")], []))
    assert "crowding_strength" in drawn(A, planned)


def last(states):
    *_, state = states
    return state


def test_failure_may_be_any_condition_on_the_second_setting():
    condition = condition_from("npv<200000")
    *_, found = discover(planted(world, conditions=[condition]), A, B, runs=80, fails=condition)
    assert 0 < found.fails.sum() < 80


def test_the_same_setting_twice_is_never_better():
    *_, found = discover(planted(world), A, A, runs=48)
    assert found.difference.better_in == 0
    assert found.evpi == 0
    assert max(found.evppi.values()) == 0


def test_the_command_line_keeps_its_contract(command, monkeypatch):
    from contextlib import nullcontext

    from tests.planted import Planted

    monkeypatch.setattr("cli.exploring.executor_for", lambda cluster, worlds: nullcontext(Planted(world)))
    code, output, errors = command("discover", "default", "auditorium-overnight", "--runs", 80, "--fails", "npv<0")
    assert (code, errors) == (0, "")
    answer = json.loads(output)
    assert {"better_in", "of", "boxes", "evpi", "evppi"} <= set(answer)
    assert answer["of"] == 80
    text = command("discover", "default", "auditorium-overnight", "--runs", 80, "--format", "text")[1]
    assert "sets of beliefs" in text
