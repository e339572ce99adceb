"""First answers that wait together are simulated together: each reader has what they would have alone, and nobody pays for another."""

from __future__ import annotations

import os
import signal
import time

import pytest
from patience import until
from test_pool_stream import assert_identical

from simulation import RunSpec
from simulation.engine import blocks, company, worker
from simulation.engine import pool as pool_module
from simulation.engine.blocks import Block, Job
from simulation.engine.ensemble import Cancelled, run_replicates
from simulation.engine.pool import EngineError, EnginePool

WEEKS = 30
GREEDY = 35  # a batch size whose blocks ask for a lot of memory
SIZES = (25, 30, GREEDY, 40, 45)


def setting(size: int, weeks: int = WEEKS, seed: int = 5) -> RunSpec:
    return RunSpec(seed=seed, weeks=weeks, runs=4).with_value("batch_size", size)


def waiting_behind(own: EnginePool, sizes=SIZES, weeks: int = WEEKS):
    """Return the futures and jobs of first answers that wait while somebody else's is simulated, and that one's job."""
    busy = own.job()
    own.submit_block(RunSpec(seed=1, weeks=520), range(60), busy, urgent=True)
    jobs = [own.job(owner=size) for size in sizes]
    return [own.submit_block(setting(size, weeks), range(2), job, urgent=True) for size, job in zip(sizes, jobs, strict=True)], jobs, busy


def together(own: EnginePool) -> int:
    """Return how many readers the block under way is for."""
    return len(own._lanes[0].parts)


def test_each_of_several_readers_has_what_they_would_have_alone(monkeypatch):
    monkeypatch.setattr(company, "TOGETHER", 4)
    with EnginePool(workers=1) as own:
        answers, jobs, busy = waiting_behind(own)
        assert [own.ahead(job) for job in jobs] == [1, 2, 3, 4, 5]
        own.stop(busy)
        assert until(lambda: together(own) == company.TOGETHER)
        assert [own.ahead(job) for job in jobs] == [0, 0, 0, 0, 4], "those who are simulated together go before the fifth"
        assert own.pressed
        for size, answer in zip(SIZES, answers, strict=True):
            found = answer.result(timeout=60)
            assert found.spec == setting(size)
            assert_identical(found, run_replicates(setting(size), range(2)))
        assert not own.pressed


def test_who_leaves_takes_nobody_along_and_the_last_one_ends_the_block(monkeypatch):
    monkeypatch.setattr(company, "LIGHT", float("inf"))
    with EnginePool(workers=1) as own:
        answers, jobs, busy = waiting_behind(own, SIZES[:3], weeks=520)
        own.stop(busy)
        assert until(lambda: together(own) == 3)
        own.stop(jobs[0])
        with pytest.raises(Cancelled):
            answers[0].result(timeout=5)
        assert together(own) == 3, "the others go on"
        own.stop(jobs[1])
        own.stop(jobs[2])
        assert until(lambda: together(own) == 0), "nobody waits for it any more"
        assert own.submit_block(setting(50, weeks=5), [0], own.job(), urgent=True).result(timeout=60)


def test_a_worker_that_dies_costs_nobody_their_answer(monkeypatch):
    monkeypatch.setattr(company, "LIGHT", float("inf"))
    with EnginePool(workers=1) as own:
        answers, _, busy = waiting_behind(own, SIZES[:3], weeks=300)
        own.stop(busy)
        assert until(lambda: together(own) == 3)
        os.kill(own.processes()[0], signal.SIGKILL)
        assert [len(answer.result(timeout=60)) for answer in answers] == [2, 2, 2]


def greedy_rows(rows, **more):
    if any(row.inputs.batch_size == GREEDY for row in rows):
        return [bytes(2**20) for _ in range(2**14)]
    return SIMULATE_ROWS(rows, **more)


def greedy_block(spec, replicates, members, number):
    if spec.inputs.batch_size == GREEDY:
        return [bytes(2**20) for _ in range(2**14)]
    return RUN_BLOCK(spec, replicates, members, number)


SIMULATE_ROWS, RUN_BLOCK = worker.simulate_rows, worker.run_block


def greedy_together(asked, number):
    worker.simulate_rows = greedy_rows
    return worker.run_together(asked, number)


def test_a_setting_that_is_too_large_fails_alone(monkeypatch):
    monkeypatch.setattr(pool_module, "run_block", greedy_block)
    monkeypatch.setattr(company, "run_together", greedy_together)
    with EnginePool(workers=1) as own:
        answers, _, busy = waiting_behind(own, SIZES[:4])
        own.stop(busy)
        for size, answer in zip(SIZES, answers, strict=False):
            if size == GREEDY:
                with pytest.raises(EngineError, match="memory"):
                    answer.result(timeout=60)
            else:
                assert_identical(answer.result(timeout=60), run_replicates(setting(size), range(2)))


def waits(order: int, spec: RunSpec | None = None, served: int = 0, replicates=(0, 1), **marks) -> Block:
    arguments = (spec or setting(20 + order), tuple(replicates), False, order)
    return Block(None, arguments, Job(owner=order, owner_served=served), order, **{"urgent": True, **marks})


def test_those_served_longest_ago_come_along_and_as_many_as_each_process_has_to_do(monkeypatch):
    monkeypatch.setattr(company, "TOGETHER", 4)
    first = waits(0)
    others = [waits(order, served=9 - order) for order in range(1, 6)]
    assert company.company(first, others, workers=1) == [others[4], others[3], others[2]]
    assert company.company(first, others, workers=2) == [others[4], others[3]]
    assert company.company(first, others[:1], workers=2) == [], "there is a process for each"
    assert company.company(first, [], workers=2) == []


def test_only_light_first_answers_of_the_same_worlds_come_along():
    first, alike = waits(0), waits(1)
    crowd = RunSpec(seed=5, weeks=WEEKS).with_value("starting_customers", 20_000)
    rest = [
        waits(2, setting(50, seed=6)),
        waits(3, setting(50, weeks=WEEKS + 1)),
        waits(4, urgent=False),
        waits(5, spare=True),
        waits(6, alone=True),
        waits(7, crowd, replicates=range(60)),
    ]
    own = waits(8)
    own.job = first.job  # another block of the same answer is for another process
    assert company.company(first, [*rest, own, alike], workers=1) == [alike]
    assert company.company(rest[-1], [first, alike], workers=1) == [], "of a large one nothing is saved"


def test_the_rest_of_an_answer_waits_for_first_answers_that_wait_longer_and_for_no_others(monkeypatch):
    monkeypatch.setattr(blocks, "PATIENCE", 0.1)
    with EnginePool(workers=1) as own:
        answers, _, busy = waiting_behind(own, SIZES[:1])
        rest = own.submit_block(setting(60), range(2, 4), own.job())
        time.sleep(0.3)
        other = own.submit_block(setting(65), range(2), own.job(), urgent=True)
        assert not rest.running(), "it has waited long enough, but a first answer waits longer"
        answers[0].cancel()
        own.submit_block(setting(70), range(2), own.job(), urgent=True)
        own.stop(busy)
        assert rest.result(timeout=60)
        assert other.result(timeout=60)
