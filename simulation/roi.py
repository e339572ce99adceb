"""When the money comes back: two arms, the same luck, the difference. Pure functions of recorded series.

Causal figures are the community's arm minus its twin without one. The three other views (naive cohort,
survey, last touch) are what companies usually look at; they stand beside the causal one, never instead.
"""

from __future__ import annotations

import numpy as np

REALISE_MONTHS = 6  # after which more of the deflected tickets save money
SUSTAIN = 3  # [months] over which break-even is smoothed
SURVEY_RECALL, SURVEY_FALSE = 0.5, 0.05  # true source remembered; community claimed by others
LAST_TOUCH_SEARCH, LAST_TOUCH_MOUTH = 0.7, 0.1


def months_of(weeks: int) -> np.ndarray:
    """Return the month each week belongs to, shape (weeks,): floor(12 t / 52)."""
    return np.arange(weeks) * 12 // 52


def by_month(weekly: np.ndarray) -> np.ndarray:
    """Add up weekly amounts (R, weeks) by month, shape (R, months)."""
    month = months_of(weekly.shape[1])
    starts = np.flatnonzero(np.r_[True, np.diff(month) > 0])
    return np.add.reduceat(weekly, starts, axis=1)


def mechanisms(
    with_community: dict[str, np.ndarray], without: dict[str, np.ndarray], margin: float, ticket_saving: np.ndarray, cost: np.ndarray
) -> dict[str, np.ndarray]:
    """Split the incremental cash flow of each week exactly by mechanism, each (R, weeks) [$ per week].

    The difference in revenue M - m obeys (M - m)' = (M - m)(1 - l + g) + (new - new_twin) + (l - L) M + (G - g) M with
    L, l the rates at which revenue is lost and G, g at which it grows, with community and without: the three
    sources are acquisition, retention and expansion, each carried on at the twin's own rate.

    Args:
        with_community, without: series start (R,), new, lost, grown and mrr, the last four (R, weeks).
        margin: gross margin [share].
        ticket_saving: (R, weeks) [$]. cost: (R, weeks) [$].
    """
    weeks = cost.shape[1]
    stocks = {name: np.zeros(len(cost)) for name in ("acquisition", "retention", "expansion")}
    flows = {name: np.zeros(cost.shape) for name in stocks}
    big, small = with_community["start"], without["start"]
    for week in range(weeks):
        lost_big, lost_small = _rate(with_community["lost"][:, week], big), _rate(without["lost"][:, week], small)
        grown_big, grown_small = _rate(with_community["grown"][:, week], big), _rate(without["grown"][:, week], small)
        carry = 1 - lost_small + grown_small
        stocks["acquisition"] = stocks["acquisition"] * carry + with_community["new"][:, week] - without["new"][:, week]
        stocks["retention"] = stocks["retention"] * carry + (lost_small - lost_big) * big
        stocks["expansion"] = stocks["expansion"] * carry + (grown_big - grown_small) * big
        for name, stock in stocks.items():
            flows[name][:, week] = stock * margin * 12 / 52
        big, small = with_community["mrr"][:, week], without["mrr"][:, week]
    return {**flows, "deflection": ticket_saving, "cost": -cost}


def _rate(amount: np.ndarray, base: np.ndarray) -> np.ndarray:
    return np.divide(amount, base, out=np.zeros(len(base)), where=base > 0)


def returns(cash: np.ndarray, discount: float) -> dict[str, np.ndarray]:
    """Return npv, payback_month, breakeven_month, irr and peak_funding of monthly cash flows (R, months).

    Months count from 1; NaN where a date is not reached within the horizon or a rate is not defined.
    """
    months = cash.shape[1]
    total = np.cumsum(cash, axis=1)
    factor = (1 + discount) ** -np.arange(months)
    smooth = _trailing_mean(cash, SUSTAIN)
    # A programme without cost has nothing to pay back.
    idle = (cash == 0).all(axis=1)
    return {
        "npv": (cash * factor).sum(axis=1),  # not @: it rounds by how many worlds there are
        "payback_month": np.where(idle, np.nan, _stays_above(total)),
        "breakeven_month": np.where(idle, np.nan, _stays_above(smooth)),
        "irr": internal_rate(cash),
        "peak_funding": np.maximum(0.0, -total.min(axis=1)),
    }


def _trailing_mean(values: np.ndarray, window: int) -> np.ndarray:
    total = np.cumsum(values, axis=1)
    shifted = np.zeros_like(total)
    shifted[:, window:] = total[:, :-window]
    return (total - shifted) / np.minimum(np.arange(values.shape[1]) + 1, window)


def _stays_above(values: np.ndarray) -> np.ndarray:
    """Return the first month (from 1) from which values stay above zero to the end, NaN where the last is not."""
    below = values <= 0
    last_below = np.where(below.any(axis=1), values.shape[1] - 1 - below[:, ::-1].argmax(axis=1), -1)
    month = last_below + 2.0
    return np.where(last_below == values.shape[1] - 1, np.nan, month)


def internal_rate(cash: np.ndarray) -> np.ndarray:
    """Return the yearly internal rate of return where the cash flow changes sign exactly once, else NaN."""
    signs = np.sign(cash)
    result = np.full(len(cash), np.nan)
    for row, flow in enumerate(cash):
        moves = signs[row][signs[row] != 0]
        if len(moves) < 2 or moves[0] >= 0 or np.count_nonzero(np.diff(moves)) != 1:
            continue
        result[row] = _solve(flow)
    return result


def _solve(flow: np.ndarray) -> float:
    """Bisect for the monthly rate at which the flow is worth nothing and return it per year; NaN outside -90 % to 1,000 %."""
    low, high = 0.1 ** (1 / 12) - 1, 11.0 ** (1 / 12) - 1
    powers = np.arange(len(flow))

    def worth(rate: float) -> float:
        return float((flow * (1 + rate) ** -powers).sum())

    if worth(low) <= 0 or worth(high) >= 0:
        return float("nan")
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > 0 else (low, middle)
    return (1 + low) ** 12 - 1


def carried(new: np.ndarray, lost_rate: np.ndarray) -> np.ndarray:
    """Return the stock that builds up from weekly additions and is lost at a rate, shape (R, weeks)."""
    stock = np.zeros(len(new))
    series = np.zeros(new.shape)
    for week in range(new.shape[1]):
        stock = stock * (1 - lost_rate[:, week]) + new[:, week]
        series[:, week] = stock
    return series
