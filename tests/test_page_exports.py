"""Take away: the command line gives the page's setting back; charts are files with their title in them."""

import argparse
import csv
import io
import shlex
from dataclasses import replace

import pytest

from cli.commands import run as run_command
from cli.settings import spec_from
from scenarios.file_names import file_stem
from scenarios.scenario import Scenario, load_library
from simulation import Change, RunSpec, Shock, Timeline, inputs_from
from simulation.engine.ensemble import simulate
from simulation.vocabulary.existing import Existing, starts_differ
from ui.report.exports import chart_file, command, needs_file, per_run_csv, summary_csv
from ui.session.runs import Pair
from ui.session.state import setting_of
from ui.simulate.views import VIEWS


def parsed(line: str) -> RunSpec:
    parser = argparse.ArgumentParser()
    run_command.add_arguments(parser)
    words = shlex.split(line)
    assert words[:4] == ["python", "-m", "simulation", "run"]
    return spec_from(parser.parse_args(words[4:]))


CASES = [
    ("default", {}, Timeline()),
    (
        "default",
        {"batch_size": 300, "community": False, "gross_margin": 0.15},
        Timeline((Change(12, "reporting_line", "ceo"),), (Shock(6, "influx", 5000),)),
    ),
    ("default", {"market": "enterprise", "arpa": 60.0}, Timeline()),
    ("enterprise-champions", {"market": "prosumer"}, Timeline()),
    ("early-migration", {"platform": "chat"}, Timeline((), (Shock(26, "migration", "forum"), Shock(90, "algorithm", 0.4)))),
    ("early-migration", {}, Timeline()),
    ("auditorium-overnight", {"founders": 0}, Timeline((), (Shock(3, "influx_low_intent", 10),))),
]


@pytest.mark.parametrize(("name", "values", "timeline"), CASES)
def test_the_command_line_gives_the_setting_of_the_page(name, values, timeline):
    start = load_library(name)
    now = replace(setting_of(start).with_values(values), timeline=timeline, seed=11, weeks=104, runs=10)
    again = parsed(command(name, start, now))
    assert again.inputs == now.inputs
    assert again.timeline == now.timeline
    assert (again.seed, again.weeks, again.runs) == (11, 104, 10)


THERE = Existing(members=1_200, active=180, age_weeks=100)
PAST = (("batch_size", 0), ("platform", "chat"))
SETTINGS = {
    "founded": ("default", RunSpec()),
    "a community that is there": ("default", RunSpec(existing=THERE)),
    "all that is known of one": (
        "early-migration",
        RunSpec(existing=replace(THERE, active_means="wrote", newcomers=60.0, posts=400.0, customers=300, counterfactual="unchanged"), weeks=40),
    ),
    "its past lived under other levers": ("default", RunSpec(inputs_from({"batch_size": 40}), existing=replace(THERE, lived=PAST))),
    "its past lived under the same levers": ("default", RunSpec(inputs_from(dict(PAST)), existing=replace(THERE, lived=PAST))),
    "part of a newcomer": ("default", RunSpec(existing=replace(THERE, newcomers=12.5))),
    "signups of its own": ("default", RunSpec(inputs_from({"starting_customers": 5_000, "organic_signups": RunSpec().inputs.organic_signups}))),
    "the usual signups of its size": ("default", RunSpec(inputs_from({"starting_customers": 5_000}))),
    "another market": ("enterprise-champions", RunSpec(inputs_from({"market": "prosumer", "starting_customers": 9_000}))),
    "a plan": ("early-migration", RunSpec(timeline=Timeline((Change(9, "platform", "chat"),), (Shock(5, "influx", 80),)), weeks=60)),
    "beliefs and a seed": ("default", RunSpec(beliefs=True, seed=99, runs=12)),
}


@pytest.mark.parametrize("title", SETTINGS)
def test_what_the_command_line_makes_of_the_command_is_the_setting_of_the_page(title, tmp_path):
    name, now = SETTINGS[title]
    start, file = load_library(name), tmp_path / "own.toml"
    line = command(name, start, now, str(file))
    assert needs_file(now) == (str(file) in line) == (title in ("its past lived under other levers", "part of a newcomer"))
    saved = Scenario(differences=now.differences, timeline=now.timeline, seed=now.seed, weeks=now.weeks, existing=now.existing)
    file.write_text(saved.to_toml(), encoding="utf-8")
    again = parsed(line)
    assert replace(again, existing=None) == replace(now, existing=None)
    assert starts_differ(again, now) == ""
    assert (again.existing is None) == (now.existing is None)


@pytest.mark.parametrize("name", ["default", "auditorium-overnight", "early-migration", "advisory-board"])
def test_a_library_scenario_needs_nothing_more_than_its_name(name):
    start = load_library(name)
    assert command(name, start, setting_of(start)).startswith(f"python -m simulation run {name} --runs")


def test_a_scenario_from_a_link_starts_from_the_default():
    start = load_library("auditorium-overnight")
    line = command("", start, setting_of(start))
    assert " run default " in line
    assert parsed(line).inputs == setting_of(start).inputs
    assert parsed(line).timeline == start.timeline


@pytest.fixture(scope="module")
def pair():
    now, base = RunSpec(inputs_from({"batch_size": 200})), RunSpec()
    plan = Timeline((Change(10, "batch_size", 50),), (Shock(20, "influx", 300),))
    return Pair(simulate(now.inputs, plan, weeks=60, replicates=range(4)), simulate(base.inputs, weeks=60, replicates=range(4)), 4)


def test_tables_hold_every_week_and_world(pair):
    rows = list(csv.DictReader(io.StringIO(per_run_csv(pair.current).decode())))
    assert len(rows) == 4 * 60
    assert float(rows[60 + 59]["members"]) == pair.current.series["members"][1, 59]
    summary = list(csv.DictReader(io.StringIO(summary_csv(pair.current).decode())))
    assert {row["week"] for row in summary if row["measure"] == "members"} == {"", *map(str, range(60))}


@pytest.mark.parametrize("view", list(VIEWS))
def test_every_chart_can_be_taken_away(pair, view):
    for panel in VIEWS[view]():
        svg = chart_file(panel, pair, "svg").decode()
        assert panel.title.split(",")[0] in svg
        assert svg.count("<path") + svg.count("<text") > 10, panel.key
    assert chart_file(panel, pair, "png").startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("A small, cared-for community", "a-small-cared-for-community"),
        ("../../etc/passwd", "etc-passwd"),
        ("", "scenario"),
        ("日本", "scenario"),
        ("x" * 300, "x" * 60),
    ],
)
def test_file_names_are_safe(title, name):
    assert file_stem(title) == name
