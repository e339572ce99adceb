"""The findings of a validation, kept beside the code for the model page and the model document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulation.studies.saved_study import keep, recall
from simulation.studies.validation import Finding

PLACE = Path(__file__).resolve().parent.parent / "validation.json"


def save(findings: Iterable[Finding], runs: int, seed: int, place: Path = PLACE) -> None:
    """Write the findings with the model version, beliefs, runs and seed they belong to; whole or not at all."""
    keep(place, "findings", findings, runs, seed)


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, beliefs, runs, seed, findings: [Finding]}.

    Raises:
        FileNotFoundError: nothing was saved yet.
    """
    return recall(place, "findings", Finding)
