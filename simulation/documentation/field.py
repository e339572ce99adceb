"""What the field claims in figures, against what this version of the model produces: agrees, contradicts, imposed or not represented.

A verdict follows from the figures: a claim *agrees* where the median lies in what is claimed and *contradicts* where it does not. Where
the figure is an input of the model it is *imposed*, which is no evidence. The values are those of the kept findings, of the kept
worlds of the default scenario, and of the kept figures of further practices.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from simulation.documentation.field_claims import CLAIMS, FieldClaim
from simulation.documentation.findings import saved
from simulation.documentation.tables import Row
from simulation.outcomes.results import Results
from simulation.studies import default_results, practice_figures
from simulation.vocabulary.inputs import INPUTS

AGREES, CONTRADICTS, IMPOSED, ABSENT, UNKNOWN = "agrees", "contradicts", "imposed", "not represented", "not kept"


@cache
def _kept() -> dict[str, tuple[float, str]]:
    found = saved()
    return {one.name: (one.median, one.format) for one in found.findings} if found else {}


@cache
def _worlds() -> Results | None:
    return default_results.load()


@cache
def _figures() -> dict[str, float]:
    try:
        return {one.name: one.median for one in practice_figures.load()["figures"]}
    except FileNotFoundError:
        return {}


def value_of(claim: FieldClaim) -> float:
    """Return this version's figure, the median over worlds; NaN where nothing was kept or the claim has none."""
    if claim.finding:
        return _kept().get(claim.finding, (math.nan, ""))[0]
    if claim.figure:
        return _figures().get(claim.figure, math.nan)
    if claim.assumption:
        return float(INPUTS[claim.assumption].default)
    worlds = _worlds()
    return math.nan if claim.compute is None or worlds is None else float(np.nanmedian(claim.compute(worlds)))


def verdict_of(claim: FieldClaim) -> str:
    """Say what this version makes of a claim."""
    if not (claim.finding or claim.assumption or claim.compute or claim.figure):
        return ABSENT
    value = value_of(claim)
    if math.isnan(value):
        return UNKNOWN
    if claim.assumption:
        return IMPOSED
    return AGREES if claim.low <= value <= claim.high else CONTRADICTS


def rows() -> list[Row]:
    """Return every claim as a row of words."""
    return [
        {
            "Source": one.source,
            "Claim": one.says,
            "Measure": one.measure or one.assumption or "-",
            "Claimed": f"{one.low:{one.format}} to {one.high:{one.format}}" if math.isfinite(one.low) else "",
            "This version": "" if math.isnan(value_of(one)) else f"{value_of(one):{one.format}}",
            "Verdict": verdict_of(one),
            "Note": one.note,
        }
        for one in CLAIMS
    ]
