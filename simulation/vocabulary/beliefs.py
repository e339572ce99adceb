"""How far a belief may be wrong, and beliefs drawn from what is thought possible: one for each replicate.

A replicate's belief hangs on the seed, the replicate and the belief's name alone: it is the same draw in both arms and in
every scenario, and one belief more disturbs no other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any

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
        value = mode if low >= high else _triangular(low, min(max(mode, low), high), high, _uniform(seed, replicate, name))
        found[name] = spec.type(round(value)) if spec.type is int else float(value)
    return found


def believed(inputs: Inputs, seed: int, replicate: int) -> Inputs:
    """Return a setting with the beliefs of one replicate in the place of what is believed most likely.

    A belief that the setting has put to 0 stays there: its mechanism was switched off on purpose.
    """
    return replace(inputs, **draw_beliefs(inputs, seed, replicate, _doubted(inputs)))


@lru_cache(maxsize=64)
def _doubted(inputs: Inputs) -> tuple[str, ...]:
    return tuple(spec.name for spec in uncertain(inputs) if getattr(inputs, spec.name))


@lru_cache(maxsize=1 << 16)
def _uniform(seed: int, replicate: int, name: str) -> float:
    return int.from_bytes(blake2b(f"{seed} {replicate} {name}".encode(), digest_size=8).digest()) / 2**64


def _triangular(low: float, mode: float, high: float, uniform: float) -> float:
    """Return the quantile of a triangular distribution."""
    if uniform <= (mode - low) / (high - low):
        return low + math.sqrt(uniform * (high - low) * (mode - low))
    return high - math.sqrt((1 - uniform) * (high - low) * (high - mode))
