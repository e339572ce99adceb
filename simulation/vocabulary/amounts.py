"""Amounts as people read them: about three digits, a sign where it matters, a currency before the number."""

from __future__ import annotations

import math


def short(value: float) -> str:
    """Write a number with about three digits: 950, 1.2k, 34k, 1.25M.

    >>> short(950), short(9_234), short(376_400), short(1_254_000)
    ('950', '9,234', '376k', '1.25M')
    """
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    for limit, divisor, unit in ((1e9, 1e9, "B"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if size >= limit:
            scaled = value / divisor
            return f"{scaled:.2f}{unit}" if abs(scaled) < 10 else f"{scaled:.1f}{unit}" if abs(scaled) < 100 else f"{scaled:.0f}{unit}"
    return f"{value:,.0f}" if size >= 100 or value == int(value) else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def money(value: float, currency: str = "$", signed: bool = False) -> str:
    """Write an amount of money; thousands from 1,000 on, so that a sentence stays short.

    >>> money(9_234.0), money(-139_400.0), money(3_000.0, "€", signed=True), money(0.2)
    ('$9.2k', '-$139k', '+€3.0k', '$0')
    """
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    written = f"{size / 1e3:.1f}k" if 1e3 <= size < 1e4 else f"{size:.0f}" if size < 1e3 else short(size)
    if written == "0":
        return f"{currency}0"
    return f"{'-' if value < 0 else '+' if signed else ''}{currency}{written}"


def money_range(low: float, high: float, currency: str = "$") -> str:
    """Write a range of amounts, once where both ends read the same.

    >>> money_range(224_000, 525_000), money_range(9_201, 9_215)
    ('$224k to $525k', '$9.2k')
    """
    first, last = money(low, currency), money(high, currency)
    return first if first == last else f"{first} to {last}"


def span_of_months(months: int) -> str:
    """Write a horizon: whole years in words, otherwise months.

    >>> span_of_months(36), span_of_months(12), span_of_months(7)
    ('three years', 'one year', '7 months')
    """
    years = {1: "one year", 2: "two years", 3: "three years", 4: "four years", 5: "five years", 6: "six years"}
    return years.get(months // 12, f"{months // 12} years") if months % 12 == 0 and months else f"{months} {'month' if months == 1 else 'months'}"
