"""The benchmark measures what it says: finite figures, shares that add up, ratios of the right kind."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from simulation.studies import benchmark as bench
from simulation.studies import peers


@pytest.fixture(scope="module")
def figures():
    return bench.measure(bench.SMALL)


def named(figures, name: str) -> float:
    (value,) = [figure.value for figure in figures if figure.name == name]
    return value


def test_every_figure_is_a_positive_number(figures):
    assert all(math.isfinite(figure.value) and figure.value >= 0 for figure in figures)
    assert all(figure.value > 0 for figure in figures if figure.unit != "%")


def test_shares_of_the_steps_add_up_to_everything(figures):
    shares = [list(inside) for group, inside in groupby(figures, key=lambda figure: figure.group) if group.startswith("where the time goes")]
    assert len(shares) == 2
    for inside in shares:
        assert sum(figure.value for figure in inside) == pytest.approx(100)
        assert {figure.name for figure in inside} == {process.name for process in bench.WEEK}


def test_a_member_with_ties_is_small(figures):
    assert named(figures, "memory of a member with ties") <= 200


def test_the_floor_lies_below_the_cost(figures):
    assert named(figures, "cost / floor") > 1
    assert named(figures, "random numbers per member and week") > 1


def test_a_crowd_is_measured_after_it_came():
    world = bench._crowd(bench.inputs_from(bench.NO_PRODUCT), 300, 2, 3)
    seconds = bench._live(world, bench.WEEK, range(2))
    assert (world.members.counts >= 300).all()
    assert world.people.counts.tolist()[2:] == [0, 0]  # without a product nobody signs up in the other arm
    assert sum(seconds.values()) > 0


def test_columns_beat_members_one_by_one_by_far():
    size = bench.Size(plain_members=300, plain_replicates=40, plain_weeks=4)
    found = bench.against_mesa(size)
    assert named(found, "agent by agent / engine") > 3  # usually more than 20; only a broken engine comes close to this


def test_the_command_writes_the_same_figures_in_every_format(command, tmp_path: Path, monkeypatch, figures):
    monkeypatch.setattr(bench, "measure", lambda size, progress: figures)
    text = command("bench", "--small")[1]
    listed = json.loads(command("bench", "--small", "--format", "json")[1])
    assert command("bench", "--small", "--format", "csv", "--out", tmp_path / "bench.csv") == (0, "", "")
    rows = list(csv.DictReader((tmp_path / "bench.csv").read_text().splitlines()))
    assert [entry["value"] for entry in listed] == [figure.value for figure in figures]
    assert [float(row["value"]) for row in rows] == pytest.approx([figure.value for figure in figures])
    assert all(figure.name in text for figure in figures)


def test_several_measurements_are_told_as_median_and_range(figures):
    twice = [replace(figure, value=2 * figure.value) for figure in figures]
    thrice = [replace(figure, value=3 * figure.value) for figure in reversed(figures)]  # shares come in the order of their size
    for figure, told in zip(figures, bench.together([figures, thrice, twice]), strict=True):
        assert (told.name, told.most) == (figure.name, figure.most)
        assert (told.low, told.value, told.high) == pytest.approx((figure.value, 2 * figure.value, 3 * figure.value))


def test_the_command_says_on_what_and_how_often_it_was_measured(command, monkeypatch, figures):
    monkeypatch.setattr(bench, "measure", lambda size, progress: figures)
    code, text, _ = command("bench", "--repeats", "3", "--format", "text")
    assert code == 0
    assert text.splitlines()[0] == bench.processor()
    assert "core" in bench.processor()
    assert re.search(r"cost / floor\s+\S+ \(\S+ to \S+\)", text)
    for wrong in ("0", "101"):
        code, _, errors = command("bench", "--repeats", wrong)
        assert code == 2
        assert "from 1 to 100" in errors


def test_the_peers_are_measured_where_they_are_installed_and_asked_for_otherwise(command, monkeypatch):
    monkeypatch.setattr(peers, "installed", lambda: False)
    code, output, errors = command("bench", "--peers")
    assert (code, output) == (2, "")
    assert "pip install starsim" in errors
    monkeypatch.setattr(peers, "installed", lambda: True)
    monkeypatch.setattr(peers, "_starsim", lambda agents, steps, turn: 1e-3)
    listed = {figure["name"]: figure["value"] for figure in json.loads(command("bench", "--peers", "--small", "--format", "json")[1])}
    assert listed["Starsim / engine"] == pytest.approx(1e6 / listed["engine, a week"])


@pytest.mark.parametrize(("figure", "verdict"), [((1.0, None, None), ""), ((5.0, 6, None), "yes"), ((7.0, 6, None), "no"), ((79.0, None, 80), "no")])
def test_a_bound_is_kept_or_not(figure, verdict):
    value, most, least = figure
    assert bench.Figure("", "", value, "", most=most, least=least).verdict == verdict


def test_exploration_is_measured_against_what_is_asked_for(command):
    code, output, errors = command("bench", "--explore", "--small", "--format", "json")
    assert (code, errors) == (0, "")
    figures = {(figure["group"].partition(":")[0], figure["name"]): figure for figure in json.loads(output)}
    same = next(figure for (_, name), figure in figures.items() if name == "lines the same bit for bit")
    assert same["value"] == 1
    asked = [figure for figure in figures.values() if figure["most"] is not None or figure["least"] is not None]
    assert len(asked) >= 11
