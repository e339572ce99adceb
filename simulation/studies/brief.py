"""Whether a community pays for a company that gave eight answers: the model's verdict, in its worlds, never the answers' own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.outcomes.results import Results
from simulation.vocabulary.amounts import money, span_of_months
from simulation.vocabulary.words import in_worlds

SURE = 0.8  # share of the worlds that must agree
SMALL_BUSINESS = 60_000.0  # revenue a month, under which one full-time person is a large part of it, A
LEAKY = 0.07  # monthly churn, from which customers leave before they know anybody, A


def reasons_against(answers: Mapping[str, Any]) -> list[str]:
    """Return why a community may not pay for such a company, the weightiest first."""
    revenue = answers["customers"] * answers["arpa"]
    found = [
        (answers["trust"] == "low", "its buyers hardly listen to each other, so that what members say and what onlookers see moves few of them"),
        (revenue < SMALL_BUSINESS, f"its customers pay {money(revenue)} a month in all, too little for the people a community needs"),
        (answers["churn"] >= LEAKY, "customers leave before they get to know anybody"),
        (answers["shareable"] == "hardly", "what they make is not shown or found by others"),
        (answers["sells"] == "commodity", "there is little to talk about in what is the same from everybody"),
    ]
    return [reason for holds, reason in found if holds]


def told(answers: Mapping[str, Any], results: Results, currency: str = "$") -> str:
    """Say whether a community pays for a company, from its results at the starting point."""
    npv = results.runs["npv"]
    pays = int((npv > 0).sum())
    over = span_of_months(results.months)
    worth = money(float(np.median(npv)), currency, signed=True)
    where = f"{worth} over {over}, more than nothing in {in_worlds(pays, len(npv))}"
    if pays >= SURE * len(npv):
        return f"It can pay here: {where}. Nothing of that comes by itself; move the levers and see what carries it."
    if pays > (1 - SURE) * len(npv):
        return f"Whether it pays here cannot be told: {where}. What is not known about your buyers decides it."
    reasons = reasons_against(answers) or ["what such a programme costs is more than it brings a company like this within the horizon"]
    return f"It does not pay here, because {'; and '.join(reasons[:2])}: {where}."
