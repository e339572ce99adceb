"""Every mechanism by which money follows health, switched off alone: what happens to every target.

A mechanism that is off leaves all others as they are, nothing is fitted anew. What real communities show is left out: those
figures come from an open forum with nothing to sell, in which these mechanisms have little to move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.studies.fingerprint import fingerprint
from simulation.studies.money import GHOST_TOWN, money_targets
from simulation.studies.money_further import further_targets
from simulation.studies.patterns import PATTERNS
from simulation.studies.saved_study import keep, recall
from simulation.studies.validation import SETTINGS, WEEKS, Finding, judge, money_findings
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

PLACE = Path(__file__).resolve().parent.parent / "ablations.json"
RUNS = 10  # worlds per setting: there are more than four hundred settings
ALL_ON = "all on"

# What each mechanism is without its effect. Those that have no size of their own to set to nothing are not among them: rituals that need
# hosts, reviews that cut step by step, and who comes in first.
MECHANISMS: dict[str, dict[str, Any]] = {
    ALL_ON: {},
    "no proof": {"social_proof": 0.0},
    "members do not follow": {"churn_ratio": 1.0, "expansion_effect": 0.0},
    "no readers": {"readers": 0.0},
    "nobody let down": {"let_down": 1.0},
    "nobody warned off": {"disappointment": 0.0, "bad_word": 0.0},
    "no word of mouth": {"recommendation": 0.0},
    "the recommended are like all": {"referred_churn": 1.0, "referred_buying": 0.0, "search_buying": 0.0},
    "dead places are joined": {"door_doubt": 1.0},
    "silence repels nobody": {"visit_silence": 0.0},
    "no disorder": {"spam": 0.0},
    "interest stands still": {"interest_spread": 0.0, "interest_spells": 0.0},
    "nobody outgrows": {"outgrowing": 0.0},
    "lines are alike": {"reporting_strength": 0.0},
}


@dataclass(frozen=True)
class Ablated:
    """One target with one mechanism off."""

    mechanism: str
    target: str
    group: str
    gated: bool
    median: float
    holds: bool
    format: str


def ablations(
    *,
    runs: int = RUNS,
    seed: int = DEFAULT_SEED,
    mechanisms: Iterable[str] = tuple(MECHANISMS),
    progress: Callable[[float, str], object] = lambda share, stage: None,
    stop: Callable[[int], bool] | None = None,
) -> list[Ablated]:
    """Judge every target with each mechanism off, and with all of them on.

    Raises:
        Cancelled: `stop` said so.
    """
    chosen = list(mechanisms)
    found = []
    for place, name in enumerate(chosen):
        progress(place / len(chosen), name)
        found += [
            Ablated(name, one.name, one.group, one.gated, one.median, one.verdict == "holds", one.format)
            for one in _findings(MECHANISMS[name], runs, seed, stop)
        ]
    progress(1.0, "done")
    return found


def _findings(off: dict[str, Any], runs: int, seed: int, stop: Callable[[int], bool] | None) -> list[Finding]:
    found = []
    for name, setting in SETTINGS.items():
        spec = RunSpec(inputs_from({**setting, **off}), seed=seed, weeks=WEEKS.get(name, DEFAULT_WEEKS), runs=runs)
        results = run_replicates(spec, members=True, stop=stop)
        found += [judge(pattern, results) for pattern in PATTERNS if pattern.setting == name]
    return found + money_findings([*money_targets(seed, runs, stop, off), *further_targets(seed, runs, stop, off)])


def changes(rows: Iterable[Ablated]) -> dict[str, tuple[list[Ablated], list[Ablated]]]:
    """Return by mechanism the targets that fall without it and those that come to hold, against all mechanisms on."""
    rows = list(rows)
    held = {one.target: one.holds for one in rows if one.mechanism == ALL_ON}
    names = [name for name in dict.fromkeys(one.mechanism for one in rows) if name != ALL_ON]
    moved = {name: [one for one in rows if one.mechanism == name and one.holds != held[one.target]] for name in names}
    return {name: ([one for one in those if not one.holds], [one for one in those if one.holds]) for name, those in moved.items()}


def save(rows: Iterable[Ablated], runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the rows with the model they belong to, runs and seed; whole or not at all."""
    keep(place, "ablations", (_plain(one) for one in rows), runs, seed, mark=mark())


def mark() -> str:
    """Return a mark of what the model does in the settings of the targets, with each mechanism off, while a manager leaves and reviews come."""
    care = {"roi_review_month": 3}
    settings = [*SETTINGS.values(), GHOST_TOWN, *({**care, **off} for off in MECHANISMS.values())]
    return fingerprint(settings, [(26, "community_managers", 0.0)])


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, mark, runs, seed, ablations: [Ablated], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "ablations", Ablated)


def _plain(one: Ablated) -> Ablated:
    return Ablated(one.mechanism, one.target, one.group, one.gated, float(np.round(one.median, 4)), one.holds, one.format)
