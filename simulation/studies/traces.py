"""Look at simulated communities as outsiders look at real ones: only at who wrote, and when.

The statistics are those of the forty real histories (contributors only, months from birth, retention 60-120
days after the first event), so that both can be held side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.schedule import new_world, step
from simulation.vocabulary.run_spec import RunSpec

WEEKS_PER_MONTH = 52 / 12


@dataclass(frozen=True)
class Trace:
    """Every contribution of one replicate: `week` and `person` (n,), how many (n,); all persons who ever wrote."""

    week: np.ndarray
    person: np.ndarray
    count: np.ndarray
    weeks: int

    @property
    def month(self) -> np.ndarray:
        """Return the month of each entry."""
        return (self.week * 12) // 52


def traces(spec: RunSpec) -> list[Trace]:
    """Run all replicates and return the trace of contributions of each."""
    world = new_world(spec, range(spec.runs))
    entries: list[tuple[np.ndarray, np.ndarray, np.ndarray, int]] = []
    for week in range(spec.weeks):
        step(world, week)
        now = world.now
        who, count = np.unique(np.concatenate([now.authors, now.repliers]), return_counts=True)
        entries.append((world.members.row_of(who), world.members.slot_of(who), count, week))
    result = []
    for row in range(world.count):
        parts = [(slots[rows == row], count[rows == row], week) for rows, slots, count, week in entries]
        result.append(
            Trace(
                week=np.concatenate([np.full(len(slots), week) for slots, _, week in parts]),
                person=np.concatenate([slots for slots, _, _ in parts]),
                count=np.concatenate([count for _, count, _ in parts]),
                weeks=spec.weeks,
            )
        )
    return result


def statistics(trace: Trace) -> dict[str, float]:
    """Return the statistics of 6b for one trace; NaN where there is too little to tell."""
    persons = np.unique(trace.person)
    months = int(trace.weeks * 12 // 52)
    if len(persons) < 30:
        return {}
    place = np.searchsorted(persons, trace.person)
    seen = np.zeros((len(persons), trace.weeks), dtype=np.int64)
    np.add.at(seen, (place, trace.week), trace.count)
    month_of = np.arange(trace.weeks) * 12 // 52
    monthly = np.zeros((len(persons), months), dtype=np.int64)
    for month in range(months):
        monthly[:, month] = seen[:, month_of == month].sum(axis=1)
    first_week = (seen > 0).argmax(axis=1)
    first_month = first_week * 12 // 52
    active = monthly > 0
    start = 3  # the first quarter has no established members yet
    return {
        "retention_60_120": _retention(seen, first_week, trace.weeks),
        "established_persistence": _persistence(active, first_month, months),
        "new_share": float(np.mean([(first_month == m).sum() / max(1, active[:, m].sum()) for m in range(start, months)])),
        **_inequality(monthly, months),
        "founder_ratio": _founders(seen, first_week, trace.weeks),
        **_tenure(active, first_month, months),
        "hazard_exponent": _return_hazard(active, first_month, months),
        "scaling_exponent": _scaling(active, monthly, months),
        "noise": _noise(active, months),
    }


def _retention(seen: np.ndarray, first_week: np.ndarray, weeks: int) -> float:
    """Return the share of newcomers with an event 60-120 days (weeks 9-17) after their first."""
    who = np.flatnonzero(first_week < weeks - 17)
    if len(who) < 20:
        return float("nan")
    offsets = first_week[who][:, None] + np.arange(9, 17)
    return float((seen[who[:, None], offsets] > 0).any(axis=1).mean())


def _persistence(active: np.ndarray, first_month: np.ndarray, months: int) -> float:
    """Return the share of established active members (first seen >= 3 months ago) active in the next month."""
    stays = total = 0
    for month in range(4, months - 1):
        established = active[:, month] & (first_month <= month - 3)
        total += established.sum()
        stays += (established & active[:, month + 1]).sum()
    return stays / total if total >= 30 else float("nan")


def _inequality(monthly: np.ndarray, months: int) -> dict[str, float]:
    """Return top shares and Gini over the last twelve months, per person who wrote in them."""
    counts = np.sort(monthly[:, max(0, months - 12) :].sum(axis=1))[::-1].astype(float)
    counts = counts[counts > 0]
    if len(counts) < 20:
        return {"top1": float("nan"), "top10": float("nan"), "gini": float("nan")}
    size, total = len(counts), counts.sum()
    rank = np.arange(size)

    def top(share: float) -> float:
        return float((counts * np.clip(share * size - rank, 0, 1)).sum() / total)

    gini = 2 * (counts * (size - rank)).sum() / (size * total) - (size + 1) / size
    return {"top1": top(0.01) if size >= 100 else float("nan"), "top10": top(0.10), "gini": float(gini)}


def _founders(seen: np.ndarray, first_week: np.ndarray, weeks: int) -> float:
    """Return retention of those who wrote in the first quarter, relative to all later ones."""
    early, late = first_week < 13, first_week >= 26
    first = _retention(seen[early], first_week[early], weeks)
    later = _retention(seen[late], first_week[late], weeks)
    return first / later if later > 0 else float("nan")


def _tenure(active: np.ndarray, first_month: np.ndarray, months: int) -> dict[str, float]:
    """Return persistence to the next month in the first month and after a year or more."""
    result = {}
    for name, low, high in (("persistence_first_month", 0, 0), ("persistence_after_year", 12, 999)):
        stays = total = 0
        for month in range(months - 1):
            age = month - first_month
            here = active[:, month] & (age >= low) & (age <= high)
            total += here.sum()
            stays += (here & active[:, month + 1]).sum()
        result[name] = stays / total if total >= 20 else float("nan")
    return result


def _return_hazard(active: np.ndarray, first_month: np.ndarray, months: int) -> float:
    """Return the exponent of the hazard of returning after k silent months, over k = 1..12."""
    silent = np.zeros(len(active), dtype=np.int64)
    at_risk, events = np.zeros(13), np.zeros(13)
    for month in range(1, months):
        known = first_month < month
        gap = np.where(known, np.minimum(silent, 12), 0)
        for length in range(1, 13):
            here = known & (gap == length)
            at_risk[length] += here.sum()
            events[length] += (here & active[:, month]).sum()
        silent = np.where(active[:, month], 0, silent + 1)
    usable = (at_risk >= 20) & (events >= 1)
    lengths = np.arange(13)
    usable[0] = False
    if usable.sum() < 4:
        return float("nan")
    hazard = events[usable] / at_risk[usable]
    return float(np.polyfit(np.log(lengths[usable]), np.log(hazard), 1, w=np.sqrt(events[usable]))[0])


def _scaling(active: np.ndarray, monthly: np.ndarray, months: int) -> float:
    """Return b in contributions ~ active^b over the months."""
    people, posts = active.sum(axis=0)[1:months], monthly.sum(axis=0)[1:months]
    usable = (people >= 3) & (posts >= 3)
    if usable.sum() < 8 or np.ptp(np.log(people[usable])) < 0.5:
        return float("nan")
    return float(np.polyfit(np.log(people[usable]), np.log(posts[usable]), 1)[0])


def _noise(active: np.ndarray, months: int) -> float:
    """Return the noise of the monthly active count against its neighbours, in units of Poisson noise."""
    count = active.sum(axis=0)[2:months].astype(float)
    if len(count) < 8 or count.mean() < 5:
        return float("nan")
    middle = (count[:-2] + count[2:]) / 2
    residual = count[1:-1] - middle
    return float(np.sqrt(np.mean(residual**2 / (1.5 * np.maximum(middle, 1)))))
