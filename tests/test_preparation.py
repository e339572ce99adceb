"""Preparation: every loop that the model calls is handed to another process, for the very types it is called with."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor, Future

from simulation import RunSpec
from simulation.engine import preparation
from simulation.engine.ensemble import run_replicates
from simulation.kernels.compiled import LOOPS
from simulation.schedule import WEEK


class Noting(Executor):
    """Notes what it is to compile, and compiles nothing."""

    def __init__(self) -> None:
        self.signatures: dict[tuple[str, str], set[tuple]] = {}

    def submit(self, work, /, module, name, signature):
        self.signatures.setdefault((module, name), set()).add(signature)
        done: Future[None] = Future()
        done.set_result(None)
        return done


def test_every_loop_called_from_outside_is_handed_over_for_the_types_it_is_called_with():
    preparation.prepare_loops()
    needed = {(loop.py_func.__module__, loop.py_func.__qualname__): set(loop.signatures) for loop in LOOPS if loop.signatures}
    noted = Noting()
    told: list[int] = []
    before = run_replicates(RunSpec(weeks=3, runs=1))
    preparation._compile_on(noted, told.append)
    # One big loop of a step calls many small ones, which are compiled with it: every step that loops hands over at least its own.
    steps = {process.run.__module__ for process in WEEK} & {loop.py_func.__module__ for loop in LOOPS}
    assert len(steps) > 12
    assert steps <= {module for module, _ in noted.signatures}
    for place, signatures in noted.signatures.items():
        assert signatures & needed[place], f"{place} is compiled for types it is never called with"
    assert told == sorted(told)
    after = run_replicates(RunSpec(weeks=3, runs=1))
    assert (before.series["mrr"] == after.series["mrr"]).all(), "the loops are back in their places"


PAGES = """
from simulation import RunSpec
from simulation.engine.ensemble import run_replicates
from simulation.engine.preparation import prepare_loops
from simulation.kernels.compiled import LOOPS
prepare_loops()
prepared = {loop: set(loop.signatures) for loop in LOOPS}
for setting in ({}, {"batch_size": 30}, {"batch_size": 0}, {"market": "enterprise", "incentive": "cash"}):
    for worlds in (1, 2, 13):
        run_replicates(RunSpec(weeks=20).with_values(setting), range(worlds))
print([loop.py_func.__qualname__ for loop in LOOPS if set(loop.signatures) - prepared[loop]])
"""


def test_what_pages_run_calls_no_loop_with_types_that_were_not_prepared():
    """In a process of its own: in this one, other tests have called loops with whatever types they like."""
    done = subprocess.run([sys.executable, "-c", PAGES], capture_output=True, text=True, timeout=600, check=True)
    assert done.stdout.strip() == "[]", "a newcomer's first move would wait for these"
