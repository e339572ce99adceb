"""A library of simulated communities, of the size of real ones: what settings lead to which histories.

It is simulated off line, over all cores nobody needs, and kept beside the code as the months of each community and the settings
behind them. `make` is what the command `calibrate --rebuild` runs.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from simulation.schedule import begin, step
from simulation.state.population import MEMBER
from simulation.state.world import Row, World
from simulation.studies.history.series import FEWEST_ACTIVE
from simulation.vocabulary.inputs import INPUTS, Inputs, inputs_from
from simulation.vocabulary.timeline import Change, Timeline
from simulation.vocabulary.version import MODEL_VERSION

PLACE = Path(__file__).parent / "library.npz"
SETTLING, TRAINING, AHEAD = 12, 24, 12  # months: nobody's history begins at the launch, what is learnt from, what comes then
MONTHS = SETTLING + TRAINING + AHEAD
WEEKS = MONTHS * 52 // 12
TODAY = (SETTLING + TRAINING) * 52 // 12  # [week]
ROWS = 800
SEED = 20_240_501
BLOCK = 40  # rows simulated together
BASE = {
    "starting_customers": 100,
    "batch_size": 0,
    "waiting_list": 0,
    "market_size": 100_000,
    "launch_interest": 0.1,
    "founders": 10,
    "community_managers": 0.0,
}
PIECES = ("wrote", "visited", "new", "joined", "contributions")


@dataclass(frozen=True)
class Parameter:
    """One thing a history can teach: its prior is even between `low` and `high`, on a logarithmic scale where `log` says so."""

    name: str
    low: float
    high: float
    log: bool
    unit: str

    def free(self, value: Any) -> Any:
        """Return a value on the scale on which the prior is even."""
        return np.log(value) if self.log else value

    def back(self, value: Any) -> Any:
        """Return the value at a place of that scale, kept inside the prior."""
        return np.clip(np.exp(value) if self.log else value, self.low, self.high)


PARAMETERS = (
    Parameter("organic_signups", 3.0, 400.0, True, "signups per week"),
    Parameter("intake_change", -1.0, 1.0, False, "log change of signups per year"),
    Parameter("visit_spread", 0.5, 2.0, False, "logit"),
    Parameter("applicant_share", 0.02, 0.5, True, "share of signups"),
    Parameter("reply_mean", 0.03, 1.0, True, "replies per person and week"),
)


@dataclass(frozen=True)
class Library:
    """Simulated communities.

    Attributes:
        settings: (communities, parameters), in the order of `PARAMETERS`.
        months: by piece, (communities, MONTHS).
        mark: what it belongs to.
    """

    settings: np.ndarray
    months: dict[str, np.ndarray]
    mark: dict[str, Any]

    def __len__(self) -> int:
        """Return how many communities it holds."""
        return len(self.settings)


def mark() -> dict[str, Any]:
    """Return what a library belongs to: the version of the model, its defaults, and how communities were chosen."""
    return {
        "model_version": MODEL_VERSION,
        "defaults": {name: spec.default for name, spec in INPUTS.items()},
        "base": BASE,
        "prior": [[one.name, one.low, one.high, one.log] for one in PARAMETERS],
        "months": [SETTLING, TRAINING, AHEAD],
        "rows": ROWS,
        "seed": SEED,
    }


def stale(kept: dict[str, Any]) -> list[str]:
    """Return what has changed since a library was made; an input that is new changes nothing by its default."""
    now = mark()
    changed = [
        f"{name} is {now['defaults'].get(name)} now, was {value}" for name, value in kept["defaults"].items() if now["defaults"].get(name) != value
    ]
    return changed + [f"{name} is {now[name]} now, was {kept[name]}" for name in now if name != "defaults" and now[name] != kept[name]]


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the kept library without the communities in which too few wrote for anybody to have their history."""
    kept = load(PLACE)
    alive = np.median(kept.months["wrote"][:, SETTLING : SETTLING + TRAINING], axis=1) >= FEWEST_ACTIVE
    return Library(kept.settings[alive], {name: values[alive] for name, values in kept.months.items()}, kept.mark)


