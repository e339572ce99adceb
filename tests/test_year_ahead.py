"""How far futures spread a year ahead, taken apart: what was kept is today's, and it shows why the default does not spread as real communities do."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pytest

from simulation.documentation.document import PLACE, markdown
from simulation.documentation.spreading import rows
from simulation.studies.year_ahead import PARTS, REAL, load, mark, year_ahead
from tests.test_histories import FOLDER, needs_histories

FEWEST_WRITERS = 5


@cache
def kept() -> dict:
    return {one.name: one for one in load()["parts"]}


def test_what_was_kept_is_todays_and_stands_in_the_document():
    assert load()["mark"] == mark(), "run python -m simulation validate --spread --save"
    assert list(kept()) == [part.name for part in PARTS]
    assert markdown(rows(load()["parts"])) in PLACE.read_text(encoding="utf-8")


def test_beliefs_move_how_many_speak_and_hardly_how_a_year_compares_with_the_one_before():
    still = kept()["default: chance alone"]
    alone = [one for name, one in kept().items() if name.startswith("default: beliefs on ")]
    assert len(alone) > 8
    assert max(one.spread for one in alone) < still.spread + 0.03
    assert kept()["default: beliefs, interest stands still"].level > 1.5 * still.level


def test_the_door_by_batch_keeps_interest_out_and_the_open_forum_spreads_as_real_communities_do():
    default, door, forum = (kept()[f"{name}: interest"] for name in ("default", "open door", "open forum"))
    assert default.spread < door.spread < forum.spread
    drawn, (low, _, high) = kept()["open forum: interest and beliefs"], REAL["months 24-36"]
    assert 0.6 < (drawn.high / drawn.low) / (high / low) < 1.4


def test_a_few_worlds_agree_with_what_was_kept():
    chosen = [part for part in PARTS if part.name in ("default: chance alone", "open forum: interest")]
    calm, wide = year_ahead(runs=4, seed=11, parts=chosen)
    assert calm.spread < wide.spread
    assert calm.median == pytest.approx(kept()[calm.name].median, rel=0.15)


@needs_histories
@pytest.mark.histories
@pytest.mark.parametrize(("name", "ages"), [("months 24-36", (24, 36)), ("months 36-60", (36, 60))])
def test_the_real_figures_are_those_of_the_histories(name, ages):
    found = []
    for path in sorted([*FOLDER.glob("posts__*.csv"), *FOLDER.glob("prs__*.csv"), *FOLDER.glob("commits__*.csv")]):
        lines = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
        active = np.array([float(line["active"]) for line in lines])
        first = next(place for place, line in enumerate(lines) if float(line["new"]) > 0)
        for end in range(first + 27, len(active) + 1, 3):
            before, after = active[end - 15 : end - 12].mean(), active[end - 3 : end].mean()
            if before >= FEWEST_WRITERS and ages[0] <= end - first < ages[1]:
                found.append(after / before)
    assert np.quantile(found, (0.1, 0.5, 0.9)) == pytest.approx(REAL[name], abs=0.01)
