"""Why a setting is worth more or less than another: the difference in value by mechanism, and by lever.

The books split every week's cash exactly into acquisition, retention, expansion, deflection and cost, so that the
discounted parts of a world add up to its difference in net present value. The parts told are those of a typical world:
means over the middle half of the worlds by that difference, closed onto the median, which is the figure pages show: each
part moves by its share of what the parts vary by, so that one which is the same in every world stays what it is.
What stands in brackets is measured in the same worlds; it says what moved along with a part, not that nothing else did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simulation.outcomes import roi
from simulation.outcomes.prices import priced
from simulation.outcomes.results import Results, band
from simulation.vocabulary.amounts import money
from simulation.vocabulary.inputs import INPUTS
from simulation.vocabulary.measures import MEASURES

MECHANISMS = ("acquisition", "retention", "expansion", "deflection", "cost")
MIDDLE = 0.5  # share of the worlds, around the median one, that count as typical
SMALL = 0.04  # share of the largest part under which a part is left out of the sentence
CLEAR = 0.8  # share of worlds that must agree before something is said to have moved
MOVED = 0.05  # relative change under which it is not worth a word
TOGETHER = "only together"  # what several changed inputs do beyond each of them alone
MOST = 3  # parts named in the sentence
REVENUE = ("arpa", "gross_margin", "monthly_churn")
PRICES = {"acquisition": REVENUE, "retention": REVENUE, "expansion": REVENUE, "deflection": ("ticket_cost",)}  # what a part is counted in


@dataclass(frozen=True)
class Driver:
    """Something measured that moves with a mechanism: `sign` is +1 where more of it brings more money."""

    measure: str
    sign: int
    less: str
    more: str


DRIVERS: dict[str, tuple[Driver, ...]] = {
    "acquisition": (
        Driver("newcomer_response_rate", 1, "newcomers go unanswered and warn others", "newcomers are answered and recommend it"),
        Driver("signups_word_of_mouth", 1, "fewer recommendations", "more recommendations"),
        Driver("signups_search", 1, "fewer find it by search", "more find it by search"),
        Driver("activation_rate", 1, "fewer signups come to use it", "more signups come to use it"),
    ),
    "retention": (
        Driver("ties_per_visitor", 1, "fewer bonds", "more bonds"),
        Driver("trust", 1, "less trust", "more trust"),
        Driver("weekly_active", 1, "fewer active members", "more active members"),
        Driver("churn_rate", -1, "more customers leave", "fewer customers leave"),
    ),
    "expansion": (
        Driver("trust", 1, "less trust", "more trust"),
        Driver("weekly_active", 1, "fewer active members", "more active members"),
        Driver("expansion_members", 1, "members buy less more", "members buy more"),
    ),
    "deflection": (
        Driver("tickets_deflected", 1, "fewer questions answered by members", "more questions answered by members"),
        Driver("knowledge", 1, "fewer answers to be found", "more answers to be found"),
    ),
}
COST = {1: "less is spent", -1: "more is spent"}


@dataclass(frozen=True)
class Part:
    """One mechanism's or lever's share of the difference [$], with its range over the worlds and what moved with it."""

    name: str
    amount: float
    low: float
    high: float
    because: str = ""


@dataclass(frozen=True)
class Why:
    """The difference in net present value, split into parts that add up to `total`."""

    total: float
    low: float
    high: float
    parts: tuple[Part, ...]
    worlds: int

    def sentence(self, against: str = "the baseline", currency: str = "$") -> str:
        """Say the difference and its weightiest parts, the largest first."""
        if money(self.total, currency) == money(0.0, currency) and all(money(part.amount, currency) == money(0.0, currency) for part in self.parts):
            return f"The same value as {against}."
        largest = max(abs(part.amount) for part in self.parts)
        named = [part for part in sorted(self.parts, key=lambda part: -abs(part.amount)) if abs(part.amount) >= SMALL * largest][:MOST]
        told = [f"{money(part.amount, currency, signed=True)} {part.name}" + (f" ({part.because})" if part.because else "") for part in named]
        rest = self.total - sum(part.amount for part in named)
        if money(rest, currency) != money(0.0, currency) and abs(rest) >= SMALL * largest:
            told.append(f"{money(rest, currency, signed=True)} the rest")
        return f"{money(self.total, currency, signed=True)} against {against}: {', '.join(told)}."


def explain(baseline: Results, results: Results) -> Why:
    """Split the difference in net present value, `results` minus `baseline`, by mechanism.

    Raises:
        ValueError: the seeds or horizons differ, or no world is shared.
    """
    then, now = shared_worlds(baseline, results)
    before, after = discounted(baseline, then), discounted(results, now)
    split = {name: after[name] - before[name] for name in MECHANISMS}
    reasons = {name: _priced(name, baseline, results) or _because(name, amounts, baseline, results, then, now) for name, amounts in split.items()}
    return typical(split, reasons)


def by_lever(baseline: Results, alone: Mapping[str, Results], together: Results) -> Why:
    """Split the difference by changed input: each set alone, and what they do only together.

    Args:
        alone: the baseline with one of the changed inputs each, by the name to show; in the same worlds.
        together: the baseline with all of them.

    Raises:
        ValueError: the seeds or horizons differ, or no world is shared.
    """
    everything = [baseline, together, *alone.values()]
    for one in everything:
        shared_worlds(baseline, one)
    shared = baseline.replicates
    for one in everything:
        shared = np.intersect1d(shared, one.replicates)

    def worth(one: Results) -> np.ndarray:
        return one.runs["npv"][np.isin(one.replicates, shared)]

    before = worth(baseline)
    split = {name: worth(one) - before for name, one in alone.items()}
    if len(alone) > 1:
        split[TOGETHER] = worth(together) - before - sum(split.values())
    return typical(split)


def typical(split: Mapping[str, np.ndarray], reasons: Mapping[str, str] | None = None) -> Why:
    """Return the parts of a typical world from those of all worlds, each (R,); they add up to the median of the sums."""
    total = sum(split.values(), start=np.zeros_like(next(iter(split.values()))))
    order = np.argsort(total, kind="stable")
    kept = max(1, round(len(order) * MIDDLE))
    first = (len(order) - kept) // 2
    middle = order[first : first + kept]
    low, median, high = (float(end) for end in band(total))
    means = {name: float(values[middle].mean()) for name, values in split.items()}
    varying = {name: float(np.abs(values - np.median(values)).mean()) for name, values in split.items()}
    gap, size = median - sum(means.values()), sum(varying.values())
    closed = {name: value + gap * (varying[name] / size if size else 1 / len(means)) for name, value in means.items()}
    parts = []
    for name, values in split.items():
        lowest, _, highest = (float(end) for end in band(values))
        parts.append(Part(name, closed[name], lowest, highest, (reasons or {}).get(name, "")))
    return Why(median, low, high, tuple(parts), len(total))


def discounted(results: Results, places: np.ndarray) -> dict[str, np.ndarray]:
    """Return what each mechanism is worth today in some of the worlds, each (len(places),) [$]; together the net present value."""
    rates = roi.at_month_starts(priced("discount_rate", results.inputs, results.timeline, results.weeks))
    factor = np.r_[1.0, 1 / np.cumprod(1 + rates[1:])]
    return {name: (results.books[name][places] * factor).sum(axis=1) for name in MECHANISMS}


def shared_worlds(baseline: Results, results: Results) -> tuple[np.ndarray, np.ndarray]:
    """Return where the worlds that both hold stand in each of them.

    Raises:
        ValueError: they cannot be compared world by world.
    """
    if baseline.seed != results.seed or baseline.weeks != results.weeks:
        raise ValueError("only results of the same seed over the same weeks can be compared world by world")
    _, then, now = np.intersect1d(baseline.replicates, results.replicates, assume_unique=True, return_indices=True)
    if not len(then):
        raise ValueError("the two results have no world in common")
    return then, now


def _priced(mechanism: str, baseline: Results, results: Results) -> str:
    """Name the company's own figure that differs: what behaviour did along with it cannot be told apart from the price."""
    differ = [name for name in PRICES.get(mechanism, ()) if not np.array_equal(_weekly(name, baseline), _weekly(name, results))]
    if len(differ) != 1:
        return "other figures of the business" if differ else ""
    label = INPUTS[differ[0]].label
    return f"another {label[0].lower()}{label[1:]}"