def load(place: Path) -> Library:
    """Read a library."""
    with np.load(place, allow_pickle=False) as kept:
        months = {name: kept[name].astype(np.float64) for name in PIECES}
        return Library(kept["settings"].astype(np.float64), months, json.loads(str(kept["mark"])))


def keep(made: Library, place: Path = PLACE) -> None:
    """Write a library, whole or not at all."""
    beside = place.with_suffix(".tmp.npz")
    pieces: dict[str, Any] = {name: made.months[name].astype(np.uint16) for name in PIECES}
    np.savez_compressed(beside, settings=made.settings.astype(np.float32), mark=np.array(json.dumps(made.mark)), **pieces)
    os.replace(beside, place)


def chosen(rows: int = ROWS) -> np.ndarray:
    """Draw the settings of the library's communities from the prior, evenly spread, (rows, parameters)."""
    from scipy.stats import qmc  # a second to import: only where a library is made

    u = qmc.Sobol(len(PARAMETERS), seed=SEED).random(1 << math.ceil(math.log2(rows)))[:rows]
    drawn = [one.back(one.free(one.low) + share * (one.free(one.high) - one.free(one.low))) for one, share in zip(PARAMETERS, u.T, strict=True)]
    return np.stack(drawn, axis=1).astype(np.float32).astype(np.float64)  # as they are kept


def setting_of(values: Sequence[float], beliefs: Mapping[str, Any] | None = None) -> tuple[Inputs, Timeline]:
    """Return what is simulated for one community: its signups reach their number today, and stay there; `beliefs` are other assumptions."""
    at = dict(zip((one.name for one in PARAMETERS), (float(value) for value in values), strict=True))
    change, today = at.pop("intake_change"), at["organic_signups"]
    months = range(SETTLING, SETTLING + TRAINING + 1)
    path = [(month * 52 // 12, min(5_000.0, today * math.exp(change * (month - SETTLING - TRAINING) / 12))) for month in months]
    inputs = inputs_from({**BASE, **(beliefs or {}), **at, "organic_signups": path[0][1]})
    return inputs, Timeline(tuple(Change(week, "organic_signups", signups) for week, signups in path[1:]))


def make(rows: int = ROWS, tell: Callable[[int], None] = lambda done: None) -> Library:
    """Simulate a library."""
    settings = chosen(rows)
    months = {name: np.zeros((rows, MONTHS)) for name in PIECES}
    order = np.argsort(settings[:, 0] * settings[:, 3])  # communities of one size share a table
    for first in range(0, rows, BLOCK):
        those = order[first : first + BLOCK]
        for name, values in simulated(settings[those], those).items():
            months[name][those] = values
        tell(first + len(those))
    return Library(settings, months, mark())


def simulated(settings: np.ndarray, replicates: np.ndarray, beliefs: Mapping[str, Any] | None = None) -> dict[str, np.ndarray]:
    """Simulate some communities, under other assumptions where `beliefs` says so, and return their months by piece, (communities, MONTHS)."""
    rows = [Row(*setting_of(values, beliefs), int(replicate)) for values, replicate in zip(settings, replicates, strict=True)]
    world = begin(rows, SEED, WEEKS)
    months = np.arange(WEEKS) * 12 // 52
    starts = np.flatnonzero(np.diff(months, prepend=-1))
    stocks = {name: np.zeros((len(settings), MONTHS)) for name in ("wrote", "visited")}
    for week in range(WEEKS):
        step(world, week)
        if week + 1 == WEEKS or months[week + 1] > months[week]:
            month = int(months[week])
            stocks["wrote"][:, month] = world.record["creators"][:, week] + world.record["engagers"][:, week]
            stocks["visited"][:, month] = _visited_since(world, int(starts[month]))
    flows = {
        "new": world.record["contributors_new"],
        "joined": world.record["joined"],
        "contributions": world.record["posts"] + world.record["replies_by_members"],
    }
    return {**stocks, **{name: np.add.reduceat(np.nan_to_num(values), starts, axis=1) for name, values in flows.items()}}


def _visited_since(world: World, week: int) -> np.ndarray:
    members: Any = world.members
    came = (members.last_visit >= week) & (members.status == MEMBER)
    return members.by_row(came).sum(axis=1)
