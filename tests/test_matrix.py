"""The strategy matrix: its programmes in their cells, and that what the page says of them is what the model makes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.matrix import CELLS, programmes
from scenarios.scenario import load_library
from simulation.studies.matrix import DEFAULT, Held, business_of, hold, load, mark, settings, verdict

TITLES = {name: load_library(name).title for name in CELLS.values()}


@pytest.fixture(scope="module")
def kept():
    return load()


def test_every_programme_stands_in_the_cell_it_was_made_for():
    for (market, stage), name in CELLS.items():
        inputs = load_library(name).inputs
        assert (inputs.market, inputs.pmf_stage) == (market, stage)


def test_a_cell_holds_the_business_fixed_and_changes_the_programme_alone():
    for (cell, name), values in settings(programmes()).items():
        default = settings(programmes())[cell, DEFAULT]
        assert business_of(values) == default
        assert name != DEFAULT or values == default
        assert (values["market"], values["pmf_stage"]) == cell


def test_what_was_kept_is_what_the_model_does_today(kept):
    assert kept["mark"] == mark(programmes()), "run python -m simulation validate --matrix --save"
    assert {(one.market, one.pmf_stage, one.programme) for one in kept["matrix"]} == {(*cell, name) for cell in CELLS for name in CELLS.values()}
    assert [one.programme for one in kept["matrix"] if one.own] == list(CELLS.values())
    for one in kept["matrix"]:
        assert one.low <= one.median <= one.high
        assert one.better_in + one.worse_in <= one.of == kept["runs"]


def test_a_few_worlds_agree_with_what_was_kept(kept):
    """In their own cells, at small size: nothing that was kept as clearly better or worse comes out on the other side."""
    own = {(one.market, one.pmf_stage): one for one in kept["matrix"] if one.own}
    for cell, chosen in programmes().items():
        (found,) = (one for one in hold({cell: chosen}, runs=4) if one.own)
        before = own[cell]
        if before.certainty.startswith("clearly"):
            assert (found.median > 0) == (before.median > 0), cell


@pytest.mark.parametrize("cell", CELLS)
def test_the_page_says_what_the_figures_say(kept, cell):
    rows = kept["matrix"]
    said = verdict(cell, rows, TITLES)
    own = next(one for one in rows if one.own and (one.market, one.pmf_stage) == cell)
    better = [one for one in rows if (one.market, one.pmf_stage) == cell and one.better and not one.own]
    assert ("worth more than" in said) == own.better
    assert ("worth less than" in said) == own.worse
    if not own.better:
        assert own.why in said, "where nothing is better it says why"
        assert ("No programme of the matrix is worth more here." in said) == (not better)
        assert not better or TITLES[max(better, key=lambda one: one.median).programme] in said


def test_a_difference_that_chance_explains_is_not_called_one():
    row = Held(
        "prosumer",
        "exploring",
        "user-testing",
        True,
        -5.0,
        -20.0,
        9.0,
        8,
        12,
        20,
        "not distinguishable from stochastic variation",
        "healthy",
        "-$5: cost.",
    )
    said = verdict(("prosumer", "exploring"), [row], TITLES)
    assert said.startswith("In the model it cannot be told from the default programme here by its worth (8 of 20 worlds better).")
    clear = replace(row, certainty="clearly worse")
    assert "worth less than the default programme here, in 12 of 20 worlds. -$5: cost. No programme" in verdict(
        ("prosumer", "exploring"), [clear], TITLES
    )
