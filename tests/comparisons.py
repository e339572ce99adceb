"""Small comparisons for the tests of the Compare page and the report: few worlds, few weeks, simulated once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from scenarios.scenario import load_library
from simulation.engine.ensemble import simulate
from ui.comparison.comparison import Comparison
from ui.comparison.options import Option, aligned, told_apart
from ui.text.labels import shortened

RUNS, WEEKS = 6, 40


@cache
def compared(*names: str, weeks: int = WEEKS, runs: int = RUNS) -> Comparison:
    """Return library scenarios compared over a short horizon, the first being the baseline."""
    options = [Option(key=f"library:{name}", name=shortened(load_library(name).title), scenario=_short(name, weeks)) for name in names]
    named = told_apart(options)
    settings = aligned(named, runs)
    results = tuple(simulate(one.inputs, one.timeline, seed=one.seed, weeks=one.weeks, replicates=range(runs)) for one in settings)
    return Comparison(tuple(named), results, runs)


def renamed(comparison: Comparison, titles: Sequence[str]) -> Comparison:
    """Return the comparison with other titles for its options."""
    options = [
        replace(option, name=shortened(title), scenario=replace(option.scenario, title=title))
        for option, title in zip(comparison.options, titles, strict=True)
    ]
    return Comparison(tuple(told_apart(options)), comparison.results, comparison.wanted)


def with_runs(comparison: Comparison, changes: Sequence[Mapping[str, Sequence[float]]]) -> Comparison:
    """Return the comparison with other numbers per run: one mapping of measure to numbers per option."""
    results = tuple(
        replace(one, runs={**one.runs, **{name: np.asarray(values, dtype=float) for name, values in change.items()}})
        for one, change in zip(comparison.results, changes, strict=True)
    )
    return Comparison(comparison.options, results, comparison.wanted)


def _short(name: str, weeks: int):
    scenario = load_library(name)
    plan = type(scenario.timeline)(
        tuple(change for change in scenario.changes if change.week < weeks), tuple(shock for shock in scenario.shocks if shock.week < weeks)
    )
    return replace(scenario, timeline=plan, weeks=weeks)
