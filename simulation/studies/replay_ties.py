"""Which ties of one world begin or cease to bind, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.state.ties import SLOTS

PLACES = 65_536  # members that a pair's key tells apart
Changes = tuple[np.ndarray, np.ndarray, np.ndarray]  # lower place, higher place, state: the tie binds the first (1), the second (2), both, neither


class Ties:
    """The ties that bound in the last week looked at.

    A member keeps its place, and a tie mostly its slot: what changed is found by comparing slot with slot, and only of that the pairs
    are worked out.
    """

    def __init__(self) -> None:
        self._to = np.full((0, SLOTS), -1, dtype=np.int32)  # where a tie binds; elsewhere whatever stood there before
        self._bind = np.zeros((0, SLOTS), dtype=bool)

    def changes(self, members: Any, count: int, scale: float, floor: float) -> Changes:
        """Look at the first `count` members and return the pairs whose tie is another one than at the last look, sorted, with what it is now."""
        if count > len(self._to):
            new = ((0, max(len(members.tie_to), count) - len(self._to)), (0, 0))
            self._to, self._bind = np.pad(self._to, new, constant_values=-1), np.pad(self._bind, new)
        to, bind = members.tie_to[:count], members.tie_strength[:count] * np.float32(scale) > np.float32(floor)
        to_before, bound = self._to[:count], self._bind[:count]
        places = np.flatnonzero((bind != bound) | (bind & (to != to_before)))
        holder, begun, ended = places // SLOTS, bind.ravel()[places], bound.ravel()[places]
        now, before = to.ravel()[places], to_before.ravel()[places]
        keys = np.setxor1d(  # a tie that has only gone to its other slot is the same one
            (holder * PLACES + now)[begun], (holder * PLACES + before)[ended], assume_unique=True
        )
        self._to.ravel()[places], self._bind.ravel()[places] = now, begun
        one, other = keys // PLACES, keys % PLACES
        pairs = np.unique(np.minimum(one, other) * PLACES + np.maximum(one, other))
        low, high = pairs // PLACES, pairs % PLACES
        return low, high, self._holds(low, high) + 2 * self._holds(high, low)

    def _holds(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Return for each pair whether the first holds a tie to the second that binds, (n,) whole numbers."""
        return (self._bind[one] & (self._to[one] == other[:, None])).any(axis=1).astype(np.int64)
