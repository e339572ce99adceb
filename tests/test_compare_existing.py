"""A comparison of what a community that is there already may do says where it begins, and what it is held against."""

from __future__ import annotations

import html
import json
from datetime import UTC, datetime

import pytest

from cli.commands.compare import held
from cli.key_figures import compare_text
from scenarios.scenario import Scenario
from simulation import RunSpec
from simulation.engine.ensemble import run_replicates
from simulation.engine.starting import started
from simulation.vocabulary.existing import CLOSED, UNCHANGED, Existing, arms, beginnings, other_arm
from ui.comparison.cohort_box import caused
from ui.comparison.comparison import Comparison
from ui.comparison.options import Option, aligned
from ui.comparison.views import CASH, VIEWS, said
from ui.report.content import report_of
from ui.report.csv import csv_report
from ui.report.html import html_report


@pytest.fixture(scope="module", params=[CLOSED, UNCHANGED])
def comparison(request) -> Comparison:
    there = Existing(members=80, active=30, age_weeks=13, customers=300, counterfactual=request.param, lived=(("batch_size", 0),))
    scenarios = {
        name: Scenario(title=name, differences=differences, weeks=20, existing=there)
        for name, differences in {"On": {"batch_size": 0}, "Smaller": {"batch_size": 5}}.items()
    }
    options = tuple(Option(key=f"set:{name}", name=name, scenario=scenario) for name, scenario in scenarios.items())
    return Comparison(options, tuple(run_replicates(started(spec)) for spec in aligned(options, 2)), 2)


def test_the_report_says_where_it_begins_and_what_it_is_held_against(comparison):
    there = comparison.options[0].scenario.existing
    report = report_of(comparison, question="", author="", moment=datetime(2026, 5, 4, tzinfo=UTC))
    for text in (html.unescape(html_report(report, ())), csv_report(report).decode()):
        for sentence in beginnings(there):
            assert sentence in text
        assert other_arm(there) in text
        assert "without a community" not in text
        assert "customers today 300" in text
        assert "customers at the start" not in text
    assert "without the community" not in report.why_views


def test_the_page_says_the_same(comparison):
    there = comparison.options[0].scenario.existing
    for words in (said(CASH.look_for, comparison), said(VIEWS["Decision"].note, comparison), caused(there)):
        assert other_arm(there) in words
        assert "without" not in words
    assert "without" not in arms(there)


def test_the_command_line_says_the_same(comparison):
    results = dict(zip(comparison.names, comparison.results, strict=True))
    text = " ".join(compare_text(results, {comparison.names[1]: comparison.differences[0]}).split())
    for sentence in beginnings(comparison.options[0].scenario.existing):
        assert sentence in text
    there = comparison.results[0].spec.existing
    assert json.loads(json.dumps(held(comparison.results[0].spec))) == {"existing": {**there.to_document(), "held_against": other_arm(there)}}


def test_one_that_is_founded_is_held_against_the_business_without_a_community():
    assert list(beginnings(None)) == []
    assert other_arm(None) == "the same business without a community"
    assert held(RunSpec()) == {}
