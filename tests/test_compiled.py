"""Compiled loops: they stay within their arrays, and machine code is never older than the sources it was made from."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.kernels import compiled

ROOT = Path(__file__).parent.parent
EVERY_STEP = """
from worlds import EVERYTHING, SHOCKS
from simulation import inputs_from, timeline_from
from simulation.engine.ensemble import simulate
plan = timeline_from((), SHOCKS)
# The longest table of tenures, the smallest world, accounts, mentors, seats, and every switch.
for setting in ({}, EVERYTHING, {"market": "enterprise", "pmf_stage": "exploring", "mentorship": True}, {"founders": 0, "starting_customers": 0}):
    simulate(inputs_from(setting), plan, weeks=30, replicates=range(2), seed=3)
"""
OUT_OF_BOUNDS = """
import numpy as np
from simulation.kernels.compiled import compiled
@compiled
def beyond(values):
    return values[values.size]
beyond(np.zeros(3))
"""


def checked(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program whose loops check every index."""
    path = folder / "program.py"  # loops are compiled from files
    path.write_text(program, encoding="utf-8")
    # What is run once is neither made fast nor kept, which would take as long again.
    once = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_OPT": "0", "NUMBA_CACHE_DIR": str(path)}
    surroundings = os.environ | once | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    return subprocess.run([sys.executable, "-W", "error", str(path)], env=surroundings, capture_output=True, text=True, timeout=600)


def test_no_loop_leaves_its_arrays(tmp_path):
    done = checked(EVERY_STEP, tmp_path)
    assert done.returncode == 0, done.stderr


def test_the_check_sees_an_index_out_of_bounds(tmp_path):
    done = checked(OUT_OF_BOUNDS, tmp_path)
    assert done.returncode == 1
    assert "IndexError" in done.stderr


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
