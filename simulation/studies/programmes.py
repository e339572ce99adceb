"""How many communities die: programmes as companies start them, half of them understaffed, drawn at random.

The distribution is stated here, not fitted: small firms, few hands, impatient owners. It stands for what the field reports of branded
communities, most of which nobody ran.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simulation.engine.ensemble import simulate_rows
from simulation.outcomes.results import Results
from simulation.state.world import Row
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.timeline import Timeline

COUNT = 200
WEEKS = 78  # eighteen months
QUARTER = 13  # [weeks]
BLOCK = 40  # programmes simulated together
SILENT = 1.0  # posts a week over the last quarter, under which a community counts as fallen silent
NAME = "of random plausible programmes, silent by month 18 [%]"


def programme(rng: np.random.Generator) -> dict[str, Any]:
    """Draw one programme: half have no manager and no rituals, most report to marketing or sales and are asked for a return early."""

    def one_of(*choices: Any) -> Any:
        return choices[rng.integers(len(choices))]

    staffed = rng.random() < 0.5
    return {
        "starting_customers": round(float(np.exp(rng.uniform(np.log(50), np.log(1_500))))),
        "waiting_list": int(rng.integers(0, 101)),
        "founders": int(rng.integers(3, 31)),
        "seed_threads": int(rng.integers(0, 31)),
        "community_managers": one_of(0.5, 1.0) if staffed else 0.0,
        "personal_onboarding": bool(staffed and rng.random() < 0.5),
        "ritual_cadence": one_of("biweekly", "weekly") if rng.random() < 0.5 else "none",
        "reporting_line": one_of("marketing", "sales") if rng.random() < 0.55 else one_of("ceo", "product", "support"),
        "platform": one_of("chat", "rented") if rng.random() < 0.65 else one_of("forum", "hybrid"),
        "roi_review_month": one_of(1, 3, 6) if rng.random() < 0.6 else one_of(0, 12),
        "batch_size": 0 if rng.random() < 0.6 else one_of(10, 20, 50, 100),
    }


def programmes(seed: int, count: int = COUNT) -> list[dict[str, Any]]:
    """Return the programmes of a seed; more of them begin with the same ones."""
    return [programme(np.random.default_rng([seed, nth])) for nth in range(count)]


def fallen_silent(results: Results) -> np.ndarray:
    """Return which worlds wrote less than one post a week over the last quarter, (R,) bool."""
    return results.series["posts"][:, -QUARTER:].mean(axis=1) < SILENT


def silent_share(seed: int, count: int = COUNT, stop: Callable[[int], bool] | None = None) -> float:
    """Return the share of programmes that have fallen silent, each in one world [%]."""
    rows = [Row(inputs_from(one), Timeline(), nth) for nth, one in enumerate(programmes(seed, count))]
    silent = []
    for first in range(0, count, BLOCK):
        some = rows[first : first + BLOCK]
        (results,) = simulate_rows(some, seed=seed, weeks=WEEKS, groups=[0] * len(some), stop=stop)
        silent.append(fallen_silent(results))
    return 100 * float(np.concatenate(silent).mean())
