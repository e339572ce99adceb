"""All that is asked of learning from histories, held against real communities and against simulated ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from simulation.studies.history.learning import ahead, learn, recovered
from simulation.studies.history.library import PARAMETERS, Library, library
from simulation.studies.history.planted import mixed
from simulation.studies.history.windows import coverage, held_against, windows

LEVEL, COVERED = 0.87, (0.72, 0.88)
RECOVERED, FOUND, ENOUGH = (0.70, 0.90), 0.3, 3
SHUFFLES = 2  # of each window
PRIOR_RETURNED = 0.8  # of shuffled histories: one in ten orders is told from others by chance


def targets(folder: Path) -> dict[str, Any]:
    """Return every target with what is shown, and the forecasts' errors by community as shares of the last value's."""
    real, known = list(windows(folder)), library()
    errors = held_against(real, {"engine": lambda history, months: ahead(history, known, months)})
    share = coverage(real)["share"]
    found = recovered(known)
    told = [name for name, one in found.items() if one["r2"] >= FOUND]
    covered = {name: round(one["covered"], 2) for name, one in found.items()}
    back = prior_returned([window.known for window in real], known)
    ratio = errors["ratio"]
    rows = [
        ("level, error to the last value's", f"{ratio['theta']:.2f}", f"at most {LEVEL}", ratio["theta"] <= LEVEL),
        ("ranges hold what came, communities left out", f"{share:.0%}", "72 to 88 %", COVERED[0] <= share <= COVERED[1]),
        (
            "80 % ranges hold the truth of simulated communities",
            ", ".join(f"{name} {value:.0%}" for name, value in covered.items()),
            "70 to 90 % each",
            all(RECOVERED[0] <= value <= RECOVERED[1] for value in covered.values()),
        ),
        (
            f"R2 of at least {FOUND}",
            ", ".join(f"{name} {one['r2']:.2f}" for name, one in found.items()),
            f"{ENOUGH} of {len(PARAMETERS)}",
            len(told) >= ENOUGH,
        ),
        ("shuffled histories return the prior", f"{back:.0%}", f"at least {PRIOR_RETURNED:.0%}", back >= PRIOR_RETURNED),
    ]
    return {
        "ratio": ratio,
        "communities": errors["communities"],
        "recovery": found,
        "targets": [dict(zip(("name", "shown", "asked", "met"), row, strict=True)) for row in rows],
        "note": f"the model's own forecast is {ratio['engine']:.2f} of the last value's error and {ratio['engine'] / ratio['theta']:.2f} of Theta's",
    }


def prior_returned(histories: list[Any], known: Library, seed: int = 5) -> float:
    """Return the share of histories with their months shuffled from which nothing is learnt."""
    rng = np.random.default_rng(seed)
    nothing = total = 0
    for history in histories:
        for _ in range(SHUFFLES):
            order = rng.permutation(len(history))
            nothing += not learn(mixed(history, order), known).ordered
            total += 1
    return nothing / total
