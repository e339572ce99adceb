"""The figures of the decision paper: own values, parts that add up, and a decision that agrees with its table."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation import inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.paper import MECHANISMS, by_year, own_values, paper_of, return_per_dollar

WORLDS = 6


@pytest.fixture(scope="module")
def options():
    names = ("default", "no manager", "nobody")
    settings = ({}, {"community_managers": 0.0}, {"community": False})
    return names, [simulate(inputs_from(one), weeks=80, replicates=range(WORLDS)) for one in settings]


def test_years_add_up_to_the_whole(options):
    for results in options[1]:
        years = by_year(results)
        assert [year["months"] for year in years] == [12, 7]
        total = own_values(results)["by_mechanism"]
        for name in MECHANISMS:
            assert sum(year[name] for year in years) == pytest.approx(total[name], abs=1e-6)
        assert sum(year["cash_flow"] for year in years) == pytest.approx(sum(total.values()), abs=1e-6)
        assert total["cost"] == pytest.approx(-own_values(results)["cost_total"]["mean"])


def test_what_a_dollar_brings_is_value_over_cost(options):
    _, (default, _, nobody) = options
    books = default.books
    expected = (books["acquisition"] + books["retention"] + books["expansion"] + books["deflection"]).sum(axis=1) / -books["cost"].sum(axis=1)
    np.testing.assert_allclose(return_per_dollar(default), expected)
    assert np.isnan(return_per_dollar(nobody)).all()
    assert own_values(nobody)["return_per_dollar"]["median"] is None


def test_the_paper_is_a_plain_document_whose_parts_agree(options):
    names, results = options
    paper = json.loads(json.dumps(paper_of(names, results, WORLDS), allow_nan=False))
    assert list(paper["options"]) == list(names)
    base, other = (paper["options"][name] for name in names[:2])
    assert "differences" not in base
    moved = other["differences"]["by_mechanism"]
    for name in MECHANISMS:
        assert moved[name] == pytest.approx(other["by_mechanism"][name] - base["by_mechanism"][name], abs=1e-6)
    assert base["never_paid_back_in"] == int(np.isnan(results[0].runs["payback_month"]).sum())
    assert base["zone"] in ("healthy", "at risk", "auditorium")
    assert paper["options"]["nobody"]["zone"] is None
    taken = paper["recommendation"]["take"]
    assert taken in names
    if taken != "default":
        assert paper["options"][taken]["differences"]["npv"]["median"] > 0


def test_a_preview_takes_nothing(options):
    names, results = options
    assert paper_of(names, results, 30)["recommendation"]["take"] is None


def test_the_command_prints_the_paper_and_holds_every_figure_of_it(command):
    code, output, errors = command("compare", "default", "ghost-town", "--runs", "6", "--weeks", "60", "--format", "json")
    assert (code, errors) == (0, "")
    document = json.loads(output)
    text = command("compare", "default", "ghost-town", "--runs", "6", "--weeks", "60", "--format", "text")[1]
    assert list(document["options"]) == ["default", "ghost-town"]
    assert document["recommendation"]["take"] in document["options"]
    flat = " ".join(text.split())
    assert ("Take “" in flat) or ("Keep “" in flat) or ("cannot be told apart" in flat)
    assert "Costs and leaves by year" in text
    for name in ("default", "ghost-town"):
        years = document["options"][name]["by_year"]
        assert sum(year["cost"] for year in years) == pytest.approx(document["options"][name]["by_mechanism"]["cost"])
    found = document["differences"]["npv"]
    assert found["median"] == document["options"]["ghost-town"]["differences"]["npv"]["median"]
