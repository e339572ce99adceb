"""The usual business case for a community, term by term: what it would claim, what it counts twice, and what is caused.

value = retention + expansion + acquisition + acquisition cost saved + support saved - cost. Every term is a product of figures
from a dashboard; the repaired case puts in its place what the same company would not have without the community.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.outcomes.export import band_of
from simulation.outcomes.results import Results


@dataclass(frozen=True)
class Term:
    """One term over the horizon, by world, (R,) [$]; `causal` is zero where the term only counts again what others hold."""

    name: str
    label: str
    formula: str
    claimed: np.ndarray
    causal: np.ndarray
    counts_twice: str
    leaves_out: str = ""


def business_case(results: Results) -> tuple[Term, ...]:
    """Return the terms of the case, the cost last."""
    total = {name: cash.sum(axis=1) for name, cash in results.books.items()}
    claim = {name: results.totals[f"claim_{name}"] for name in ("retention", "expansion", "acquisition", "cac", "support")}
    nothing = np.zeros(len(results))
    return (
        Term(
            "retention",
            "Retention",
            "(churn of others - churn of members) x revenue of members, kept until it is lost, x margin",
            claim["retention"],
            total["retention"],
            "the loyalty members brought along; and revenue that is claimed as acquired, too",
            "customers who read along without an account, and those whom an empty place drives away",
        ),
        Term(
            "expansion",
            "Expansion",
            "(growth of members - growth of others) x revenue of members, x margin",
            claim["expansion"],
            total["expansion"],
            "what keen customers would have bought anyway",
            "customers who read along without an account",
        ),
        Term(
            "acquisition",
            "Acquisition",
            "revenue of new customers who met the community first, kept until it is lost, x margin",
            claim["acquisition"],
            total["acquisition"],
            "customers who would have bought without meeting it",
            "those whom a lively place convinces, and an empty one deters, without a trace",
        ),
        Term(
            "cac",
            "Acquisition cost saved",
            "new customers who met the community first x acquisition cost",
            claim["cac"],
            nothing,
            "the same customers a second time: paid channels are bought with and without the community",
        ),
        Term(
            "support",
            "Support saved",
            "tickets deflected x cost of a ticket",
            claim["support"],
            total["deflection"],
            "hours that are paid anyway: only part of them can be saved",
        ),
        Term("cost", "Cost of the programme", "staff, place, rewards, events, set-up", total["cost"], total["cost"], "nothing"),
    )


def claimed_total(terms: tuple[Term, ...]) -> np.ndarray:
    """Return what the case claims in all, by world."""
    return np.sum([term.claimed for term in terms], axis=0)


def causal_total(terms: tuple[Term, ...]) -> np.ndarray:
    """Return what is caused in all, by world: the cash of the books before discounting."""
    return np.sum([term.causal for term in terms], axis=0)


def document(results: Results) -> dict[str, Any]:
    """Return the case as plain values: medians with the range of eight in ten worlds."""
    terms = business_case(results)
    return {
        "terms": [
            {
                "name": term.name,
                "label": term.label,
                "formula": term.formula,
                "claimed": band_of(term.claimed),
                "causal": band_of(term.causal),
                "counts_twice": term.counts_twice,
                "leaves_out": term.leaves_out,
            }
            for term in terms
        ],
        "claimed": band_of(claimed_total(terms)),
        "causal": band_of(causal_total(terms)),
    }
