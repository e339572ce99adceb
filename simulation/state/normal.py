"""Standard normal numbers from uniform ones, many at once: the quantile function by Wichura's AS 241 (1988 M).

Most numbers lie in the middle, where a quotient of two sums of products is enough: the processor does several of them at a time.
The others, three of twenty, are done one by one after that. Relative errors are below 1e-15, far below what a float32 can hold.
"""

from __future__ import annotations

import math

import numpy as np

from simulation.kernels.compiled import compiled

MIDDLE = 0.425  # how far from one half the middle reaches


@compiled
def normals(u):
    """Return the standard normal quantiles of `u` (float32, strictly between 0 and 1), float32."""
    z = np.empty(u.size, dtype=np.float32)
    outside = np.empty(u.size + 1, dtype=np.uint32)
    count = np.uint64(0)
    for i in range(u.size):
        z[i] = _in_the_middle(np.float64(u[i]) - 0.5)
    for i in range(u.size):
        outside[count] = i  # written over unless it counts: a guess would often be wrong
        count += np.uint64(abs(np.float64(u[i]) - 0.5) > MIDDLE)
    for i in outside[:count]:
        z[i] = _in_a_tail(np.float64(u[i]) - 0.5)
    return z


@compiled
def _in_the_middle(q):
    """Return the quantile of q + 1/2, where q is no further from 0 than `MIDDLE`."""
    r = MIDDLE * MIDDLE - q * q
    above = 2509.0809287301226727
    above = above * r + 33430.575583588128105
    above = above * r + 67265.770927008700853
    above = above * r + 45921.953931549871457
    above = above * r + 13731.693765509461125
    above = above * r + 1971.5909503065514427
    above = above * r + 133.14166789178437745
    above = above * r + 3.3871328727963666080
    below = 5226.4952788528545610
    below = below * r + 28729.085735721942674
    below = below * r + 39307.895800092710610
    below = below * r + 21213.794301586595867
    below = below * r + 5394.1960214247511077
    below = below * r + 687.18700749205790830
    below = below * r + 42.313330701600911252
    below = below * r + 1.0
    return q * above / below


@compiled
def _in_a_tail(q):
    """Return the quantile of q + 1/2 further out, down to a chance of e^-25: no number with 23 random bits lies beyond."""
    r = math.sqrt(-math.log(0.5 - abs(q))) - 1.6
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258
    above = above * r + 3.64784832476320460504
    above = above * r + 5.76949722146069140550
    above = above * r + 4.63033784615654529590
    above = above * r + 1.42343711074968357734
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940
    below = below * r + 2.05319162663775882187
    below = below * r + 1.0
    return math.copysign(above / below, q)
