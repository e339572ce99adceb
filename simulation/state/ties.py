"""Ties between members: twelve slots each, found without searching.

Member j can stand in one of two slots of member i, both derived from j, so that finding a tie, adding one
and strengthening one cost two look-ups instead of a search through all slots. A newcomer to a taken pair of
slots replaces the weaker one only if it is weaker than the new tie. Strengths are stored divided by
(1 - decay)^week: the weekly decay of every tie is then free.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from simulation.kernels.compiled import compiled

SLOTS = 12
# Without a sign: a place that cannot be counted from the end needs no look at where it is counted from.
_HASH = np.uint64(2654435761)
_BITS = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_ONE, _ALL = np.uint64(1), np.uint64(SLOTS)


@compiled
def places(other):
    """Return the two slots in which a tie to the member in slot `other` can stand."""
    # A number below 2^32 times n, without its lower half, is evenly one of n; the lower half goes on as the next number.
    spread = ((np.uint64(other) * _HASH) & _LOW) * _ALL
    first = spread >> _BITS
    second = first + _ONE + (((spread & _LOW) * (_ALL - _ONE)) >> _BITS)
    return first, second - _ALL * np.uint64(second >= _ALL)


@compiled
def strength(tie_to, tie_strength, i, other):
    """Return the stored strength of the tie of member `i` (flat) to the member in slot `other` of the same world; 0 where there is none."""
    first, second = places(other)
    if tie_to[i, first] == other:
        return tie_strength[i, first]
    if tie_to[i, second] == other:
        return tie_strength[i, second]
    return np.float32(0)


@compiled
def to_gone(tie_to, tie_strength, i, base, gone, since):
    """Return the stored strength of all ties of member `i` to those of its world, from `base` on, who are gone since that week."""
    pull = 0.0
    for slot in range(SLOTS):
        if tie_to[i, slot] >= 0 and gone[base + tie_to[i, slot]] >= since:
            pull += tie_strength[i, slot]
    return pull


class Scale:
    """Convert stored strengths to true ones: true = stored * (1 - decay)^week, by row (R,)."""

    def __init__(self, decays: Sequence[float], week: int) -> None:
        # Row by row in plain numbers: the powers of a whole array may be rounded in another way.
        powers = {decay: (1.0 - decay) ** week for decay in set(decays)}
        self.now = np.array([powers[decay] for decay in decays])
        self.inverse = 1.0 / self.now
        self.now32, self.inverse32 = self.now.astype(np.float32), self.inverse.astype(np.float32)


@lru_cache(maxsize=1_024)
def scale_of(decays: tuple[float, ...], week: int) -> Scale:
    """Return the scale of a week, kept: one block of rows after the other lives through the same weeks."""
    return Scale(decays, week)


def strengthen(members, i: np.ndarray, j: np.ndarray, gain: np.ndarray, scale: Scale) -> None:
    """Move the ties between `i` and `j` (flat, same world) towards 1 by `gain`, both ways.

    A pair that meets several times in one call is strengthened once: it is one conversation.
    """
    strengthen_pairs(members.tie_to, members.tie_strength, members.capacity, i, j, gain, scale.now32, scale.inverse32)


@compiled
def strengthen_pairs(tie_to, tie_strength, capacity, i, j, gain, now, inverse):
    """Strengthen ties as `strengthen` does (in compiled loops); `now` and `inverse` are by row, float32."""
    # All ties are looked up before any is written, so that the order of meetings within the call does not matter to them.
    pairs = i.size
    others = np.empty(2 * pairs, dtype=np.int32)
    slots = np.empty(2 * pairs, dtype=np.uint8)  # SLOTS where the tie is not kept
    strengths = np.empty(2 * pairs, dtype=np.float32)
    for back in range(2):
        for meeting in range(pairs):
            me, you = (j[meeting], i[meeting]) if back else (i[meeting], j[meeting])
            row = np.uint64(you) // np.uint64(capacity)
            me, other = np.uint64(me), np.uint64(you) - row * np.uint64(capacity)
            first, second = places(other)
            at_first, at_second = tie_to[me, first] == other, tie_to[me, second] == other
            use_first = at_first or (not at_second and tie_strength[me, first] <= tie_strength[me, second])
            slot = first if use_first else second
            standing = tie_strength[me, slot]
            known = at_first or at_second
            old = standing * now[row] if known else np.float32(0)
            new = (old + gain[meeting] * (np.float32(1) - old)) * inverse[row]
            place = back * pairs + meeting
            others[place], slots[place], strengths[place] = other, slot if known or new > standing else _ALL, new
    for back in range(2):
        for meeting in range(pairs):
            place = back * pairs + meeting
            if slots[place] < SLOTS:
                me = np.uint64(j[meeting] if back else i[meeting])
                tie_to[me, slots[place]] = others[place]
                tie_strength[me, slots[place]] = strengths[place]
