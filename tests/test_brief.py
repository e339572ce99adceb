"""Is this for you? Three clear companies end in three starting points; the model says whether it pays, and the answers are kept."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from scenarios.brief import scenario_of
from scenarios.errors import ScenarioError
from scenarios.link import from_link, to_link
from scenarios.scenario import Scenario
from simulation import InputError, inputs_from
from simulation.engine.ensemble import simulate
from simulation.studies.brief import reasons_against, told
from simulation.vocabulary.brief import QUESTIONS, answers_from, starting_point
from ui.session.keys import BRIEF_KEY

PAGE = Path(__file__).parents[1] / "ui" / "simulate" / "page.py"
CREATIVE = {"sells": "tool", "shareable": "very", "trust": "high", "motion": "product", "customers": 4_000, "arpa": 40.0, "churn": 0.04}
PLATFORM = {"sells": "platform", "trust": "some", "motion": "sales", "customers": 120, "arpa": 2_500.0, "churn": 0.01, "convince": "finance"}
COMMODITY = {"sells": "commodity", "shareable": "hardly", "trust": "low", "motion": "paid", "customers": 900, "arpa": 25.0, "churn": 0.06}


def run(given, runs=10):
    return _run(tuple(given.items()), runs)


@cache
def _run(given, runs):
    return simulate(scenario_of(answers_from(dict(given))).inputs, weeks=156, replicates=range(runs))


def test_there_are_eight_questions_and_each_has_an_answer_by_itself():
    assert len(QUESTIONS) == 8
    assert answers_from({}) == {question.name: question.default for question in QUESTIONS}
    assert inputs_from(starting_point(answers_from({}))) == inputs_from({})


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question.choices], ids=lambda question: question.name)
def test_every_answer_makes_a_scenario(question):
    starts = [scenario_of(answers_from({question.name: choice})) for choice in question.choices]
    assert len({repr(start.differences) for start in starts}) == len(starts)


def test_three_clear_companies_end_in_three_starting_points():
    starts = [scenario_of(answers_from(given)).inputs for given in (CREATIVE, PLATFORM, COMMODITY)]
    assert [start.market for start in starts] == ["prosumer", "enterprise", "prosumer"]
    assert starts[0].incentive_targeting == "tailored"
    assert starts[0].shareability > 0.8
    assert starts[1].consultant_support
    assert starts[1].roi_review_month == 18
    assert starts[2].recommendation < starts[0].recommendation


def test_the_commodity_company_reads_that_it_does_not_pay_and_why():
    results = run(COMMODITY)
    assert (results.runs["npv"] < 0).all()
    words = told(answers_from(COMMODITY), results)
    assert words.startswith("It does not pay here, because its buyers hardly listen to each other")
    assert "less" not in words


def test_the_creative_tool_reads_that_it_can_pay():
    results = run(CREATIVE)
    assert (results.runs["npv"] > 0).mean() >= 0.8
    assert told(answers_from(CREATIVE), results).startswith("It can pay here: +$")


@pytest.mark.parametrize("better", [{"trust": "high"}, {"customers": 9_000}, {"shareable": "very"}])
def test_each_reason_named_is_one_in_the_model_too(better):
    before, after = run(COMMODITY), run({**COMMODITY, **better})
    assert np.median(after.runs["npv"]) > np.median(before.runs["npv"])
    assert len(reasons_against(answers_from({**COMMODITY, **better}))) < len(reasons_against(answers_from(COMMODITY)))


def test_answers_are_kept_with_the_scenario_and_checked():
    scenario = scenario_of(answers_from(COMMODITY))
    for again in (Scenario.from_toml(scenario.to_toml()), from_link(to_link(scenario)), Scenario.from_document(scenario.to_document())):
        assert again == scenario
        assert again.brief == answers_from(COMMODITY)
    with pytest.raises(ScenarioError, match="brief: trust: 'perhaps' is not allowed; it must be one of low, some, high"):
        Scenario(brief={"trust": "perhaps"})
    with pytest.raises(InputError, match="price: there is no such question"):
        answers_from({"price": 3})
    with pytest.raises(ScenarioError, match="brief"):
        Scenario.from_document({"schema": 1, "brief": ["tool"]})


def test_the_command_says_whether_it_pays_and_saves_the_starting_point(command, tmp_path):
    place = tmp_path / "mine.toml"
    given = [part for name, value in COMMODITY.items() for part in ("--answer", f"{name}={value}")]
    code, out, errors = command("brief", *given, "--runs", "4", "--format", "json", "--save", str(place))
    assert (code, errors) == (0, "")
    assert json.loads(out)["says"].startswith("It does not pay here, because ")
    assert Scenario.from_toml(place.read_text(encoding="utf-8")).brief["sells"] == "commodity"
    code, _, errors = command("brief", "--answer", "trust=maybe")
    assert code == 2
    assert "it must be one of low, some, high" in errors


def test_the_questions_open_by_the_address_and_set_the_start():
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["brief"] = "1"
    app.run()
    assert not app.exception
    app.selectbox(key="brief_sells").set_value("tool")
    app.selectbox(key="brief_shareable").set_value("very")
    app.text_input(key="brief_customers").set_value("2,000")
    app.button(key="brief_set").click().run()
    assert not app.exception
    session = app.session_state["session"]
    assert session.start.brief["sells"] == "tool"
    assert session.now.inputs.starting_customers == 2_000
    assert "brief" not in app.query_params
    session.undo()
    assert not session.start.brief


def test_the_questions_can_be_skipped():
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["brief"] = "1"
    app.run()
    app.button(key="brief_skip").click().run()
    assert "brief" not in app.query_params
    assert not app.session_state["session"].start.brief


def test_what_is_done_right_after_the_button_leaves_the_questions_open():
    """Closing the drawer in which the button stands comes with the address from before; one that comes later is a way back."""
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.session_state["drawer_matrix"] = True
    app.run()
    app.button(key="brief_open").click().run()
    assert app.button(key="brief_skip")
    assert "brief" in app.query_params
    del app.query_params["brief"]
    app.session_state[BRIEF_KEY].address.at = time.monotonic()  # however slow this machine is
    app.run()
    assert app.button(key="brief_skip")
    assert "brief" in app.query_params, "and the browser is told again"
    app.run()
    del app.query_params["brief"]
    app.run()
    assert not [button for button in app.button if button.key == "brief_skip"]
    assert not app.exception


def test_answers_can_be_changed_later_and_stay_with_the_scenario():
    """Whoever comes back finds what was answered, changes one answer, and gets the starting point of the new ones; both survive a file."""
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["brief"] = "1"
    app.run()
    app.selectbox(key="brief_sells").set_value("commodity")
    app.text_input(key="brief_arpa").set_value("25")
    app.button(key="brief_set").click().run()
    session = app.session_state["session"]
    first = session.start
    assert session.now.inputs == scenario_of(answers_from({"sells": "commodity", "arpa": 25.0})).inputs
    app.run()  # the browser has the address without the questions
    app.query_params["brief"] = "1"
    app.run()
    assert app.selectbox(key="brief_sells").value == "commodity"
    assert app.text_input(key="brief_arpa").value == "25"
    app.selectbox(key="brief_sells").set_value("platform")
    app.button(key="brief_set").click().run()
    assert not app.exception
    assert session.start.brief == answers_from({"sells": "platform", "arpa": 25.0})
    assert session.now.inputs == scenario_of(session.start.brief).inputs != first.inputs
    assert Scenario.from_toml(session.start.to_toml()).brief == session.start.brief
    session.undo()
    assert session.start.brief == first.brief
