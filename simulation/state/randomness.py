"""Random numbers keyed by event and person, so that scenarios share their random numbers.

A draw is a hash of (seed, replicate, process, week, person), never the next number of a stream: one more
person, or one more draw elsewhere, moves nobody else's numbers. The hash is the splitmix64 finaliser
(Steele, Lea and Flood 2014 M) over uint64 arrays.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.special import pdtrik

from simulation.kernels.compiled import compiled
from simulation.state.normal import normals

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
GOLDEN = np.uint64(_GOLDEN)
_FIRST_FACTOR, _SECOND_FACTOR = np.uint64(_FIRST), np.uint64(_SECOND)
_BY_24, _BY_27, _BY_30, _BY_31, _BY_41 = (np.uint64(bits) for bits in (24, 27, 30, 31, 41))
_STEP = np.float32(2.0**-23)
_HALF_STEP = np.float32(2.0**-24)

AHEAD = 160  # [weeks] of which the constants of an event kind are made at once
MODEST_RATE = 600.0  # up to which adding up chances is quicker than solving for the count

# Where a person comes from: the first half of its identity, the second is its number within the channel.
CHANNELS = ("starting", "founder", "paid", "organic", "search", "word_of_mouth", "influx", "colleague", "waiting")
CHANNEL = {name: code for code, name in enumerate(CHANNELS)}


@compiled
def scramble(x):
    """Return one uint64 scrambled (in compiled loops)."""
    x ^= x >> _BY_30
    x *= _FIRST_FACTOR
    x ^= x >> _BY_27
    x *= _SECOND_FACTOR
    return x ^ (x >> _BY_31)


@compiled
def unit_of(bits):
    """Turn the upper 23 of 64 random bits into a float32 strictly between 0 and 1 (in compiled loops).

    With one bit more the largest number would be rounded to 1, whose logarithm and normal quantile are nothing anybody can draw.
    """
    return np.float32(bits >> _BY_41) * _STEP + _HALF_STEP


@compiled
def unit(key, stream):
    """Return the uniform float32 of one person in one event, strictly between 0 and 1 (in compiled loops)."""
    return unit_of(scramble(key ^ stream))


@compiled
def finalise(x):
    """Return uint64 values scrambled."""
    scrambled = np.empty_like(x)
    for i in range(x.size):
        scrambled[i] = scramble(x[i])
    return scrambled


@compiled
def _uniform(keys, stream):
    """Return float32 in (0, 1), one per key."""
    u = np.empty(keys.size, dtype=np.float32)
    for i in range(keys.size):
        u[i] = unit_of(scramble(keys[i] ^ stream))
    return u


@compiled
def uniforms(keys, streams):
    """Return float32 in (0, 1), (events, keys) (also in compiled loops)."""
    u = np.empty((streams.size, keys.size), dtype=np.float32)
    for event in range(streams.size):
        u[event] = _uniform(keys, streams[event])
    return u


@compiled
def _identities(codes, ordinals, rows, world_keys):
    """Return the key of each person: of its world, its channel and its number within the channel."""
    keys = np.empty(ordinals.size, dtype=np.uint64)
    for i in range(ordinals.size):
        name = np.uint64((ordinals[i] << 8) | (codes[i] + 1))
        keys[i] = scramble(scramble(name * GOLDEN) ^ world_keys[rows[i]])
    return keys


@compiled
def _born(codes, ordinals, rows, world_keys, streams):
    """Return the key of each person and float32 in (0, 1) for its first events, (events, keys)."""
    keys = _identities(codes, ordinals, rows, world_keys)
    return keys, uniforms(keys, streams)


def finalise_one(x: int) -> int:
    """Scramble one integer exactly as `finalise` does."""
    x &= _MASK
    x ^= x >> 30
    x = x * _FIRST & _MASK
    x ^= x >> 27
    x = x * _SECOND & _MASK
    return x ^ x >> 31


@cache
def _code_of(name: str) -> int:
    code = 0
    for letter in name.encode():
        code = finalise_one(code * 257 + letter)
    return code


@cache
def _constants(names: tuple[str, ...], years: int) -> np.ndarray:
    """Return the constants of several event kinds in every week up to `AHEAD` times so many and one, shape (weeks, len(names))."""
    # Years of weeks at once, the same for every seed and replicate: every later week is then a look-up.
    weeks = np.arange(1, 1 + AHEAD * (years + 1), dtype=np.uint64)[:, None] * GOLDEN
    codes = np.array([_code_of(name) for name in names], dtype=np.uint64)
    return finalise((weeks + codes).ravel()).reshape(-1, len(names))


@cache
def _one_constant(name: str, years: int) -> tuple[np.uint64, ...]:
    """Return the constants of one event kind week by week, as `_constants` does."""
    return tuple(_constants((name,), years)[:, 0])


class Draws:
    """The random numbers of some replicates of one seed.

    `count` is how many numbers the model drew: the benchmark's floor draws as many and does nothing else.
    """

    def __init__(self, seed: int, replicates: np.ndarray) -> None:
        base = finalise_one(seed * _GOLDEN + 1)
        keys = np.asarray(replicates, dtype=np.uint64) * GOLDEN + np.uint64(base)
        self.world_keys = finalise(keys)
        self.count = 0

    def stream(self, name: str, week: int) -> np.uint64:
        """Return the constant that stands for one event kind in one week."""
        return self.streams((name,), week)[0]

    def inside(self, name: str, week: int, count: int) -> np.uint64:
        """Return the constant of one event kind in one week for a compiled loop that draws `count` numbers itself, with `unit`."""
        self.count += count
        return _one_constant(name, week // AHEAD)[week]

    def streams(self, names: tuple[str, ...], week: int) -> np.ndarray:
        """Return the constants of several event kinds in one week, shape (len(names),)."""
        return _constants(names, week // AHEAD)[week]

    def by_week(self, names: tuple[str, ...], weeks: int) -> np.ndarray:
        """Return float32 in (0, 1) for several events of each world in every week, shape (weeks, events, worlds)."""
        constants = _constants(names, weeks // AHEAD)[:weeks]
        self.count += constants.size * self.world_keys.size
        return uniforms(self.world_keys, constants.ravel()).reshape(weeks, len(names), self.world_keys.size)

    def born(self, rows: np.ndarray, codes: np.ndarray, ordinals: np.ndarray, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        """Return the keys of persons and float32 in (0, 1) for several events of theirs, (events, keys).

        A person is its world (place in `rows`), the channel it came through (a code of `CHANNEL`) and its number within the channel.
        """
        self.count += len(ordinals) * (1 + len(names))
        return _born(codes, ordinals, rows, self.world_keys, self.streams(names, 0))

    def uniform(self, keys: np.ndarray, name: str, week: int) -> np.ndarray:
        """Return float32 in (0, 1), one per key."""
        self.count += keys.size
        return _uniform(keys, self.stream(name, week))

    def uniforms(self, keys: np.ndarray, names: tuple[str, ...], week: int) -> np.ndarray:
        """Return float32 in (0, 1) for several events of the same persons, shape (len(names), len(keys))."""
        self.count += keys.size * len(names)
        return uniforms(keys, self.streams(names, week))

    def normal(self, keys: np.ndarray, name: str, week: int = 0) -> np.ndarray:
        """Return float32 standard normal numbers, one per key."""
        return normals(self.uniform(keys, name, week))


@compiled
def second_unit_of(bits):
    """Turn 64 random bits into another float32 between 0 and 1, independent of the one that `unit_of` makes of them (in compiled loops)."""
    return unit_of(bits << _BY_24)


@compiled
def count_of(u, rate):
    """Return a Poisson count by inversion, monotone in `u` and in `rate` (in compiled loops)."""
    if u < 1 - rate:  # and so below exp(-rate): most members write nothing in a week, and no exponential is needed to know
        return 0
    reached = term = math.exp(-rate)
    most = rate + 6 * math.sqrt(rate) + 20  # which no number with 23 random bits reaches: nearly six standard deviations
    count = 0
    while u >= reached and count < most:
        count += 1
        term *= rate / count
        reached += term
    return count


@compiled
def _poisson_modest(u, rate):
    """Return Poisson counts by inversion, and the places of rates so large that theirs is yet to be found."""
    counts = np.empty(u.size, dtype=np.int64)
    large = np.empty(u.size, dtype=np.int64)
    many = 0
    for i in range(u.size):
        if rate[i] > MODEST_RATE:
            large[many] = i
            many += 1
        else:
            counts[i] = count_of(u[i], rate[i])
    return counts, large[:many]


def poisson_large(u: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return Poisson counts by inversion for any rate (few numbers, as one per world)."""
    # Adding up chances is quickest; for large rates it takes too many of them, and the first one vanishes.
    counts, large = _poisson_modest(u, rate)
    if len(large):
        counts[large] = np.maximum(np.ceil(pdtrik(u[large].astype(np.float64), rate[large])), 0)
    return counts
