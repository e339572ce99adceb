"""Preparation: every loop that the model calls is handed to another process, for the very types it is called with."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor, Future

from simulation import RunSpec
from simulation.engine import preparation
from simulation.engine.ensemble import run_replicates
from simulation.engine.pool import EnginePool
from simulation.engine.start_method import SPAWN
from simulation.kernels import compiled
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


ELSEWHERE = """
from dataclasses import replace
from simulation import INPUTS, RunSpec, timeline_from
from simulation.engine.ensemble import run_replicates
from simulation.engine.preparation import prepare_loops
from simulation.kernels.compiled import LOOPS
from simulation.vocabulary.existing import CLOSED, UNCHANGED, Existing
from simulation.vocabulary.specification import InputError

prepare_loops()
prepared = {loop: set(loop.signatures) for loop in LOOPS}
missed = {}

def look(name, spec, *worlds):
    for several in worlds:
        run_replicates(spec, range(several))
    for loop in LOOPS:
        if set(loop.signatures) - prepared[loop]:
            missed.setdefault(loop.py_func.__qualname__, name)
            prepared[loop] |= set(loop.signatures)

short = RunSpec(weeks=20)
for setting in ({}, {"batch_size": 30}, {"market": "enterprise", "incentive": "cash"}):
    look(setting, short.with_values(setting), 1, 2, 13)
for name, spec in INPUTS.items():
    for value in spec.choices or ((False, True) if spec.type is bool else (spec.low, spec.high)):
        try:
            setting = replace(short, weeks=160 if name == "launch_month" else 20).with_value(name, value)
        except InputError:
            assert name == "market_size", f"{name} {value} was not looked at"  # no company fits into the smallest market
            setting = short.with_values({name: value, "starting_customers": 0})
        look(f"{name} {value}", setting, 2)
plan = timeline_from(
    [(6, "batch_size", 0), (7, "mentorship", True), (8, "community_managers", 3.0)],
    [(9, "influx", 20_000), (10, "influx_low_intent", 2_000), (12, "algorithm", 0.3), (15, "migration", "chat")],
)
look("plan and shocks", replace(short, timeline=plan), 1, 2)
look("beliefs", replace(short, runs=10, beliefs=True), 2)
for against in (CLOSED, UNCHANGED):
    there = Existing(members=150, active=40, age_weeks=30, newcomers=20, posts=500, counterfactual=against)
    look(f"an existing community, {against}", replace(short, existing=there), 1, 2)
print(missed)
"""


def test_no_setting_of_the_pages_calls_a_loop_with_types_that_were_not_prepared():
    """Every input at both ends and each choice, a plan, shocks and an existing community; in a process of its own.

    In this one, other tests have called loops with whatever types they like.
    """
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, timeout=600, check=True)
    assert done.stdout.strip() == "{}", "whoever sets this on a fresh machine would wait for these loops"


def test_a_few_stored_loops_are_not_all_of_them(tmp_path, monkeypatch):
    """Workers that are begun before the first page store loops while the page is drawn: it is to show the counter all the same."""
    monkeypatch.setattr(preparation, "SHELF", tmp_path)
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "loop.nbi").touch()
    with EnginePool(workers=1) as pool:
        assert not pool.prepared
    preparation.note_all_prepared()
    with EnginePool(workers=1) as pool:
        assert pool.prepared
    monkeypatch.setattr(preparation, "SHELF", None)
    preparation.note_all_prepared()
    assert not preparation.all_prepared()


def test_where_no_process_compiles_ahead_what_is_stored_was_stored_by_a_first_block(tmp_path, monkeypatch):
    """Without a fork server nothing notes that all is prepared but `prepare`: every start would show the counter, and every command say "once"."""
    monkeypatch.setattr(preparation, "SHELF", tmp_path)
    monkeypatch.setattr(compiled, "SHELF", tmp_path)
    monkeypatch.setattr("simulation.engine.preparation.start_method", lambda: SPAWN)
    with EnginePool(workers=1) as pool:
        assert not pool.prepared
    (tmp_path / "loop.nbi").touch()
    with EnginePool(workers=1) as pool:
        assert pool.prepared
