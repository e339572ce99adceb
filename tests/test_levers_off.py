"""The levers of further practices with their mechanisms switched off: what was kept is today's, and what is left is nothing but cost."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from scenarios.lesson import lessons
from scenarios.plan_template import load_template, template_names
from scenarios.scenario import library_names, load_library
from simulation import LEVERS, inputs_from
from simulation.documentation.ablated import levers
from simulation.documentation.document import PLACE, markdown
from simulation.engine.ensemble import simulate
from simulation.studies.levers_off import CASES, DEAF, UNSEEN, levers_off, load, mark

FURTHER = ("in_product", "education", "feedback_loop", "consultant_support", "guidelines", "launch_month", "open_to", "reporting_line")


@cache
def kept_levers():
    return load()


def test_what_was_kept_of_the_levers_is_todays_and_stands_in_the_document():
    assert kept_levers()["mark"] == mark(), "run python -m simulation validate --practices --save"
    rows = kept_levers()["levers"]
    assert [(one.lever, one.value, one.off) for one in rows] == [(case.lever, case.value, case.off) for case in CASES]
    assert {one.lever for one in rows} == set(FURTHER)
    assert markdown(levers(rows)) in PLACE.read_text(encoding="utf-8")


def test_each_lever_moves_its_measure_and_nothing_is_left_without_its_mechanism():
    for one in kept_levers()["levers"]:
        same_way = max(one.moved_up, one.moved_in - one.moved_up)
        assert same_way >= 0.9 * one.of, one
        if one.off == {"own_function_size": 2_000.0}:  # at its end the size is not infinite: some weight is left, but not the trust it gives
            assert one.moved > 0 > one.left
        elif one.lever == "launch_month":  # consultants bring a lead now and then, which no assumption switches off
            assert one.left == 0
            assert one.left_in <= 0.1 * one.of
        else:
            assert (one.left, one.left_in) == (0, 0), one


def test_what_is_left_of_the_value_is_the_cost():
    rows = {one.lever: one for one in kept_levers()["levers"] if one.off != {"own_function_size": 2_000.0}}
    for name in ("in_product", "education", "feedback_loop", "consultant_support"):
        assert rows[name].npv_left < 0, name
    for name in ("guidelines", "open_to", "reporting_line"):
        assert rows[name].npv_left == 0, name
    assert rows["launch_month"].npv_left > 0  # a year's programme is saved, and nothing is lost by waiting
    assert rows["launch_month"].npv_left > rows["launch_month"].npv


@pytest.mark.parametrize("case", [case for case in CASES if case.lever in ("open_to", "reporting_line")], ids=lambda case: case.name)
def test_a_few_worlds_agree_with_what_was_kept(case):
    (found,) = levers_off(runs=2, seed=11, cases=[case])
    (kept,) = (one for one in kept_levers()["levers"] if (one.lever, one.value, one.off) == (case.lever, case.value, case.off))
    assert np.sign(found.moved) == np.sign(kept.moved)
    assert np.sign(found.left) == np.sign(kept.left)


def test_waiting_for_the_launch_costs_what_the_community_would_have_brought_and_nothing_else():
    """With everything off that a community does to the business, nobody signs up or leaves otherwise whether it began a year ago or today."""
    at_once, later = (simulate(inputs_from({**UNSEEN, **DEAF, "launch_month": month}), weeks=70, replicates=range(2)) for month in (0, 12))
    for name in ("signups_paid", "signups_organic", "signups_search", "churn_rate"):
        np.testing.assert_array_equal(at_once.series[name], later.series[name], err_msg=name)
    assert (at_once.series["members"][:, 40] > 20).all()
    assert not later.series["members"][:, 40].any()
    assert (later.runs["npv"] > at_once.runs["npv"]).all()


@pytest.mark.parametrize("name", FURTHER)
def test_each_lever_says_what_it_rests_on_and_that_only_its_direction_is_known(name):
    spec = LEVERS[name]
    assert spec.confidence == "low"
    assert spec.source.startswith(("S", "direction S"))
    assert spec.help.endswith("Direction only."), spec.help


@pytest.mark.parametrize("name", FURTHER)
def test_each_lever_has_a_story_a_lesson_or_a_template(name):
    told = [load_library(each).differences for each in library_names()]
    told += [moves for lesson in lessons()[0].values() for moves in (*lesson.puzzle.near_misses, lesson.puzzle.winner)]
    told += [{entry.lever: entry.value} for each in template_names() for entry in load_template(each).entries]
    wanted = {"own_function"} if name == "reporting_line" else None
    assert any(name in one and (wanted is None or one[name] in wanted) for one in told)
