"""Ties between members: twelve slots each, found without searching.

Member j can stand in one of two slots of member i, both derived from j, so that finding a tie, adding one
and strengthening one cost two look-ups instead of a search through all slots. A newcomer to a taken pair of
slots replaces the weaker one only if it is weaker than the new tie. Strengths are stored divided by
(1 - decay)^week: the weekly decay of every tie is then free.
"""

from __future__ import annotations

import numpy as np

SLOTS = 12
_HASH = np.int64(2654435761)
_BITS = np.int64(32)
_LOW = np.int64(0xFFFFFFFF)


def places(other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the two slots in which a tie to `other` (slots of members) can stand."""
    # A number below 2^32 times n, without its lower half, is evenly one of n; the lower half goes on as the next number.
    spread = ((other.astype(np.int64) * _HASH) & _LOW) * SLOTS
    first = spread >> _BITS
    second = first + 1 + (((spread & _LOW) * (SLOTS - 1)) >> _BITS)
    second -= SLOTS * (second >= SLOTS)
    return first, second


class Scale:
    """Convert stored strengths to true ones: true = stored * (1 - decay)^week."""

    def __init__(self, decay: float, week: int) -> None:
        self.now = (1.0 - decay) ** week
        self.inverse = 1.0 / self.now


def strength(members, i: np.ndarray, other: np.ndarray, now: float) -> np.ndarray:
    """Return the true strength of the ties from members `i` (flat) to `other` (slots in the same world); 0 where there is none."""
    first, second = places(other)
    to = members.tie_to.ravel()
    base = i * SLOTS
    a, b = base + first, base + second
    at_a, at_b = to[a] == other, to[b] == other
    found = np.zeros(a.shape, dtype=np.float32)
    # Few of those one meets are ties: strengths are looked up for them only.
    known = np.flatnonzero(at_a | at_b)
    place = np.where(at_a.ravel()[known], a.ravel()[known], b.ravel()[known])
    found.ravel()[known] = members.tie_strength.ravel()[place] * np.float32(now)
    return found


def strengthen(members, i: np.ndarray, j: np.ndarray, gain: np.ndarray, scale: Scale) -> None:
    """Move the ties between `i` and `j` (flat, same world) towards 1 by `gain`, both ways.

    A pair that meets several times in one call is strengthened once: it is one conversation.
    """
    slot = members.slot_of(np.concatenate([j, i])).astype(np.int32)
    _strengthen_one_way(members, np.concatenate([i, j]), slot, np.concatenate([gain, gain]), scale)


def _strengthen_one_way(members, i: np.ndarray, other: np.ndarray, gain: np.ndarray, scale: Scale) -> None:
    first, second = places(other)
    to = members.tie_to.ravel()
    kept = members.tie_strength.ravel()
    base = i * SLOTS
    a, b = base + first, base + second
    strength_a, strength_b = kept[a], kept[b]
    at_a, at_b = to[a] == other, to[b] == other
    use_a = at_a | (~at_b & (strength_a <= strength_b))
    known = at_a | at_b
    place = np.where(use_a, a, b)
    standing = np.where(use_a, strength_a, strength_b)
    old = standing * known * np.float32(scale.now)
    new = (old + gain * (1 - old)) * np.float32(scale.inverse)
    write = np.flatnonzero(known | (new > standing))
    place = place[write]
    to[place] = other[write]
    kept[place] = new[write]
