"""A community that is there already: its past leads to what is known of today, and only what comes from today on counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scenarios.link import from_link, to_link
from scenarios.scenario import Scenario
from simulation.engine import starting
from simulation.engine.ensemble import run_replicates, simulate_rows
from simulation.engine.looking import TOLERANCE, Past
from simulation.engine.starting import common_start, find, search, started
from simulation.state.world import Row
from simulation.studies.compare import compare
from simulation.vocabulary.existing import Existing, existing_from, lived_inputs
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import Change, Timeline

KNOWN = Existing(members=150, active=40, age_weeks=30)
COMMUNITIES = {
    "a lively chat of three months": ({"platform": "chat", "batch_size": 0}, {"members": 80, "active": 48, "age_weeks": 13}),
    "a forum of a year whose newcomers are known": ({"batch_size": 0}, {"members": 800, "active": 120, "age_weeks": 52, "newcomers": 60}),
    "a quiet forum of an enterprise": ({"market": "enterprise", "batch_size": 0}, {"members": 300, "active": 12, "age_weeks": 40}),
    "more than founders and batches bring": ({}, {"members": 1_500, "active": 150, "age_weeks": 40}),
}


@pytest.fixture(scope="module")
def setting() -> RunSpec:
    """Return a small community whose past is found, held against the same one unchanged."""
    return started(RunSpec(inputs_from({"batch_size": 0}), weeks=40, runs=3, existing=replace(KNOWN, counterfactual="unchanged")))


@pytest.fixture(scope="module")
def unchanged(setting):
    return run_replicates(setting)


@pytest.fixture(scope="module")
def closed(setting):
    return run_replicates(replace(setting, existing=replace(setting.existing, counterfactual="closed")))


@pytest.mark.parametrize("name", COMMUNITIES)
def test_the_past_leads_to_what_is_known_of_today(name):
    differences, known = COMMUNITIES[name]
    existing = Existing(**known)
    found = find(inputs_from(differences), existing, seed=7)
    results = run_replicates(RunSpec(inputs_from(differences), weeks=3, runs=16, existing=replace(existing, start=found.start)))
    assert results.series["members"][:, 0].mean() == pytest.approx(existing.members, rel=0.05)
    assert results.series["weekly_active"].mean() == pytest.approx(existing.active, rel=0.10)
    usual = inputs_from(differences).starting_customers  # nobody says how many there are today: those of the setting
    assert results.series["customers"][:, 0].mean() == pytest.approx(usual, rel=0.10)
    if existing.newcomers:
        there = Past(inputs_from(differences), existing, 7, found.start).lived(range(16))
        assert there["newcomers"].mean() * 52 / 12 == pytest.approx(existing.newcomers, rel=0.10)


def test_worlds_that_the_search_has_not_seen_stand_there_too():
    """A small community's worlds differ much: as many are looked at as it takes to know their mean."""
    existing, inputs = Existing(members=300, active=45, age_weeks=26), inputs_from({"batch_size": 0})
    there = Past(inputs, existing, 7, find(inputs, existing, seed=7).start).lived(range(1_000, 1_060))
    for name, wanted in (("members", 300), ("active", 45), ("customers", inputs.starting_customers)):
        assert there[name].mean() == pytest.approx(wanted, rel=TOLERANCE[name]), name


def test_the_way_to_a_large_community_is_shown_by_a_sample_of_it(monkeypatch):
    monkeypatch.setattr(starting, "LARGE", 1.0)
    monkeypatch.setattr(starting, "SAMPLE", 120)
    existing, inputs, members = Existing(members=600, active=90, age_weeks=26), inputs_from({"batch_size": 0}), []

    def live(past, replicates):
        members.append(past.existing.members)
        assert past.inputs.market_size == pytest.approx(inputs.market_size * past.existing.members / 600, rel=0.01)
        return [past.lived(replicates)]

    *_, found = search(inputs, existing, 7, live)
    assert members[0] == 120
    assert members == sorted(members), "once the whole is lived, the sample is left"
    there = Past(inputs, existing, 7, found.start).lived(range(16))
    assert there["members"].mean() == pytest.approx(600, rel=0.05)
    assert there["active"].mean() == pytest.approx(90, rel=0.10)


