"""Figures that the field claims in settings other than the default, each where there is something to measure.

The default setting teaches nobody, its team writes no pages and it stays small: what is said of the certified, of members' pages against the
team's, and of a chat that outgrows itself is looked at where there is an academy, where there is a developer advocate, and where a chat
is joined by so many people that over five thousand come every week.
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
from simulation.vocabulary.timeline import timeline_from
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

PLACE = Path(__file__).resolve().parent.parent / "practice_figures.json"
RUNS = 30
YEAR = slice(-52, None)
CERTIFIED, PAGES = "expansion of the educated to that of others, naive", "pages by members per page by the team, one advocate"
CHAT = "weekly active members of a chat of over 5,000, third year against second, change [%]"
CROWD = 12_000  # people who join the large chat, every other week
LARGE_WORLDS = 4  # each holds about a million members
LARGE_CHAT: dict[str, Any] = {
    "platform": "chat", "market_size": 2_000_000, "community_managers": 5.0, "operations": 1.0, "mentorship": True, "empowerment": 0.9,
}  # fmt: skip


def _certified(results: Results) -> np.ndarray:
    return nanmean(results.series["expansion_educated"][:, YEAR]) / nanmean(results.series["expansion_others"][:, YEAR])


def _pages(results: Results) -> np.ndarray:
    return results.series["pages_members"][:, YEAR].sum(axis=1) / results.series["pages_team"][:, YEAR].sum(axis=1)


def _third_year(results: Results) -> np.ndarray:
    active = results.series["weekly_active"]
    return 100 * (active[:, 104:156].mean(axis=1) / active[:, 52:104].mean(axis=1) - 1)


@dataclass(frozen=True)
class Asked:
    """One figure: the setting, what is computed of it, how many people join from outside every other week, and in how many worlds at most."""

    setting: dict[str, Any]
    compute: Callable[[Results], np.ndarray]
    joining: int = 0
    worlds: int = RUNS

    def measure(self, runs: int, seed: int, weeks: int) -> np.ndarray:
        """Return the figure of each world; worlds are lived through one by one where they are large."""
        shocks = [(week, "influx", self.joining) for week in range(2, weeks, 2)] if self.joining else []
        spec = RunSpec(inputs_from(self.setting), timeline_from((), shocks, weeks), seed=seed, weeks=weeks, runs=min(runs, self.worlds))
        if not self.joining:
            return self.compute(run_replicates(spec))
        return np.concatenate([self.compute(run_replicates(spec, [one])) for one in range(spec.runs)])


FIGURES: dict[str, Asked] = {
    CERTIFIED: Asked({"education": "academy"}, _certified),
    PAGES: Asked({"developer_advocates": 1.0}, _pages),
    CHAT: Asked(LARGE_CHAT, _third_year, CROWD, LARGE_WORLDS),
}


@dataclass(frozen=True)
class Kept:
    """One figure: its median over `of` worlds and the range of eight in ten."""

    name: str
    median: float
    low: float
    high: float
    of: int


def figures(
    *, runs: int = RUNS, seed: int = DEFAULT_SEED, weeks: int = DEFAULT_WEEKS, progress: Callable[[float, str], object] = lambda share, stage: None
) -> list[Kept]:
    """Measure every figure in its own setting."""
    found = []
    for place, (name, asked) in enumerate(FIGURES.items()):
        progress(place / len(FIGURES), name)
        values = asked.measure(runs, seed, weeks)
        low, median, high = (float(np.round(end, 4)) for end in np.nanquantile(values, (0.1, 0.5, 0.9)))
        found.append(Kept(name, median, low, high, len(values)))
    progress(1.0, "done")
    return found


def save(rows: Iterable[Kept], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the figures with the model they belong to, runs and seed; whole or not at all."""
    keep(place, "figures", rows, runs, seed, mark=mark())


def mark() -> str:
    """Return a mark of what the model does in the settings of the figures."""
    return fingerprint([asked.setting for asked in FIGURES.values()])


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, mark, runs, seed, figures: [Kept], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "figures", Kept)
