"""The worlds of the default scenario, kept beside the code: what a page paints before anything is simulated.

The kept numbers have about seven digits, enough for a chart and for every figure on it. Comparisons, exports and
downloads use simulated worlds only.
"""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from simulation.outcomes.results import Results
from simulation.studies.saved_study import beliefs
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS, MODEL_VERSION

PLACE = Path(__file__).resolve().parent.parent / "default_results.npz"
TABLES = ("series", "runs", "books", "views", "counterfactual", "totals")
DIGITS = 1e-6


def save(results: Results, place: Path = PLACE) -> None:
    """Write the worlds of the default scenario with what they belong to; whole or not at all."""
    columns = {f"{which}/{name}": column.astype(np.float32) for which in TABLES for name, column in getattr(results, which).items()}
    beside = place.with_suffix(".tmp")
    try:
        with beside.open("wb") as file:
            np.savez_compressed(file, about=np.array(json.dumps(_belongs_to())), **columns)
        os.replace(beside, place)
    finally:
        beside.unlink(missing_ok=True)


def load(place: Path = PLACE) -> Results | None:
    """Return the stored worlds; None where there are none, or those of another model, other defaults or another seed."""
    try:
        with np.load(io.BytesIO(place.read_bytes()), allow_pickle=False) as kept:
            if json.loads(str(kept["about"])) != _belongs_to():
                return None
            columns: dict[str, Any] = {which: {} for which in TABLES}
            for place_inside in (name for name in kept.files if name != "about"):
                which, name = place_inside.split("/")
                columns[which][name] = kept[place_inside].astype(np.float64)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error):
        return None
    return Results(spec=RunSpec(seed=DEFAULT_SEED, weeks=DEFAULT_WEEKS, runs=DEFAULT_RUNS), replicates=np.arange(DEFAULT_RUNS), **columns)


def alike(kept: Results, results: Results) -> bool:
    """Say whether stored worlds are these, as far as their digits go."""
    if kept.replicates.tolist() != results.replicates.tolist():
        return False
    for which in TABLES:
        mine, fresh = getattr(kept, which), getattr(results, which)
        if list(mine) != list(fresh):
            return False
        if not all(np.allclose(mine[name], fresh[name], rtol=DIGITS, atol=DIGITS, equal_nan=True) for name in mine):
            return False
    return True


def _belongs_to() -> dict[str, Any]:
    return {"model_version": MODEL_VERSION, "beliefs": beliefs(), "seed": DEFAULT_SEED, "runs": DEFAULT_RUNS, "weeks": DEFAULT_WEEKS}
