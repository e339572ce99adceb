"""Identical questions in flight are answered once, for everybody who asked."""

from __future__ import annotations

import contextlib
import resource
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from patience import until

from simulation import RunSpec, timeline_from
from simulation.engine.ensemble import run_replicates
from simulation.engine.pool import EnginePool
from simulation.engine.result_cache import ResultCache
from simulation.engine.single_flight import Flight, SingleFlight
from simulation.engine.stream import HURRIED, blocks, stream, under_way


class Counting(ThreadPoolExecutor):
    """Threads that count what they were given."""

    given = 0

    def submit(self, *arguments, **others):
        self.given += 1
        return super().submit(*arguments, **others)


def test_ten_who_ask_the_same_at_once_share_one_simulation():
    cache = ResultCache()
    with Counting(2) as threads, ThreadPoolExecutor(10) as readers:
        pool, ready = EnginePool(workers=2, executor=threads), threading.Barrier(10)

        def ask(_):
            ready.wait(30)
            return [*stream(RunSpec(runs=13, weeks=26), pool=pool, cache=cache, tick=lambda: None)][-1]

        answers = [*readers.map(ask, range(10))]
    assert threads.given == len(blocks(13, 2)), "each block is simulated once"
    assert all(answer is answers[0] for answer in answers)
    assert len(cache.flights) == 0


def test_who_leaves_takes_nothing_from_who_stays_and_the_last_one_ends_the_work(pool):
    cache = ResultCache()
    spec, asked = RunSpec(runs=300, weeks=104), {"pool": pool, "cache": cache, "tick": lambda: None}
    one, other = stream(spec, **asked), stream(spec, **asked)
    first = next(one)
    assert next(other) is first
    one.close()
    assert len(cache.flights) == 1
    assert len(next(other)) > len(first)
    other.close()
    assert len(cache.flights) == 0
    assert not pool._waiting
    assert all(block.job.stopped for block in pool._blocks_inside())


def test_different_questions_are_answered_apart():
    cache = ResultCache()
    with Counting(2) as threads:
        pool = EnginePool(workers=2, executor=threads)
        asked = [{"seed": 1}, {"seed": 2}, {"seed": 1, "timeline": timeline_from([(3, "batch_size", 60)], [])}]
        growing = [stream(RunSpec(runs=4, weeks=8, **one), pool=pool, cache=cache) for one in asked]
        assert len({id(next(one)) for one in growing}) == 3
        assert threads.given == 3 * len(blocks(4, 2))


def test_nothing_is_begun_before_somebody_asks_for_it():
    flights, begun = SingleFlight(), []

    def count(flight: Flight[int]):
        for number in range(3):
            begun.append(number)
            yield number

    growing = flights.follow("count", count)
    assert next(growing) == 0
    time.sleep(0.05)
    assert begun == [0], "the reader paints the first answer meanwhile"
    late = flights.follow("count", count)
    assert next(late) == 0
    assert [*growing] == [1, 2]
    assert [*late] == [2], "who looks away goes on with the newest"
    assert begun == [0, 1, 2]
    assert until(lambda: len(flights) == 0)


def test_what_is_set_out_for_is_worked_out_meanwhile_and_found_by_whoever_asks():
    flights, begun, gone = SingleFlight(), [], threading.Event()

    def count(flight: Flight[int]):
        flight.when_abandoned(gone.set)
        for number in range(3):
            begun.append(number)
            yield number

    with flights.under_way("count", count):
        assert until(lambda: begun == [0]), "nobody has asked yet"
        growing = flights.follow("count", count)
        assert next(growing) == 0
        assert begun == [0]
    assert not gone.is_set(), "somebody looks on"
    growing.close()
    assert gone.is_set()
    with flights.under_way("count", count):
        pass
    assert until(lambda: len(flights) == 0)


def test_a_simulation_under_way_is_the_one_that_is_asked_for_and_ends_where_nobody_does(pool):
    spec, cache = RunSpec(runs=300, weeks=104), ResultCache()
    with under_way(spec, pool, cache, "somebody"):
        assert until(lambda: pool._lanes[0].running), "it is begun"
        with contextlib.closing(stream(spec, pool=pool, cache=cache, owner="somebody")) as growing:
            assert len(next(growing)) >= HURRIED
            assert len({block.job for block in pool._blocks_inside()}) <= 1, "not simulated twice"
    assert until(lambda: not any(not block.job.stopped for block in pool._blocks_inside()))


@pytest.mark.parametrize(
    "spec",
    [RunSpec(runs=13, weeks=26), RunSpec(timeline=timeline_from([], [(week % 150, "influx", 20_000) for week in range(500)]))],
    ids=["known", "over the budget"],
)
def test_nothing_is_set_out_for_that_is_known_or_refused(spec):
    cache = ResultCache()
    cache.put(RunSpec(runs=13, weeks=26), run_replicates(RunSpec(runs=13, weeks=26), range(13)))
    with Counting(2) as threads, under_way(spec, EnginePool(workers=2, executor=threads), cache, "somebody"):
        time.sleep(0.05)
        assert not threads.given
        assert len(cache.flights) == 0


def test_a_failure_reaches_everybody_who_waits_and_the_next_one_asks_anew():
    flights, tries = SingleFlight(), []

    def fail(flight: Flight[int]):
        tries.append(flight)
        assert until(lambda: flight.followers == 3)
        raise RuntimeError("no worker")
        yield 0

    def ask(_):
        with pytest.raises(RuntimeError, match="no worker"):
            next(flights.follow("fail", fail))

    with ThreadPoolExecutor(3) as readers:
        list(readers.map(ask, range(3)))
    assert len(tries) == 1
    assert until(lambda: len(flights) == 0)
    assert [*flights.follow("fail", lambda flight: iter([7]))] == [7]


def test_a_reader_who_is_interrupted_leaves():
    flights = SingleFlight()
    left = threading.Event()

    def forever(flight: Flight[int]):
        flight.when_abandoned(left.set)
        left.wait(30)
        yield 0

    def interrupted():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        next(flights.follow("forever", forever, tick=interrupted, every=0.01))
    assert left.is_set()
    assert len(flights) == 0


def test_ten_identical_new_requests_cost_little_more_than_one():
    def cost(seed: int, readers: int) -> float:
        before = _spent(own)
        with ThreadPoolExecutor(readers) as threads:
            list(threads.map(lambda _: [*stream(RunSpec(seed=seed), pool=own, cache=cache, tick=lambda: None)], range(readers)))
        return _spent(own) - before

    cache = ResultCache()
    with EnginePool(workers=2) as own:
        cost(1, 1)  # everything is loaded
        alone = min(cost(2, 1), cost(3, 1))
        assert cost(4, 10) <= 1.5 * alone


def _spent(pool: EnginePool) -> float:
    """Return the processor time of this process and the pool's workers [s]."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = used.ru_utime + used.ru_stime
    for number in pool.processes():
        with open(f"/proc/{number}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / 100
    return spent
