"""How far futures spread, and why: speakers of a quarter against those of the same quarter a year before, part by part.

Part by part means: what differs between worlds (chance alone, interest in the subject, beliefs, one group of beliefs) in the default
programme, behind an open door, and in the open forum that stands for the real histories; and how size, founders and the ends of what is thought
possible of interest change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import simulate_rows
from simulation.outcomes.results import band
from simulation.state.world import Row
from simulation.studies.fingerprint import fingerprint
from simulation.studies.saved_study import keep, recall
from simulation.studies.validation import OPEN_FORUM
from simulation.vocabulary.beliefs import draw_beliefs, uncertain
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import DEFAULT_SEED

PLACE = Path(__file__).resolve().parent.parent / "year_ahead.json"
RUNS = 30
WEEKS = 208
THIRD, FOURTH = 156, 208  # [weeks] at which the years ahead end that are looked at
QUARTER, YEAR = 13, 52
FEWEST = 0.1  # speakers: fewer count as so many
STILL = {"interest_spread": 0.0, "interest_spells": 0.0}
OPEN_DOOR = {"batch_size": 0}
REAL = {"months 24-36": (0.55, 0.99, 2.05), "months 36-60": (0.53, 1.06, 1.75)}  # of life, in real histories with five writers and more
ALL = "all"


@dataclass(frozen=True)
class Part:
    """What differs between the worlds of one setting: interest unless it stands still there, and the beliefs of a group, of all or of none."""

    name: str
    setting: Mapping[str, Any]
    beliefs: str = ""

    def rows(self, seed: int, runs: int) -> list[Row]:
        """Return its worlds, each with the beliefs it draws."""
        inputs = inputs_from(self.setting)
        names = [one.name for one in uncertain(inputs) if self.beliefs in (ALL, one.group) and getattr(inputs, one.name)]
        return [Row(replace(inputs, **draw_beliefs(inputs, seed, one, names)), Timeline(), one) for one in range(runs)]


def _parts() -> Iterator[Part]:
    for name, setting in (("default", {}), ("open door", OPEN_DOOR), ("open forum", OPEN_FORUM)):
        yield Part(f"{name}: chance alone", {**setting, **STILL})
        yield Part(f"{name}: beliefs, interest stands still", {**setting, **STILL}, ALL)
        yield Part(f"{name}: interest", setting)
        yield Part(f"{name}: interest and beliefs", setting, ALL)
    yield Part("default, 300 customers: interest and beliefs", {"starting_customers": 300}, ALL)
    yield Part("default, 5,000 customers: interest and beliefs", {"starting_customers": 5_000}, ALL)
    yield Part("default, 3 founders: interest and beliefs", {"founders": 3}, ALL)
    yield Part("default, 40 founders: interest and beliefs", {"founders": 40}, ALL)
    far = {"interest_spread": 0.8, "interest_visits": 1.2}
    yield Part("default: interest, at the far ends of what is thought possible of it", far)
    yield Part("open door: interest, at the far ends of what is thought possible of it", {**OPEN_DOOR, **far})
    for group in dict.fromkeys(one.group for one in uncertain(inputs_from())):
        yield Part(f"default: beliefs on {group.lower()} alone, interest stands still", STILL, group)


PARTS = tuple(_parts())


@dataclass(frozen=True)
class Ahead:
    """Of one part: the 10th, middle and 90th of 100 worlds a year ahead, twice, and how far worlds differ [SD of the logarithm]."""

    name: str
    low: float
    median: float
    high: float
    later_low: float
    later_median: float
    later_high: float
    spread: float  # of the year ahead that ends with month 36
    level: float  # of the speakers at month 36 themselves
    of: int


def year_ahead(
    *,
    runs: int = RUNS,
    seed: int = DEFAULT_SEED,
    parts: Iterable[Part] = PARTS,
    progress: Callable[[float, str], object] = lambda share, stage: None,
) -> list[Ahead]:
    """Live through every part and say how far its worlds spread."""
    chosen, found = list(parts), []
    for place, part in enumerate(chosen):
        progress(place / len(chosen), part.name)
        (results,) = simulate_rows(part.rows(seed, runs), seed=seed, weeks=WEEKS, groups=[0] * runs)
        found.append(_ahead(part.name, results.series["speakers"]))
    progress(1.0, "done")
    return found


def _ahead(name: str, speakers: np.ndarray) -> Ahead:
    third, fourth = (_quarter(speakers, end) / _quarter(speakers, end - YEAR) for end in (THIRD, FOURTH))
    (low, median, high), (later_low, later_median, later_high) = ([round(float(end), 3) for end in band(ratio)] for ratio in (third, fourth))
    spread, level = (round(float(np.log(values).std(ddof=1)), 3) for values in (third, _quarter(speakers, THIRD)))
    return Ahead(name, low, median, high, later_low, later_median, later_high, spread, level, len(speakers))


def _quarter(speakers: np.ndarray, end: int) -> np.ndarray:
    """Return the mean of the quarter before a week, (R,)."""
    return np.maximum(speakers[:, end - QUARTER : end].mean(axis=1), FEWEST)


def save(rows: Iterable[Ahead], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the rows with the model they belong to, runs and seed; whole or not at all."""
    keep(place, "parts", rows, runs, seed, mark=mark())


def mark() -> str:
    """Return a mark of what the model does in the settings of the parts that differ by more than what is drawn."""
    return fingerprint([part.setting for part in PARTS if part.beliefs in ("", ALL)])


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, mark, runs, seed, parts: [Ahead], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "parts", Ahead)
