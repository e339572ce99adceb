"""Payback is told by one rule everywhere: worlds that are not paid back count as later, and it is said in how many it is."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from cli.key_figures import run_text
from cli.paper_text import paper_text
from scenarios.saved import thumbnail_text
from scenarios.scenario import Scenario
from simulation import Results, inputs_from
from simulation.engine.ensemble import simulate
from simulation.outcomes.arrival import arrival_of, payback_of
from simulation.outcomes.export import document
from simulation.outcomes.headline import headline
from simulation.studies.paper import own_values
from ui.comparison.comparison import Comparison
from ui.comparison.figures import level
from ui.comparison.options import Option
from ui.comparison.recommendation import recommend
from ui.report.content import report_of
from ui.report.csv import csv_report
from ui.session.runs import Pair
from ui.session.thumbnail import payback_kept, thumbnail, told
from ui.simulate.figures import _payback
from ui.simulate.views import roi
from ui.simulate.views.cockpit import cash_rows
from ui.text.wording import payback_text

WORLDS, MONTHS = 30, 36
TOLD = {
    0: "not by month 36 (in any of 30 worlds)",
    10: "not by month 36 (18 to later; by month 36 in 10 of 30 worlds)",
    17: "month 30 (18 to later; by month 36 in 17 of 30 worlds)",
    30: "month 22 (16 to 28)",
}
SENTENCE = {
    0: "not paid back by month 36 in any of 30 worlds",
    10: "not paid back by month 36 (it is in 10 of 30 worlds)",
    17: "paid back in month 30 (18 to later; in time in 17 of 30 worlds)",
    30: "paid back in month 22 (16 to 28)",
}


@pytest.fixture(scope="module")
def three_years() -> Results:
    return simulate(inputs_from(), weeks=156, replicates=range(WORLDS))


def paying(results: Results, count: int) -> Results:
    """Return the thirty worlds, of which so many are paid back, one in each of the months from 15 on (two a month where all are)."""
    months = np.full(WORLDS, np.nan)
    months[:count] = 15 + (np.arange(count) // 2 if count == WORLDS else np.arange(count))
    return replace(results, runs={**results.runs, "payback_month": months})


def test_later_counts_and_the_median_of_the_fortunate_is_not_told():
    months = np.r_[np.arange(15.0, 32.0), np.full(13, np.nan)]  # 17 of 30: the median of those is month 23
    found = arrival_of(months, MONTHS)
    assert (found.low, found.median, found.high) == (pytest.approx(17.9), 29.5, np.inf)
    assert (found.came, found.worlds, found.in_time, found.always) == (17, 30, True, False)
    half = arrival_of(np.r_[np.arange(15.0, 30.0), np.full(15, np.nan)], MONTHS)
    assert not half.in_time, "between a month and never lies no month"
    few = arrival_of(np.r_[20.0, np.full(29, np.nan)], MONTHS)
    assert few.told == "not by month 36 (by month 36 in 1 of 30 worlds)"
    assert arrival_of(np.array([20.0]), MONTHS).told == "month 20"
    assert arrival_of(np.array([np.nan]), MONTHS).sentence() == "not paid back by month 36"
    assert found.document() == {"median": 29.5, "low": pytest.approx(17.9), "high": None, "in": 17, "of": 30}


@pytest.mark.parametrize("count", [0, 10, 17, 30])
def test_every_place_tells_payback_by_the_one_rule(three_years, count):
    results = paying(three_years, count)
    back = payback_of(results)
    assert back.told == TOLD[count]
    assert SENTENCE[count] in headline(results)
    month, details = payback_text(results)
    assert month == TOLD[count].partition(" (")[0]
    assert f"({details.removeprefix('month ')})" in TOLD[count]
    options = tuple(Option(key=f"set:{name}", name=name, scenario=Scenario(title=name)) for name in ("One", "Other"))
    comparison = Comparison(options, (results, results), WORLDS)
    assert level(comparison, 0, "payback_month", "$") == (month, details)
    assert any(SENTENCE[count] in reason for reason in recommend(comparison).reasons)
    report = report_of(comparison, question="", author="", moment=datetime(2026, 5, 4, tzinfo=UTC))
    assert dict(report.figures)["Payback"][0].lines[0].replace("(month ", "(") == TOLD[count]
    line = next(line for line in paper_text({"one": results, "other": results}) if line.strip().startswith("Payback"))
    assert TOLD[count] in line
    line = next(line for line in run_text("one", results).splitlines() if line.strip().startswith("Payback"))
    assert month in line
    assert back.share in line
    kept = thumbnail(results)
    assert payback_kept(json.loads(thumbnail_text(kept) or "")) == back
    assert TOLD[count].removeprefix("not by ") in told(kept)
    card, below = _payback(back)
    assert card == (month if back.in_time else "not in time")
    assert (f"in {count} of 30" in below) == (0 < count < WORLDS)
    mark = cash_rows(Pair(results, results, WORLDS)).get("paid")
    assert (mark and mark["month"]) == (back.median if back.in_time else None)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "It covers its cost for good in none of 30 worlds within the horizon."),
        (10, "It does not cover its cost for good by month 36 (it does in 10 of 30 worlds)."),
        (17, f"It covers its cost for good from {TOLD[17]} on; payback counts what was spent until then, too."),
        (30, f"It covers its cost for good from {TOLD[30]} on; payback counts what was spent until then, too."),
    ],
)
def test_the_view_of_returns_tells_break_even_as_a_comparison_does(three_years, count, said):
    """It said "from month 24 on in 8 of 30 worlds", of the fortunate, where Compare says "not by month 36"."""
    results = paying(three_years, count)
    results = replace(results, runs={**results.runs, "breakeven_month": results.runs["payback_month"]})
    flow = next(panel for panel in roi.panels() if panel.key == "roi_flow")
    assert flow.words(Pair(results, results, WORLDS), "$") == said


@pytest.mark.parametrize("count", [0, 10, 17, 30])
def test_documents_keep_the_old_name_and_hold_the_months_of_all_worlds_beside_it(three_years, count):
    results = paying(three_years, count)
    paid = np.arange(15, 15 + count) if count < WORLDS else 15 + np.arange(WORLDS) // 2
    for found in (own_values(results), document(results, "one")["roi"]):
        assert found["payback_month"]["median"] == (float(np.median(paid)) if count else None)
        assert found["payback_month_of_all_worlds"] == payback_of(results).document()
    option = Option(key="set:one", name="One", scenario=Scenario(title="One"))
    report = report_of(Comparison((option,), (results,), WORLDS), question="", author="", moment=datetime(2026, 5, 4, tzinfo=UTC))
    rows = {row["item"]: row for row in csv.DictReader(io.StringIO(csv_report(report).decode("utf-8-sig"))) if row["part"] == "figure"}
    assert "worlds that are paid back" in rows["payback_month"]["text"]
    of_all = rows["payback_month_of_all_worlds"]
    assert of_all["text"] == TOLD[count]
    assert of_all["median"] == (str(payback_of(results).median) if count > 15 else "")


def test_what_was_kept_by_an_older_rule_is_not_told_as_if_by_this_one():
    kept = {"figure npv": [1.0, 2.0, 3.0], "figure payback_month": [20.0, 31.0, 35.0], "worlds": [30], "paid": [17]}
    assert payback_kept(kept) is None
    assert "paid back in 17 of 30 worlds" in told(kept)
    assert "31" not in told(kept)
    assert "payback month 31 (20 to 35)" in told({**kept, "paid": [30]})
    assert "not paid back in any of 30 worlds" in told({**kept, "paid": [0]})
    assert "month 31 (20 to 35) where it is" in told({name: kept[name] for name in ("figure npv", "figure payback_month")})
