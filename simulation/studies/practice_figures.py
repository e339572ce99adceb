"""Figures that the field claims of further practices, in the settings in which there is something to measure.

The default setting teaches nobody and its team writes no pages: what is said of the certified, and of members' pages against the team's, is
looked at where there is an academy, and where there is a developer advocate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results, nanmean
from simulation.studies.fingerprint import fingerprint
from simulation.studies.saved_study import keep, recall
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

PLACE = Path(__file__).resolve().parent.parent / "practice_figures.json"
RUNS = 30
YEAR = slice(-52, None)
CERTIFIED, PAGES = "expansion of the educated to that of others, naive", "pages by members per page by the team, one advocate"


def _certified(results: Results) -> np.ndarray:
    return nanmean(results.series["expansion_educated"][:, YEAR]) / nanmean(results.series["expansion_others"][:, YEAR])


def _pages(results: Results) -> np.ndarray:
    return results.series["pages_members"][:, YEAR].sum(axis=1) / results.series["pages_team"][:, YEAR].sum(axis=1)


FIGURES: dict[str, tuple[dict[str, Any], Callable[[Results], np.ndarray]]] = {
    CERTIFIED: ({"education": "academy"}, _certified),
    PAGES: ({"developer_advocates": 1.0}, _pages),
}


@dataclass(frozen=True)
class Kept:
    """One figure: its median over the worlds and the range of eight in ten."""

    name: str
    median: float
    low: float
    high: float


def figures(
    *, runs: int = RUNS, seed: int = DEFAULT_SEED, weeks: int = DEFAULT_WEEKS, progress: Callable[[float, str], object] = lambda share, stage: None
) -> list[Kept]:
    """Measure every figure in its own setting."""
    found = []
    for place, (name, (setting, compute)) in enumerate(FIGURES.items()):
        progress(place / len(FIGURES), name)
        values = compute(run_replicates(RunSpec(inputs_from(setting), seed=seed, weeks=weeks, runs=runs)))
        low, median, high = (float(np.round(end, 4)) for end in np.nanquantile(values, (0.1, 0.5, 0.9)))
        found.append(Kept(name, median, low, high))
    progress(1.0, "done")
    return found


def save(rows: Iterable[Kept], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the figures with the model they belong to, runs and seed; whole or not at all."""
    keep(place, "figures", rows, runs, seed, mark=mark())


def mark() -> str:
    """Return a mark of what the model does in the settings of the figures."""
    return fingerprint([setting for setting, _ in FIGURES.values()])


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, mark, runs, seed, figures: [Kept], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "figures", Kept)
