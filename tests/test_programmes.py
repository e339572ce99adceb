"""Programmes drawn at random: as they are said to be drawn, and judged by whether anybody still writes."""

from __future__ import annotations

import numpy as np

from scenarios.scenario import load_library
from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.programmes import WEEKS, fallen_silent, programmes, silent_share


def test_half_are_understaffed_and_most_are_impatient():
    drawn = programmes(7, 400)
    assert drawn[:20] == programmes(7, 20)
    for share, test in (
        (0.5, lambda one: one["community_managers"] == 0),
        (0.5, lambda one: one["ritual_cadence"] == "none"),
        (0.55, lambda one: one["reporting_line"] in ("marketing", "sales")),
        (0.65, lambda one: one["platform"] in ("chat", "rented")),
        (0.6, lambda one: one["roi_review_month"] in (1, 3, 6)),
        (0.6, lambda one: one["batch_size"] == 0),
    ):
        assert abs(np.mean([test(one) for one in drawn]) - share) < 0.08
    assert all(inputs_from(one).starting_customers <= 1_500 for one in drawn)


def test_cared_for_communities_live():
    for name in ("default", "ambassadors", "enterprise-champions"):
        assert not fallen_silent(simulate(load_library(name).inputs, weeks=WEEKS, replicates=range(4))).any()


def test_some_but_not_all_fall_silent():
    assert 0 < silent_share(7, 40) < 100