@pytest.mark.parametrize("customers", [400, 4_000])
def test_the_company_of_the_past_was_such_that_today_has_its_customers(customers):
    existing, inputs = Existing(members=150, active=40, age_weeks=104, customers=customers), inputs_from({"batch_size": 0})
    found = find(inputs, existing, seed=7)
    assert (found.start.company < 1) == (customers < inputs.starting_customers)
    results = run_replicates(RunSpec(inputs, weeks=3, runs=16, existing=replace(existing, start=found.start)))
    assert results.series["customers"][:, 0].mean() == pytest.approx(customers, rel=0.10)
    assert results.series["signups_organic"][:, 0].mean() == pytest.approx(inputs.organic_signups, rel=0.25), "from today on it is as set"


def test_active_members_may_be_those_who_wrote():
    existing = Existing(members=300, active=45, age_weeks=26, active_means="wrote")
    found = find(inputs_from({"batch_size": 0}), existing, seed=7)
    results = run_replicates(RunSpec(inputs_from({"batch_size": 0}), weeks=3, runs=12, existing=replace(existing, start=found.start)))
    assert results.series["speakers"].mean() == pytest.approx(45, rel=0.10)


def test_posts_of_a_month_are_met_by_how_much_members_write():
    inputs, existing = inputs_from({"batch_size": 0}), Existing(members=300, active=45, age_weeks=26, posts=130)
    usual = find(inputs, replace(existing, posts=None), seed=7)
    found = find(inputs, existing, seed=7)
    assert usual.start.voice == 1
    assert found.start.voice < 0.7, "it would write more than twice as much"
    there = Past(inputs, existing, 7, found.start).lived(range(30))  # as a run lives it, in more worlds than the search
    assert there["posts"].mean() * 52 / 12 == pytest.approx(130, rel=TOLERANCE["posts"])
    assert there["members"].mean() == pytest.approx(300, rel=0.05)
    assert there["active"].mean() == pytest.approx(45, rel=0.10)


def test_the_staff_of_a_file_cared_for_the_past_and_goes_on():
    file = "schema = 1\n[existing]\nmembers = 300\nactive = 45\nage_weeks = 26\nstaff = 3\n[differences]\nbatch_size = 0\n"
    scenario = Scenario.from_toml(file.replace("schema = 1", f"schema = {Scenario().schema}"))
    assert scenario.inputs.community_managers == 3
    assert lived_inputs(scenario.inputs, scenario.existing).community_managers == 3
    assert lived_inputs(scenario.inputs, scenario.existing).batch_size == 0
    fewer = Scenario.from_document({**scenario.to_document(), "differences": {"batch_size": 0, "community_managers": 1.0}})
    assert Scenario.from_toml(fewer.to_toml()) == fewer
    assert (fewer.inputs.community_managers, lived_inputs(fewer.inputs, fewer.existing).community_managers) == (1, 3)
    for staff, message in (("many", "existing.staff: 'many' is not allowed"), (40, "existing.staff: 40 is not allowed")):
        with pytest.raises(InputError, match=message):
            Scenario.from_document({"schema": fewer.schema, "existing": {"members": 300, "active": 45, "age_weeks": 26, "staff": staff}})
    with pytest.raises(InputError, match=r"existing\.staff: 2 is not what existing\.lived says of community_managers, 1; say it once"):
        Scenario.from_document(
            {**fewer.to_document(), "existing": {**fewer.existing.to_document(), "staff": 2, "lived": {"community_managers": 1.0}}}
        )


def test_unchanged_without_a_change_differs_by_exactly_zero(unchanged):
    for name, flows in unchanged.books.items():
        assert not flows.any(), name
    for name in ("npv", "peak_funding", "support_saved", "retention_differential", "monthly_result_end"):
        assert not unchanged.runs[name].any(), name
    assert np.isnan(unchanged.runs["payback_month"]).all()  # nothing is spent that is not spent anyway
    for name, values in unchanged.counterfactual.items():
        assert np.array_equal(values, unchanged.series[name], equal_nan=True), name


def test_a_change_of_today_moves_nothing_before_it(setting, unchanged):
    later = run_replicates(replace(setting, timeline=Timeline(changes=(Change(20, "batch_size", 5), Change(20, "ritual_cadence", "none")))))
    for name, values in later.series.items():
        assert np.array_equal(values[:, :20], unchanged.series[name][:, :20], equal_nan=True), name
    assert (later.series["members"][:, -1] < unchanged.series["members"][:, -1]).all()


def test_a_lever_moved_today_leaves_the_past_as_it_was_lived(setting, unchanged):
    lived = (("batch_size", 0),)
    moved = replace(setting, existing=replace(setting.existing, lived=lived)).with_value("community_managers", 3.0)
    after = run_replicates(moved)
    assert started(replace(moved, existing=moved.existing.told)).existing.start == setting.existing.start
    assert after.series["members"][:, 0] == pytest.approx(unchanged.series["members"][:, 0], rel=0.02)
    assert after.series["cost"][:, 0] - unchanged.series["cost"][:, 0] == pytest.approx(2 * 9_000 * 12 / 52)
    assert after.books["cost"].sum() < 0  # what is spent beyond what is spent anyway


