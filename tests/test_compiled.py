"""Compiled loops: they stay within their arrays, and machine code is never older than the sources it was made from."""

from __future__ import annotations

import os

import numpy as np
import pytest
from worlds import EVERYTHING

from simulation import inputs_from, timeline_from
from simulation.engine.ensemble import simulate
from simulation.engine.preparation import as_plain_python
from simulation.kernels import compiled
from simulation.studies import bounds

# Few people in two worlds: every table grows and is tidied up all the same.
FEW = {"market_size": 1_000, "starting_customers": 60, "waiting_list": 30}
PLAN = timeline_from((), [(6, "influx", 30), (9, "influx_low_intent", 20), (12, "algorithm", 0.3), (15, "migration", "chat")])
# The longest table of tenures, the smallest world, accounts, mentors, seats, and every switch.
SETTINGS = ({}, EVERYTHING, {"market": "enterprise", "pmf_stage": "exploring", "mentorship": True}, {"founders": 0, "starting_customers": 0})
OUT_OF_BOUNDS = """
import numpy as np
from simulation.kernels.compiled import compiled
@compiled
def beyond(values):
    return values[values.size]
beyond(np.zeros(3))
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_no_loop_leaves_its_arrays(setting):
    """Loops run as plain Python here, in which every index is checked."""
    called = set()
    with as_plain_python(lambda loop, signature: called.add(loop)), np.errstate(all="ignore"):
        plain = simulate(inputs_from(FEW | setting), PLAN, weeks=18, replicates=range(2), seed=3)
    assert len(called) > 30
    fast = simulate(inputs_from(FEW | setting), PLAN, weeks=18, replicates=range(2), seed=3)
    # The same loops, the same random numbers: only rounding differs until somebody decides otherwise by it.
    np.testing.assert_allclose(plain.series["members"][:, :8], fast.series["members"][:, :8], rtol=0.05)


def test_the_whole_proof_is_of_todays_loops():
    """Machine code that checks every index, over longer runs of whole companies, takes a minute and a half to make: a command does it."""
    kept = bounds.load()
    assert kept["sources"] == bounds.sources(), "run python -m simulation prepare --bounds"
    assert kept["left_its_arrays"] == ""


def test_the_check_sees_an_index_out_of_bounds(tmp_path):
    assert "IndexError" in bounds.checked(OUT_OF_BOUNDS, tmp_path)


@pytest.fixture
def sources(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setattr(compiled, "HERE", tmp_path)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "one.py").write_text("LIMIT = 3\n", encoding="utf-8")
    return tmp_path


def test_a_changed_source_is_compiled_anew(sources):
    first = compiled._shelf()
    assert first == compiled._shelf()
    assert first.is_dir()
    (sources / "state" / "one.py").write_text("LIMIT = 4\n", encoding="utf-8")
    assert compiled._shelf() != first


def test_only_the_latest_versions_are_kept(sources):
    shelves = []
    for limit in range(compiled.KEPT + 3):
        (sources / "state" / "one.py").write_text(f"LIMIT = {limit}\n", encoding="utf-8")
        shelves.append(compiled._shelf())
        os.utime(shelves[-1], (limit, limit))  # one after the other, however coarse the clock
    compiled._tidy(shelves[0].parent)
    assert [shelf.is_dir() for shelf in shelves] == [False] * 3 + [True] * compiled.KEPT


def test_where_nothing_can_be_written_nothing_is_kept(sources, monkeypatch):
    (sources / "__pycache__").write_text("a file where the folder would be", encoding="utf-8")
    monkeypatch.setenv("HOME", str(sources / "state" / "one.py"))
    assert compiled._shelf() is None


def test_it_is_known_whether_machine_code_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(compiled, "SHELF", tmp_path)
    assert not compiled.prepared()
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "loop.nbi").touch()
    assert compiled.prepared()
    monkeypatch.setattr(compiled, "SHELF", None)
    assert not compiled.prepared()
