"""Which way every lever moves what: claims over thirty paired worlds, found in full by a command and kept with the worlds they rest on.

A claim holds where at least nine in ten worlds move that way against the same world without the change. The figures of the first worlds are
kept as they were: a test simulates those few anew, and what was found is stale as soon as one of them reads otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import simulate, simulate_rows
from simulation.outcomes.results import Results, nanmean
from simulation.state.world import Row
from simulation.studies.saved_study import keep, recall
from simulation.vocabulary.inputs import Inputs, inputs_from
from simulation.vocabulary.timeline import Timeline, timeline_from
from simulation.vocabulary.version import DEFAULT_SEED

PLACE = Path(__file__).resolve().parent.parent / "directions.json"
RUNS = 30  # worlds per setting
SHARE = 0.9  # of the worlds that have to move as claimed
WITNESSES = 2  # worlds whose figures are kept
DIGITS = 6  # significant: another processor may round the last ones differently
WEEKS = 78
TOGETHER = 20  # settings that are simulated in one block
UP, DOWN = 1, -1
Window = tuple[int, int]


@dataclass(frozen=True)
class Setting:
    """What is simulated: values of inputs, shocks, and over how many weeks."""

    values: tuple[tuple[str, Any], ...]
    shocks: tuple[tuple[int, str, Any], ...] = ()
    weeks: int = WEEKS

    @cached_property
    def inputs(self) -> Inputs:
        """Return the values as checked inputs."""
        return inputs_from(dict(self.values))

    @cached_property
    def timeline(self) -> Timeline:
        """Return the shocks as a checked timeline."""
        return timeline_from((), self.shocks)


def setting(values: Mapping[str, Any], shocks: Iterable[tuple[int, str, Any]] = (), weeks: int = WEEKS) -> Setting:
    """Return a setting that is equal to every other one of the same values."""
    return Setting(tuple(sorted(values.items())), tuple(shocks), weeks)


@dataclass(frozen=True)
class Claim:
    """`after` has more (or less) of `measure` than `before`, on average over the weeks of `window`.

    With `than`, it moves the measure by a larger (or smaller) part than that claim does. With `also`, the best of those settings and `after`
    counts in each world.
    """

    name: str
    lever: str
    before: Setting
    after: Setting
    measure: str
    direction: int
    window: Window
    than: Claim | None = None
    also: tuple[Setting, ...] = ()

    def figures(self, results: Mapping[Setting, Results]) -> tuple[np.ndarray, np.ndarray]:
        """Return what is compared, one number per world each: (without the change, with it)."""
        first, second = (seen(results[one], self.measure, self.window) for one in (self.before, self.after))
        if self.also:
            second = np.max([second, *(seen(results[one], self.measure, self.window) for one in self.also)], axis=0)
        if self.than is None:
            return first, second
        others = self.than.figures(results)
        return others[1] / others[0] - 1, second / first - 1

    @property
    def settings(self) -> list[Setting]:
        """Return everything that has to be simulated."""
        return [self.before, self.after, *self.also, *(self.than.settings if self.than else [])]


@dataclass(frozen=True)
class Direction:
    """What was found of one claim: in which share of `of` worlds it holds, and the figures of the first worlds without the change and with it."""

    name: str
    lever: str
    share: float
    of: int
    before: list[float]
    after: list[float]

    @property
    def holds(self) -> bool:
        """Say whether nine in ten worlds move as claimed."""
        return self.share >= SHARE


def seen(results: Results, measure: str, window: Window) -> np.ndarray:
    """Return one number per world, (R,): a figure of the whole run, or the mean over some weeks."""
    if measure in results.runs:
        return results.runs[measure]
    if measure == "posts_per_member":
        return nanmean((results.series["posts"] / results.series["members"])[:, slice(*window)])
    return nanmean(results.series[measure][:, slice(*window)])


def directions(
    claims: Iterable[Claim],
    *,
    runs: int = RUNS,
    seed: int = DEFAULT_SEED,
    progress: Callable[[float, str], object] = lambda share, stage: None,
) -> list[Direction]:
    """Simulate the settings of every claim and say in how many worlds it holds; neighbours in the list share what was simulated."""
    chosen, found = list(claims), []

    @lru_cache(maxsize=40)  # large enough for the settings many claims start from, small enough for any memory
    def run(one: Setting) -> Results:
        return simulate(one.inputs, one.timeline, seed=seed, weeks=one.weeks, replicates=range(runs))

    for place, claim in enumerate(chosen):
        progress(place / len(chosen), claim.name)
        before, after = claim.figures({one: run(one) for one in claim.settings})
        # A world without a figure counts as none that moves.
        share = float(((after - before) * claim.direction > 0).mean())
        found.append(Direction(claim.name, claim.lever, share, runs, figures_of(before), figures_of(after)))
    progress(1.0, "done")
    return found


def witnesses(claims: Iterable[Claim], seed: int = DEFAULT_SEED, worlds: int = WITNESSES) -> Iterator[tuple[Claim, list[float], list[float]]]:
    """Yield each claim with the figures of its first worlds today, without the change and with it."""
    chosen = list(claims)
    results = _few(dict.fromkeys(one for claim in chosen for one in claim.settings), seed, worlds)
    for claim in chosen:
        before, after = claim.figures(results)
        yield claim, figures_of(before), figures_of(after)


def _few(settings: Iterable[Setting], seed: int, worlds: int) -> dict[Setting, Results]:
    """Simulate a few worlds of every setting, many settings in one block: a row is the same in any company."""
    found: dict[Setting, Results] = {}
    # Rows of one block have the same room, so the large stand by themselves.
    ordered = sorted(settings, key=lambda one: (one.weeks, room(one)))
    for weeks in dict.fromkeys(one.weeks for one in ordered):
        alike = [one for one in ordered if one.weeks == weeks]
        for start in range(0, len(alike), TOGETHER):
            block = alike[start : start + TOGETHER]
            rows = [Row(one.inputs, one.timeline, replicate) for one in block for replicate in range(worlds)]
            marks = [one for one in block for _ in range(worlds)]
            found.update(zip(block, simulate_rows(rows, seed=seed, weeks=weeks, groups=marks), strict=True))
    return found


def room(one: Setting) -> int:
    """Return roughly how many people a setting has: customers at the start, who waits, and crowds that join."""
    return one.inputs.starting_customers + one.inputs.waiting_list + sum(size for _, kind, size in one.shocks if kind == "influx")


def figures_of(values: np.ndarray) -> list[float]:
    """Return the figures of the first worlds with the digits that are kept."""
    return [float(f"{value:.{DIGITS}g}") for value in values[:WITNESSES]]


def save(rows: Iterable[Direction], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep what was found with runs and seed; whole or not at all."""
    keep(place, "directions", rows, runs, seed)


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, runs, seed, directions: [Direction], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "directions", Direction)
