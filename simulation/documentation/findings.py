"""What this version of the model was found to show, in words: the findings that `validate --save` keeps."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from simulation.documentation.tables import Row
from simulation.studies import robustness as headlines
from simulation.studies.findings import PLACE, load
from simulation.studies.robustness import Standing
from simulation.studies.saved_study import beliefs
from simulation.studies.validation import Finding
from simulation.vocabulary.inputs import VARIANTS
from simulation.vocabulary.version import MODEL_VERSION
from simulation.vocabulary.words import beside

Of = TypeVar("Of")
GROUPS = {"target": "Target patterns", "history": "Real communities", "direction": "Directions", "money": "Money and health"}
VERDICTS = {"holds": "inside", "open": "outside", "fails": "outside, fails"}  # the accepted band


@dataclass(frozen=True)
class SavedStudy:
    """What was found and saved: with which model, over how many runs, from which seed."""

    version: str
    beliefs: str
    runs: int
    seed: int

    @property
    def current(self) -> bool:
        """Say whether it was found with this version of the model, its defaults and its variants."""
        return (self.version, self.beliefs) == (MODEL_VERSION, beliefs())


@dataclass(frozen=True)
class Saved(SavedStudy):
    """The findings as they were saved."""

    findings: tuple[Finding, ...]

    def of(self, group: str) -> list[Finding]:
        """Return the findings of one group, in the order in which they were saved."""
        return [one for one in self.findings if one.group == group]

    def count(self, verdict: str, group: str | None = None) -> int:
        """Return how many findings, of one group or of all, have this verdict."""
        return sum(one.verdict == verdict for one in self.findings if group in (None, one.group))


def saved(place: Path = PLACE) -> Saved | None:
    """Return the saved findings, or None where none were saved."""
    return _opened(Saved, lambda: load(place), "findings")


def _opened(kind: Callable[[str, str, int, int, tuple[Any, ...]], Of], read: Callable[[], dict[str, Any]], rows: str) -> Of | None:
    try:
        document = read()
    except FileNotFoundError:
        return None
    return kind(document["model_version"], document["beliefs"], document["runs"], document["seed"], tuple(document[rows]))


def shown(finding: Finding) -> str:
    """Write what this version shows: the median of the runs and the range of eight in ten."""
    parts = (finding.median, finding.seen_low, finding.seen_high)
    if not all(math.isfinite(part) for part in parts):
        return "nothing to measure"
    median, low, high = (f"{part:{finding.format}}" for part in parts)
    return beside(median, low, high)


def rows(findings: list[Finding]) -> list[Row]:
    """Return findings as rows of words."""
    return [
        {
            "Pattern": one.name,
            "Source": one.source,
            "Accepted": one.accepted,
            "This version": shown(one),
            "Verdict": VERDICTS[one.verdict],
            "Role": "fitted" if one.fitted else "not fitted",
            "Reason": one.reason,
        }
        for one in findings
    ]


@dataclass(frozen=True)
class Stood(SavedStudy):
    """The headline conclusions as they were saved."""

    standings: tuple[Standing, ...]

    def rows(self) -> list[Row]:
        """Return one row per conclusion, one column per variant."""
        claims = dict.fromkeys(one.claim for one in self.standings)
        found = {(one.claim, one.variant): one for one in self.standings}
        return [{"Conclusion": claim, **{variant: self._cell(found.get((claim, variant))) for variant in VARIANTS}} for claim in claims]

    def everywhere(self) -> tuple[int, int]:
        """Return how many conclusions stand in every variant, and how many there are."""
        claims = dict.fromkeys(one.claim for one in self.standings)
        return sum(all(one.stands for one in self.standings if one.claim == claim) for claim in claims), len(claims)

    @staticmethod
    def _cell(one: Standing | None) -> str:
        if one is None:
            return "not looked at"
        return f"{'stands' if one.stands else 'falls'}, {one.true_in} of {one.of}"


def stood(place: Path = headlines.PLACE) -> Stood | None:
    """Return the saved headline conclusions, or None where none were saved."""
    return _opened(Stood, lambda: headlines.load(place), "standings")
