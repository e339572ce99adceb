"""What the tests of the model share: comparing results bit for bit, auditing them, and the corners of the levers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulation import LEVERS, Results
from simulation.outcomes.prices import priced
from simulation.outcomes.roi import months_of

PARTS = ("series", "runs", "books", "views", "counterfactual", "totals")
EVERYTHING = {
    "platform": "rented",
    "mentorship": True,
    "recognition": "public",
    "incentive": "cash",
    "events_budget": 3_000.0,
    "expert_sessions": 2,
    "developer_advocates": 1.0,
    "operations": 1.0,
    "roi_review_month": 3,
    "astroturf_share": 0.1,
    "selling_pressure": 0.2,
    "reporting_line": "marketing",
    "community_model": "interest",
    "pmf_stage": "exploring",
    "application_filter": True,
    "in_product": "surfaced",
    "education": "academy",
    "feedback_loop": "roadmap",
    "consultant_support": True,
    "guidelines": True,
    "launch_month": 1,
}
"""A programme with every switch on, so that every process has something to do."""

SHOCKS = [(6, "influx", 300), (9, "influx_low_intent", 200), (12, "algorithm", 0.3), (15, "migration", "chat")]


def differences(one: Results, other: Results) -> list[str]:
    """Return the names of everything that is not the same bit for bit."""
    wrong = []
    for part in PARTS:
        first, second = getattr(one, part), getattr(other, part)
        assert set(first) == set(second), part
        wrong += [f"{part}.{name}" for name in first if not np.array_equal(first[name], second[name], equal_nan=True)]
    for nth, (first, second) in enumerate(zip(one.members, other.members, strict=True)):
        wrong += [f"members[{nth}].{name}" for name in first if not np.array_equal(first[name], second[name])]
    return wrong


def corners() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the corners of the levers as (name, settings): all low, all high, each lever at each end."""
    ends = {name: spec.choices or ((False, True) if spec.type is bool else (spec.low, spec.high)) for name, spec in LEVERS.items()}
    ends["launch_month"] = (0, 3)  # a launch beyond the end of a run is refused
    yield "all low", {name: values[0] for name, values in ends.items()} | {"community": True}
    yield "all high", {name: values[-1] for name, values in ends.items()}
    for name, values in ends.items():
        for value in values:
            if value != LEVERS[name].default:
                # Whoever is a customer at the start is one of the market.
                few = {"starting_customers": 500} if (name, value) == ("market_size", ends["market_size"][0]) else {}
                yield f"{name}={value}", {name: value} | few


def audit(results: Results) -> None:
    """Check that nobody and nothing came from nowhere or got lost, in both arms."""
    totals, inputs = results.totals, results.inputs
    np.testing.assert_array_equal(totals["people_present"], totals["people_entered"], err_msg="people")
    signups = np.column_stack([results.series["signups"].sum(axis=1), results.counterfactual["signups"].sum(axis=1)])
    # Whoever is a customer at the start is one of the market.
    outside = inputs.market_size - inputs.starting_customers
    np.testing.assert_array_equal(totals["market_left"] + signups, outside, err_msg="market")
    assert (totals["market_left"] >= 0).all()
    np.testing.assert_array_equal(totals["joined"] - totals["left"], totals["members_end"], err_msg="members")
    customers = totals["customers_start"] + totals["customers_new"] - totals["customers_lost"]
    np.testing.assert_array_equal(customers, totals["customers_end"], err_msg="customers")
    money = totals["mrr_start"] + totals["mrr_new"] - totals["mrr_lost"] + totals["mrr_grown"]
    # Prices are float32: each change of a price rounds by at most 6e-8 of it.
    np.testing.assert_allclose(totals["mrr_end"], money, rtol=2e-6, atol=0.01, err_msg="revenue")
    _audit_cash(results)
    _audit_ranges(results)


def _audit_cash(results: Results) -> None:
    """Check the split of cash by mechanism against the plain difference of the two arms."""
    inputs, timeline, weeks, series = results.inputs, results.timeline, results.weeks, results.series
    months = months_of(weeks)
    realised = np.where(months < 6, inputs.ticket_realisable, inputs.ticket_realisable_later)
    margin = priced("gross_margin", inputs, timeline, weeks)
    price = priced("ticket_cost", inputs, timeline, weeks)
    revenue = (series["mrr"] - results.counterfactual["mrr"]) * margin * 12 / 52
    cash = revenue + series["tickets_deflected"] * price * realised - series["cost"]
    scale = 1 + np.abs(series["mrr"]).max() + np.abs(series["cost"]).max()
    np.testing.assert_allclose(series["cash_flow"], cash, rtol=0, atol=3e-6 * scale, err_msg="cash")
    split = sum(results.books[name] for name in ("acquisition", "retention", "expansion", "deflection", "cost"))
    np.testing.assert_allclose(split, results.books["cash"], rtol=1e-12, atol=1e-9 * scale, err_msg="split")
    monthly = np.stack([series["cash_flow"][:, months == month].sum(axis=1) for month in range(months[-1] + 1)], axis=1)
    np.testing.assert_allclose(monthly, results.books["cash"], rtol=0, atol=1e-9 * scale, err_msg="months")


def _audit_ranges(results: Results) -> None:
    """Check that shares are shares and counts are counts."""
    series = results.series
    shares = ("weekly_active_share", "speaking_share", "response_rate", "newcomer_response_rate", "retention_90d", "staff_only_share")
    indices = ("auditorium_index", "silence", "neglect", "disconnection", "concentration", "broadcast", "trust", "burnout", "top1_share", "gini")
    for name in (*shares, *indices, "dormant_share", "search_share", "churn_rate", "activation_rate", "community_signup_share"):
        known = series[name][np.isfinite(series[name])]
        assert ((known >= -1e-9) & (known <= 1 + 1e-9)).all(), name
    for name in ("members", "weekly_active", "posts", "replies", "waiting", "signups", "customers", "mrr", "tickets", "cost", "knowledge"):
        assert (series[name] >= 0).all(), name
    assert (series["weekly_active"] <= series["members"] + results.totals["left"][:, None]).all()
    assert (series["speakers"] <= series["members"]).all()
