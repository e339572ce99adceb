"""When customers pay: once a month, each on its own day, and accounts for a year at a time."""

from __future__ import annotations

from functools import cache

import numpy as np

from simulation.kernels.compiled import compiled

BILLING_DAYS = 13  # a quarter has thirteen weeks: customers come due evenly over each month, which is thirteen thirds of a week
MONTHS = 12


@cache
def due_days(week: int) -> np.uint32:
    """Return which billing days fall into this week, as the bits of one number: each comes once a month."""
    days = np.arange(BILLING_DAYS)
    return np.uint32((((3 * week + days) % BILLING_DAYS < 3) << days).sum())


@compiled
def renews(week, since, day):
    """Say whether a customer who is due this week has paid for twelve months since it bought, or a multiple of them: a contract ends."""
    now = 3 * week - (3 * week + day) % BILLING_DAYS  # the billing day, in thirds of a week
    return ((now - 3 * since - 1) // BILLING_DAYS + 1) % MONTHS == 0
