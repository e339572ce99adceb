"""The headline conclusions under every structural variant: what stands whichever reading of the evidence is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results, nanmean
from simulation.studies.saved_study import keep, recall
from simulation.vocabulary.inputs import VARIANTS, inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import timeline_from
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED

PLACE = Path(__file__).resolve().parent.parent / "headlines.json"
STANDS = 0.9  # of the worlds from which a conclusion is said to stand
TWO_YEARS, THREE_YEARS = 110, 156  # [weeks]
CROWD = 5_000
OVERNIGHT = ((4, "influx", CROWD),)
RUSHES = 20  # four weeks apart, past the door as the single crowd; the last one half a year before TWO_YEARS
IN_BATCHES = tuple((week, "influx", CROWD // RUSHES) for week in range(4, 4 + 4 * RUSHES, 4))


def side(differences: Mapping[str, Any] | None = None, shocks: tuple[tuple[int, str, int], ...] = (), weeks: int = TWO_YEARS) -> RunSpec:
    """Return what is simulated for one side of a conclusion; seed and runs are the study's."""
    return RunSpec(inputs_from(differences), timeline_from((), shocks), weeks=weeks)


@dataclass(frozen=True)
class Conclusion:
    """A claim about paired worlds: `gain` returns one number per world, above zero where the claim is true."""

    claim: str
    one: RunSpec
    other: RunSpec
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
        f"{CROWD:,} people overnight make a deeper auditorium than in {RUSHES} monthly rushes of {CROWD // RUSHES}",
        side(shocks=OVERNIGHT),
        side(shocks=IN_BATCHES),
        lambda one, other: one.runs["auditorium_peak"] - other.runs["auditorium_peak"],
    ),
    Conclusion(
        f"The same {CROWD:,} in {RUSHES} monthly rushes of {CROWD // RUSHES} leave more active members half a year after the last, "
        "two years after the single crowd",
        side(shocks=IN_BATCHES),
        side(shocks=OVERNIGHT),
        more("weekly_active", 106, 110),
    ),
    Conclusion("Batches of 200 instead of 20 lower 90-day retention", side(), side({"batch_size": 200}), more("retention_90d", 17, 78)),
    Conclusion("Batches of 200 instead of 20 lower the share who speak", side(), side({"batch_size": 200}), more("speaking_share", 13, 78)),
    Conclusion("Weekly rituals bring more members back than none", side(), side({"ritual_cadence": "none"}), more("weekly_active", 26, 110)),
    Conclusion(
        "A community manager gets more newcomers answered than nobody",
        side(),
        side({"community_managers": 0.0}),
        more("newcomer_response_rate", 13, 110),
    ),
    Conclusion("Mentoring raises 90-day retention", side({"mentorship": True}), side(), more("retention_90d", 17, 110)),
    Conclusion(
        "Asking for a return in month 1 instead of 12 lowers it",
        side({"roi_review_month": 12}, weeks=THREE_YEARS),
        side({"roi_review_month": 1}, weeks=THREE_YEARS),
        lambda one, other: one.runs["npv"] - other.runs["npv"],
    ),
    Conclusion(
        "The default programme is worth more than it costs over three years",
        side(weeks=THREE_YEARS),
        side(weeks=THREE_YEARS),
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
    sides = {spec: None for conclusion in conclusions for spec in (conclusion.one, conclusion.other)}
    standings, done = [], 0
    for variant, assumptions in variants.items():
        results = {}
        for spec in sides:
            tell(done / (len(sides) * len(variants)), variant)
            varied = replace(spec, inputs=inputs_from({**assumptions, **spec.differences}), seed=seed, runs=runs)
            results[spec] = run_replicates(varied, stop=(lambda week: stop()) if stop else None)
            done += 1
        for conclusion in conclusions:
            gain = conclusion.gain(results[conclusion.one], results[conclusion.other])
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
