"""The headline conclusions under every structural variant: what stands whichever reading of the evidence is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import simulate
from simulation.outcomes.results import Results, nanmean
from simulation.studies.saved_study import keep, recall
from simulation.vocabulary.inputs import VARIANTS, inputs_from
from simulation.vocabulary.timeline import timeline_from
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED

PLACE = Path(__file__).resolve().parent.parent / "headlines.json"
STANDS = 0.9  # of the worlds from which a conclusion is said to stand
TWO_YEARS, THREE_YEARS = 110, 156  # [weeks]
CROWD = 5_000
OVERNIGHT = ((4, "influx", CROWD),)
IN_BATCHES = tuple((week, "influx", CROWD // 20) for week in range(4, 84, 4))


@dataclass(frozen=True)
class Setting:
    """What is simulated for one side of a conclusion."""

    differences: Mapping[str, Any] = field(default_factory=dict)
    shocks: tuple[tuple[int, str, int], ...] = ()
    weeks: int = TWO_YEARS

    def key(self) -> tuple[Any, ...]:
        """Return what tells this setting from others."""
        return tuple(sorted(self.differences.items())), self.shocks, self.weeks


@dataclass(frozen=True)
class Conclusion:
    """A claim about paired worlds: `gain` returns one number per world, above zero where the claim is true."""

    claim: str
    one: Setting
    other: Setting
    gain: Callable[[Results, Results], np.ndarray]


@dataclass(frozen=True)
class Standing:
    """In how many worlds of a variant a conclusion is true."""

    claim: str
    variant: str
    true_in: int
    of: int

    @property
    def stands(self) -> bool:
        """Say whether the conclusion may be relied on in this variant."""
        return self.true_in >= STANDS * self.of


def _mean(results: Results, measure: str, first: int, last: int) -> np.ndarray:
    return nanmean(results.series[measure][:, first:last])


def _more(measure: str, first: int, last: int, one: Results, other: Results) -> np.ndarray:
    return _mean(one, measure, first, last) - _mean(other, measure, first, last)


def more(measure: str, first: int, last: int) -> Callable[[Results, Results], np.ndarray]:
    """Return how much higher the mean of a measure over some weeks is on the first side, (R,)."""
    return partial(_more, measure, first, last)


CONCLUSIONS: tuple[Conclusion, ...] = (
    Conclusion(
        f"{CROWD:,} people overnight make a deeper auditorium than in batches",
        Setting(shocks=OVERNIGHT),
        Setting(shocks=IN_BATCHES),
        lambda one, other: one.runs["auditorium_peak"] - other.runs["auditorium_peak"],
    ),
    Conclusion(
        f"The same {CROWD:,} in batches leave more active members two years later",
        Setting(shocks=IN_BATCHES),
        Setting(shocks=OVERNIGHT),
        more("weekly_active", 106, 110),
    ),
    Conclusion("Batches of 200 instead of 20 lower 90-day retention", Setting(), Setting({"batch_size": 200}), more("retention_90d", 17, 78)),
    Conclusion("Batches of 200 instead of 20 lower the share who speak", Setting(), Setting({"batch_size": 200}), more("speaking_share", 13, 78)),
    Conclusion("Weekly rituals bring more members back than none", Setting(), Setting({"ritual_cadence": "none"}), more("weekly_active", 26, 110)),
    Conclusion(
        "A community manager gets more newcomers answered than nobody",
        Setting(),
        Setting({"community_managers": 0.0}),
        more("newcomer_response_rate", 13, 110),
    ),
    Conclusion("Mentoring raises 90-day retention", Setting({"mentorship": True}), Setting(), more("retention_90d", 17, 110)),
    Conclusion(
        "Asking for a return in month 1 instead of 12 lowers it",
        Setting({"roi_review_month": 12}, weeks=THREE_YEARS),
        Setting({"roi_review_month": 1}, weeks=THREE_YEARS),
        lambda one, other: one.runs["npv"] - other.runs["npv"],
    ),
    Conclusion(
        "The default programme is worth more than it costs over three years",
        Setting(weeks=THREE_YEARS),
        Setting(weeks=THREE_YEARS),
        lambda one, other: one.runs["npv"],
    ),
)


def headlines(
    *,
    runs: int = DEFAULT_RUNS,
    seed: int = DEFAULT_SEED,
    conclusions: tuple[Conclusion, ...] = CONCLUSIONS,
    variants: Mapping[str, Mapping[str, Any]] = VARIANTS,
    progress: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[Standing]:
    """Judge every conclusion in every variant; `progress(share, stage)` and `stop()` as in a validation.

    Raises:
        Cancelled: `stop` said so.
    """
    tell = progress or (lambda share, stage: None)
    settings = {side.key(): side for conclusion in conclusions for side in (conclusion.one, conclusion.other)}
    standings, done = [], 0
    for variant, assumptions in variants.items():
        results = {}
        for key, setting in settings.items():
            tell(done / (len(settings) * len(variants)), variant)
            results[key] = simulate(
                inputs_from({**assumptions, **setting.differences}),
                timeline_from((), setting.shocks),
                seed=seed,
                weeks=setting.weeks,
                replicates=range(runs),
                stop=(lambda week: stop()) if stop else None,
            )
            done += 1
        for conclusion in conclusions:
            gain = conclusion.gain(results[conclusion.one.key()], results[conclusion.other.key()])
            standings.append(Standing(conclusion.claim, variant, int((gain > 0).sum()), runs))
    tell(1.0, "done")
    return standings


def save(standings: list[Standing], runs: int, seed: int, place: Path = PLACE) -> None:
    """Write the standings with the model version, beliefs, runs and seed they belong to; whole or not at all."""
    keep(place, "standings", standings, runs, seed)


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, beliefs, runs, seed, standings: [Standing]}.

    Raises:
        FileNotFoundError: nothing was saved yet.
    """
    return recall(place, "standings", Standing)
