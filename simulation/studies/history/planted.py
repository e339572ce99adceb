"""Hold fits against communities whose settings are known: how often a range holds the truth, before and after it is refined.

Communities of the library are planted one after the other, each left out of what it is compared with, and the same months shuffled
as the other half of the question: nothing may be learnt from those.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.studies.history import learning, refinement
from simulation.studies.history.learning import Learnt, learn
from simulation.studies.history.library import PARAMETERS, SETTLING, TRAINING, Library
from simulation.studies.history.months import month_after
from simulation.studies.history.refinement import FURTHER, Simulate, here, refined
from simulation.studies.history.series import History
from simulation.studies.saved_study import keep, recall

PLACE = Path(__file__).parent / "planted.json"
PLANTED = 40
FIRST_MONTH = "2023-01"
SHUFFLES = 5  # of each: one order in ten is told from the others by chance
SEED = 11


@dataclass(frozen=True)
class Held:
    """How one setting was found again in the planted communities, by the library alone and by further communities.

    Args:
        name: of the setting.
        covered: in which share of the communities the 80 % range held the truth.
        refined_covered: the same once refined.
        off: mean distance of the middle from the truth, as a share of the prior's width.
        refined_off: the same once refined.
        narrower: median width of the refined range, as a share of the first one's.
        told: in which share of the shuffled histories something was claimed to be learnt of it.
    """

    name: str
    covered: float
    refined_covered: float
    off: float
    refined_off: float
    narrower: float
    told: float


def planted(
    known: Library,
    which: Sequence[int],
    many: int = FURTHER,
    simulate: Simulate = here,
    tell: Callable[[int], None] = lambda done: None,
) -> list[Held]:
    """Fit communities of the library by the others, refine each fit, and shuffle the months of each.

    Args:
        known: the library.
        which: communities of it.
        many: further communities simulated for each.
        simulate: simulates blocks of them, wherever they run.
        tell: told how many are done; it may raise to stop.
    """
    rng = np.random.default_rng(SEED)
    first, after, shuffled = [], [], []
    for done, one in enumerate(which, 1):
        history = history_of(known, one)
        found = learn(history, known, without=one)
        first.append(found.learnt())
        after.append(refined(history, found, simulate, many).learnt())
        shuffled += [learn(mixed(history, rng.permutation(len(history))), known, without=one).learnt() for _ in range(SHUFFLES)]
        tell(done)
    return [_held(place, known.settings[list(which), place], first, after, shuffled) for place in range(len(PARAMETERS))]


def spread_out(known: Library, count: int = PLANTED) -> list[int]:
    """Return communities of the library, as many as are planted, evenly through it."""
    return [int(place) for place in np.linspace(0, len(known) - 1, count)]


def history_of(known: Library, one: int) -> History:
    """Return the last two years of a community of the library as its owner would count them."""
    months = [FIRST_MONTH]
    while len(months) < TRAINING:
        months.append(month_after(months[-1]))
    seen = slice(SETTLING, SETTLING + TRAINING)
    wrote, new, contributions = (known.months[piece][one, seen] for piece in ("wrote", "new", "contributions"))
    return History(tuple(months), wrote, new, contributions)


def mixed(history: History, order: np.ndarray) -> History:
    """Return a history with its months in another order."""
    return History(history.months, history.active[order], history.new[order], history.contributions[order], history.active_means)


def _held(place: int, truth: np.ndarray, *fits: list[dict[str, Learnt]]) -> Held:
    parameter = PARAMETERS[place]
    whole = parameter.free(parameter.high) - parameter.free(parameter.low)
    covered, off, width = [], [], []
    for fit in fits[:2]:
        low, middle, high = (np.array([getattr(one[parameter.name], end) for one in fit]) for end in ("low", "median", "high"))
        covered.append(float(((low <= truth) & (truth <= high)).mean()))
        off.append(float(np.abs(parameter.free(middle) - parameter.free(truth)).mean() / whole))
        width.append(parameter.free(high) - parameter.free(low))
    told = float(np.mean([one[parameter.name].taught for one in fits[2]]))
    narrower = float(np.median(width[1] / width[0]))
    return Held(
        parameter.name, covered=covered[0], refined_covered=covered[1], off=off[0], refined_off=off[1], narrower=narrower, told=told
    )  # fmt: skip


def settings() -> str:
    """Return the settings of the method that the kept findings belong to."""
    chosen = (learning.NEAREST, learning.RIDGE, learning.BY_CHANCE, refinement.KEPT, refinement.WIDER, refinement.PART, FURTHER, SHUFFLES, SEED)
    return " ".join(f"{value:g}" for value in chosen)


def save(found: Sequence[Held], count: int, place: Path = PLACE) -> None:
    """Write the findings with the model, its beliefs and the settings they belong to; whole or not at all."""
    keep(place, "found", found, count, SEED, settings=settings())


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return what was kept: {model_version, beliefs, settings, runs: communities planted, seed, found: [Held]}."""
    return recall(place, "found", Held)
