"""The mechanisms by which money follows health, switched off one by one: what was kept is today's, and none of them forces an answer alone."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from simulation import RunSpec, inputs_from, timeline_from
from simulation.engine.ensemble import run_replicates
from simulation.studies.ablations import ALL_ON, MECHANISMS, load, mark


@cache
def kept_ablations():
    return load()


def test_the_kept_ablations_are_todays():
    assert kept_ablations()["mark"] == mark(), "run python -m simulation validate --ablations --save"
    rows = kept_ablations()["ablations"]
    assert list(dict.fromkeys(one.mechanism for one in rows)) == list(MECHANISMS)
    targets = [one.target for one in rows if one.mechanism == ALL_ON]
    assert all([one.target for one in rows if one.mechanism == name] == targets for name in MECHANISMS)


def test_no_single_mechanism_forces_the_manager_and_review_targets():
    care = [one for one in kept_ablations()["ablations"] if "manager leaving" in one.target or "reviews from" in one.target]
    assert len(care) == 4 * len(MECHANISMS)
    for one in care:
        assert one.holds, (one.mechanism, one.target, one.median)


def test_every_mechanism_moves_some_target():
    found = kept_ablations()["ablations"]
    usual = {one.target: one.median for one in found if one.mechanism == ALL_ON}
    for name in MECHANISMS:
        if name != ALL_ON:
            moved = [one for one in found if one.mechanism == name and not np.isclose(one.median, usual[one.target], rtol=0.01, atol=1e-3)]
            assert moved, name


@pytest.mark.parametrize("name", ["no proof", "no readers"])
def test_a_few_worlds_agree_with_the_kept_ones(name):
    """The manager leaves in week 78, over five years, with one mechanism off."""
    spec = RunSpec(inputs_from(MECHANISMS[name]), seed=7, weeks=260, runs=3)
    gone = replace(spec, timeline=timeline_from([(78, "community_managers", 0.0)], ()))
    assert (run_replicates(gone).runs["npv"] < run_replicates(spec).runs["npv"]).all()
