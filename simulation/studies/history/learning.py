"""Learn from a history what it can teach, by comparing it with simulated communities.

Approximate Bayesian computation with regression adjustment (Beaumont, Zhang and Balding 2002): the simulated communities whose
summaries lie nearest, their settings moved to where a local line says they would be at the history's own summaries.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simulation.studies.history.library import AHEAD, PARAMETERS, SETTLING, TRAINING, Library
from simulation.studies.history.series import VISITED, History

NEAREST = 0.08  # share of the library that a history is compared with
LOW, HIGH = 0.10, 0.90
RIDGE = 0.02  # holds back slopes that few communities would tilt at random
TELLING = 0.9  # of the prior's width: a posterior wider than that has learnt nothing
NOT_TAUGHT = ("habit", "leaving", "recommending", "founders", "inviting")
ORDERS = 400  # in which the months are put to see whether their own says anything
BY_CHANCE = 0.10
SUMMARIES = {
    "size": "active people a month",
    "trend": "how active people rise or fall",
    "restlessness": "how active people move from month to month",
    "memory": "how long a good or bad time lasts",
    "newness": "new people among the active",
    "trend of new": "how new people rise or fall",
    "busyness": "contributions per active person",
}
COLUMN_OF = {"newness": "new", "trend of new": "new", "busyness": "contributions"}  # that can be done without
MARGIN = math.log(2)  # how far outside it may lie


@dataclass(frozen=True)
class Learnt:
    """What a history teaches of one setting: the middle and the 10-90 % range after, and before, it was looked at."""

    median: float
    low: float
    high: float
    prior_low: float
    prior_high: float
    taught: bool


@dataclass(frozen=True)
class Posterior:
    """Settings by weight, and the simulated communities they come from."""

    settings: np.ndarray  # (nearest, parameters)
    weights: np.ndarray
    places: np.ndarray
    ordered: bool  # whether the order of the months says anything

    def learnt(self) -> dict[str, Learnt]:
        """Return what was learnt of each parameter."""
        found = {}
        for parameter, values in zip(PARAMETERS, self.settings.T, strict=True):
            low, median, high = (_weighted(values, self.weights, share) for share in (LOW, 0.5, HIGH))
            ends = parameter.free(parameter.low), parameter.free(parameter.high)
            before, after = (float(parameter.back(ends[0] + share * (ends[1] - ends[0]))) for share in (LOW, HIGH))
            width = (parameter.free(high) - parameter.free(low)) / (parameter.free(after) - parameter.free(before))
            found[parameter.name] = Learnt(median, low, high, before, after, taught=bool(self.ordered and width < TELLING))
        return found

    @property
    def silent(self) -> list[str]:
        """Return what the history says nothing about."""
        return [name for name, one in self.learnt().items() if not one.taught] + list(NOT_TAUGHT)


def summaries(active: np.ndarray, new: np.ndarray, contributions: np.ndarray) -> np.ndarray:
    """Return what histories look like, (..., summaries) from months (..., months); NaN where a column is not known."""
    level, firsts = np.log(active + 0.5), np.log(new + 0.5)
    half = active.shape[-1] // 2
    away = level - _line(level)
    spread = (away**2).sum(axis=-1)
    return np.stack(
        [
            np.log(active.mean(axis=-1) + 0.5),
            level[..., half:].mean(axis=-1) - level[..., :half].mean(axis=-1),
            np.diff(level, axis=-1).std(axis=-1),
            np.divide((away[..., 1:] * away[..., :-1]).sum(axis=-1), spread, out=np.zeros(spread.shape), where=spread > 0),
            np.log((new.sum(axis=-1) + 0.5) / (active.sum(axis=-1) + 0.5)),
            firsts[..., half:].mean(axis=-1) - firsts[..., :half].mean(axis=-1),
            np.log((contributions.sum(axis=-1) + 0.5) / (active.sum(axis=-1) + 0.5)),
        ],
        axis=-1,
    )


def _line(values: np.ndarray) -> np.ndarray:
    """Return the straight line through the months of each history."""
    time = np.arange(values.shape[-1]) - (values.shape[-1] - 1) / 2
    slope = (values * time).sum(axis=-1, keepdims=True) / (time @ time)
    return values.mean(axis=-1, keepdims=True) + slope * time


def seen_in(history: History) -> np.ndarray:
    """Return a history's summaries, over its last two years at most, (summaries,)."""
    last = slice(max(0, len(history) - TRAINING), len(history))
    return summaries(*(_filled(values[last]) for values in (history.active, history.new, history.contributions)))


def _filled(values: np.ndarray) -> np.ndarray:
    """Return a column with its usual value where a month holds no number, as it is where none does."""
    known = np.isfinite(values)
    return values if known.all() or not known.any() else np.where(known, values, np.median(values[known]))


def pictures(library: Library, months: int, means: str) -> np.ndarray:
    """Return the summaries of the library's communities over as many months up to today, (communities, summaries)."""
    until = SETTLING + TRAINING
    cut = slice(until - min(months, TRAINING), until)
    active, new = ("visited", "joined") if means == VISITED else ("wrote", "new")
    return summaries(*(library.months[name][:, cut] for name in (active, new, "contributions")))


