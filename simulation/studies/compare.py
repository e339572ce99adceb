"""Compare two results world by world: what differs, by how much, and how sure that is.

Replicate 5 of both results had common random numbers, so its difference is owed to the settings alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulation.outcomes.arrival import MAY_NEVER_COME
from simulation.outcomes.results import HIGH, LOW, Results
from simulation.outcomes.sign_test import CLEAR, PROBABLE, sign_test
from simulation.vocabulary.existing import starts_differ
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.version import MAX_RUNS

POWER_DEVIATION = 0.8416  # a difference as large as the one seen would then be told in 80 % of trials
TELL_DEVIATION = 1.6449  # the normal deviate of PROBABLE, two-sided
ROUNDING = 1e-9  # relative: smaller differences are rounding, not effects


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The paired differences of one measure: the other result minus the baseline.

    `median`, `low` and `high` (10 and 90 %) are in the measure's unit and NaN where no number can be given,
    say because payback is reached in one of the results only. `better_in` counts the worlds of `of` in which
    the other result is better; for a measure that is neither good nor bad, in which it is higher. `worse_in`
    counts the opposite; the rest are ties. `certainty` is a phrase of `certainty_of`.
    `more_runs` estimates how many further runs would tell, where stochastic variation could explain the difference;
    None where nothing more is needed or no feasible number would do.
    """

    median: float
    low: float
    high: float
    better_in: int
    worse_in: int
    of: int
    probability: float
    certainty: str
    more_runs: int | None

    @property
    def equal_in(self) -> int:
        """Return in how many worlds neither is better."""
        return self.of - self.better_in - self.worse_in

    @property
    def mostly_equal(self) -> bool:
        """Say whether it is known to be equal in the median world, and the rest tell no side: that is no question of more worlds."""
        return self.median == 0 and 0 < self.equal_in < self.of and self.probability > PROBABLE


def compare(baseline: Results, other: Results) -> dict[str, Difference]:
    """Return the paired difference of every measure, `other` minus `baseline`.

    Only replicates that both results hold are compared, so that growing results can be.

    Raises:
        ValueError: the seeds, horizons, starts or the choice of beliefs differ, or no replicate is shared.
    """
    if baseline.seed != other.seed:
        raise ValueError(f"only results of the same seed can be compared world by world, not of {baseline.seed} and {other.seed}")
    if baseline.weeks != other.weeks:
        raise ValueError(f"only results over the same weeks can be compared, not over {baseline.weeks} and {other.weeks}")
    if why := starts_differ(baseline.spec, other.spec):
        raise ValueError(f"only results with the same past can be compared world by world: {why}")
    if baseline.spec.beliefs != other.spec.beliefs:
        raise ValueError("only results of the same beliefs can be compared world by world: one of the two draws them, the other does not")
    _, left, right = np.intersect1d(baseline.replicates, other.replicates, return_indices=True)
    if not len(left):
        raise ValueError("the two results have no replicate in common")
    names = [name for name in MEASURES if _holds(baseline, name) and _holds(other, name)]
    return {name: difference(name, baseline.final(name)[left], other.final(name)[right]) for name in names}


def difference(name: str, baseline: np.ndarray, other: np.ndarray) -> Difference:
    """Return the paired difference of one measure from one number per world, each (R,).

    A world in which either number is missing is left out. For payback and break-even a missing number means
    "never": later than any month. A world in which neither arrives counts as a tie.
    """
    before, after = np.asarray(baseline, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if name in MAY_NEVER_COME:
        before, after = np.where(np.isnan(before), np.inf, before), np.where(np.isnan(after), np.inf, after)
    else:
        both = np.isfinite(before) & np.isfinite(after)
        before, after = before[both], after[both]
    neither = np.isinf(before) & np.isinf(after)
    with np.errstate(invalid="ignore"):
        change = np.where(neither, 0.0, after - before)
        size = np.maximum(np.abs(before), np.abs(after))
        tiny = np.abs(change) <= ROUNDING * np.where(np.isfinite(size), size, 0.0)
    change = np.where(tiny, 0.0, change)
    up, down = int((change > 0).sum()), int((change < 0).sum())
    better, worse = (down, up) if MEASURES[name].better == "down" else (up, down)
    shown = np.sort(change[~neither])
    probability = sign_test(better, worse)
    return Difference(
        median=_quantile(shown, 0.5),
        low=_quantile(shown, LOW / 100),
        high=_quantile(shown, HIGH / 100),
        better_in=better,
        worse_in=worse,
        of=len(change),
        probability=probability,
        certainty=certainty_of(name, better, worse, len(change)),
        more_runs=runs_to_tell(better, worse, len(change)) if probability > PROBABLE else None,
    )


def scaled(found: Difference, factor: float) -> Difference:
    """Return a difference in another unit, `factor` (above 0) of which make one of its own."""
    return replace(found, median=found.median * factor, low=found.low * factor, high=found.high * factor)


def certainty_of(name: str, better: int, worse: int, of: int) -> str:
    """Say how sure a difference is, by one rule for every page, table and report.

    The rule is the exact two-sided sign test on the worlds that differ. At a probability of at most .01 the
    difference is *clearly*, at most .10 *probably* better or worse (*higher* or *lower* for a measure that
    is neither good nor bad); otherwise it is *not distinguishable from stochastic variation*. With 30 worlds that is 23 and
    20 on one side. A null effect is therefore called anything else in at most 10 % of comparisons,
    whatever the distribution of the measure; the number of runs has to be fixed beforehand, a look at
    growing results is a preview. Where no world differs at all it is *the same in every world*.
    """
    if of == 0:
        return "nothing to compare"
    if better == worse == 0:
        return "the same in every world"
    probability = sign_test(better, worse)
    if probability > PROBABLE:
        return "not distinguishable from stochastic variation"
    words = ("better", "worse") if MEASURES[name].better else ("higher", "lower")
    return f"{'clearly' if probability <= CLEAR else 'probably'} {words[0] if better > worse else words[1]}"


def runs_to_tell(better: int, worse: int, of: int) -> int | None:
    """Estimate how many more runs would make a split as seen at least probable, in 80 % of trials.

    The normal approximation of the sign test's sample size; ties are expected at the rate seen. None where
    the split is even or the number lies beyond what can be run.
    """
    told = better + worse
    if not told or better == worse:
        return None
    share = max(better, worse) / told
    needed = ((0.5 * TELL_DEVIATION + POWER_DEVIATION * math.sqrt(share * (1 - share))) / (share - 0.5)) ** 2
    runs = math.ceil(needed * of / told)
    return max(1, runs - of) if runs <= MAX_RUNS else None


def _holds(results: Results, name: str) -> bool:
    return name in results.runs or name in results.series


def _quantile(ordered: np.ndarray, share: float) -> float:
    """Return a quantile of sorted values; NaN where an infinite one takes part, which is no amount."""
    if not len(ordered):
        return math.nan
    place = (len(ordered) - 1) * share
    below, above = ordered[math.floor(place)], ordered[math.ceil(place)]
    if not (math.isfinite(below) and math.isfinite(above)):
        return math.nan
    return float(below + (above - below) * (place - math.floor(place)))
