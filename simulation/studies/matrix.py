"""The strategy matrix held against the model: in each cell of market and fit every programme against the default programme.

A cell is a market, a stage of product-market fit and the business its own programme speaks of. Programmes come in as values: what they
are called and what they set belongs to the library of scenarios.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results
from simulation.outcomes.zones import zone_of, zones_of_worlds
from simulation.studies.compare import compare
from simulation.studies.fingerprint import fingerprint
from simulation.studies.saved_study import keep, recall
from simulation.studies.why import explain
from simulation.vocabulary.inputs import INPUTS, inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

PLACE = Path(__file__).resolve().parent.parent / "matrix.json"
RUNS = 20  # worlds per programme and cell
DEFAULT = "default"
AXES = ("market", "pmf_stage")
Cell = tuple[str, str]
Programmes = Mapping[Cell, tuple[str, Mapping[str, Any]]]  # the programme of each cell: its name and what it sets


@dataclass(frozen=True)
class Held:
    """One programme in one cell against the default programme there, in the same worlds."""

    market: str
    pmf_stage: str
    programme: str
    own: bool  # whether it is the programme the matrix names for this cell
    median: float  # difference in net present value [$]
    low: float
    high: float
    better_in: int
    worse_in: int
    of: int
    certainty: str
    zone: str  # of the community, "" where it is too small to be judged
    why: str

    @property
    def better(self) -> bool:
        """Say whether it may be called better than the default here."""
        return self.certainty.endswith("better")

    @property
    def worse(self) -> bool:
        """Say whether it may be called worse than the default here."""
        return self.certainty.endswith("worse")


def business_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what belongs to the company rather than to its programme."""
    return {name: value for name, value in values.items() if name in AXES or INPUTS[name].group == "Business"}


def programme_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what belongs to the programme."""
    return {name: value for name, value in values.items() if name not in business_of(values)}


def settings(programmes: Programmes) -> dict[tuple[Cell, str], dict[str, Any]]:
    """Return every setting that is simulated, by cell and programme; the default programme of a cell comes first."""
    found = {}
    for cell, (_, values) in programmes.items():
        company = {**business_of(values), **dict(zip(AXES, cell, strict=True))}
        found[cell, DEFAULT] = company
        for name, others in programmes.values():
            found[cell, name] = {**programme_of(others), **company}
    return found


def hold(
    programmes: Programmes,
    *,
    runs: int = RUNS,
    seed: int = DEFAULT_SEED,
    weeks: int = DEFAULT_WEEKS,
    progress: Callable[[float, str], object] = lambda share, stage: None,
) -> list[Held]:
    """Hold every programme against the default one in every cell."""
    wanted, found = settings(programmes), []
    base: Results | None = None
    for place, ((cell, name), values) in enumerate(wanted.items()):
        progress(place / len(wanted), f"{name} in {' and '.join(cell)}")
        results = run_replicates(RunSpec(inputs_from(values), seed=seed, weeks=weeks, runs=runs))
        if name == DEFAULT or base is None:
            base = results
            continue
        one = compare(base, results)["npv"]
        zone = zone_of(zones_of_worlds(results.series["auditorium_index"])) or ""
        why = explain(base, results).sentence("the default programme")
        own = programmes[cell][0] == name
        median, low, high = (float(np.round(end)) for end in (one.median, one.low, one.high))
        market, stage = cell
        found.append(Held(market, stage, name, own, median, low, high, one.better_in, one.worse_in, one.of, one.certainty, zone, why))
    progress(1.0, "done")
    return found


def verdict(cell: Cell, rows: list[Held], titles: Mapping[str, str]) -> str:
    """Say in words what the model makes of the programme of a cell, and which other one is better where it is not."""
    inside = [one for one in rows if (one.market, one.pmf_stage) == cell]
    own = next(one for one in inside if one.own)
    better = sorted((one for one in inside if one.better and not one.own), key=lambda one: -one.median)
    counted = f"in {own.better_in if own.median > 0 else own.worse_in} of {own.of} worlds"
    if own.better:
        said = f"In the model it is worth more than the default programme here, {counted}."
    elif own.worse:
        said = f"In the model it is worth less than the default programme here, {counted}."
    else:
        said = f"In the model it cannot be told from the default programme here by its worth ({own.better_in} of {own.of} worlds better)."
    if own.better:
        return f"{said} {own.why}"
    other = (
        f"Worth more here: {titles.get(better[0].programme, better[0].programme)}." if better else "No programme of the matrix is worth more here."
    )
    return f"{said} {own.why} {other}"


def save(rows: list[Held], programmes: Programmes, runs: int, seed: int, place: Path = PLACE) -> None:
    """Keep the rows with the model they belong to; whole or not at all."""
    keep(place, "matrix", rows, runs, seed, mark=mark(programmes))


def load(place: Path = PLACE) -> dict[str, Any]:
    """Return {model_version, mark, runs, seed, matrix: [Held], ...}.

    Raises:
        FileNotFoundError: nothing was kept yet.
    """
    return recall(place, "matrix", Held)


def mark(programmes: Programmes) -> str:
    """Return a mark of what the model does in every cell with every programme."""
    return fingerprint(settings(programmes).values())


def as_rows(rows: list[Held]) -> list[dict[str, Any]]:
    """Return the rows as flat records."""
    return [asdict(one) for one in rows]