def outside(history: History, library: Library) -> tuple[list[str], list[str], History]:
    """Compare a history with all that the model can produce.

    Returns why nothing can be learnt, in words; which columns are left out because they lie a little outside, in words; and the
    history without those columns.
    """
    seen, pictured = seen_in(history), pictures(library, len(history), history.active_means)
    refused, left_out = [], []
    for place, (name, words) in enumerate(SUMMARIES.items()):
        low, high = pictured[:, place].min(), pictured[:, place].max()
        if math.isnan(seen[place]) or low <= seen[place] <= high:
            continue
        side = "below" if seen[place] < low else "above"
        shown = [f"{_shown(place, value):,.3g}" for value in (seen[place], low, high)]
        said = f"{words} ({shown[0]}) lie {side} all that the model produces ({shown[1]} to {shown[2]})"
        column = COLUMN_OF.get(name)
        if column is None or not low - MARGIN <= seen[place] <= high + MARGIN:
            refused.append(f"{said}: nothing can be learnt from such a history")
        else:
            left_out.append(f"{said}: the column {column} is left out")
            missing: dict[str, Any] = {column: np.full(len(history), math.nan)}
            history = replace(history, **missing)
    return refused, left_out, history


def _shown(place: int, value: float) -> float:
    """Return a summary as people count it."""
    return math.exp(value) if place in (0, 4, 6) else value


def says_something(active: np.ndarray, seed: int = 7) -> bool:
    """Say whether the order of the months matters: shuffled months teach nothing, however many people there are in them."""
    level = np.log(active + 0.5)
    if np.ptp(level) == 0:
        return True  # it stands still, in every order
    steps = (np.diff(level) ** 2).sum()
    rng = np.random.default_rng(seed)
    shuffled = np.stack([rng.permutation(level) for _ in range(ORDERS)])
    return bool(((np.diff(shuffled, axis=1) ** 2).sum(axis=1) <= steps).mean() <= BY_CHANCE)


def learn(history: History, library: Library, without: int | None = None) -> Posterior:
    """Return what a history teaches; `without` leaves one of the library's communities out."""
    if not says_something(history.active[-TRAINING:]):
        return _prior(library)
    return nearest(seen_in(history), pictures(library, len(history), history.active_means), library, without)


def _prior(library: Library) -> Posterior:
    return Posterior(library.settings, np.full(len(library), 1 / len(library)), np.arange(len(library)), ordered=False)


def nearest(
    seen: np.ndarray,
    pictured: np.ndarray,
    library: Library,
    without: int | None = None,
    *,
    before: np.ndarray | None = None,
    share: float = NEAREST,
) -> Posterior:
    """Return the settings of the communities that look most alike, moved to where the history stands.

    Args:
        before: how much each community counts where they were not drawn evenly from the prior.
        share: of the communities that count.
    """
    known = np.isfinite(seen)
    scale = np.maximum(1e-6, np.median(np.abs(pictured - np.median(pictured, axis=0)), axis=0))
    away = ((pictured - seen) / scale)[:, known]
    distance = np.sqrt((away**2).sum(axis=1))
    if without is not None:
        distance[without] = np.inf
    places = np.argsort(distance, kind="stable")[: max(2 * len(SUMMARIES), round(share * len(library)))]
    reach = distance[places[-1]] * 1.0001
    weights = 1 - (distance[places] / max(reach, 1e-9)) ** 2  # Epanechnikov
    weights *= 1 if before is None else before[places]
    weights /= weights.sum()
    free = np.stack([one.free(values) for one, values in zip(PARAMETERS, library.settings[places].T, strict=True)], axis=1)
    columns = np.concatenate([np.ones((len(places), 1)), away[places]], axis=1)
    root = np.sqrt(weights)[:, None]
    ridge = RIDGE * np.diag([0.0, *np.ones(columns.shape[1] - 1)])
    slopes = np.linalg.solve((columns * root).T @ (columns * root) + ridge, (columns * root).T @ (free * root))
    # A line through few communities lies closer to them than to the next one: their distances from it are widened by as much.
    many, bent = 1 / (weights**2).sum(), columns.shape[1]
    wider = math.sqrt(many / max(many - bent, 1.0) * (1 + bent / many))
    moved = slopes[0] + wider * (free - columns @ slopes)
    settings = np.stack([one.back(values) for one, values in zip(PARAMETERS, moved.T, strict=True)], axis=1)
    return Posterior(settings, weights, places, ordered=True)


def ahead(history: History, library: Library, months: int) -> np.ndarray:
    """Forecast active people as what came, on the middle, in the simulated communities that look most alike; (months,)."""
    pictured = pictures(library, len(history), history.active_means)
    found = nearest(seen_in(history), pictured, library)
    paths = library.months["visited" if history.active_means == VISITED else "wrote"][found.places]
    today = SETTLING + TRAINING
    change = np.log(paths[:, today : today + min(months, AHEAD)] + 0.5) - np.log(paths[:, today - 3 : today].mean(axis=1) + 0.5)[:, None]
    middle = np.array([_weighted(step, found.weights, 0.5) for step in change.T])
    path = np.maximum(0.0, (history.active[-3:].mean() + 0.5) * np.exp(middle) - 0.5)
    return np.concatenate([path, np.full(max(0, months - AHEAD), path[-1])])


def _weighted(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, share * total[-1])])


def recovered(library: Library, means: str = "wrote", some: Sequence[int] | None = None) -> dict[str, dict[str, float]]:
    """Fit each of the library's communities by the others: how often the range holds the truth, and how much of it is found (R2)."""
    pictured = pictures(library, TRAINING, means)
    which = [*range(len(library))] if some is None else list(some)
    fits = [nearest(pictured[one], pictured, library, without=one).learnt() for one in which]
    found = {}
    for place, parameter in enumerate(PARAMETERS):
        truth = library.settings[which, place]
        low, middle, high = (np.array([getattr(fit[parameter.name], end) for fit in fits]) for end in ("low", "median", "high"))
        free, guessed = parameter.free(truth), parameter.free(middle)
        found[parameter.name] = {
            "covered": float(((low <= truth) & (truth <= high)).mean()),
            "r2": float(1 - ((free - guessed) ** 2).sum() / ((free - free.mean()) ** 2).sum()),
        }
    return found
