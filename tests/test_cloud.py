"""The cloud: the same lines in any split and on any executor, kept, progressive, stopped at once, whole after a crash."""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from patience import until

from simulation import MEASURES, RunSpec, inputs_from, timeline_from
from simulation.engine import watch
from simulation.engine.budget import PERSON, person_weeks
from simulation.engine.ensemble import simulate
from simulation.engine.memory import SETTING as MEMORY
from simulation.engine.pool import EngineError
from simulation.engine.quiet_pool import QuietPool
from simulation.outcomes.reading import read
from simulation.outcomes.zones import zones_of_worlds
from simulation.studies.cloud import Cloud, Here, Point
from simulation.studies.cloud_block import evaluate_block
from simulation.studies.conditions import conditions_from
from simulation.studies.row_cache import RowCache

SEED, WEEKS = 7, 30
POINTS = [
    Point(inputs_from()),
    Point(inputs_from({"batch_size": 0, "community_managers": 0.0})),
    Point(inputs_from({"market": "enterprise"})),
    Point(inputs_from({"platform": "chat"}), timeline_from([(4, "batch_size", 80)], [(6, "influx", 300)])),
]
CONDITIONS = conditions_from(["weekly_active@3>=20", "members@6>0", "npv>0"])


def cloud_on(executor, **more) -> Cloud:
    return Cloud(executor, seed=SEED, weeks=WEEKS, conditions=CONDITIONS, **more)


@pytest.fixture(scope="module")
def truth():
    """Return what the engine says of each setting alone."""
    return [simulate(point.inputs, point.timeline, seed=SEED, weeks=WEEKS, replicates=range(3)) for point in POINTS]


@pytest.fixture(scope="module")
def quiet():
    with QuietPool(workers=2, niceness=0) as pool:
        yield pool


def test_lines_hold_every_measure_and_what_was_asked_at_a_month(truth):
    for point, sample, results in zip(POINTS, cloud_on(Here()).run([(point, range(3)) for point in POINTS]), truth, strict=True):
        for name in MEASURES:
            np.testing.assert_array_equal(sample.final(name), results.final(name), err_msg=f"{name} {point}")
        np.testing.assert_array_equal(sample.final("weekly_active", 3), read(results, "weekly_active", 3))
        np.testing.assert_array_equal(sample.zones, zones_of_worlds(results.series["auditorium_index"]))
        np.testing.assert_array_equal(sample.met(CONDITIONS), np.logical_and.reduce([one.met(results) for one in CONDITIONS]))


@pytest.mark.parametrize("where", ["threads", "processes"])
def test_lines_are_the_same_bit_for_bit_in_any_split_and_place(where, quiet, truth):
    wanted = [(POINTS[2], [2]), (POINTS[0], [1, 0, 2]), (POINTS[3], [0, 2]), (POINTS[1], range(3)), (POINTS[3], [1]), (POINTS[2], [0, 1])]
    with ThreadPoolExecutor(1) as threads:
        cloud = cloud_on(quiet if where == "processes" else threads)
        cloud.run(wanted)
    alone = cloud_on(Here()).run([(point, range(3)) for point in POINTS])
    for point, expected in zip(POINTS, alone, strict=True):
        np.testing.assert_array_equal(cloud.sample(point, range(3)).lines, expected.lines)


def test_blocks_hold_no_more_worlds_than_a_worker_can(truth):
    blocks: list[list] = []

    class Narrow(Here):
        """An executor whose workers may take as much as three worlds of the crowded setting do."""

        memory = 3.5 * PERSON * max(person_weeks(RunSpec(point.inputs, point.timeline, 0, WEEKS))[1] for point in POINTS)

        def submit(self, work, rows, *arguments):
            blocks.append(rows)
            return super().submit(work, rows, *arguments)

    samples = cloud_on(Narrow()).run([(point, range(3)) for point in POINTS for _ in range(2)] + [(POINTS[3], range(20))])
    assert max(len(rows) for rows in blocks) == 3
    assert len(cloud_on(Here()).run([(POINTS[3], range(20))])[0]) == 20
    np.testing.assert_array_equal(samples[0].final("npv"), truth[0].final("npv"))


def test_a_line_is_at_most_a_kilobyte():
    lines, _ = evaluate_block([(POINTS[0].inputs, POINTS[0].timeline, 0)], SEED, 4, ())
    assert lines.nbytes <= 1024


def test_what_is_known_is_not_evaluated_again_and_the_share_grows():
    shared = RowCache()
    first = cloud_on(Here(), cache=shared)
    shares = list(first.gather([(point, range(6)) for point in POINTS[:2]]))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 1
    assert first.evaluated == 12
    second = cloud_on(Here(), cache=shared)
    second.run([(POINTS[0], range(7)), (POINTS[0], [0, 1])])
    assert second.evaluated == 1
    other_seed = Cloud(Here(), seed=SEED + 1, weeks=WEEKS, conditions=CONDITIONS, cache=shared)
    assert other_seed.sample(POINTS[0], [0]) is None


