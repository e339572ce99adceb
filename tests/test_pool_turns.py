"""Whose block goes next: first answers before the rest, whoever was served longest ago before the others, and nobody starves."""

from __future__ import annotations

import itertools
from concurrent.futures import Executor, Future, wait

import pytest
from patience import until

from simulation import RunSpec
from simulation.engine import blocks
from simulation.engine import pool as pool_module
from simulation.engine.ensemble import Cancelled
from simulation.engine.pool import EnginePool


class Hand(Executor):
    """An executor that finishes a block when the test says so. Of each it notes the seed, by which the tests tell jobs apart."""

    def __init__(self) -> None:
        self.given: list[tuple[int, tuple[int, ...], Future]] = []

    def submit(self, function, *arguments):
        future: Future = Future()
        self.given.append((arguments[0].seed, arguments[1], future))
        return future

    def finish(self, place: int) -> None:
        self.given[place][2].set_result("done")


def test_what_is_urgent_does_not_wait_for_a_wide_block_under_way():
    with EnginePool(workers=1) as own:
        # About a minute of work: that the small block ends shows that it did not wait for it.
        wide = own.submit_block(RunSpec(seed=1, weeks=520), range(200), heavy := own.job())
        assert until(lambda: heavy.running == 1)
        small = own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job(), urgent=True)
        assert own.pressed
        assert len(small.result(timeout=60)) == 1
        assert not wide.done()
        assert not own.pressed
        own.stop(heavy)


def test_of_several_first_answers_the_one_whose_reader_was_served_longest_ago_goes_first():
    hand = Hand()
    pool = EnginePool(workers=1, executor=hand)
    seeds = itertools.count(1)

    def ask(reader: str) -> int:
        job, seed = pool.job(owner=reader), next(seeds)
        for number in range(2):
            pool.submit_block(RunSpec(seed=seed, weeks=1), [number], job, urgent=True)
        return seed

    finished = 0
    asked = [ask("first"), ask("second"), ask("third")]
    for _ in range(2):
        while finished < len(hand.given):
            hand.finish(finished)
            finished += 1
        order = [seed for seed, _, _ in hand.given[-6:]]
        assert order == [seed for seed in asked for _ in range(2)]
        # The same three again, the one served last at the head of the queue but for one block that is under way.
        busy = pool.submit_block(RunSpec(seed=next(seeds), weeks=1), [9], pool.job(), urgent=True)
        last, middle, first = ask("third"), ask("second"), ask("first")
        asked = [first, middle, last]
        hand.finish(finished)
        finished += 1
        assert busy.done()


def test_a_spare_block_that_has_just_begun_makes_room_for_somebody_elses_first_answer(monkeypatch):
    monkeypatch.setattr(pool_module, "YOUNG", 60.0)
    with EnginePool(workers=2) as own:
        job, other, third = (own.job() for _ in range(3))
        # Half a minute of work each: that the other's first answer comes shows that the spare one made room.
        needed = own.submit_block(RunSpec(seed=1, weeks=520), range(60), job, urgent=True)
        spare = own.submit_block(RunSpec(seed=1, weeks=520), range(60, 120), job, urgent=True, spare=True)
        mine = own.submit_block(RunSpec(seed=1, weeks=520), [8], job, urgent=True)
        assert not mine.running()
        assert not spare.done(), "one's own blocks wait for one another"
        first = own.submit_block(RunSpec(seed=1, weeks=5), [0], other, urgent=True)
        with pytest.raises(Cancelled):
            spare.result(timeout=60)
        assert len(first.result(timeout=60)) == 1
        assert not needed.done()
        assert not job.stopped
        own.stop(job)
        wait([needed, mine], timeout=60)
        assert own.submit_block(RunSpec(seed=1, weeks=5), [3], third, urgent=True, spare=True).result(timeout=60)


@pytest.mark.parametrize(("spare", "young"), [(False, 60.0), (True, 0.0)])
def test_a_block_that_is_needed_or_half_done_is_not_given_up(monkeypatch, spare, young):
    monkeypatch.setattr(pool_module, "YOUNG", young)
    with EnginePool(workers=1) as own:
        begun = own.submit_block(RunSpec(seed=1, weeks=60), range(4), own.job(), urgent=True, spare=spare)
        waiting = own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job(), urgent=True)
        assert len(begun.result(timeout=60)) == 4
        assert len(waiting.result(timeout=60)) == 1


