"""No session waits without being told its place."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from patience import until

from simulation import RunSpec
from simulation.engine.pool import EnginePool
from simulation.engine.quiet_pool import Seat
from simulation.engine.result_cache import ResultCache
from simulation.engine.stream import stream
from ui.session import queue
from ui.session.queue import AFTER, EVERY, Wait, note


class Held(ThreadPoolExecutor):
    """Threads that begin nothing before they are let go."""

    def __init__(self) -> None:
        super().__init__(1)
        self.gate = threading.Event()

    def submit(self, work, /, *arguments, **named):
        def later():
            self.gate.wait(60)
            return work(*arguments, **named)

        return super().submit(later)


@pytest.fixture
def held():
    """Return a pool with one seat whose blocks wait until they are let go."""
    with Held() as threads:
        pool = EnginePool(workers=1, executor=threads)
        yield pool, threads.gate
        threads.gate.set()


def first(pool: EnginePool, reader: str, guess: bool = False):
    job = pool.job(owner=reader, guess=guess)
    pool.submit_block(RunSpec(seed=1, weeks=1), [0], job, urgent=True)
    return job


def test_a_place_counts_the_answers_of_others_that_go_first(held):
    pool, _ = held
    jobs = [first(pool, reader) for reader in ("ann", "ben", "cem", "dan", "ben")]
    assert [pool.ahead(job) for job in jobs] == [0, 1, 2, 3, 3], "one's own answers are nobody else's"
    assert pool.ahead(pool.job(owner="eve")) == 0, "who asks for nothing waits for nobody"
    pool.stop(jobs[1])
    assert [pool.ahead(job) for job in jobs[2:]] == [1, 2, 3]


def test_quiet_work_knows_its_place_too(held):
    pool, gate = held
    seats = [Seat(pool, owner) for owner in "abc"]
    asked = [seat.submit(abs, -number) for number, seat in enumerate(seats)]
    assert [seat.ahead() for seat in seats] == [0, 1, 2]
    asked[1].cancel()
    assert seats[2].ahead() == 1
    gate.set()
    assert asked[2].result(timeout=20) == 2
    assert [seat.ahead() for seat in seats] == [0, 0, 0]


def test_whoever_waits_for_a_first_answer_is_told_until_it_is_their_turn(held):
    pool, gate = held
    first(pool, "ann")
    told: list[int] = []

    def waits(ahead: int) -> None:
        told.append(ahead)
        if told.count(1) == 3:
            gate.set()

    assert [*stream(RunSpec(runs=1, weeks=2), pool=pool, cache=ResultCache(), owner="ben", waits=waits)]
    assert told.count(1) >= 3
    assert set(told) <= {0, 1}


@pytest.fixture
def said(monkeypatch) -> list[str]:
    """Note what stands on the page."""
    words: list[str] = []
    monkeypatch.setattr(queue, "_write", words.append)
    return words


def test_the_page_says_it_after_a_moment_follows_it_and_takes_it_away(said):
    clock = [0.0]
    wait = Wait(now=lambda: clock[0])
    wait.tell(3)
    assert said == [], "most waits are over before anybody could read"
    clock[0] += AFTER
    wait.tell(3)
    wait.tell(3)
    assert said == ["In the queue: 3 answers of other readers go first."]
    clock[0] += EVERY
    wait.tell(1)
    assert said[1:] == ["In the queue: 1 answer of other readers goes first."]
    wait.tell(0)
    wait.over()
    assert said[2:] == [""]
    assert note(2, "search", "searches") == "In the queue: 2 searches of other readers go first."


def test_the_place_stands_on_the_page_while_somebody_waits_and_goes_with_the_answer(monkeypatch, tmp_path):
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from ui.session import runs

    monkeypatch.setattr(queue, "AFTER", 0.0)
    with Held() as threads:
        pool = EnginePool(workers=1, executor=threads)
        monkeypatch.setattr(runs, "engine", lambda: pool)
        monkeypatch.setattr(runs, "result_cache", ResultCache)
        first(pool, "somebody else")
        page = tmp_path / "page.py"
        page.write_text(
            "import streamlit as st\n"
            "from simulation import RunSpec\n"
            "from ui.session.queue import queue_place\n"
            "from ui.session.runs import grow\n"
            "queue_place('page')\n"
            "*_, results = grow(RunSpec(runs=1, weeks=2))\n"
            "st.write(f'{len(results)} world')\n"
        )
        seen: list[str] = []
        usual = queue._write

        def writing(words: str) -> None:
            usual(words)
            seen.append(words)
            threads.gate.set()

        monkeypatch.setattr(queue, "_write", writing)
        app = AppTest.from_file(str(Path(page)), default_timeout=60).run()
        assert not app.exception
        assert seen == ["In the queue: 1 answer of other readers goes first.", ""]
        assert [one.value for one in app.markdown] == ["1 world"]
        assert until(lambda: not pool._blocks_inside())
