"""Budgets that stay unspent: how much, and why, from what the engine wrote down."""

from __future__ import annotations

import numpy as np

from simulation import RunSpec, inputs_from, timeline_from
from simulation.engine.ensemble import run_replicates
from simulation.outcomes.export import document
from simulation.outcomes.spending import unspent, unspent_sentences
from tests.saving import opened, words

WEEKS = 52


def runs(values: dict, changes: tuple = ()):
    return run_replicates(RunSpec(inputs_from(values), timeline_from(changes, (), WEEKS), weeks=WEEKS, runs=4))


def test_what_is_spent_on_events_and_what_is_left_add_up_to_the_budget_and_the_books():
    without, results = runs({}), runs({"events_budget": 20_000})
    totals = results.totals
    assert (totals["events_planned"] == 12 * 20_000).all()
    assert (totals["events_left"] > 0).all()
    assert (totals["events_cut"] == 0).all()
    assert (without.totals["events_planned"] == 0).all()
    spent = totals["events_planned"] - totals["events_left"]
    assert (spent % results.inputs.event_cost == 0).all(), "whole seats"
    assert (spent <= results.series["cost"].sum(axis=1)).all()
    cheap = runs({"events_budget": 20_000, "event_cost": 5})
    assert (cheap.totals["events_left"] > totals["events_left"]).all(), "guests are limited, not the money"


def test_a_budget_that_is_too_large_says_so_and_one_that_is_used_does_not():
    (sentence,) = unspent_sentences(runs({"events_budget": 20_000}))
    assert sentence.startswith("Of $20.0k a month for in-person events $")
    assert "stays unspent: events seat at most half of the members active in a week" in sentence
    assert "review" not in sentence
    assert unspent_sentences(runs({"events_budget": 250})) == []
    assert unspent_sentences(runs({})) == []


def test_reviews_that_cut_events_and_team_are_named_with_what_they_took():
    results = runs({"events_budget": 1_000, "roi_review_month": 1, "arpa": 20})
    left = unspent(results)
    assert np.median(left["events"]) > 0
    assert (results.totals["events_cut"] > 0).all()
    said = " ".join(unspent_sentences(results))
    assert "reviews that went badly cut the budget" in said
    assert np.median(left["team"]) > 0
    assert "Of the community managers' pay $" in said
    assert "reviews that went badly took people off the team" in said


def test_the_budget_counts_from_the_launch_and_as_it_is_planned():
    later = runs({"events_budget": 2_000, "launch_month": 6})
    assert (later.totals["events_planned"] == 6 * 2_000).all()
    planned = runs({}, ((27, "events_budget", 3_000),))
    assert (planned.totals["events_planned"] == 5 * 3_000).all()


def test_the_answer_of_the_command_holds_the_figure():
    answer = document(runs({"events_budget": 20_000}), "default")
    assert answer["roi"]["unspent"]["events"]["median"] > 10_000
    assert answer["roi"]["unspent"]["team"] == {"median": 0.0, "low": 0.0, "high": 0.0}


def test_the_page_says_it(kept):
    app = opened("simulate")
    current = app.session_state["session"]
    current.move("events", current.now.with_value("events_budget", 20_000.0))
    app.run()
    said = words(app).replace("\\", "")
    assert "a month for in-person events" in said
    assert "stays unspent" in said
