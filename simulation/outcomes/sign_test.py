"""How easily chance explains a split of worlds: the exact sign test, and up to which probability a difference is spoken of.

One rule for every page, table and report: verdict, key figures, comparison and recommendation.
"""

from __future__ import annotations

import math

CLEAR = 0.01  # the sign test's probability up to which a difference is called clear
PROBABLE = 0.10  # and probable; above it nothing is claimed


def sign_test(better: int, worse: int) -> float:
    """Return the exact two-sided probability of a split at least this uneven, were both sides equally likely.

    Ties say nothing about the side and are left out (Conover 1999). Exact integers: no rounding, no limit.
    """
    better, worse = int(better), int(worse)  # numpy's integers would overflow
    told = better + worse
    tail = sum(math.comb(told, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2 * tail / 2**told)
