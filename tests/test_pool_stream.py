"""Streaming: the result grows and ends as one call of `simulate`, wherever the blocks run."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from simulation import Results, RunSpec, inputs_from, timeline_from
from simulation.engine import pool as pool_module
from simulation.engine.ensemble import Cancelled, simulate
from simulation.engine.pool import EnginePool
from simulation.engine.result_cache import ResultCache
from simulation.engine.stream import CROWDED, FIRST, HURRIED, WIDEST, beginning, blocks, stream

TABLES = ("series", "runs", "books", "views", "counterfactual", "totals")


def assert_identical(one: Results, other: Results) -> None:
    assert one.replicates.tolist() == other.replicates.tolist()
    for table in TABLES:
        left, right = getattr(one, table), getattr(other, table)
        assert left.keys() == right.keys()
        for name in left:
            assert left[name].dtype == right[name].dtype, name
            assert np.array_equal(left[name], right[name], equal_nan=True), name


class Counting(ThreadPoolExecutor):
    """Threads that count what they were given."""

    given = 0

    def submit(self, *arguments, **others):
        self.given += 1
        return super().submit(*arguments, **others)


@pytest.fixture(scope="module")
def setting():
    timeline = timeline_from([(10, "batch_size", 60)], [(5, "influx", 300)])
    return inputs_from({"batch_size": 35}), timeline


@pytest.fixture(scope="module")
def whole(setting) -> Results:
    return simulate(*setting, seed=11, weeks=30, replicates=range(13))


def test_processes_give_what_simulate_gives(setting, whole, pool):
    grown = list(stream(RunSpec(*setting, seed=11, runs=13, weeks=30), pool=pool))
    assert [len(part) for part in grown] == sorted({len(part) for part in grown})
    assert len(grown) > 1
    assert_identical(grown[-1], whole)


def test_long_work_is_not_joined_anew_for_every_block(setting, pool):
    grown = list(stream(RunSpec(*setting, runs=600, weeks=2), pool=pool))
    assert len(grown[-1]) == 600
    assert all(len(after) >= 1.05 * len(before) for before, after in pairwise(grown[:-1]))


def test_this_process_gives_the_same(setting, whole):
    *_, last = stream(RunSpec(*setting, seed=11, runs=13, weeks=30))
    assert_identical(last, whole)


def test_any_executor_gives_the_same(setting, whole):
    with ThreadPoolExecutor(2) as threads:
        *_, last = stream(RunSpec(*setting, seed=11, runs=13, weeks=30), pool=EnginePool(workers=2, executor=threads))
    assert_identical(last, whole)


def test_members_come_along_when_asked_for(setting, pool):
    *_, last = stream(RunSpec(*setting, seed=11, runs=5, weeks=12), pool=pool, members=True)
    assert len(last.members) == 5
    expected = simulate(*setting, seed=11, weeks=12, replicates=range(5), members=True).members
    for table, other in zip(last.members, expected, strict=True):
        assert all(np.array_equal(table[name], other[name]) for name in other)


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_blocks_cover_every_replicate_once_small_ones_first(workers):
    for runs in range(1, 140):
        parts = blocks(runs, workers)
        assert [replicate for part in parts for replicate in part] == list(range(runs))
        assert all(0 < len(part) <= WIDEST for part in parts)
        assert all(len(part) <= FIRST for part in parts[: min(workers, len(parts))])
        assert runs < workers or len(parts) >= workers, "every worker has something to do"
        for done in range(1, runs):
            assert [replicate for part in blocks(runs, workers, done) for replicate in part] == list(range(done, runs))


def test_leaving_early_stops_the_work(setting, pool):
    growing = stream(RunSpec(*setting, runs=400, weeks=60), pool=pool)
    next(growing)
    growing.close()
    assert not pool._waiting
    assert all(block.job.stopped for block in pool._blocks_inside())


def test_a_tick_is_called_while_waiting_and_may_stop_the_work(setting, pool):
    class EnoughError(Exception):
        pass

    ticks = []

    def tick():
        ticks.append(threading.get_ident())
        if len(ticks) == 3:
            raise EnoughError

    with pytest.raises(EnoughError):
        list(stream(RunSpec(*setting, runs=400, weeks=520), pool=pool, tick=tick, every=0.01))
    assert ticks == [threading.get_ident()] * 3
    assert not pool._waiting
    ticks.clear()
    with pytest.raises(EnoughError):
        list(stream(RunSpec(*setting, runs=2, weeks=30), tick=tick))


def test_the_cache_answers_the_same_question_and_no_other(setting, pool, monkeypatch):
    inputs, timeline = setting
    cache = ResultCache()
    *_, first = stream(RunSpec(inputs, timeline, seed=3, runs=3, weeks=10), pool=pool, cache=cache)
    assert [*stream(RunSpec(inputs, timeline, seed=3, runs=3, weeks=10), pool=pool, cache=cache)] == [first]
    others = [
        RunSpec(inputs, timeline, seed=4, weeks=10, runs=3),
        RunSpec(inputs, timeline, seed=3, weeks=10, runs=2),
        RunSpec(inputs, timeline, seed=3, weeks=11, runs=3),
        RunSpec(replace(inputs, batch_size=40), timeline, seed=3, weeks=10, runs=3),
        RunSpec(inputs, timeline_from([(10, "batch_size", 61)], timeline.shocks), seed=3, weeks=10, runs=3),
    ]
    assert all(cache.get(spec) is None for spec in others)
    with pytest.raises(ValueError, match="read-only"):
        first.series["members"][0, 0] = 1.0


def test_of_an_abandoned_answer_the_first_worlds_are_kept_and_whoever_comes_back_has_them_at_once(setting, whole):
    cache = ResultCache()
    with Counting(2) as threads:
        pool = EnginePool(workers=2, executor=threads)
        asked = {"pool": pool, "cache": cache, "tick": lambda: None}
        growing = stream(RunSpec(*setting, seed=11, weeks=30, runs=13), **asked)
        first = next(growing)
        growing.close()
        assert len(cache) == 1
        given = threads.given
        again = stream(RunSpec(*setting, seed=11, weeks=30, runs=13), **asked)
        assert next(again) is first
        assert threads.given == given, "nothing is simulated for it"
        *_, last = again
        assert_identical(last, whole)
        assert threads.given == given + len(blocks(13, 2, done=len(first)))
        fewer = [*stream(RunSpec(*setting, seed=11, weeks=30, runs=3), **asked)]
        assert [len(part) for part in fewer] == [3], "who asks for fewer worlds gets no more"


def test_first_worlds_with_a_gap_are_no_beginning(setting, whole):
    cache = ResultCache()
    spec = RunSpec(*setting, seed=11, weeks=30, runs=13)
    cache.put(beginning(spec), simulate(*setting, seed=11, weeks=30, replicates=[0, 1, 4, 5]))
    grown = list(stream(spec, cache=cache))
    assert_identical(grown[-1], whole)


@pytest.mark.parametrize(("others", "glance", "worlds"), [(1, False, HURRIED), (2, False, HURRIED), (3, False, CROWDED), (3, True, HURRIED)])
def test_where_others_wait_too_a_first_answer_takes_one_worker_and_few_worlds(setting, others, glance, worlds):
    """A glance keeps its two worlds among many, too: of one nothing is kept, and the release of a thumb had to wait for its curve anew."""
    with Counting(2) as threads:
        pool = EnginePool(workers=2, executor=threads)
        jobs = [pool.job() for _ in range(others)]
        waiting = [pool.submit_block(RunSpec(*setting, seed=1, weeks=104), range(8), job, urgent=True) for job in jobs for _ in range(2)]
        assert pool.pressed == others
        growing = stream(RunSpec(*setting, runs=30, weeks=4), pool=pool, cache=(shelf := ResultCache()), tick=lambda: None, glance=glance)
        assert next(growing).replicates.tolist() == list(range(worlds))
        assert threads.given == 2 * others + 1
        assert (shelf.get(beginning(RunSpec(*setting, runs=30, weeks=4))) is not None) == (worlds >= HURRIED)
        growing.close()
        for job in jobs:
            pool.stop(job)
        wait(waiting)


@pytest.mark.parametrize(("workers", "given"), [(1, 1), (2, 1), (3, 2), (8, 2)])
def test_a_glance_takes_few_worlds_and_leaves_a_worker_free(setting, whole, workers, given):
    with Counting(workers) as threads:
        asked = {"pool": EnginePool(workers=workers, executor=threads), "cache": ResultCache(), "tick": lambda: None}
        looking = stream(RunSpec(*setting, seed=11, weeks=30, runs=13), glance=True, **asked)
        assert next(looking).replicates.tolist() == list(range(HURRIED))
        assert threads.given == given
        looking.close()
        first, *_, last = stream(RunSpec(*setting, seed=11, weeks=30, runs=13), **asked)
        assert len(first) == HURRIED, "the release goes on with what was seen"
        assert_identical(last, whole)


@pytest.mark.parametrize(("workers", "lost"), [(2, (2,)), (4, (2,)), (4, (3,)), (5, (2, 4)), (8, (3, 5))])
def test_worlds_given_up_for_somebody_elses_first_answer_come_with_the_rest(setting, whole, workers, lost):
    class Losing(EnginePool):
        """A pool whose spare blocks of these worlds are given up, wherever they stand among the first ones."""

        def submit_block(self, *arguments, replicates, spare=False, **more):
            if not (spare and replicates[0] in lost):
                return super().submit_block(*arguments, replicates=replicates, spare=spare, **more)
            given_up: Future = Future()
            given_up.set_exception(Cancelled())
            return given_up

    with ThreadPoolExecutor(workers) as threads:
        cache = ResultCache()
        spec, losing = RunSpec(*setting, seed=11, runs=13, weeks=30), Losing(workers=workers, executor=threads)
        first, *_, last = stream(spec, pool=losing, cache=cache, tick=lambda: None)
    assert len(first) >= HURRIED
    assert set(first.replicates.tolist()).isdisjoint(lost)
    assert_identical(last, whole)
    assert cache.get(spec) is last


def test_somebody_elses_first_answer_takes_a_spare_worker(setting, monkeypatch):
    monkeypatch.setattr(pool_module, "YOUNG", 60.0)
    others: list[Future] = []

    class Busy(EnginePool):
        """A pool that somebody else asks as soon as a first answer has taken all its workers."""

        def submit_block(self, *arguments, spare=False, **more):
            future = super().submit_block(*arguments, spare=spare, **more)
            if spare:
                others.append(super().submit_block(RunSpec(*setting, seed=1, weeks=5), [0], self.job(), urgent=True))
            return future

    with Busy(workers=2) as own:
        first, *_, last = stream(RunSpec(*setting, seed=11, runs=9, weeks=104), pool=own, tick=lambda: None)
        assert first.replicates.tolist() == list(range(HURRIED))
        assert_identical(last, simulate(*setting, seed=11, weeks=104, replicates=range(9)))
        assert [len(other.result(timeout=60)) for other in others] == [1]


def test_the_cache_stays_within_its_bound_and_drops_the_oldest(whole):
    one = ResultCache()
    one.put(("probe",), whole)
    cache = ResultCache(limit=3 * one.size)
    for number in range(5):
        cache.put((number,), whole)
        cache.get((0,))
    assert len(cache) == 3
    assert cache.size <= cache.limit
    assert cache.get((0,)) is whole, "what is asked for often stays"
    assert cache.get((1,)) is None
    small = ResultCache(limit=one.size - 1)
    small.put((0,), whole)
    assert len(small) == 0


def test_the_cache_bears_many_threads(whole):
    cache = ResultCache(limit=4 * whole.series["members"].nbytes * 200)

    def work(start: int) -> None:
        for number in range(200):
            cache.put((start, number % 7), whole)
            cache.get((number % 3, number % 5))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert cache.size == sum(size for _, size in cache._kept.values()) <= cache.limit


def test_blocks_that_finish_out_of_order_are_put_in_order(setting, whole):
    class Backwards(ThreadPoolExecutor):
        """Hold every block back until as many as may run are there, then finish the last one first."""

        def __init__(self, hold: int) -> None:
            super().__init__(1)
            self.held: list[tuple] = []
            self.hold = hold

        def submit(self, function, *arguments):
            future: Future = Future()
            self.held.append((future, function, arguments))
            if len(self.held) == self.hold:
                super().submit(self.release)
            return future

        def release(self) -> None:
            for future, function, arguments in reversed(self.held):
                future.set_result(function(*arguments))

    count = len(blocks(13, 13))  # one world in each, all under way at once
    with Backwards(count) as executor:
        grown = list(stream(RunSpec(*setting, seed=11, runs=13, weeks=30), pool=EnginePool(workers=count, executor=executor)))
    assert count >= 3
    for part in grown:
        assert part.replicates.tolist() == sorted(part.replicates.tolist())
    assert_identical(grown[-1], whole)


@pytest.mark.parametrize("tick", [lambda: None, None])
def test_whoever_looks_on_has_the_first_answer_before_the_rest_is_begun(setting, tick):
    with Counting(2) as threads:
        growing = stream(RunSpec(*setting, seed=11, runs=30, weeks=8), pool=EnginePool(workers=2, executor=threads), tick=tick)
        first = next(growing)
        assert len(first) >= FIRST
        assert threads.given == 2
        *_, last = growing
    assert threads.given == len(blocks(30, 2))
    assert last.replicates.tolist() == list(range(30))
