"""Members against others: the naive column from the members file, the causal one from the two arms; the business case; the pillars."""

from __future__ import annotations

import json

import numpy as np
import pytest

from simulation import RunSpec, inputs_from, timeline_from
from simulation.engine.ensemble import run_replicates, simulate
from simulation.outcomes.business_case import business_case, causal_total, claimed_total
from simulation.outcomes.cohorts import cohorts, document
from simulation.outcomes.pillars import Pillar, pillars, summary
from simulation.outcomes.prices import at_the_end

WEEKS, YEAR = 104, 52
MONTH = 52 / 12  # [weeks]


@pytest.fixture(scope="module")
def results():
    return simulate(inputs_from({"starting_customers": 4_000, "batch_size": 60}), weeks=WEEKS, replicates=range(4), members=True)


def at_risk(table, since: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Return the months in which each member was a paying member between two weeks."""
    left = np.where(table["left_week"] >= 0, table["left_week"], WEEKS)
    lost = np.where(table["customer_lost_week"] >= 0, table["customer_lost_week"], WEEKS)
    bought = np.where(table["customer_since_week"] > -999, table["customer_since_week"], WEEKS)
    start = np.maximum(np.maximum(table["joined_week"], bought), since)
    return np.maximum(0, np.minimum(np.minimum(left, lost), until) - start) / MONTH


def lost_inside(table, since: np.ndarray) -> np.ndarray:
    """Return which members were lost as customers while they were members, from a week on."""
    member = (table["left_week"] < 0) | (table["left_week"] > table["customer_lost_week"])
    return (table["customer_lost_week"] >= since) & member & (table["customer_lost_week"] >= table["joined_week"])


def test_the_naive_churn_is_that_of_the_members_file(results):
    """A member who left but still pays may join again under the same name, which the file shows once: a few per cent either way."""
    months = lost = 0.0
    for table in results.members:
        since = np.full(len(table["id"]), WEEKS - YEAR)
        months += at_risk(table, since, np.full(len(since), WEEKS)).sum()
        lost += lost_inside(table, since).sum()
    due, churned = results.totals["year_inside_due"][:, 0].sum(), results.totals["year_inside_lost"][:, 0].sum()
    assert months == pytest.approx(due, rel=0.06)
    assert lost == pytest.approx(churned, rel=0.06)
    value = next(row for row in cohorts(results) if row.name == "lifetime_value")
    arpa = results.totals["year_mrr_of_members"][:, 0].sum() / results.totals["year_customers_members"][:, 0].sum()
    assert 0.8 * arpa * months / lost == pytest.approx(np.average(value.members, weights=results.totals["year_inside_lost"][:, 0]), rel=0.1)


def test_those_kept_over_ninety_days_are_those_of_the_members_file(results):
    months = lost = 0.0
    for table in results.members:
        since = np.full(len(table["id"]), WEEKS - YEAR)
        months += at_risk(table, since, np.minimum(table["customer_since_week"] + 13, WEEKS)).sum()
        young = table["customer_lost_week"] - table["customer_since_week"] < 13
        lost += (lost_inside(table, since) & young).sum()
    assert months == pytest.approx(results.totals["year_inside_young_due"][:, 0].sum(), rel=0.1)
    assert lost == pytest.approx(results.totals["year_inside_young_lost"][:, 0].sum(), abs=4)


def test_the_causal_column_is_the_difference_of_the_two_arms(results):
    rows = {row.name: row for row in cohorts(results)}
    last = slice(WEEKS - YEAR, WEEKS)
    both = []
    for arm in (results.series, results.counterfactual):
        arpa = arm["mrr"][:, last].sum(axis=1) / arm["customers"][:, last].sum(axis=1)
        both.append(arpa)
    with_it, without = (results.totals["year_mrr"][:, arm] / results.totals["year_customers"][:, arm] for arm in (0, 1))
    np.testing.assert_allclose(with_it, both[0])
    np.testing.assert_allclose(without, both[1])
    for arm, name in ((0, "with_community"), (1, "without")):
        churn = results.totals["year_customers_lost"][:, arm] / results.totals["year_customers_due"][:, arm]
        np.testing.assert_allclose(getattr(rows["lifetime_value"], name), 0.8 * both[arm] / churn)
    sold = results.series["customers_new"][:, last].sum(axis=1) / results.totals["year_decided"][:, 0]
    np.testing.assert_allclose(rows["conversion"].with_community, sold)
    for row in rows.values():
        np.testing.assert_array_equal(row.causal, row.with_community - row.without)
        np.testing.assert_array_equal(row.naive, row.members - row.others)
        assert row.why


def test_there_are_six_rows_and_each_says_which_way_its_naive_figure_errs(results):
    rows = {row.name: row for row in cohorts(results)}
    assert list(rows) == ["lifetime_value", "retention_90d", "time_to_value", "conversion", "nps", "expansion"]
    # Members are flattered by the loyalty they brought; what readers without an account do stands among the others and is missed.
    assert np.median(rows["lifetime_value"].naive) > np.median(rows["lifetime_value"].causal)
    assert "more loyal before" in rows["lifetime_value"].why
    assert np.median(rows["expansion"].naive) < np.median(rows["expansion"].causal)
    assert "never join" in rows["expansion"].why
    assert (rows["time_to_value"].naive < 0).all()


def test_a_company_without_a_community_has_no_members_and_nothing_is_caused():
    nobody = simulate(inputs_from({"community": False}), weeks=60, replicates=range(2))
    for row in cohorts(nobody):
        assert np.isnan(row.members).all()
        np.testing.assert_array_equal(row.causal, 0)
    assert pillars(nobody) == ()
    assert summary(()) == "There is no community to assess."


WITHOUT_SELECTION = {
    "frailty_loading": 0.0, "affinity_selection": 0.0, "referred_churn": 1.0, "churn_contagion": 0.0, "readers": 0.0, "let_down": 1.0,
    "reporting_line": "support", "starting_customers": 6_000, "batch_size": 0, "ticket_realisable": 1.0, "ticket_realisable_later": 1.0,
    "churn_ratio": 0.4, "interest_spread": 0.0, "interest_spells": 0.0,
}  # fmt: skip


def test_without_selection_the_terms_of_the_business_case_agree_with_what_is_caused():
    results = simulate(inputs_from(WITHOUT_SELECTION), weeks=WEEKS, replicates=range(6))
    terms = {term.name: term for term in business_case(results)}
    # Every ticket that is spared saves its cost here: to the cent.
    np.testing.assert_allclose(terms["support"].claimed, terms["support"].causal, rtol=1e-9)
    np.testing.assert_array_equal(terms["cost"].claimed, terms["cost"].causal)
    claimed, caused = terms["retention"].claimed.mean(), terms["retention"].causal.mean()
    spread = terms["retention"].claimed.std() / len(results) ** 0.5
    assert abs(claimed - caused) < 3 * spread + 0.25 * abs(caused), f"claimed {claimed:,.0f}, caused {caused:,.0f}, give or take {spread:,.0f}"


def test_with_selection_the_case_claims_what_is_not_caused_and_leaves_out_what_is(results):
    terms = business_case(results)
    named = {term.name: term for term in terms}
    # The case leaves out whoever reads along: here that is more than the loyalty it counts twice.
    assert (named["retention"].claimed < named["retention"].causal).all()
    assert named["retention"].leaves_out
    assert (named["support"].claimed > named["support"].causal).all()
    assert not named["cac"].causal.any()
    assert (named["cac"].claimed > 0).all()
    assert (claimed_total(terms) > causal_total(terms)).all()
    np.testing.assert_allclose(causal_total(terms), results.series["cumulative_cash"][:, -1], rtol=1e-6)


CLEAR = {
    "pay for posts": ({"incentive": "cash", "recognition": "mass_badges"}, "incentives", "low"),
    "planted posts": ({"astroturf_share": 0.2}, "culture", "lower"),
    "closed content": ({"public_content": False}, "knowledge", "lower"),
    "empowered members": ({"empowerment": 0.9, "feedback_loop": "roadmap", "guidelines": True}, "governance", "high"),
    "ghost town": ({"community_managers": 0.0, "founders": 3, "seed_threads": 0, "ritual_cadence": "none"}, "resilience", "low"),
}  # fmt: skip


@pytest.mark.parametrize("case", CLEAR)
def test_the_pillars_speak_clearly_in_clear_cases(case):
    settings, name, expected = CLEAR[case]
    usual, found = (
        {pillar.name: pillar for pillar in pillars(simulate(inputs_from(given), weeks=60, replicates=range(3)))} for given in ({}, settings)
    )
    assert len(found) == 7
    assert all(1 <= pillar.score <= 5 and pillar.reason.endswith(".") for pillar in found.values())
    if expected == "low":
        assert found[name].score < 2.5, found[name]
    elif expected == "high":
        assert found[name].score > 4, found[name]
    assert (found[name].score - usual[name].score) * (1 if expected == "high" else -1) > 0.4, (usual[name], found[name])


def test_the_assessment_is_never_a_verdict_on_money():
    words = summary(pillars(simulate(inputs_from({"incentive": "cash"}), weeks=30, replicates=range(2))))
    assert words.startswith("By this rule the programme takes more than it gives, below 2.5 of 5, in ")
    assert "Incentives (" in words
    assert words.endswith("That says nothing about money.")


def scored(*scores: float) -> tuple[Pillar, ...]:
    names = ("Purpose", "Governance", "Culture")
    return tuple(Pillar(name.lower(), name, score, "So.") for name, score in zip(names, scores, strict=True))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((4.0, 2.9, 3.5), "Lowest: Governance, 2.9 of 5; below 2.5 would count as taking more than it gives."),
        ((2.9, 2.91, 3.5), "Lowest: Purpose and Governance, 2.9 of 5; below 2.5 would count as taking more than it gives."),
        ((4.0, 2.46, 3.5), "Lowest: Governance, 2.5 of 5; below 2.5 would count as taking more than it gives."),
        ((4.0, 2.44, 1.2), "By this rule the programme takes more than it gives, below 2.5 of 5, in Governance (2.4), Culture (1.2)."),
    ],
)
def test_the_assessment_says_its_threshold_and_the_lowest_pillar(scores, expected):
    """A pillar below the middle of the scale was covered by "Nowhere does this programme take more than it gives"."""
    assert summary(scored(*scores)) == f"{expected} That says nothing about money."


def test_the_command_writes_all_three_parts(command):
    code, out, errors = command("cohorts", "default", "--runs", "2", "--weeks", "60", "--format", "json")
    assert (code, errors) == (0, "")
    answer = json.loads(out)
    assert answer["cohorts"][0]["name"] == "lifetime_value"
    assert len(answer["cohorts"]) == 6
    assert answer["cohorts"][0]["naive"]["median"] is not None
    assert [term["name"] for term in answer["business_case"]["terms"]] == ["retention", "expansion", "acquisition", "cac", "support", "cost"]
    assert len(answer["assessment"]["pillars"]) == 7
    code, table, _ = command("cohorts", "default", "--runs", "2", "--weeks", "60", "--format", "csv")
    assert code == 0
    assert table.splitlines()[0] == "part,name,column,low,median,high"
    assert len(table.splitlines()) == 1 + 6 * 6 + 6 * 2 + 7
    code, text, _ = command("cohorts", "default", "--runs", "2", "--weeks", "60", "--format", "text")
    assert code == 0
    assert "counts twice" in text


def test_the_document_says_why_the_columns_differ(results):
    for row in document(results):
        assert set(row) == {"name", "label", "unit", "members", "others", "naive", "with_community", "without", "causal", "why_they_differ"}


def test_what_is_planned_counts_as_it_is_at_the_end():
    """Levers moved by a plan are assessed as they end, and a planned margin is that of the last year."""
    values = {"empowerment": 0.0, "incentive": "cash", "gross_margin": 0.2}
    start = RunSpec(inputs_from({"empowerment": 0.8}), weeks=30, runs=2)
    planned = start.with_timeline([(0, name, value) for name, value in values.items()], [])
    first, second = (run_replicates(one) for one in (planned, start.with_values(values)))
    assert [(one.name, one.reason) for one in pillars(first)] == [(one.name, one.reason) for one in pillars(second)]
    assert [one.score for one in pillars(first)] == pytest.approx([one.score for one in pillars(second)], abs=0.05)
    for less, more in zip(cohorts(first), cohorts(second), strict=True):
        np.testing.assert_allclose(less.with_community, more.with_community, rtol=0.05, err_msg=less.name)
    moved = at_the_end(start.inputs, timeline_from([(2, "empowerment", 0.3), (40, "empowerment", 0.9)], [(3, "migration", "chat")]), start.weeks)
    assert (moved.empowerment, moved.platform) == (0.3, "chat")
