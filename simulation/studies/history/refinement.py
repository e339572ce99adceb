"""Refine what a history teaches by further communities simulated where it points: one step of population Monte Carlo.

Approximate Bayesian computation in two steps (Beaumont, Cornuet, Marin and Robert 2009): settings are drawn from what the kept library
teaches and spread a little, their communities are simulated, and those that look most like the history count, each by how likely the
prior is to hold it against how likely it was to be drawn. What comes out hangs less on the library's gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from simulation.studies.history.learning import Posterior, nearest, pictures, seen_in
from simulation.studies.history.library import PARAMETERS, Library, mark, simulated
from simulation.studies.history.series import History

FURTHER = 150  # communities
KEPT = 0.4  # share of them that the history is compared with
WIDER = 2.0  # times the variance of what was learnt, by which draws are spread: the kernel of least variance
FIRST = 1_000_000  # replicate of the first one: none of the library's
PART = 15  # communities simulated together

Simulate = Callable[[Sequence[tuple[np.ndarray, np.ndarray]]], Iterator[dict[str, np.ndarray]]]  # blocks of settings and replicates, in order


def here(blocks: Sequence[tuple[np.ndarray, np.ndarray]], beliefs: Mapping[str, Any] | None = None) -> Iterator[dict[str, np.ndarray]]:
    """Simulate blocks one after the other in this process, under other assumptions where `beliefs` says so."""
    for settings, replicates in blocks:
        yield simulated(settings, replicates, beliefs)


def refined(
    history: History, found: Posterior, simulate: Simulate = here, many: int = FURTHER, tell: Callable[[int], None] = lambda done: None, seed: int = 3
) -> Posterior:
    """Return what a history teaches when communities are simulated where the library points.

    Args:
        found: what the library teaches.
        simulate: simulates blocks of communities, wherever they run.
        many: how many communities.
        tell: told how many are simulated; it may raise to stop.
    """
    if not found.ordered:
        return found  # its course teaches nothing: there is nowhere to look
    drawn, weights = _drawn(found, many, seed)
    order = np.argsort(drawn[:, 0] * drawn[:, 3])  # communities of one size share a table
    drawn, weights = drawn[order], weights[order]
    numbers = FIRST + np.arange(many)
    blocks = [(drawn[first : first + PART], numbers[first : first + PART]) for first in range(0, many, PART)]
    parts: list[dict[str, np.ndarray]] = []
    for part in simulate(blocks):
        parts.append(part)
        tell(min(many, PART * len(parts)))
    months = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    further = Library(drawn, months, mark())
    pictured = pictures(further, len(history), history.active_means)
    return nearest(seen_in(history), pictured, further, before=weights, share=KEPT)


def _drawn(found: Posterior, many: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return settings drawn around what was learnt, and their weights: prior to proposal."""
    rng = np.random.default_rng(seed)
    free = np.stack([one.free(values) for one, values in zip(PARAMETERS, found.settings.T, strict=True)], axis=1)
    ends = np.array([[one.free(one.low), one.free(one.high)] for one in PARAMETERS])
    middle = found.weights @ free
    spread = np.sqrt(WIDER * (found.weights @ (free - middle) ** 2) + 1e-9)
    picked = free[rng.choice(len(free), many, p=found.weights)]
    moved = picked + spread * rng.standard_normal(picked.shape)
    inside = ends[:, 0] + np.abs((moved - ends[:, 0]) % (2 * (ends[:, 1] - ends[:, 0])))  # what leaves the prior comes back from its edge
    inside = np.where(inside > ends[:, 1], 2 * ends[:, 1] - inside, inside)
    away = (inside[:, None, :] - free[None, :, :]) / spread
    density = np.exp(-0.5 * (away**2).sum(axis=2)) @ found.weights
    weights = 1 / np.maximum(density, 1e-3 * density.max())
    settings = np.stack([one.back(values) for one, values in zip(PARAMETERS, inside.T, strict=True)], axis=1)
    return settings, weights / weights.sum()
