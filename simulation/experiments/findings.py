"""The findings of a validation, kept beside the code for the model page and the model document."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from simulation.experiments.validation import Finding
from simulation.version import MODEL_VERSION

PLACE = Path(__file__).resolve().parent.parent / "validation.json"


def save(findings: Iterable[Finding], runs: int, seed: int, place: Path = PLACE) -> None:
    """Write the findings with the model version, runs and seed they belong to; whole or not at all."""
    document = {"model_version": MODEL_VERSION, "runs": runs, "seed": seed, "findings": [one.as_row() for one in findings]}
    beside = place.with_suffix(".tmp")
    beside.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, place)


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, runs, seed, findings: [Finding]}.

    Raises:
        FileNotFoundError: nothing was saved yet.
    """
    document = json.loads(place.read_text(encoding="utf-8"))
    document["findings"] = [Finding(**row) for row in document["findings"]]
    return document
