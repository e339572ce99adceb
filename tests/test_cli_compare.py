"""`compare`: the same paired differences as the engine's own."""

from __future__ import annotations

import csv
import json
import math

import pytest

from scenarios.scenario import load_library
from simulation.engine.ensemble import simulate
from simulation.studies.compare import compare

RUNS, WEEKS = 6, 24
SMALL = ("--runs", RUNS, "--weeks", WEEKS)


@pytest.fixture(scope="module")
def differences():
    scenarios = [load_library(name) for name in ("default", "ghost-town")]
    return compare(*(simulate(one.inputs, one.timeline, seed=scenarios[0].seed, weeks=WEEKS, replicates=range(RUNS)) for one in scenarios))


def test_json_is_what_the_engine_gives(command, differences):
    code, output, errors = command("compare", "default", "ghost-town", *SMALL)
    assert (code, errors) == (0, "")
    answer = json.loads(output)
    assert set(answer["differences"]) == set(differences)
    for name, one in differences.items():
        shown = answer["differences"][name]
        assert (shown["better_in"], shown["worse_in"], shown["of"], shown["certainty"]) == (one.better_in, one.worse_in, one.of, one.certainty), name
        for end in ("median", "low", "high"):
            value = getattr(one, end)
            assert shown[end] == (value if math.isfinite(value) else None), name
    assert answer["inputs_that_differ"]["founders"] == {"default": 20, "ghost-town": load_library("ghost-town").inputs.founders}
    assert "batch_size" not in answer["inputs_that_differ"] or len(set(answer["inputs_that_differ"]["batch_size"].values())) == 2


def test_the_baseline_can_be_any_of_them(command):
    forward = json.loads(command("compare", "default", "ghost-town", *SMALL)[1])
    backward = json.loads(command("compare", "default", "ghost-town", "--baseline", "ghost-town", "--seed", forward["seed"], *SMALL)[1])
    assert backward["scenarios"] == ["ghost-town", "default"]
    for name, one in forward["differences"].items():
        other = backward["differences"][name]
        assert (one["better_in"], one["worse_in"]) == (other["worse_in"], other["better_in"]), name
        if one["median"] is not None:
            assert one["median"] == pytest.approx(-other["median"]), name


def test_more_than_two_are_each_held_against_the_baseline(command):
    three = json.loads(command("compare", "default", "ghost-town", "batched-twenty", *SMALL)[1])
    pairs = [json.loads(command("compare", "default", name, *SMALL)[1])["differences"] for name in ("ghost-town", "batched-twenty")]
    assert [entry["scenario"] for entry in three["comparisons"]] == ["ghost-town", "batched-twenty"]
    assert [entry["differences"] for entry in three["comparisons"]] == pairs


def test_csv_holds_the_same(command, differences):
    code, output, _ = command("compare", "default", "ghost-town", *SMALL, "--format", "csv")
    assert code == 0
    rows = list(csv.DictReader(output.splitlines()))
    assert {row["measure"] for row in rows} == set(differences)
    for row in rows:
        one = differences[row["measure"]]
        assert (row["baseline"], row["scenario"]) == ("default", "ghost-town")
        assert row["median"] == ("" if math.isnan(one.median) else str(one.median))
        assert row["more_runs"] == ("" if one.more_runs is None else str(one.more_runs))
        assert (row["better_in"], row["certainty"]) == (str(one.better_in), one.certainty)
        assert row["held_against"] == "the same business without a community"


def test_the_longest_horizon_is_used_and_plans_are_shown(command, tmp_path):
    long, short = tmp_path / "long.toml", tmp_path / "short.toml"
    long.write_text('schema = 1\nseed = 3\nweeks = 30\n[[shocks]]\nweek = 25\nkind = "influx"\nsize = 40\n')
    short.write_text("schema = 1\nseed = 5\nweeks = 12\n")
    answer = json.loads(command("compare", short, long, "--runs", 2)[1])
    assert (answer["weeks"], answer["seed"]) == (30, 5)
    assert answer["planned"] == {str(short): [], str(long): [{"week": 25, "kind": "influx", "size": 40}]}
    assert answer["inputs_that_differ"] == {}
    code, _, errors = command("compare", short, long, "--runs", 2, "--weeks", 20)
    assert code == 2
    assert "week 25" in errors