def test_a_guess_is_simulated_while_nobody_asks_and_dropped_as_soon_as_somebody_does():
    with EnginePool(workers=2) as own:
        quick = own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job(guess=True))
        assert len(quick.result(timeout=60)) == 1
        guesses = [own.submit_block(RunSpec(seed=1, weeks=520), range(200), own.job(guess=True)) for _ in range(3)]
        assert until(lambda: len(own._lanes[-1].running) == 2)
        asked = own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job(), urgent=True)
        for guess in guesses:
            with pytest.raises(Cancelled):
                guess.result(timeout=60)
        assert len(asked.result(timeout=60)) == 1


def test_nothing_is_guessed_while_somebody_waits_or_where_it_could_not_be_stopped():
    with EnginePool(workers=2) as own:
        busy = own.submit_block(RunSpec(seed=1, weeks=520), range(200), heavy := own.job())
        with pytest.raises(Cancelled):
            own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job(guess=True)).result(timeout=60)
        assert not busy.done()
        own.stop(heavy)
    hand = Hand()
    foreign = EnginePool(workers=2, executor=hand)
    with pytest.raises(Cancelled):
        foreign.submit_block(RunSpec(seed=1, weeks=5), [0], foreign.job(guess=True)).result(timeout=60)
    assert not hand.given


def test_wide_blocks_leave_the_cores_to_first_answers():
    with EnginePool(workers=2) as own:
        first = own.job()
        urgent = [own.submit_block(RunSpec(seed=1, weeks=520), range(4), first, urgent=True) for _ in range(2)]
        wide = own.submit_block(RunSpec(seed=1, weeks=1), [0], first)
        assert [len(lane.running) for lane in own._lanes] == [2, 0]
        own.stop(first)
        wait([*urgent, wide], timeout=60)


def test_one_first_answer_is_finished_before_the_next_begins():
    hand = Hand()
    pool = EnginePool(workers=2, executor=hand)
    for reader in range(3):
        job = pool.job()
        for number in range(2):
            pool.submit_block(RunSpec(seed=reader, weeks=1), [number], job, urgent=True)
        pool.submit_block(RunSpec(seed=reader, weeks=1), [2], job)
    for place in range(6):
        hand.finish(place)
    assert [reader for reader, _, _ in hand.given[:6]] == [0, 0, 1, 1, 2, 2]


def test_a_newcomer_is_served_before_wide_blocks_and_then_in_turn():
    hand = Hand()
    pool = EnginePool(workers=2, executor=hand)
    (heavy, hers), (light, his) = ((pool.job(), seed) for seed in (1, 2))
    for number in range(6):
        pool.submit_block(RunSpec(seed=hers, weeks=1), [number], heavy)
    assert [seed for seed, _, _ in hand.given] == [hers, hers]  # alone, it may use every core
    pool.submit_block(RunSpec(seed=his, weeks=1), [0], light, urgent=True)
    pool.submit_block(RunSpec(seed=his, weeks=1), [1], light)
    pool.submit_block(RunSpec(seed=his, weeks=1), [2], light)
    for place in range(6):
        hand.finish(place)
    served = [seed for seed, _, _ in hand.given[2:]]
    assert served[0] == his
    assert served[:6].count(his) == 3, "the newcomer must not wait behind the heavy job's queue"
    assert len(hand.given) == 8


def test_at_most_one_block_per_worker_is_under_way():
    hand = Hand()
    pool = EnginePool(workers=3, executor=hand)
    for number in range(9):
        pool.submit_block(RunSpec(seed=1, weeks=1), [number], pool.job())
    assert len(hand.given) == 3
    hand.finish(1)
    assert len(hand.given) == 4


def test_nobody_starves_behind_others_first_blocks(monkeypatch):
    monkeypatch.setattr(blocks, "PATIENCE", 0.0)
    hand = Hand()
    pool = EnginePool(workers=1, executor=hand)
    running, patient, eager = 1, 2, 3
    pool.submit_block(RunSpec(seed=running, weeks=1), [0], pool.job())
    pool.submit_block(RunSpec(seed=patient, weeks=1), [0], pool.job())
    pool.submit_block(RunSpec(seed=eager, weeks=1), [0], pool.job(), urgent=True)
    hand.finish(0)
    assert hand.given[1][0] == patient


def test_heavy_blocks_leave_a_process_to_others_and_are_never_urgent():
    with EnginePool(workers=2) as own:
        heavy = [own.submit_block(RunSpec(seed=1, weeks=520), range(200), own.job(), urgent=True, heavy=True) for _ in range(3)]
        assert until(lambda: sum(one.running() for one in heavy) == 1)
        assert own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job()).result(timeout=60), "not even the rest of a picture waits for them"
        assert own.submit_block(RunSpec(seed=1, weeks=5), [0], own.job(), urgent=True).result(timeout=60)
        assert sum(one.running() for one in heavy) == 1
