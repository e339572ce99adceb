"""Differences between settings as plain documents and rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulation.outcomes.export import BAND, cell, number
from simulation.studies.compare import Difference
from simulation.vocabulary.inputs import Inputs


def difference_document(difference: Difference) -> dict[str, Any]:
    """Return one paired difference."""
    return {
        **{end: number(getattr(difference, end)) for end in BAND},
        "better_in": difference.better_in,
        "of": difference.of,
        "worse_in": difference.worse_in,
        "certainty": difference.certainty,
        "more_runs": difference.more_runs,
    }


def difference_rows(baseline: str, others: Mapping[str, Mapping[str, Difference]], other_arm: str = "") -> Iterator[list[Any]]:
    """Yield one row per scenario and measure with its paired difference to the baseline; `other_arm` is what both are held against."""
    yield ["baseline", "scenario", "measure", *BAND, "better_in", "worse_in", "of", "certainty", "more_runs", "held_against"]
    for scenario, differences in others.items():
        for name, one in differences.items():
            ends = [cell(getattr(one, end)) for end in BAND]
            yield [baseline, scenario, name, *ends, one.better_in, one.worse_in, one.of, one.certainty, one.more_runs, other_arm]


def inputs_that_differ(settings: Mapping[str, Inputs]) -> dict[str, dict[str, Any]]:
    """Return {input: {scenario: value}} for the inputs that are not the same everywhere."""
    first = next(iter(settings.values()))
    names = [name for name in vars(first) if any(getattr(each, name) != getattr(first, name) for each in settings.values())]
    return {name: {scenario: getattr(each, name) for scenario, each in settings.items()} for name in names}