def _weekly(name: str, results: Results) -> np.ndarray:
    return priced(name, results.inputs, results.timeline, results.weeks)


def _because(mechanism: str, amounts: np.ndarray, baseline: Results, results: Results, then: np.ndarray, now: np.ndarray) -> str:
    """Name what moved most, in the direction of the money and in most worlds; nothing where nothing did."""
    way = int(np.sign(np.median(amounts)))
    if not way or (np.sign(amounts) == way).mean() < CLEAR:
        return ""
    if mechanism == "cost":
        return COST[way]
    found = []
    for driver in DRIVERS[mechanism]:
        if driver.measure not in MEASURES or not _whole_run(baseline, driver.measure):
            continue
        before, after = (_over_the_run(one, driver.measure)[places] for one, places in ((baseline, then), (results, now)))
        known = np.isfinite(before) & np.isfinite(after)
        if not known.any():
            continue
        before, after = before[known], after[known]
        moved = np.median(after - before) / max(abs(float(np.median(before))), abs(float(np.median(after))), 1e-12)
        along = (np.sign(after - before) * driver.sign == way).mean() >= CLEAR
        if along and abs(moved) >= MOVED:
            found.append((abs(moved), driver.more if way > 0 else driver.less))
    return max(found)[1] if found else ""


def _whole_run(results: Results, name: str) -> bool:
    return name in results.series


def _over_the_run(results: Results, name: str) -> np.ndarray:
    """Return the mean of a weekly measure over the whole run, (R,)."""
    values = results.series[name]
    known = np.isfinite(values)
    count = known.sum(axis=1)
    return np.divide(np.where(known, values, 0.0).sum(axis=1), count, out=np.full(len(values), np.nan), where=count > 0)
