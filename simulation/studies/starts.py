"""How near the past of existing communities comes to what is known of them today, and how long it takes to find."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from simulation.engine.cores import usable_cores
from simulation.engine.looking import A_MONTH, TOLERANCE, Past, targets_of
from simulation.engine.pool import EnginePool
from simulation.engine.seeking import sought
from simulation.engine.starting import find
from simulation.studies.benchmark import Figure
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.words import counted

OPEN: dict[str, Any] = {"batch_size": 0}
COMMUNITIES: tuple[tuple[str, dict[str, Any], Existing], ...] = (
    ("80 members, 60 % active, a chat of three months", {**OPEN, "platform": "chat"}, Existing(members=80, active=48, age_weeks=13)),
    (
        "800, 15 %, a forum of a year, 60 new and 900 posts a month",
        OPEN,
        Existing(members=800, active=120, age_weeks=52, newcomers=60, posts=900),
    ),
    ("3,000, 7 %, a forum of two years", {}, Existing(members=3_000, active=200, age_weeks=104)),
    ("500, 12 %, an enterprise's forum of three years", {**OPEN, "market": "enterprise"}, Existing(members=500, active=60, age_weeks=156)),
    (
        "5,000, 3 %, a chat of three years, 80 new a month",
        {**OPEN, "platform": "chat"},
        Existing(members=5_000, active=150, age_weeks=156, newcomers=80),
    ),
    ("20,000, 5 %, a forum of eight years", OPEN, Existing(members=20_000, active=1_000, age_weeks=416)),
)
SEED, RUNS = 7, 30
SOON, PATIENT = 5.0, 20.0  # [s]: what anybody waits for; of processor time, beyond 5,000 members or three years
LARGE, OLD = 5_000, 156


def measure(small: bool = False, tell: Callable[[float, str], None] = lambda share, stage: None) -> list[Figure]:
    """Live the pasts of six communities and hold 30 worlds of each against what is known; the two smallest in few worlds where `small`."""
    figures: list[Figure] = []
    chosen = COMMUNITIES[:2] if small else COMMUNITIES
    waits = _waits([RunSpec(inputs_from(differences), seed=SEED, existing=existing) for _, differences, existing in chosen])
    for place, (name, differences, existing) in enumerate(chosen):
        tell(place / len(chosen), name)
        inputs, began = inputs_from(differences), time.process_time()
        found = find(inputs, existing, SEED)
        took = time.process_time() - began
        lived = Past(inputs, existing, SEED, found.start).lived(range(8 if small else RUNS))  # in more worlds than the search
        means = {target: values.mean() * (52 / 12 if target in A_MONTH else 1) for target, values in lived.items()}
        seen = {target: means[target] / wanted for target, wanted in targets_of(inputs, existing).items()}
        for target, value in seen.items():
            figures.append(Figure(name, f"{target} off", 100 * abs(value - 1), "%", 100 * TOLERANCE[target]))
        soon = existing.members <= LARGE and existing.age_weeks <= OLD
        figures.append(Figure(name, "to find the past", took, "s of processor time", SOON if soon else PATIENT))
        figures.append(Figure(name, f"wait for it, {counted(usable_cores(), 'core')}", waits[place], "s", SOON))
    return figures


def _waits(specs: Sequence[RunSpec]) -> list[float]:
    """Return how long a page waits for the past of each, found by workers that have begun [s]."""
    waits = []
    with EnginePool() as pool:
        sought(RunSpec(existing=Existing(members=30, active=10, age_weeks=8)), pool)
        for spec in specs:
            began = time.perf_counter()
            sought(spec, pool)
            waits.append(time.perf_counter() - began)
    return waits
