"""Files of older schemas and models: brought to today's step by step, and kept as they were read."""

import pytest

from scenarios import migrations
from scenarios.errors import ScenarioError
from scenarios.migrations import migrated
from scenarios.scenario import Scenario
from simulation.vocabulary.version import SCHEMA_VERSION

STEPS = {
    1: lambda document: {
        **document,
        "differences": {"batch_size" if name == "batch" else name: value for name, value in document["differences"].items()},
    },
    2: lambda document: {key: value for key, value in document.items() if key != "mood"},
}


def test_an_older_schema_is_brought_to_todays_step_by_step() -> None:
    old = {"schema": 1, "differences": {"batch": 5}, "mood": "hopeful"}
    assert migrated(old, current=3, steps=STEPS) == {"schema": 3, "differences": {"batch_size": 5}}
    assert migrated({**old, "schema": 2}, current=3, steps=STEPS) == {"schema": 3, "differences": {"batch": 5}}
    assert old == {"schema": 1, "differences": {"batch": 5}, "mood": "hopeful"}


def test_a_schema_without_a_way_to_todays_is_refused() -> None:
    with pytest.raises(ScenarioError, match="plan: schema 2 is too old: there is no way from it to schema 3"):
        migrated({"schema": 1}, "plan", current=3, steps={1: dict})


def test_every_older_schema_leads_to_todays() -> None:
    assert set(migrations.STEPS) == set(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("differences", [{"market": "enterprise", "organic_opportunities": 5}, {"organic_signups": 40}])
def test_a_scenario_of_model_1_read_and_written_again_stays_as_it_was_read(differences):
    old = Scenario.from_document({"schema": 1, "title": "Old", "model_version": "1.1.2", "differences": differences})
    again = Scenario.from_toml(old.to_toml())
    assert again.inputs == old.inputs
    assert again.inputs.organic_signups in (5, 40)
    assert again.model_version == old.model_version == "1.1.2"
