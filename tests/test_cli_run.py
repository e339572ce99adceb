"""`run`: the numbers are those of the engine, in the layouts that are promised."""

from __future__ import annotations

import csv
import json
import math

import numpy as np
import pytest

from simulation import MEASURES, inputs_from, summarise, timeline_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.verdict import verdict
from simulation.vocabulary.measures import PER_RUN, WEEKLY
from simulation.vocabulary.version import MODEL_VERSION

RUNS, WEEKS, SEED = 5, 30, 9
SMALL = ("--runs", RUNS, "--weeks", WEEKS, "--seed", SEED)
MEMBERS = (
    "run,id,joined_week,cohort,source,persona,founder,posts,replies,first_post_week,first_post_answered,"
    "last_visit_week,left_week,weeks_visited,contributed_weeks,customer_since_week,customer_lost_week"
)


@pytest.fixture(scope="module")
def expected():
    return simulate(inputs_from(), seed=SEED, weeks=WEEKS, replicates=range(RUNS), members=True)


def without_nan(value: float) -> float | None:
    return value if math.isfinite(value) else None


def test_json_is_what_the_engine_gives(command, expected):
    code, output, errors = command("run", "default", *SMALL)
    assert (code, errors) == (0, "")
    answer = json.loads(output)
    assert list(answer) == ["scenario", "model_version", "seed", "runs", "weeks", "summary", "weekly", "roi", "verdict"]
    assert (answer["scenario"], answer["model_version"], answer["seed"], answer["runs"], answer["weeks"]) == (
        "default",
        MODEL_VERSION,
        SEED,
        RUNS,
        WEEKS,
    )
    assert answer["summary"] == {name: {end: without_nan(value) for end, value in ends.items()} for name, ends in summarise(expected).items()}
    assert set(answer["summary"]) == set(MEASURES)
    assert set(answer["weekly"]) == set(WEEKLY)
    for name, band in answer["weekly"].items():
        assert list(band) == ["median", "low", "high"]
        values = expected.series[name]
        for week in (0, 7, WEEKS - 1):
            known = values[np.isfinite(values[:, week]), week]
            quantiles = {"median": 0.5, "low": 0.1, "high": 0.9}
            for end, share in quantiles.items():
                assert len(band[end]) == WEEKS
                assert band[end][week] == (pytest.approx(np.quantile(known, share)) if len(known) else None), (name, week, end)
    assert answer["verdict"] == verdict(expected)


def test_the_return_is_split_and_adds_up(command, expected):
    roi = json.loads(command("run", "default", *SMALL)[1])["roi"]
    assert set(roi["monthly"]) == set(expected.books)
    assert set(roi["views"]) == set(expected.views)
    assert roi["months"] == expected.books["cost"].shape[1]
    assert roi["of"] == RUNS
    assert roi["paid_back_in"] == int(np.isfinite(expected.runs["payback_month"]).sum())
    assert roi["npv"]["median"] == pytest.approx(np.median(expected.runs["npv"]))
    assert roi["total"]["cost"]["median"] == pytest.approx(np.median(expected.books["cost"].sum(axis=1)))


def test_the_long_table(command, expected):
    code, output, _ = command("run", "default", *SMALL, "--format", "csv")
    assert code == 0
    header, *rows = csv.reader(output.splitlines())
    assert header == ["measure", "week", "low", "median", "high"]
    table = {(name, week): values for name, week, *values in rows}
    assert len(table) == len(rows) == len(MEASURES) + WEEKS * len(WEEKLY)
    for name, ends in summarise(expected).items():
        assert table[name, ""] == ["" if math.isnan(ends[end]) else str(ends[end]) for end in ("low", "median", "high")]
    assert float(table["members", "12"][1]) == np.median(expected.series["members"][:, 12])


