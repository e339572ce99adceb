"""How far a belief may be wrong, and beliefs drawn from what is thought possible."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from simulation.vocabulary.inputs import ASSUMPTIONS, INPUTS, Inputs
from simulation.vocabulary.specification import Spec

REACH = 0.375  # of the way from what is believed to the ends of the range: between a quarter and a half of it


def belief_range(spec: Spec, now: Any) -> tuple[Any, ...]:
    """Return the two ends of what is believed possible of an assumption; nothing where it is held fixed.

    Beliefs that are on or off, and those that are 0 by default, stay: they switch a mechanism.
    """
    if spec.type is bool or spec.low is None or not spec.default:
        return ()
    ends = (now - REACH * (now - spec.low), now + REACH * (spec.high - now))
    return tuple(spec.type(round(end)) if spec.type is int else float(f"{end:.6g}") for end in ends)


def uncertain(inputs: Inputs) -> list[Spec]:
    """Return the assumptions that may be wrong; what people cost is the reader's own figure."""
    specs = [spec for spec in ASSUMPTIONS.values() if not (spec.money and spec.group == "Staff")]
    return [spec for spec in specs if belief_range(spec, getattr(inputs, spec.name))]


def draw_beliefs(inputs: Inputs, seed: int, replicate: int, names: Iterable[str]) -> dict[str, Any]:
    """Draw one set of beliefs: each triangular, with what is believed as its mode, the same in every setting of this seed and replicate."""
    found = {}
    for name in names:
        spec, mode = INPUTS[name], getattr(inputs, name)
        low, high = belief_range(spec, mode)
        if low >= high:
            found[name] = mode
            continue
        rng = np.random.default_rng([seed, replicate, *name.encode()])
        value = rng.triangular(low, min(max(mode, low), high), high)
        found[name] = spec.type(round(value)) if spec.type is int else float(value)
    return found
