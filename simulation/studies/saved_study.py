"""Results of long work kept beside the code, with what they belong to."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.vocabulary.inputs import INPUTS, VARIANTS
from simulation.vocabulary.version import MODEL_VERSION


def beliefs() -> str:
    """Return a mark of all defaults and variants: other ones may lead to other conclusions."""
    declared = {"defaults": {name: spec.default for name, spec in INPUTS.items()}, "variants": VARIANTS}
    return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()[:16]


def keep(place: Path, rows: str, records: Iterable[Any], runs: int, seed: int, **marks: str) -> None:
    """Write records under the name `rows` with the model version, beliefs, marks, runs and seed they belong to; whole or not at all."""
    head = {"model_version": MODEL_VERSION, "beliefs": beliefs(), **marks, "runs": runs, "seed": seed}
    write(place, {**head, rows: [asdict(one) for one in records]})


def write(place: Path, document: Mapping[str, Any]) -> None:
    """Write plain values, whole or not at all."""
    beside = place.with_suffix(".tmp")
    beside.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    os.replace(beside, place)


def recall(place: Path, rows: str, kind: type) -> dict[str, Any]:
    """Return what `keep` wrote, the records as `kind`.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    document = json.loads(place.read_text(encoding="utf-8"))
    document[rows] = [kind(**row) for row in document[rows]]
    return document
