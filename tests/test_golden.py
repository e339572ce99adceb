"""Every library scenario gives the figures that were recorded for it.

When results change on purpose, record them anew with `python -m pytest tests/test_golden.py --update-golden`, look
at what changed, and say so in the change log.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from scenarios.scenario import library_names, load_library
from simulation import MEASURES, Timeline, summarise
from simulation.engine.ensemble import simulate
from simulation.vocabulary.version import MODEL_VERSION

FOLDER = Path(__file__).parent / "golden"
RUNS, WEEKS = 3, 52
RECORDED = (
    "members", "weekly_active", "speakers", "posts", "response_rate", "ties_per_visitor", "retention_90d", "trust", "auditorium_index",
    "auditorium_peak", "signups", "customers", "mrr", "cost", "cumulative_cash", "npv",
)  # fmt: skip


def figures(name: str) -> dict[str, float | None]:
    """Return the medians of a few short runs of one scenario; None where there is nothing to measure."""
    scenario = load_library(name)
    weeks = min(WEEKS, scenario.weeks)
    planned = [[entry for entry in entries if entry.week < weeks] for entries in (scenario.timeline.changes, scenario.timeline.shocks)]
    timeline = Timeline(*map(tuple, planned))
    summary = summarise(simulate(scenario.inputs, timeline, seed=scenario.seed, weeks=weeks, replicates=range(RUNS)))
    return {measure: None if math.isnan(value := summary[measure]["median"]) else value for measure in RECORDED}


@pytest.mark.parametrize("name", library_names())
def test_the_scenario_gives_its_recorded_figures(name, request):
    path = FOLDER / f"{name}.json"
    found = figures(name)
    if request.config.getoption("--update-golden"):
        FOLDER.mkdir(exist_ok=True)
        record = {"model_version": MODEL_VERSION, "runs": RUNS, "weeks": WEEKS, "medians": found}
        path.write_text(json.dumps(record, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    assert path.exists(), f"no figures are recorded for {name}; record them with --update-golden"
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["model_version"] == MODEL_VERSION, "the model's version changed: record the figures anew with --update-golden"
    assert (record["runs"], record["weeks"]) == (RUNS, WEEKS)
    changed = [
        f"{measure}: recorded {expected}, found {found[measure]}"
        for measure, expected in record["medians"].items()
        if (found[measure] != pytest.approx(expected, rel=1e-6, abs=1e-9) if expected is not None else found[measure] is not None)
    ]
    assert not changed, "\n".join(changed)
    assert set(record["medians"]) == set(RECORDED) <= set(MEASURES)


def test_nothing_is_recorded_that_the_library_does_not_hold():
    assert {path.stem for path in FOLDER.glob("*.json")} <= set(library_names())