def test_the_cache_is_bounded():
    cache = RowCache(limit=10)
    for setting in range(20):
        for replicate in range(3):
            cache.put(setting, replicate, np.zeros(2))
        assert len(cache) <= 10
    assert cache.get(0) == {}
    assert set(cache.get(19)) == {0, 1, 2}


def test_abandoning_stops_within_a_second_and_keeps_what_was_found(quiet):
    cloud = Cloud(quiet, seed=SEED, weeks=156)
    wanted = [(Point(inputs_from({"founders": founders})), range(4)) for founders in range(40)]
    states = cloud.gather(wanted)
    share = next(states)
    started = time.monotonic()
    states.close()
    assert time.monotonic() - started < 1
    assert 0 < share < 0.5
    assert 0 < cloud.evaluated < 160
    assert quiet.submit(os.getpid).result(timeout=20)  # the workers are free again, not busy with what nobody wants
    assert len(cloud.cache) == cloud.evaluated


def test_whoever_ticks_may_stop(quiet):
    class EnoughError(Exception):
        pass

    def tick() -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        list(Cloud(quiet, seed=SEED, weeks=WEEKS, tick=tick).gather([(POINTS[0], range(8))]))


def test_a_killed_worker_is_replaced_and_its_work_done_again(quiet, truth):
    cloud = cloud_on(quiet)
    states = cloud.gather([(point, range(3)) for point in POINTS])
    next(states)
    os.kill(quiet.submit(os.getpid).result(timeout=20), signal.SIGKILL)
    assert list(states)[-1] == 1
    for point, results in zip(POINTS, truth, strict=True):
        np.testing.assert_array_equal(cloud.sample(point, range(3)).final("npv"), results.final("npv"))


def test_a_task_that_always_breaks_its_process_is_given_up():
    with QuietPool(workers=1, niceness=0) as pool:
        with pytest.raises(EngineError, match="given up"):
            pool.submit(os._exit, 3).result(timeout=60)
        assert pool.submit(abs, -3).result(timeout=60) == 3


def test_an_executor_that_drops_its_blocks_says_why():
    class Gone(Here):
        def submit(self, work, /, *arguments):
            future: Future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

        def gone(self) -> EngineError:
            return EngineError("the machines went away")

    with pytest.raises(EngineError, match="went away"):
        Cloud(Gone(), seed=SEED, weeks=WEEKS).run([(POINTS[0], [0])])


def test_a_frozen_quiet_worker_is_replaced_though_nobody_asks_for_anything(monkeypatch):
    monkeypatch.setattr(watch, "DEADLINE", 3.0)
    with QuietPool(workers=1, niceness=0) as pool:
        frozen = pool.submit(os.getpid).result(timeout=60)
        os.kill(frozen, signal.SIGSTOP)
        assert until(lambda: not Path(f"/proc/{frozen}").exists() or "Z" in Path(f"/proc/{frozen}/stat").read_text().rpartition(")")[2][:3], 30)
        started = time.monotonic()
        assert pool.submit(os.getpid).result(timeout=60) != frozen
        assert time.monotonic() - started < 3, "who asks next pays for nothing"


def test_a_worker_that_freezes_over_quiet_work_costs_one_deadline_and_other_questions_nothing(monkeypatch):
    monkeypatch.setattr(watch, "DEADLINE", 3.0)
    with QuietPool(workers=2, niceness=0) as pool:
        one, other = pool.seat("one"), pool.seat("other")
        for seat in (one, other):
            seat.submit(os.getpid).result(timeout=60)
        assert until(lambda: len(pool.pool.processes()) == 2)
        os.kill(pool.pool.processes()[0], signal.SIGSTOP)
        started = time.monotonic()
        asked = [one.submit(abs, -1), other.submit(abs, -2)]
        assert until(lambda: any(call.done() for call in asked))
        assert time.monotonic() - started < 2
        assert [call.result(timeout=60) for call in asked] == [1, 2]


def test_quiet_work_that_takes_too_much_memory_fails_alone(monkeypatch):
    monkeypatch.setenv(MEMORY, "300")
    with QuietPool(workers=1, niceness=0) as pool:
        worker = pool.submit(os.getpid).result(timeout=60)
        with pytest.raises(EngineError, match="needs more memory than one worker may take"):
            pool.submit(bytes, 2**32).result(timeout=60)
        assert pool.submit(os.getpid).result(timeout=60) == worker
