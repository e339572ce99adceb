"""What a run comes to: what audits of conservation need, counts by cohort, and what a business case would claim."""

from __future__ import annotations

import numpy as np

from simulation.outcomes import roi
from simulation.outcomes.auditorium import ratio, trailing_sum
from simulation.outcomes.prices import by_row
from simulation.state.world import World

YEAR = 52  # [weeks]
QUARTER = 13  # [weeks]
# Counts of the last year, in both arms, from which cohorts are compared.
YEARLY = (
    "customers_due", "customers_lost", "growth", "asked", "liked", "disliked", "young_due", "young_lost", "inside_due", "inside_lost",
    "inside_growth", "inside_asked", "inside_liked", "inside_disliked", "inside_young_due", "inside_young_lost", "trials", "activated",
    "trials_touched", "activated_touched", "decided", "customers_new", "decided_touched", "bought_touched", "customers", "mrr",
    "customers_members", "mrr_of_members",
)  # fmt: skip


def totals_of(world: World, reference: World | None = None, past: int = 0) -> dict[str, np.ndarray]:
    """Return what audits of conservation need, each (R,) or (R, 2) for the two arms, counts by cohort, and claims.

    Where the community was there already, `reference` is the copy of the world that went another way from week `past` on: cohorts
    are held against it, and count from today.
    """
    raw, n = world.record, world.count
    people = world.people
    present = people.by_row(people.stage != 0).sum(axis=1) + world.departed
    entered = sum(raw[name].sum(axis=1) for name in ("entered", "entered_colleagues") if name in raw)
    entered = entered if isinstance(entered, np.ndarray) else np.zeros(2 * n)

    def both(values: np.ndarray) -> np.ndarray:
        return np.column_stack([values[:n], values[n:]])

    zero = np.zeros((2 * n, world.weeks))
    totals = {
        "people_present": both(present.astype(float)),
        "people_entered": both(np.asarray(entered, dtype=float)),
        "market_left": both(world.remaining),
        "mrr_start": both(raw["mrr_start"][:, 0]),
        "mrr_end": both(raw["mrr"][:, -1]),
    }
    for name in ("mrr_new", "mrr_lost", "mrr_grown", "customers_new", "customers_lost"):
        totals[name] = both(raw.get(name, zero).sum(axis=1))
    totals["customers_start"] = both(world.numbers["starting_customers"].copy())
    totals["customers_end"] = both(raw["customers"][:, -1])
    joined, left = raw.get("joined"), raw.get("left")
    totals["joined"] = joined.sum(axis=1) if joined is not None else np.zeros(n)
    totals["left"] = left.sum(axis=1) if left is not None else np.zeros(n)
    totals["members_end"] = raw["members"][:, -1]
    return totals | _cohorts(world, reference, past) | _claims(world, past)


def _cohorts(world: World, reference: World | None, past: int) -> dict[str, np.ndarray]:
    """Return the counts of the last year with the community and without it, each (R, 2)."""
    n, last = world.count, slice(max(past, world.weeks - YEAR), world.weeks)
    other, first = (world, n) if reference is None else (reference, 0)
    zero = np.zeros((2 * n, world.weeks))

    def counted(name: str) -> np.ndarray:
        arms = world.record.get(name, zero)[:n], other.record.get(name, zero)[first : first + n]
        return np.column_stack([arm[:, last].sum(axis=1) for arm in arms])

    return {f"year_{name}": counted(name) for name in YEARLY}


def _claims(world: World, past: int) -> dict[str, np.ndarray]:
    """Return what a business case would claim over the horizon, by term, each (R,) [$]: cohorts of accounts, selection included."""
    raw, n = world.record, world.count
    zero = np.zeros((2 * n, world.weeks))

    def one(name: str) -> np.ndarray:
        return raw.get(name, zero)[:n]

    margin = by_row(world, "gross_margin")
    inside_due, inside_lost = one("inside_due"), one("inside_lost")
    outside_due, outside_lost = one("customers_due") - inside_due, one("customers_lost") - inside_lost
    gap = np.nan_to_num(_rate(outside_lost, outside_due) - _rate(inside_lost, inside_due))
    growth = np.nan_to_num(
        ratio(trailing_sum(one("inside_growth"), QUARTER), trailing_sum(inside_due - inside_lost, QUARTER))
        - ratio(trailing_sum(one("growth") - one("inside_growth"), QUARTER), trailing_sum(outside_due - outside_lost, QUARTER))
    )
    lost = np.nan_to_num(np.clip(ratio(one("mrr_lost"), one("mrr")), 0, 1))
    members = one("mrr_of_members") * 12 / 52
    stocks = roi.carried(np.stack([gap * members, growth * members, one("mrr_new_touched")]), lost) * (margin * 12 / 52)
    stocks = stocks[:, :, past:]
    return {
        "claim_retention": stocks[0].sum(axis=1),
        "claim_expansion": stocks[1].sum(axis=1),
        "claim_acquisition": stocks[2].sum(axis=1),
        "claim_cac": (one("bought_touched") * by_row(world, "cac"))[:, past:].sum(axis=1),
        "claim_support": (one("tickets_deflected") * by_row(world, "ticket_cost"))[:, past:].sum(axis=1),
    }


def _rate(lost: np.ndarray, due: np.ndarray) -> np.ndarray:
    """Return the share of due customers who were lost, over a quarter."""
    return ratio(trailing_sum(lost, QUARTER), trailing_sum(due, QUARTER))
