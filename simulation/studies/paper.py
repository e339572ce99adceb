"""The figures an executive decides on: of every option its own values, what it costs when, and how it differs from the first.

All amounts are in the currency that was typed in. Medians come with the range that holds eight of ten worlds; amounts
that are split by year are means over the worlds, because medians of parts do not add up to the median of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from simulation.outcomes import business_case, cohorts, pillars
from simulation.outcomes.arrival import OF_ALL, payback_of
from simulation.outcomes.export import band_of
from simulation.outcomes.results import Results
from simulation.outcomes.zones import counts_of, zone_of, zones_of_worlds
from simulation.studies.compare import Difference, compare, difference, scaled
from simulation.studies.difference_export import difference_document
from simulation.studies.recommendation import Judged, Recommendation, judged, recommend
from simulation.studies.traces import WEEKS_PER_MONTH
from simulation.studies.why import explain
from simulation.vocabulary.measures import MEASURES

YEAR = 12  # months
MONEY = ("npv", "cost_per_month", "peak_funding", "payback_month", "monthly_result_end")
EXECUTIVE = ("revenue_influenced", "support_saved", "retention_differential", "pipeline_influenced", "advocacy")
WEEKLY = "$ per week"  # amounts of this unit stand on the paper per month, as all others do
PER_MONTH = "_per_month"  # behind the names of those amounts
MECHANISMS = ("acquisition", "retention", "expansion", "deflection", "cost")


def paper_of(names: Sequence[str], results: Sequence[Results], wanted: int) -> dict[str, Any]:
    """Return the whole paper as a plain document: decision, options with own values and differences, parts that add up.

    Args:
        results: one per name, the baseline first; only worlds that all share are compared.
        wanted: how many worlds are needed before anything is recommended.
    """
    options = judged(names, results)
    decision = recommend(options, wanted)
    first = results[0]
    return {
        "months": first.months,
        "worlds": len(options[0].npv),
        "wanted": wanted,
        "recommendation": _decision(options, decision),
        "options": {
            name: {**own_values(one), **({"differences": _differences(first, one)} if place else {})}
            for place, (name, one) in enumerate(zip(names, results, strict=True))
        },
    }


def factor_of(name: str) -> float:
    """Return what a measure is multiplied by to stand on the paper: amounts of a week are told per month, as all others are."""
    return WEEKS_PER_MONTH if MEASURES[name].unit == WEEKLY else 1.0


def label_of(name: str) -> str:
    """Return a measure's name on the paper, with what it is counted per."""
    measure = MEASURES[name]
    amount_of_a_month = measure.unit in (WEEKLY, "$ per month")
    return f"{measure.label} per month" if amount_of_a_month and "month" not in measure.label.lower() else measure.label


def own_values(results: Results) -> dict[str, Any]:
    """Return what one option comes to by itself: money, dates, health, and what it costs and brings by year."""
    payback = results.runs["payback_month"]
    cost = -results.books["cost"]
    return {
        **{name: band_of(results.final(name)) for name in (*MONEY, *EXECUTIVE)},
        **{f"{name}{PER_MONTH}": band_of(results.final(name) * WEEKS_PER_MONTH) for name in EXECUTIVE if MEASURES[name].unit == WEEKLY},
        f"payback_month{OF_ALL}": payback_of(results).document(),
        "never_paid_back_in": int(np.isnan(payback).sum()),
        "of": len(results),
        "cost_total": {"mean": float(cost.sum(axis=1).mean()), **band_of(cost.sum(axis=1))},
        "return_per_dollar": band_of(return_per_dollar(results)),
        "zone": zone_of(zones_of_worlds(results.series["auditorium_index"])) if results.inputs.community else None,
        "zones_in": counts_of(zones_of_worlds(results.series["auditorium_index"])) if results.inputs.community else {},
        "auditorium_weeks": band_of(results.final("auditorium_weeks")),
        "by_mechanism": {name: float(results.books[name].sum(axis=1).mean()) for name in MECHANISMS},
        "mechanisms": {name: band_of(results.books[name].sum(axis=1)) for name in (*MECHANISMS, "cash")},
        "counted_as": {name: band_of(values.sum(axis=1)) for name, values in results.views.items()},
        "cumulative_cash_by_month": [band_of(month) for month in results.books["cash"].cumsum(axis=1).T],
        "by_year": by_year(results),
        "cohorts": cohorts.document(results),
        "business_case": business_case.document(results),
        "assessment": pillars.document(results),
    }


def return_per_dollar(results: Results) -> np.ndarray:
    """Return what each world brings per dollar spent, before discounting, shape (worlds,); NaN where nothing is spent."""
    spent = -results.books["cost"].sum(axis=1)
    brought = sum(results.books[name].sum(axis=1) for name in MECHANISMS if name != "cost")
    return np.divide(brought, spent, out=np.full(len(spent), np.nan), where=spent > 0)


def return_difference(baseline: Results, other: Results) -> Difference:
    """Return the paired difference of what a dollar brings, in the worlds that both hold and in which both spend."""
    shared = np.intersect1d(baseline.replicates, other.replicates)
    before, after = (return_per_dollar(one)[np.isin(one.replicates, shared)] for one in (baseline, other))
    return difference("npv", before, after)  # more is better, as with the value


def by_year(results: Results) -> list[dict[str, float]]:
    """Return per year what the programme costs, brings, and leaves, means over the worlds [$]; the years add up to the whole."""
    months = results.months
    years = []
    for start in range(0, months, YEAR):
        inside = slice(start, min(start + YEAR, months))
        parts = {name: float(results.books[name][:, inside].sum(axis=1).mean()) for name in MECHANISMS}
        years.append({"months": inside.stop - inside.start, **parts, "cash_flow": sum(parts.values())})
    return years


def _decision(options: Sequence[Judged], found: Recommendation) -> dict[str, Any]:
    def named(places: Sequence[int]) -> list[str]:
        return [options[place].name for place in places]

    return {
        "kind": found.kind,
        "take": None if found.kind == "preview" else options[found.place].name,
        "better": named(found.better),
        "worse": named(found.worse),
        "alike": named(found.alike),
        "same": named(found.same),
        "auditoriums": named(found.unhealthy),
        "not_told_apart_from_it": named(found.tied),
    }


def _differences(baseline: Results, other: Results) -> dict[str, Any]:
    """Return the paired differences of the paper's measures, and of each mechanism's mean, which add up to that of the cash."""
    found = compare(baseline, other)
    shared = np.intersect1d(baseline.replicates, other.replicates)
    first, second = (np.isin(one.replicates, shared) for one in (baseline, other))
    parts = {name: float(other.books[name][second].sum(axis=1).mean() - baseline.books[name][first].sum(axis=1).mean()) for name in MECHANISMS}
    why = explain(baseline, other)
    brought = difference_document(return_difference(baseline, other))
    told = {"median": why.total, "low": why.low, "high": why.high, "parts": [asdict(part) for part in why.parts]}
    shown = (*MONEY, "auditorium_weeks", *EXECUTIVE)
    monthly = {f"{name}{PER_MONTH}": scaled(found[name], WEEKS_PER_MONTH) for name in shown if MEASURES[name].unit == WEEKLY}
    every = {name: difference_document(one) for name, one in {**{name: found[name] for name in shown}, **monthly}.items()}
    return {**every, "return_per_dollar": brought, "by_mechanism": parts, "why": told}
