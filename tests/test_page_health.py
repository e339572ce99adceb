"""Health shows members against others in six rows, naive beside caused, the business case and the pillars."""

from __future__ import annotations

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation.engine.ensemble import simulate
from simulation.outcomes.cohort_text import told
from simulation.outcomes.cohorts import cohorts
from simulation.vocabulary.existing import arms
from tests.saving import opened, words
from ui.comparison.cohort_box import NOBODY

YEAR = Scenario(title="A year and more", weeks=60)
WITH, WITHOUT = (name.capitalize() for name in arms(None))
PARTS = {"Members": "members", "Others": "others", "Naive": "naive", WITH: "with_community", WITHOUT: "without", "Caused": "causal"}


def test_health_holds_the_six_rows_with_naive_beside_caused_and_why_they_differ():
    app = opened("simulate", base=to_link(YEAR), runs="10", view="Health")
    assert not app.exception
    found = cohorts(simulate(YEAR.inputs, seed=YEAR.seed, weeks=YEAR.weeks, replicates=range(10)))
    table = next(one.value for one in app.table if "Naive" in one.value.columns and "Caused" in one.value.columns)
    assert list(table.index) == [row.label for row in found]
    assert len(table) == 6
    for row in found:
        assert [table.loc[row.label, head] for head in PARTS] == [told(row, part, "$") for part in PARTS.values()]
        assert table.loc[row.label, "They differ because"] == row.why
    assert "those of a difference are of the differences: what two medians differ by may be another number" in words(app)
    assert any("The usual business case" in one.label for one in app.expander)
    assert any("Seven pillars" in one.label for one in app.expander)


def test_without_a_community_health_says_that_there_is_nobody_to_compare():
    app = opened("simulate", base=to_link(Scenario(title="Nobody", differences={"community": False}, weeks=20)), runs="10", view="Health")
    assert NOBODY in words(app)
