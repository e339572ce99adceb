"""Worker processes start where there is no fork server, and in versions of Python nobody has looked at."""

from __future__ import annotations

import inspect
import multiprocessing
import sys
from multiprocessing import spawn

import numpy as np
import pytest

from simulation import RunSpec
from simulation.engine import process_launcher, start_method
from simulation.engine.ensemble import run_replicates
from simulation.engine.pool import EnginePool
from simulation.engine.start_method import FORKSERVER, KNOWN, SPAWN

SMALL = RunSpec(weeks=4, runs=2)


@pytest.mark.parametrize("known", [True, False], ids=["a Python we know", "another Python"])
def test_without_a_fork_server_workers_are_spawned_and_give_the_same(monkeypatch, known):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: [SPAWN])
    monkeypatch.setattr(process_launcher, "known_python", lambda: known)
    assert start_method.start_method() == SPAWN
    with EnginePool(workers=1) as pool:
        assert pool._lanes[0].workers[0].executor._mp_context.get_start_method() == SPAWN
        block = pool.submit_block(SMALL, range(2), pool.job()).result(timeout=300)
    alone = run_replicates(SMALL)
    assert all(np.array_equal(block.series[name], alone.series[name], equal_nan=True) for name in alone.series)


def test_where_there_is_a_fork_server_it_is_used():
    assert start_method.start_method() == (FORKSERVER if FORKSERVER in multiprocessing.get_all_start_methods() else SPAWN)


def test_this_python_was_looked_at_and_still_tells_children_of_the_main_file_in_the_way_that_is_changed():
    assert KNOWN[0] <= sys.version_info[:2] <= KNOWN[1], "look at how this Python starts processes, then extend KNOWN"
    assert list(inspect.signature(spawn.get_preparation_data).parameters) == ["name"]
    told = spawn.get_preparation_data("probe")
    with process_launcher._main_file_hidden():
        hidden = spawn.get_preparation_data("probe")
    assert set(told) - set(hidden) <= set(process_launcher._MAIN)
    assert not set(hidden) & set(process_launcher._MAIN)
    assert set(spawn.get_preparation_data("probe")) == set(told), "the usual way is back"
