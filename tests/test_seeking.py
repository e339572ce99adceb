"""The past of an existing community is looked for by the workers: the same past, once for all who ask, and no other reader stands still."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from patience import until

from simulation import InputError, RunSpec, inputs_from
from simulation.engine import seeking, starting
from simulation.engine.budget import PERSON
from simulation.engine.looking import Past
from simulation.engine.pool import EnginePool
from simulation.engine.result_cache import ResultCache
from simulation.engine.seeking import live_part, sought
from simulation.engine.starting import find, started
from simulation.engine.stream import stream
from simulation.vocabulary.existing import Existing, Start

COMMUNITY = RunSpec(inputs_from({"batch_size": 0}), weeks=20, runs=4, existing=Existing(members=150, active=40, age_weeks=30))
NOBODY = replace(COMMUNITY, existing=Existing(members=400, active=396, age_weeks=30, active_means="wrote"))


@pytest.fixture(autouse=True)
def forgotten():
    """Let no test know what another has found."""
    starting._kept.clear()
    yield
    starting._kept.clear()


def test_workers_find_what_one_process_finds(pool):
    alone = started(COMMUNITY)
    starting._kept.clear()
    shares: list[float] = []
    assert sought(COMMUNITY, pool, tell=shares.append).existing.start == alone.existing.start
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_ten_who_ask_for_the_same_past_share_one_search(pool, monkeypatch):
    begun, ready = [], threading.Barrier(10)
    usual = seeking.search

    def counting(*arguments):
        begun.append(arguments)
        return usual(*arguments)

    def ask(_):
        ready.wait(30)
        return sought(COMMUNITY, pool, tick=lambda: None)

    monkeypatch.setattr(seeking, "search", counting)
    with ThreadPoolExecutor(10) as readers:
        found = [*readers.map(ask, range(10))]
    assert len(begun) == 1
    assert all(one.existing.start == found[0].existing.start for one in found)
    assert len(seeking._searches) == 0


def test_nothing_of_it_is_lived_in_the_process_that_serves_the_pages(pool, monkeypatch):
    lived = []
    monkeypatch.setattr(Past, "lived", lambda *past: lived.append(past))
    results = [*stream(COMMUNITY, pool=pool, cache=ResultCache(), tick=lambda: None)]
    assert len(results[-1]) == COMMUNITY.runs
    assert not lived


def test_a_past_is_lived_in_parts_that_a_worker_can_hold(pool, monkeypatch):
    alone = started(COMMUNITY)
    starting._kept.clear()
    people = COMMUNITY.existing.members + 2 * COMMUNITY.inputs.starting_customers
    parts: list[int] = []
    usual = pool.submit
    monkeypatch.setattr(pool, "memory", int(1.5 * people * PERSON))
    monkeypatch.setattr(
        pool, "submit", lambda work, arguments, *more, **marks: (parts.append(len(arguments[1])), usual(work, arguments, *more, **marks))[1]
    )
    assert sought(COMMUNITY, pool).existing.start == alone.existing.start
    assert max(parts) == 1


def test_whoever_leaves_ends_the_search_at_once_and_somebody_else_goes_on_with_it(pool):
    def leave() -> None:
        raise InterruptedError

    long = replace(COMMUNITY, existing=Existing(members=5_000, active=150, age_weeks=156))
    with pytest.raises(InterruptedError):
        sought(long, pool, tick=leave)
    assert until(lambda: not pool._blocks_inside(), 10), "running looks end within a week"
    with ThreadPoolExecutor(1) as other:
        stays = other.submit(sought, COMMUNITY, pool, tick=lambda: None)
        with pytest.raises(InterruptedError):
            sought(COMMUNITY, pool, tick=leave)
        assert stays.result(timeout=60).existing.start is not None


def test_a_past_that_leads_nowhere_is_said_by_the_search_on_workers_too(pool):
    with pytest.raises(InputError) as alone:
        find(NOBODY.inputs, NOBODY.existing, NOBODY.seed)
    with pytest.raises(InputError) as there:
        sought(NOBODY, pool)
    assert there.value.problems == alone.value.problems


def test_others_first_answers_do_not_wait_for_a_search():
    with EnginePool(workers=1) as own:
        own.submit_block(RunSpec(weeks=2), [0], own.job(), urgent=True).result(timeout=60)
        job = own.job()
        past = Past(COMMUNITY.inputs, Existing(members=20_000, active=1_000, age_weeks=416), 7, found_start())
        look = own.submit(live_part, (past, range(4)), job)
        assert until(lambda: job.running == 1)
        assert own.submit_block(RunSpec(seed=5, weeks=5), [0], own.job(), urgent=True).result(timeout=60)
        assert not look.done(), "it has a lane of its own"
        own.stop(job)
        assert until(look.done, 10)


def found_start() -> Start:
    return Start(intake=5.65, growth=0.0, visit_base=-4.75, customers=2_283, open_door=False)


def test_a_worker_that_dies_ends_no_search(pool):
    with ThreadPoolExecutor(1) as reader:
        asked = reader.submit(sought, COMMUNITY, pool, tick=lambda: None)
        os.kill(pool.processes()[-1], signal.SIGKILL)
        assert asked.result(timeout=120).existing.start is not None
