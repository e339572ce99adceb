"""A scenario that keeps the answers it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenarios.scenario import Scenario
from simulation.vocabulary.brief import starting_point

STORY = "The starting point that eight answers about your company set. Change an answer, or any lever, and see what moves."


def scenario_of(answers: Mapping[str, Any], title: str = "Your company") -> Scenario:
    """Return the starting point of eight checked answers as a scenario."""
    return Scenario(title=title, story=STORY, differences=starting_point(answers), brief=dict(answers))
