"""No reader's work takes another's worker or memory: frozen workers are replaced, and what is too large fails alone."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from patience import until

from simulation import RunSpec
from simulation.engine import pool as pool_module
from simulation.engine import watch
from simulation.engine.memory import SETTING, allowance
from simulation.engine.pool import EngineError, EnginePool
from simulation.engine.worker import run_block

GREEDY = 777  # a seed whose blocks ask for a lot of memory


def greedy_block(spec, replicates, members, number):
    if spec.seed == GREEDY:
        return [bytes(2**20) for _ in range(2**14)]
    return run_block(spec, replicates, members, number)


def gone(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def small(pool: EnginePool, seed: int = 1):
    return pool.submit_block(RunSpec(seed=seed, weeks=5), [0], pool.job(), urgent=True)


def test_a_frozen_worker_costs_its_reader_one_deadline_and_nobody_else_anything(monkeypatch):
    monkeypatch.setattr(watch, "DEADLINE", 3.0)
    with EnginePool(workers=2) as own:
        for _ in range(2):
            assert small(own).result(timeout=60)
        assert until(lambda: len(own.processes()) == 2)
        frozen = own.processes()[0]
        os.kill(frozen, signal.SIGSTOP)
        started = time.monotonic()
        asked = [small(own, seed) for seed in range(2)]  # one of them for the frozen worker
        assert until(lambda: any(one.done() for one in asked))
        assert time.monotonic() - started < 2, "the other one is served at once"
        assert [len(one.result(timeout=60)) for one in asked] == [1, 1]
        assert 2 < time.monotonic() - started < 8
        assert frozen not in own.processes()
        assert until(lambda: len(own.processes()) == 2)


def test_a_worker_that_freezes_while_nobody_needs_it_is_replaced_before_somebody_does(monkeypatch):
    monkeypatch.setattr(watch, "DEADLINE", 3.0)
    with EnginePool(workers=1) as own:
        assert small(own).result(timeout=60)
        frozen = own.processes()[0]
        os.kill(frozen, signal.SIGSTOP)
        assert until(lambda: not own._watch._given[0] or gone(frozen))
        assert until(lambda: gone(frozen))
        assert small(own).result(timeout=60)
        assert frozen not in own.processes()


def test_long_work_is_not_taken_for_a_frozen_worker(monkeypatch):
    monkeypatch.setattr(watch, "DEADLINE", 2.0)
    with EnginePool(workers=1) as own:
        first = own.submit_block(RunSpec(weeks=520), range(40), job := own.job())
        assert until(lambda: job.running == 1)
        before = own.processes()
        time.sleep(3)
        assert own.processes() == before
        own.stop(job)
        assert first.exception(timeout=30)


def test_a_block_that_is_too_large_fails_alone_and_says_so(monkeypatch):
    monkeypatch.setattr(pool_module, "run_block", greedy_block)
    monkeypatch.setenv(SETTING, "300")
    with EnginePool(workers=1) as own:
        before = small(own).result(timeout=60)
        assert len(before) == 1
        numbers = own.processes()
        with pytest.raises(EngineError, match=r"needs more memory than one worker may take \(300 MB\); ask for fewer people"):
            small(own, GREEDY).result(timeout=60)
        assert len(small(own).result(timeout=60)) == 1
        assert own.processes() == numbers, "the worker lives on"


def test_workers_share_out_the_machines_memory(monkeypatch):
    monkeypatch.delenv(SETTING, raising=False)
    assert allowance(2) >= 512 * 2**20
    assert allowance(1) >= allowance(2) >= allowance(64)
    monkeypatch.setenv(SETTING, "1500")
    assert allowance(2) == 1500 * 2**20
    monkeypatch.setenv(SETTING, "a lot")
    assert allowance(2) >= 512 * 2**20