def test_per_run_and_members_tables(command, expected, tmp_path):
    per_run, members = tmp_path / "runs.csv", tmp_path / "members.csv"
    code, output, errors = command("run", "default", *SMALL, "--per-run", per_run, "--members", members)
    assert (code, errors) == (0, "")
    assert json.loads(output)["runs"] == RUNS
    rows = list(csv.DictReader(per_run.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["run", "week", *WEEKLY, *PER_RUN]
    assert [(int(row["run"]), int(row["week"])) for row in rows] == [(run, week) for run in range(RUNS) for week in range(WEEKS)]
    for name in WEEKLY:
        read = np.array([float(row[name] or "nan") for row in rows]).reshape(RUNS, WEEKS)
        assert np.array_equal(read, expected.series[name], equal_nan=True), name
    for name in PER_RUN:
        read = np.array([float(row[name] or "nan") for row in rows]).reshape(RUNS, WEEKS)
        assert np.array_equal(read, np.repeat(expected.runs[name][:, None], WEEKS, axis=1), equal_nan=True), name
    people = list(csv.DictReader(members.read_text(encoding="utf-8").splitlines()))
    assert ",".join(people[0]) == MEMBERS
    for run in range(RUNS):
        mine = [person for person in people if person["run"] == str(run)]
        stayed = [person for person in mine if person["left_week"] == ""]
        assert len(stayed) == expected.series["members"][run, -1]
        assert len({person["id"] for person in mine}) == len(mine)
        assert sum(int(person["posts"]) for person in mine) == pytest.approx(expected.members[run]["posts"].sum())
        assert {person["founder"] for person in mine} == {"true", "false"}
        assert not [person for person in mine if "-1" in person.values()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["members.csv", "runs.csv"]


def test_what_the_flags_change_is_what_is_simulated(command):
    code, output, _ = command(
        *("run", "default", *SMALL, "--set", "batch_size=100", "--set", "market=enterprise", "--set", "tie_decay=0.05"),
        *("--at", 10, "reporting_line=ceo", "--at", 12, "public_content=false", "--shock", 4, "influx=200", "--shock", 20, "algorithm=0.4"),
    )
    assert code == 0
    inputs = inputs_from({"batch_size": 100, "market": "enterprise", "tie_decay": 0.05})
    assert inputs.arpa == 2_500, "the market's own figures follow"
    timeline = timeline_from([(10, "reporting_line", "ceo"), (12, "public_content", False)], [(4, "influx", 200), (20, "algorithm", 0.4)])
    results = simulate(inputs, timeline, seed=SEED, weeks=WEEKS, replicates=range(RUNS))
    answer = json.loads(output)
    for name, ends in summarise(results).items():
        assert answer["summary"][name] == {end: without_nan(value) for end, value in ends.items()}, name


def test_a_file_and_a_change_planned_in_it_can_be_overruled(command, tmp_path):
    scenario = tmp_path / "mine.toml"
    scenario.write_text('schema = 1\ntitle = "Mine"\nseed = 4\nweeks = 20\n[[changes]]\nweek = 5\nname = "batch_size"\nvalue = 60\n')
    planned = json.loads(command("run", scenario, "--runs", 3)[1])
    overruled = json.loads(command("run", scenario, "--runs", 3, "--at", 5, "batch_size=20")[1])
    default = json.loads(command("run", "default", "--runs", 3, "--seed", 4, "--weeks", 20)[1])
    assert (planned["seed"], planned["weeks"], planned["scenario"]) == (4, 20, str(scenario))
    assert planned["summary"]["members"] != default["summary"]["members"]
    assert overruled["summary"] == default["summary"]


def test_thirty_runs_are_the_default(command):
    assert json.loads(command("run", "ghost-town", "--weeks", 4)[1])["runs"] == 30


@pytest.mark.parametrize("weeks", [1, 2, 5])
def test_very_short_horizons_work(command, weeks):
    code, output, errors = command("run", "default", "--runs", 2, "--weeks", weeks)
    assert (code, errors) == (0, "")
    assert len(json.loads(output)["weekly"]["members"]["median"]) == weeks
