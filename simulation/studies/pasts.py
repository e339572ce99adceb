"""The same community under every structural variant: how far its past, and what a decision of today brings, hang on the reading of the evidence.

Who asks to come in and who stays trade off against each other: several pasts lead to the same members and the same active ones. Each
variant has one of its own, fitted to the same figures of today; what differs between them is doubt that no number of worlds removes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.engine.starting import started
from simulation.outcomes.results import Results, band
from simulation.vocabulary.inputs import VARIANTS, inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.specification import InputError

TODAY = 3  # [weeks] from today over which active members are averaged


@dataclass(frozen=True)
class Reading:
    """One variant's past and future of a community.

    Args:
        variant: its name.
        today: what stands there today, means over the worlds, by what was said of it.
        hidden: the settings of the past that nobody sees, as they were found.
        value: the net present value against what it is held against: median, low, high [$].
        members_later: members at the end of the horizon, the same.
        problem: why no past leads there, where none does.
    """

    variant: str
    today: Mapping[str, float]
    hidden: Mapping[str, float]
    value: tuple[float, float, float] | None
    members_later: tuple[float, float, float] | None
    problem: str = ""


@dataclass(frozen=True)
class Spread:
    """What the readings that lead there have in common: the lowest and highest median value, and whether all have one sign."""

    low: float
    high: float
    agree: bool
    of: int


def read(spec: RunSpec, variant: str, tell: Callable[[float], None] = lambda share: None) -> Reading:
    """Live the past of a setting's community under one variant, and go on from there.

    Args:
        spec: a setting with an existing community; its own assumptions stand where the variant says others.
        tell: told how far the search for the past is, 0-1; it may raise to stop it.
    """
    existing = spec.existing
    if existing is None:
        raise ValueError("there is no community whose past could be lived")
    varied = replace(spec, inputs=inputs_from({**spec.differences, **VARIANTS[variant]}), existing=existing.told)
    try:
        begun = started(varied, tell)
    except InputError as error:
        return Reading(variant, {}, {}, None, None, "; ".join(error.problems))
    assert begun.existing is not None
    assert begun.existing.start is not None
    results = run_replicates(begun)
    hidden = {name: float(value) for name, value in asdict(begun.existing.start).items()}
    return Reading(variant, today(results), hidden, _ends(results, "npv"), _ends(results, "members"))


def today(results: Results) -> dict[str, float]:
    """Return what stands there today, means over the worlds: members, active ones, customers, and the share of these who are members."""
    existing = results.spec.existing
    active = existing.measure if existing is not None else "weekly_active"
    return {
        "members": float(results.series["members"][:, 0].mean()),
        "active": float(results.series[active][:, :TODAY].mean()),
        "customers": float(results.series["customers"][:, 0].mean()),
        "customers_members": float(np.nanmean(results.series["customers_members"][:, 0])),
    }


def readings(spec: RunSpec, progress: Callable[[float, str], None] = lambda share, stage: None) -> list[Reading]:
    """Read a setting under every variant; `progress(share, stage)` is told how far it is."""
    found = []
    for place, variant in enumerate(VARIANTS):
        progress(place / len(VARIANTS), variant)
        found.append(read(spec, variant, partial(_told, progress, place, variant)))
    progress(1.0, "done")
    return found


def _told(progress: Callable[[float, str], None], place: int, variant: str, share: float) -> None:
    progress((place + share / 2) / len(VARIANTS), variant)


def spread(found: Sequence[Reading]) -> Spread | None:
    """Return how far the readings differ in value; None where no past leads there under any of them."""
    medians = [one.value[0] for one in found if one.value is not None]
    if not medians:
        return None
    return Spread(min(medians), max(medians), min(medians) > 0 or max(medians) < 0 or not any(medians), len(medians))


def document(found: Sequence[Reading]) -> dict[str, Any]:
    """Return readings and their spread as plain values."""
    whole = spread(found)
    return {"readings": [asdict(one) for one in found], "spread": None if whole is None else asdict(whole)}


def _ends(results: Results, name: str) -> tuple[float, float, float]:
    low, median, high = (float(end) for end in band(results.final(name)))
    return median, low, high
