"""Random numbers keyed by event and person, so that scenarios share their luck.

A draw is a hash of (seed, replicate, process, week, person), never the next number of a stream: one more
person, or one more draw elsewhere, moves nobody else's numbers. The hash is the splitmix64 finaliser
(Steele, Lea and Flood 2014 M) over uint64 arrays.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.special import ndtri, pdtrik

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
GOLDEN = np.uint64(_GOLDEN)
# Made once: with a few persons per world, making the constants would take as long as using them.
_FIRST_FACTOR, _SECOND_FACTOR = np.uint64(_FIRST), np.uint64(_SECOND)
_BY_24, _BY_27, _BY_30, _BY_31, _BY_41 = (np.uint64(bits) for bits in (24, 27, 30, 31, 41))
_ONE = np.uint32(0x3F800000)  # the bits of 1.0 as float32
_BELOW_ONE = np.float32(1 - 2.0**-24)

FEW = 6  # events up to which everybody's chances are added up; whoever has more is looked at alone
MODEST_RATE = 100.0  # up to which adding up chances is quicker than solving for the count

# Where a person comes from: the first half of its identity, the second is its number within the channel.
CHANNELS = ("starting", "founder", "paid", "organic", "search", "word_of_mouth", "influx", "colleague", "waiting")
CHANNEL = {name: code for code, name in enumerate(CHANNELS)}


def finalise(x: np.ndarray) -> np.ndarray:
    """Scramble uint64 values in place and return them."""
    shifted = x >> _BY_30
    x ^= shifted
    x *= _FIRST_FACTOR
    np.right_shift(x, _BY_27, out=shifted)
    x ^= shifted
    x *= _SECOND_FACTOR
    np.right_shift(x, _BY_31, out=shifted)
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
        self._codes: dict[str, int] = {}
        self._streams: dict[tuple[str, int], np.uint64] = {}

    def stream(self, name: str, week: int) -> np.uint64:
        """Return the constant that stands for one event kind in one week."""
        found = self._streams.get((name, week))
        if found is None:
            self._codes.setdefault(name, _code_of(name))
            # All names known so far at once: the next ones asked for in this week are among them.
            codes = np.array(list(self._codes.values()), dtype=np.uint64)
            codes += np.uint64((week + 1) * _GOLDEN & _MASK)
            self._streams.update(zip([(known, week) for known in self._codes], finalise(codes), strict=True))
            found = self._streams[name, week]
        return found

    def identities(self, rows: np.ndarray, channel: str | int | np.ndarray, ordinals: np.ndarray) -> np.ndarray:
        """Return the keys of persons: (replicate, channel by name or by code, n-th of the channel)."""
        code = CHANNEL[channel] if isinstance(channel, str) else channel
        names = ((ordinals << 8) | (code + 1)).astype(np.uint64)
        self.count += len(names)
        return finalise(finalise(names * GOLDEN) ^ self.world_keys[rows])

    def bits(self, keys: np.ndarray, name: str, week: int) -> np.ndarray:
        """Return 64 random bits per key."""
        self.count += keys.size
        return finalise(keys ^ self.stream(name, week))

    def uniform(self, keys: np.ndarray, name: str, week: int) -> np.ndarray:
        """Return float32 in (0, 1), one per key."""
        return unit(self.bits(keys, name, week))

    def several_bits(self, keys: np.ndarray, names: Iterable[str], week: int) -> np.ndarray:
        """Return 64 random bits for several events of the same persons, shape (len(names), len(keys)).

        The numbers are those of `bits`, name by name; one pass over all of them is several times cheaper.
        """
        streams = np.array([self.stream(name, week) for name in names])
        self.count += keys.size * len(streams)
        return finalise(keys ^ streams[:, None])

    def uniforms(self, keys: np.ndarray, names: Iterable[str], week: int) -> np.ndarray:
        """Return float32 in (0, 1) for several events of the same persons, shape (len(names), len(keys))."""
        return unit(self.several_bits(keys, names, week))

    def normal(self, keys: np.ndarray, name: str, week: int = 0) -> np.ndarray:
        """Return float32 standard normal numbers, one per key."""
        return ndtri(self.uniform(keys, name, week))

    def normals(self, keys: np.ndarray, names: Iterable[str], week: int = 0) -> np.ndarray:
        """Return float32 standard normal numbers for several events, shape (len(names), len(keys))."""
        return ndtri(self.uniforms(keys, names, week))


def unit(bits: np.ndarray) -> np.ndarray:
    """Turn the upper 23 of 64 random bits into float32 strictly between 0 and 1.

    With one bit more the largest number would be rounded to 1, whose logarithm and normal quantile are no luck anybody has.
    """
    value = (bits >> _BY_41).astype(np.uint32)
    value |= _ONE  # as the digits of a number from 1 to 2
    result = value.view(np.float32)
    result -= _BELOW_ONE
    return result


def two_units(bits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn 64 random bits into two independent float32 between 0 and 1."""
    return unit(bits), unit(bits << _BY_24)


def poisson(u: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return Poisson counts by inversion, monotone in `u` and in `rate`.

    Most members write nothing in a week, so one exponential settles most of them.
    """
    none = np.exp(-rate)
    counts = np.zeros(u.shape, dtype=np.int32)
    hit = (u >= none).nonzero()
    if not len(hit[0]):
        return counts
    u_hit, rate_hit, none_hit = u[hit].astype(np.float64), rate[hit].astype(np.float64), none[hit].astype(np.float64)
    k = _search(u_hit, rate_hit, none_hit, FEW)
    many = np.flatnonzero(k >= FEW)
    if len(many):
        k[many] = _search(u_hit[many], rate_hit[many], none_hit[many], _longest(rate_hit[many].max()))
    counts[hit] = k
    return counts


def poisson_large(u: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return Poisson counts by inversion for any rate (few numbers, as one per world)."""
    rate = np.asarray(rate, dtype=np.float64)
    u = np.asarray(u, dtype=np.float64)
    none = np.exp(-rate)
    counts = np.zeros(u.shape, dtype=np.int64)
    # Adding up chances is quickest; for large rates it takes too many of them, and the first one vanishes.
    modest = np.flatnonzero((u >= none) & (rate <= MODEST_RATE))
    if len(modest):
        counts[modest] = _search(u[modest], rate[modest], none[modest], _longest(rate[modest].max()))
    large = np.flatnonzero(rate > MODEST_RATE)
    if len(large):
        counts[large] = np.maximum(np.ceil(pdtrik(u[large], rate[large])), 0)
    return counts


def _search(u: np.ndarray, rate: np.ndarray, none: np.ndarray, longest: int) -> np.ndarray:
    """Return the smallest k at which the chance of at most k events exceeds `u`; `longest` where there is none below it.

    `none` is the chance of no event, exp(-rate).
    """
    terms = np.empty((longest, len(u)))
    terms[0] = none
    terms[1:] = rate / np.arange(1, longest)[:, None]
    if len(u) < longest:
        np.cumprod(terms, axis=0, out=terms)
        np.cumsum(terms, axis=0, out=terms)
    else:  # the same steps, whole rows at a time
        for k in range(1, longest):
            terms[k] *= terms[k - 1]
        for k in range(1, longest):
            terms[k] += terms[k - 1]
    return (terms <= u).sum(axis=0)


def _longest(rate: float) -> int:
    """Return a count that no number with 23 random bits reaches at this rate: nearly six standard deviations."""
    return int(rate + 6 * rate**0.5) + 20
