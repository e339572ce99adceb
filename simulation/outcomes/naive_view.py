"""Which way the naive cohort view errs: too much by those who would have stayed or bought anyway, too little by what people outside take."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from simulation.outcomes.results import Results, band
from simulation.vocabulary.amounts import short
from simulation.vocabulary.words import all_of

BOTH_WAYS = (
    "errs both ways: it credits the community with those who would have stayed or bought anyway, and misses what it does to people outside, "
    "who come through search or word of mouth, look on or read"
)
TOO_MUCH, TOO_LITTLE, AS_MUCH = "too much", "too little", "about as much as is caused"


def naive_errs(naive: np.ndarray, causal: np.ndarray) -> str:
    """Return which way the naive view errs, from both values per world (R,) [$]: their medians, as they are written."""
    counted, caused = (float(band(values)[1]) for values in (naive, causal))
    return AS_MUCH if short(counted) == short(caused) else TOO_MUCH if counted > caused else TOO_LITTLE


def which_prevails(named: Iterable[tuple[str, Results]]) -> str:
    """Say in one sentence which way it errs for each that has a community, over the horizon; nothing where none has one."""
    found: dict[str, list[str]] = {}
    for name, results in named:
        if results.inputs.community:
            ways = naive_errs(*(results.views[view].sum(axis=1) for view in ("naive", "causal")))
            found.setdefault(ways, []).append(name)
    if not found:
        return ""
    if len(found) == 1:
        way, names = next(iter(found.items()))
        return f"Here it counts {way}{' for each option' if len(names) > 1 else ''}, by the medians."
    return f"Here it counts {', '.join(f'{way} for {all_of(names)}' for way, names in found.items())}, by the medians."
