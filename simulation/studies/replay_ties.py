"""Which ties of one world begin or cease to bind, week by week."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.state.ties import SLOTS

PLACES = 65_536  # members that a pair's key tells apart


class Ties:
    """The ties that bind, and when that changed.

    A member keeps its place, and a tie mostly its slot: what changed is found by comparing slot with slot, and only of that the pairs
    are worked out.
    """

    def __init__(self) -> None:
        self._to = np.full((0, SLOTS), -1, dtype=np.int32)  # where a tie binds; elsewhere whatever stood there before
        self._bind = np.zeros((0, SLOTS), dtype=bool)
        self._turned: list[np.ndarray] = []  # by week: whose slots began or ceased to bind to whom, as holder * PLACES + other

    def look(self, members: Any, count: int, scale: float, floor: float) -> None:
        """Look at the ties of the first `count` members at the end of a week."""
        if count > len(self._to):
            new = ((0, max(len(members.tie_to), count) - len(self._to)), (0, 0))
            self._to, self._bind = np.pad(self._to, new, constant_values=-1), np.pad(self._bind, new)
        to, bind = members.tie_to[:count], members.tie_strength[:count] * np.float32(scale) > np.float32(floor)
        to_before, bound = self._to[:count], self._bind[:count]
        places = np.flatnonzero((bind != bound) | (bind & (to != to_before)))
        holder, begun, ended = (places // SLOTS) * PLACES, bind.ravel()[places], bound.ravel()[places]
        now, before = to.ravel()[places], to_before.ravel()[places]
        self._turned.append(np.concatenate([(holder + now)[begun], (holder + before)[ended]]))
        self._to.ravel()[places], self._bind.ravel()[places] = now, begun

    def changes(self, weeks: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Return the pairs whose tie is another one than the week before: week, lower place, higher place, state, each (n,), in this order.

        The state says whom the tie binds from then on: the first (1), the second (2), both (3) or neither (0).
        """
        week = np.repeat(np.arange(len(self._turned)), [len(one) for one in self._turned])
        one, other = np.divmod(np.concatenate(self._turned) if self._turned else np.zeros(0, dtype=np.int64), PLACES)
        pair = np.minimum(one, other) * PLACES + np.maximum(one, other)
        found, where = np.unique(pair * weeks + week, return_inverse=True)
        # What turns twice in a week, as a tie that only goes to its other slot does, has not changed.
        turns = np.stack([np.bincount(where[side], minlength=len(found)) % 2 for side in (one < other, one > other)])
        changed = turns.any(axis=0)
        pair, week = np.divmod(found[changed], weeks)
        sums = np.cumsum(turns[:, changed], axis=1)
        begins = np.flatnonzero(np.diff(pair, prepend=-1))
        before = np.repeat((sums - turns[:, changed])[:, begins], np.diff(begins, append=len(pair)), axis=1)
        first, second = (sums - before) % 2
        order = np.argsort(week, kind="stable")
        low, high = np.divmod(pair[order], PLACES)
        return week[order], low, high, (first + 2 * second)[order]
