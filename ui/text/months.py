"""Times in months, as axes and levers count them: month 0 is the start, month 12 a year later. Behind each stands a week.

The simulation lives through weeks. A whole month stands for its first week, as in the levers of the launch and of the first review;
any other week is written with two decimals, which say it exactly.
"""

from __future__ import annotations

from ui.text.lever_text import exact
from ui.text.quantities import Quantity

WEEKS, YEAR = 52, 12


def week_of(month: float) -> int:
    """Return the week that a month stands for.

    >>> [week_of(month) for month in (0, 1, 12, 9.23)]
    [0, 5, 52, 40]
    """
    return -(-int(month) * WEEKS // YEAR) if month == int(month) else round(month * WEEKS / YEAR)


def month_of(week: int) -> float:
    """Return the month of a week, whole where the week is the first of one.

    >>> [month_of(week) for week in (0, 5, 52, 40)]
    [0.0, 1.0, 12.0, 9.23]
    """
    whole = week * YEAR // WEEKS
    return float(whole) if week_of(whole) == week else round(week * YEAR / WEEKS, 2)


def weeks_of(months: float) -> int:
    """Return how many weeks so many months are, to the nearest.

    >>> [weeks_of(months) for months in (36, 1, 9.23)]
    [156, 4, 40]
    """
    return round(months * WEEKS / YEAR)


def months_of(weeks: int) -> float:
    """Return how many months so many weeks are, to two decimals."""
    return round(weeks * YEAR / WEEKS, 2)


def in_months(week: int) -> str:
    """Write when something is planned.

    >>> in_months(52), in_months(40)
    ('month 12', 'month 9.23')
    """
    return f"month {exact(month_of(week))}"


def told(week: int) -> str:
    """Say when something happens, to whoever counts in months or in weeks: whole months alone, anything else as its week.

    >>> told(52), told(20)
    ('month 12', 'week 20 (month 4.6)')
    """
    month = month_of(week)
    return in_months(week) if month == int(month) else f"week {week} (month {month:.1f})"


def moment(weeks: int, label: str, by_week: bool) -> Quantity:
    """Return how a time within a run of so many weeks is typed."""
    last = weeks - 1
    return Quantity(label=label, low=0, high=last, whole=True) if by_week else Quantity(label=label, low=0, high=max(month_of(last), months_of(last)))
