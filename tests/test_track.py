"""The line under the batch size: what the first worlds of a stop leave open is looked at closer."""

from __future__ import annotations

import time

import pytest

from scenarios.scenario import Scenario
from simulation import RunSpec
from simulation.engine.ensemble import run_replicates
from simulation.engine.result_cache import ResultCache
from simulation.engine.stream import FIRST, beginning
from simulation.outcomes.zones import zone_of, zones_of_worlds
from tests.patience import until
from ui.session import first_worlds, runs
from ui.session.settings import History, Place
from ui.session.state import Session
from ui.simulate import track
from ui.simulate.track import STOPS, TRIES, at_stop, in_words, look_closer, zone_at, zone_here, zones_along

TORN = RunSpec().with_value("batch_size", 30)  # two of its first four worlds are at risk, and three of thirty


@pytest.fixture(scope="module")
def whole():
    return run_replicates(TORN, range(TORN.runs))


@pytest.fixture
def shelf(monkeypatch, pool):
    """Have the first worlds of the torn setting known, and nothing else; return where they are kept."""
    kept = ResultCache()
    kept.put(beginning(TORN), run_replicates(TORN, range(FIRST)))
    for module in (runs, first_worlds):
        monkeypatch.setattr(module, "result_cache", lambda: kept)
    monkeypatch.setattr(first_worlds, "engine", lambda: pool)
    monkeypatch.delenv("CLG_UNASKED")
    return kept


def reader() -> Session:
    return Session(history=History(Place(RunSpec(), Scenario(), "", RunSpec())))


def test_worlds_that_do_not_agree_are_a_first_look_and_more_of_them_say_something_else(shelf, whole):
    assert zone_at(TORN) == ("at risk", False)
    assert zone_here(TORN) == "30 at risk"
    zones, unsure = zones_along(RunSpec())
    assert unsure == [30]
    assert {stop for stop, zone in zones.items() if zone is not None} == {30}
    look_closer(reader(), unsure)
    assert first_worlds.under_way(TORN)
    end = time.monotonic() + 60
    while first_worlds.under_way(TORN) and time.monotonic() < end:
        time.sleep(0.02)
    assert zone_at(TORN) == (zone_of(zones_of_worlds(whole.series["auditorium_index"])), True) == ("healthy", True)
    assert zone_here(TORN) == "30 healthy"
    assert len(first_worlds.first_worlds(TORN)) == first_worlds.enough(TORN) > 4 * FIRST, "whoever moves there goes on from these"


def test_what_others_end_is_begun_again_a_few_times_and_no_more(shelf, monkeypatch):
    begun = []
    monkeypatch.setattr(track, "guess_more", begun.append)
    current = reader()
    for _ in range(TRIES + 2):
        look_closer(current, [30, 40])
    assert begun == [at_stop(RunSpec(), 30), at_stop(RunSpec(), 40)] * TRIES
    current.move("rituals", RunSpec().with_value("ritual_cadence", "monthly"))
    look_closer(current, [30])
    assert len(begun) == 2 * TRIES + 1, "other levers, other worlds"
    monkeypatch.setenv("CLG_UNASKED", "no")
    current.move("rituals", RunSpec().with_value("ritual_cadence", "biweekly"))
    look_closer(current, [30])
    assert len(begun) == 2 * TRIES + 1, "nothing unasked"


def test_while_others_have_work_nothing_is_begun_and_the_page_asks_again(shelf, pool):
    current, work = reader(), pool.job()
    others = pool.submit_block(RunSpec(seed=5), range(20), work)
    assert look_closer(current, [30]), "to be asked for once more"
    assert not first_worlds.under_way(TORN)
    pool.stop(work)
    others.exception(timeout=60)
    assert look_closer(current, [30])
    assert first_worlds.under_way(TORN)
    for _ in range(TRIES - 2):
        pool.submit_block(RunSpec(weeks=1), [0], pool.job()).result(timeout=60)  # whoever asks ends it
        assert until(lambda: not first_worlds.under_way(TORN), 60)
        goes_on = look_closer(current, [30])
    assert not goes_on, "but not for ever"


def test_between_stops_nothing_is_said_of_where_the_reader_stands(shelf):
    assert zone_here(TORN.with_value("batch_size", 33)) == ""
    assert zone_here(at_stop(TORN, 40)) == "", "none of its worlds are known"


def test_the_line_says_where_one_zone_ends_and_the_next_begins():
    zones = dict.fromkeys(STOPS, "healthy") | dict.fromkeys((60, 80, 120, 200, 300, 500, 0), "at risk")
    assert in_words(zones) == "healthy 5 to 40 · at risk 60 to 500 · open door: at risk"
    assert in_words(zones | {5: None}) == "Looking where it stays healthy: 12 of 13 sizes …"
