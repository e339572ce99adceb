"""The further targets of money and health: they stand in what was kept, and a few worlds agree."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from scenarios.scenario import load_library
from simulation import Results, inputs_from
from simulation.documentation.findings import saved
from simulation.engine.ensemble import simulate
from simulation.studies.money_further import AMBASSADORS, _idle
from simulation.vocabulary.timeline import timeline_from

KEPT = (
    "value of the least suitable kind of community against the best one's, prosumer [%]",
    "value of the least suitable kind of community against the best one's, enterprise [%]",
    "the best kind of community differs by market",
    "weekly active members of the flooded place",
    "worlds in which a second manager pays in a flood",
    "worlds in which a second manager pays at a batch of twenty",
    "what 5,000 idle joiners leave of their mark on the auditorium index after half a year",
    "worlds in which 5,000 overnight make an auditorium at once",
    "share of acquisition's value that search brings [%]",
    "flywheel number of ambassadors less their loss, month 36",
)


def two_worlds(differences: dict | None = None, shocks: tuple = (), weeks: int = 90) -> Results:
    return simulate(inputs_from(differences), timeline_from((), shocks, weeks), seed=11, weeks=weeks, replicates=range(2))


def test_each_further_target_was_kept_and_what_does_not_hold_says_why():
    found = {one.name: one for one in saved().of("money")}
    assert set(KEPT) <= set(found)
    assert all(found[name].verdict == "holds" or found[name].reason for name in KEPT)


def test_idle_joiners_pass_and_a_crowd_makes_an_auditorium_in_a_few_worlds_as_in_those_kept():
    found = {one.name: one for one in saved().of("money")}
    for target in _idle(partial(two_worlds), two_worlds()):
        middle = target.seen[1]
        assert target.low <= middle <= target.high, target.name
        assert found[target.name].verdict == "holds"
        assert middle == pytest.approx(found[target.name].median, abs=0.1)


def test_the_strong_programme_is_that_of_the_library():
    assert load_library("ambassadors").differences == AMBASSADORS
    assert np.isfinite([one.median for one in saved().of("money")]).all()
