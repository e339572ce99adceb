"""How far a belief may be wrong."""

from __future__ import annotations

from typing import Any

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
