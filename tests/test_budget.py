"""The budget: what a question would take is estimated before anything runs, and the reader is told what to reduce."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from scenarios.link import to_link
from scenarios.scenario import Scenario, library_names, load_library
from simulation import RunSpec, inputs_from, timeline_from
from simulation.engine import starting
from simulation.engine.budget import BUDGET, PERSON, SETTING, OverBudgetError, check, person_weeks, widest
from simulation.engine.memory import SETTING as MEMORY
from simulation.engine.result_cache import ResultCache
from simulation.engine.stream import WIDEST, blocks, stream
from simulation.schedule import new_world, step
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.version import MAX_RUNS
from tests.saving import opened, words
from ui.session import exploring

CROWD = timeline_from([], [(week % 150, "influx", 20_000) for week in range(500)])  # ten million people


class Untouched:
    """A pool that nobody may ask for anything."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was asked for")


def test_ten_million_people_are_refused_before_anything_runs_with_what_to_reduce():
    started = time.process_time()
    with pytest.raises(
        OverBudgetError, match=r"people at once in each of 30 worlds .* Nothing was simulated\. Reduce the influx planned \(10,000,000 people\)"
    ):
        next(stream(RunSpec(timeline=CROWD), pool=Untouched(), cache=ResultCache()))
    assert time.process_time() - started < 0.5


def test_a_link_that_asks_for_ten_million_people_is_answered_in_a_second(place):
    link = to_link(Scenario(title="Everybody", timeline=CROWD))
    opened("simulate")  # the page is loaded
    app = opened("simulate", base=link)
    started = time.process_time()
    app.run()
    assert time.process_time() - started < 1
    assert not app.exception
    assert "Reduce the influx planned (10,000,000 people) first" in words(app).replace("\\", "")


@pytest.mark.parametrize("name", library_names())
def test_whatever_the_library_holds_is_far_within_it(name):
    scenario = load_library(name)
    check(RunSpec(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, 200), BUDGET)


@pytest.mark.parametrize(
    ("values", "weeks", "advice"),
    [
        ({"market_size": 2_000_000, "organic_signups": 500, "paid_spend": 500_000, "cac": 10}, 520, "the market size (2,000,000)"),
        ({"starting_customers": 20_000, "market_size": 30_000, "market": "enterprise"}, 520, "the customers at the start (20,000)"),
    ],
)
def test_the_advice_names_what_matters_most(values, weeks, advice):
    with pytest.raises(OverBudgetError) as told:
        check(RunSpec(inputs_from(values), weeks=weeks, runs=MAX_RUNS), BUDGET)
    assert f"Reduce {advice} first" in str(told.value)


def test_a_long_past_is_refused_before_it_is_sought(monkeypatch):
    monkeypatch.setattr(starting, "find", lambda *any_past: pytest.fail("it was sought"))
    existing = Existing(members=100_000, active=5_000, age_weeks=1_040)
    with pytest.raises(OverBudgetError, match=r"Reduce the members of today \(100,000\) or the weeks since the launch \(1,040\) first"):
        next(stream(RunSpec(runs=60, existing=existing), pool=Untouched(), cache=ResultCache()))


def test_fewer_worlds_are_offered_where_they_would_do():
    spec = RunSpec(runs=300)
    each, _ = person_weeks(spec)
    with pytest.raises(OverBudgetError, match="or ask for 100 worlds"):
        check(spec, 100.5 * each)


def test_whoever_runs_the_server_sets_it(monkeypatch):
    monkeypatch.setenv(SETTING, "1_000")
    with pytest.raises(OverBudgetError):
        check(RunSpec())
    monkeypatch.setenv(SETTING, "0")
    check(RunSpec(timeline=CROWD))
    monkeypatch.setenv(SETTING, "much")
    check(RunSpec())


@pytest.mark.parametrize("name", ["default", "influx-without-staff", "enterprise-champions"])
def test_the_estimate_is_near_what_comes(name):
    scenario = load_library(name)
    spec = RunSpec(scenario.inputs, scenario.timeline, scenario.seed, 52, 1)
    world = new_world(spec, [0])
    counted = 0
    for week in range(spec.weeks):
        step(world, week)
        counted += int(world.people.counts.sum())
    estimated, _ = person_weeks(spec)
    assert counted / 3 < estimated < 3 * counted


def test_blocks_are_as_wide_as_memory_and_others_turns_allow():
    usual, crowded = RunSpec(), RunSpec(timeline=timeline_from([], [(week, "influx", 20_000) for week in range(120)]))
    assert widest(usual, 2e9)[0] >= WIDEST
    assert not widest(usual, 2e9)[1]
    _, people = person_weeks(usual)
    assert widest(usual, 3.5 * PERSON * people)[0] == 3
    assert widest(crowded, 1e12) == (1, True), "one of its worlds alone takes seconds"
    for most in (1, 2, 5):
        parts = blocks(31, 2, most=most)
        assert [world for part in parts for world in part] == [*range(31)]
        assert max(map(len, parts)) <= most


def test_more_people_than_a_worker_can_hold_are_refused_before_it_tries(monkeypatch):
    spec = RunSpec(timeline=timeline_from([], [(week, "influx", 20_000) for week in range(40)]), weeks=41, runs=1)
    check(spec, 1e12)
    monkeypatch.setenv(MEMORY, "100")
    with pytest.raises(OverBudgetError, match="more than one world can hold here"):
        check(spec, 1e12)


def test_exploring_beyond_the_budget_is_refused_before_anything_runs(monkeypatch):
    monkeypatch.setattr(exploring, "session", lambda: SimpleNamespace(now=RunSpec(timeline=CROWD)))
    monkeypatch.setattr(exploring, "quiet", lambda: pytest.fail("workers were asked for"))
    with pytest.raises(OverBudgetError, match="Reduce the influx planned"):
        exploring.cloud(1, 52)
