"""Which way every lever moves what: what `validate --directions` found over thirty paired worlds holds, and is what the model does today.

The first worlds of every setting are simulated anew and compared with the figures that were kept of them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from worlds import differences

from simulation import LEVERS, RunSpec, inputs_from
from simulation.engine.ensemble import simulate
from simulation.schedule import new_world, step
from simulation.studies import directions
from simulation.studies.direction_table import TABLE
from simulation.studies.directions import RUNS, SHARE, WITNESSES, Direction, load, save, witnesses
from simulation.vocabulary.version import DEFAULT_SEED

RENEW = "run python -m simulation validate --directions --save"
CONTRIBUTORS = 30  # worlds in which contributions are counted by who makes them


@cache
def found() -> dict[str, Direction]:
    return {one.name: one for one in load()["directions"]}


@cache
def today() -> dict[str, tuple[list[float], list[float]]]:
    """Return the figures of the first worlds of every claim, simulated anew."""
    return {claim.name: (before, after) for claim, before, after in witnesses(TABLE)}


@pytest.mark.parametrize("claim", TABLE, ids=lambda claim: claim.name)
def test_the_lever_moves_the_measure_that_way(claim):
    assert claim.name in found(), RENEW
    kept, (before, after) = found()[claim.name], today()[claim.name]
    assert (before, after) == (kept.before, kept.after), RENEW
    assert len(before) == WITNESSES
    assert (np.sign(np.subtract(after, before)) == claim.direction).any()
    assert kept.share >= SHARE, f"only {kept.share:.0%} of {kept.of} worlds"


def test_what_was_kept_was_found_in_full():
    kept = load()
    assert (kept["runs"], kept["seed"]) == (RUNS, DEFAULT_SEED)
    assert list(found()) == [claim.name for claim in TABLE], RENEW
    assert {one.of for one in found().values()} == {RUNS}


def test_every_lever_has_a_row():
    assert {claim.lever for claim in TABLE} == set(LEVERS)


def test_the_command_finds_what_it_keeps(command, monkeypatch, tmp_path):
    """A claim that does not hold ends it with exit code 1; the worlds of two are the first of thirty."""
    chosen = [claim for claim in TABLE if claim.lever in ("arpa", "gross_margin")]
    wrong = replace(chosen[0], name="the other way round", direction=-chosen[0].direction)
    monkeypatch.setattr(directions, "PLACE", tmp_path / "directions.json")
    monkeypatch.setattr(save, "__defaults__", (tmp_path / "directions.json",))
    for claims, code in ((chosen, 0), ([*chosen, wrong], 1)):
        monkeypatch.setattr("simulation.studies.direction_table.TABLE", claims)
        assert command("validate", "--directions", "--runs", "2", "--save", "--format", "text")[0] == code
        rows = load(tmp_path / "directions.json")["directions"]
        assert [(one.name, one.before, one.after) for one in rows[:2]] == [
            (one.name, one.before, one.after) for one in (found()[claim.name] for claim in chosen)
        ]
        assert [one.share for one in rows] == [1.0, 1.0, 0.0][: len(rows)]


# Settings in which a lever has nothing to work on, and why.
IDLE = [
    ("incentive_targeting", "tailored", {}, "without an incentive there is nothing to fit to anybody"),
    ("batch_interval", 9, {"batch_size": 0}, "an open door has no admission dates"),
    ("ticket_cost", 90.0, {"community": False}, "what tickets cost only counts against the same company with a community"),
    ("ritual_cadence", "none", {"community": False}, "without a community there are no rituals"),
]


@pytest.mark.parametrize(("lever", "value", "setting", "reason"), IDLE, ids=lambda part: part if isinstance(part, str) else "")
def test_a_lever_without_a_hold_changes_nothing(lever, value, setting, reason):
    assert reason
    inputs = [inputs_from({**setting, **more}) for more in ({}, {lever: value})]
    assert inputs[0] != inputs[1]
    one, other = (simulate(given, weeks=20, replicates=range(2)) for given in inputs)
    assert differences(one, other) == []


def test_private_content_brings_nobody_by_search():
    public, private = (simulate(inputs_from({"public_content": seen}), weeks=78, replicates=range(4)) for seen in (True, False))
    assert private.series["signups_search"].sum() == 0
    assert (public.series["signups_search"].sum(axis=1) > 0).all()


@cache
def contributions(incentive: str, weeks: int = 65) -> tuple[np.ndarray, np.ndarray]:
    """Return contributions of the first quarter, and those per visit of well-connected members in the last half year, each (R,)."""
    world = new_world(RunSpec(inputs_from({"incentive": incentive}), seed=7, weeks=weeks), range(CONTRIBUTORS))
    early, late, visits = np.zeros(CONTRIBUTORS), np.zeros(CONTRIBUTORS), np.zeros(CONTRIBUTORS)
    for week in range(weeks):
        step(world, week)
        now, bonds = world.now, world.members.bonds
        if week < 13:
            early += now.posts + now.replies
        if week >= weeks - 26:
            bound = np.flatnonzero(bonds[now.visitors] > 0.5)
            visits += np.bincount(now.visitor_rows[bound], minlength=CONTRIBUTORS)
            for who in (now.authors, now.repliers):
                who = who[bonds[who] > 0.5]
                late += np.bincount(world.members.row_of(who), minlength=CONTRIBUTORS)
    return early, late / visits


def test_cash_works_at_once_and_crowds_out_the_well_connected():
    cash, spotlight, none = (contributions(incentive) for incentive in ("cash", "spotlight", "none"))
    rises, below = ((one > other).mean() for one, other in ((cash[0], none[0]), (spotlight[1], cash[1])))
    assert rises >= SHARE, f"cash raises contributions at first in {rises:.0%}"
    assert below >= SHARE, f"the well connected give less for cash than for status in {below:.0%}"