def test_closed_today_never_counts_the_past(closed, setting):
    weekly = setting.value("manager_cost") * 12 / 52
    assert closed.series["cost"][:, 0] == pytest.approx(weekly + setting.value("platform_cost") * 12 / 52)  # no setting up
    assert (np.abs(closed.series["cumulative_cash"][:, 0]) < 2 * weekly).all()
    assert closed.runs["npv"].mean() != 0
    assert np.array_equal(closed.books["cash"], sum(closed.books[name] for name in closed.books if name != "cash"))


def test_nobody_meets_in_a_closed_community_and_nobody_resents_it(setting, closed, unchanged):
    assert np.array_equal(closed.series["members"], unchanged.series["members"])  # the arm that goes on does not hang on what it is held against
    lost = closed.counterfactual["churn_rate"][:, -1]
    without = run_replicates(replace(setting, inputs=replace(setting.inputs, community=False), existing=None, runs=3)).series["churn_rate"][:, -1]
    assert lost.mean() < 1.25 * without.mean()


def test_payback_counts_from_today(closed):
    total = np.cumsum(closed.books["cash"], axis=1)
    for row, month in enumerate(closed.runs["payback_month"]):
        assert np.isnan(month) or (total[row, int(month) - 1 :] > 0).all()
    assert closed.books["cash"].shape[1] == 10  # months of forty weeks


def test_a_replicate_is_the_same_alone_and_in_company(setting, unchanged):
    alone = run_replicates(setting, [1])
    for name, values in alone.series.items():
        assert np.array_equal(values[0], unchanged.series[name][1], equal_nan=True), name


def test_what_cannot_be_is_refused_with_the_nearest_possible():
    existing = Existing(members=400, active=396, age_weeks=30)
    with pytest.raises(InputError, match=r"no past of 30 weeks .* 400 members, 396 who wrote .* the nearest that one does is [\d,]+ members"):
        find(inputs_from({"batch_size": 0}), replace(existing, active_means="wrote"), seed=7)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"members": 80, "active": 90, "age_weeks": 20}, "90 of 80 members"),
        ({"members": 80, "active": 9}, "age_weeks: it is missing"),
        ({"members": 80, "active": 9, "age_weeks": 20, "age": 3}, "existing.age: there is no such value"),
        ({"members": 80, "active": 9, "age_weeks": 20, "lived": {"market": "enterprise"}}, "no lever that can change"),
        ({"members": 80, "active": 9, "age_weeks": 20, "counterfactual": "never"}, "must be one of closed, unchanged"),
        ({"members": "many", "active": 9, "age_weeks": 20}, "whole number from 10 to 100,000"),
        ("here", "must be a table"),
    ],
)
def test_what_is_wrong_is_named(values, message):
    with pytest.raises(InputError, match=message):
        existing_from(values)


def test_files_and_links_carry_it():
    existing = Existing(members=3_000, active=200, age_weeks=104, newcomers=80.0, posts=900.0, lived=(("batch_size", 0), ("platform", "chat")))
    scenario = Scenario(title="Ours", existing=existing, differences={"batch_size": 50})
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert from_link(to_link(scenario)) == scenario


def test_different_starts_are_not_compared(unchanged, closed):
    with pytest.raises(ValueError, match="held against different things"):
        compare(unchanged, closed)
    with pytest.raises(ValueError, match="the other founds one"):
        compare(unchanged, run_replicates(RunSpec(weeks=40, runs=3)))


def test_other_settings_start_from_the_same_community(setting, unchanged):
    existing = common_start(setting)
    more = replace(setting.inputs, community_managers=3.0, founders=50)  # the founding is past
    rows = [Row(inputs, Timeline(), replicate) for inputs in (setting.inputs, more) for replicate in (0, 1)]
    same, staffed = simulate_rows(rows, seed=setting.seed, weeks=setting.weeks, existing=existing)
    for name, values in same.series.items():
        assert np.array_equal(values, unchanged.series[name][:2], equal_nan=True), name
    assert staffed.spec.existing == same.spec.existing == existing
    assert staffed.series["members"][:, 0] == pytest.approx(same.series["members"][:, 0], rel=0.02)
    assert (staffed.series["cost"][:, 0] > same.series["cost"][:, 0]).all()
    assert compare(same, staffed)["npv"].worse_in == 2
