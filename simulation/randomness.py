"""Random numbers keyed by event and person, so that scenarios share their luck.

A draw is a hash of (seed, replicate, process, week, person), never the next number of a stream: one more
person, or one more draw elsewhere, moves nobody else's numbers. The hash is the splitmix64 finaliser
(Steele, Lea and Flood 2014 M) over uint64 arrays.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri, pdtrik

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
GOLDEN = np.uint64(_GOLDEN)

# Where a person comes from: the first half of its identity, the second is its number within the channel.
CHANNELS = ("starting", "founder", "paid", "organic", "search", "word_of_mouth", "influx", "colleague")
CHANNEL = {name: code for code, name in enumerate(CHANNELS)}


def finalise(x: np.ndarray) -> np.ndarray:
    """Scramble uint64 values in place and return them."""
    shifted = x >> np.uint64(30)
    x ^= shifted
    x *= np.uint64(_FIRST)
    np.right_shift(x, np.uint64(27), out=shifted)
    x ^= shifted
    x *= np.uint64(_SECOND)
    np.right_shift(x, np.uint64(31), out=shifted)
    x ^= shifted
    return x


def finalise_one(x: int) -> int:
    """Scramble one integer exactly as `finalise` does."""
    x &= _MASK
    x ^= x >> 30
    x = x * _FIRST & _MASK
    x ^= x >> 27
    x = x * _SECOND & _MASK
    return x ^ x >> 31


def _code_of(name: str) -> int:
    code = 0
    for letter in name.encode():
        code = finalise_one(code * 257 + letter)
    return code


class Draws:
    """The random numbers of some replicates of one seed.

    `count` is how many numbers the model drew: the benchmark's floor draws as many and does nothing else.
    """

    def __init__(self, seed: int, replicates: np.ndarray) -> None:
        base = finalise_one(seed * _GOLDEN + 1)
        keys = np.asarray(replicates, dtype=np.uint64) * GOLDEN + np.uint64(base)
        self.world_keys = finalise(keys)
        self.count = 0
        self._names: dict[str, int] = {}

    def stream(self, name: str, week: int) -> np.uint64:
        """Return the constant that stands for one event kind in one week."""
        code = self._names.get(name)
        if code is None:
            code = self._names[name] = _code_of(name)
        return np.uint64(finalise_one(code + (week + 1) * _GOLDEN))

    def identities(self, rows: np.ndarray, channel: str, ordinals: np.ndarray) -> np.ndarray:
        """Return the keys of persons: (replicate, channel, n-th of the channel)."""
        names = (ordinals.astype(np.uint64) << np.uint64(8)) | np.uint64(CHANNEL[channel] + 1)
        self.count += len(names)
        return finalise(finalise(names * GOLDEN) ^ self.world_keys[rows])

    def bits(self, keys: np.ndarray, name: str, week: int) -> np.ndarray:
        """Return 64 random bits per key."""
        self.count += keys.size
        return finalise(keys ^ self.stream(name, week))

    def uniform(self, keys: np.ndarray, name: str, week: int) -> np.ndarray:
        """Return float32 in (0, 1), one per key."""
        return unit(self.bits(keys, name, week) >> np.uint64(40))

    def normal(self, keys: np.ndarray, name: str, week: int = 0) -> np.ndarray:
        """Return float32 standard normal numbers, one per key."""
        return ndtri(self.uniform(keys, name, week))


def unit(bits24: np.ndarray) -> np.ndarray:
    """Turn 24 random bits into float32 strictly between 0 and 1."""
    value = bits24.astype(np.int32).astype(np.float32)
    value += np.float32(0.5)
    value *= np.float32(2.0**-24)
    return value


def two_units(bits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn 64 random bits into two independent float32 between 0 and 1."""
    return unit(bits >> np.uint64(40)), unit((bits >> np.uint64(8)) & np.uint64(0xFFFFFF))


def poisson(u: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return Poisson counts by inversion, monotone in `u` and in `rate`.

    Most members write nothing in a week, so one exponential settles most of them.
    """
    none = np.exp(-rate)
    counts = np.zeros(u.shape, dtype=np.int32)
    hit = np.flatnonzero(u >= none)
    if not len(hit):
        return counts
    rate_hit = rate[hit].astype(np.float64)
    u_hit = u[hit].astype(np.float64)
    term = none[hit].astype(np.float64)
    total = term.copy()
    k = np.zeros(len(hit), dtype=np.int32)
    active = np.arange(len(hit))
    step = 0
    while len(active) and step < 400:
        step += 1
        term[active] *= rate_hit[active] / step
        total[active] += term[active]
        k[active] = step
        active = active[u_hit[active] >= total[active]]
    counts[hit] = k
    return counts


def poisson_large(u: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return Poisson counts by inversion for any rate (few numbers, as one per world)."""
    rate = np.asarray(rate, dtype=np.float64)
    safe = np.maximum(rate, 1e-12)
    u = np.asarray(u, dtype=np.float64)
    counts = np.ceil(pdtrik(u, safe))
    counts = np.where(u <= np.exp(-safe), 0.0, np.maximum(counts, 1.0))
    return np.nan_to_num(counts).astype(np.int64)
