"""What readers of Explore type in: budgets and goals, each with its range and unit."""

from __future__ import annotations

from ui.text.quantities import Quantity

MOST = 100_000_000
AVERAGE = "{} per month, on average"  # over the horizon, months without a programme included: what budgets are held against and what is shown


def budget_in(currency: str) -> Quantity:
    """Return how a budget is typed; nothing is any budget."""
    return Quantity(label="Budget", low=0, high=1_000_000, unit=f"{currency.strip()} per month")


def goal_in(condition: str, currency: str) -> Quantity:
    """Return how the number of a goal is typed: months and people are whole, money need not be."""
    money = condition.startswith(("npv", "monthly_result_end"))
    return Quantity(label="Goal", low=0, high=MOST, whole=not money, unit=currency.strip() if money else "")
