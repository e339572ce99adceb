"""When the money comes back: two arms, common random numbers, the difference. Pure functions of recorded series.

Causal figures are the community's arm minus the counterfactual arm without one. The three other views (naive cohort,
survey, last touch) are what companies usually look at; they stand beside the causal one, never instead.
"""

from __future__ import annotations

import numpy as np

REALISE_MONTHS = 6  # after which more of the deflected tickets save money
SUSTAIN = 3  # [months] over which break-even is smoothed
SURVEY_RECALL, SURVEY_FALSE = 0.5, 0.05  # true source remembered; community claimed by others
LAST_TOUCH_SEARCH, LAST_TOUCH_MOUTH = 0.7, 0.1  # of what search and word of mouth bring that the last touch shows, A


def months_of(weeks: int) -> np.ndarray:
    """Return the month each week belongs to, shape (weeks,): floor(12 t / 52)."""
    return np.arange(weeks) * 12 // 52


def months_in(weeks: int) -> int:
    """Return how many months so many weeks reach into."""
    return int(months_of(weeks)[-1]) + 1


def by_month(weekly: np.ndarray) -> np.ndarray:
    """Add up weekly amounts (R, weeks) by month, shape (R, months)."""
    return np.add.reduceat(weekly, _month_starts(weekly.shape[1]), axis=1)


def per_month(weekly: np.ndarray) -> np.ndarray:
    """Return the mean amount per month of weekly amounts (R, weeks), shape (R,)."""
    return weekly.sum(axis=1) * 52 / (12 * weekly.shape[1])


def at_month_starts(weekly: np.ndarray) -> np.ndarray:
    """Return the value at the start of each month of a number per week (..., weeks), shape (..., months)."""
    return weekly[..., _month_starts(weekly.shape[-1])]


def _month_starts(weeks: int) -> np.ndarray:
    return np.flatnonzero(np.r_[True, np.diff(months_of(weeks)) > 0])


def mechanisms(
    with_community: dict[str, np.ndarray], without: dict[str, np.ndarray], margin: float, ticket_saving: np.ndarray, cost: np.ndarray
) -> dict[str, np.ndarray]:
    """Split the incremental cash flow of each week exactly by mechanism, each (R, weeks) [$ per week].

    The difference in revenue M - m obeys (M - m)' = (M - m)(1 - l + g) + (new - new_twin) + (l - L) M + (G - g) M with
    L, l the rates at which revenue is lost and G, g at which it grows, with community and without: the three
    sources are acquisition, retention and expansion, each carried on at the counterfactual arm's own rate.

    Args:
        with_community, without: series start (R,), new, lost, grown and mrr, the last four (R, weeks).
        margin: gross margin [share].
        ticket_saving: (R, weeks) [$]. cost: (R, weeks) [$].
    """
    big, small = (np.concatenate([arm["start"][:, None], arm["mrr"][:, :-1]], axis=1) for arm in (with_community, without))
    lost_big, lost_small = _rate(with_community["lost"], big), _rate(without["lost"], small)
    kept, raised = with_community["kept"], with_community["raised"]
    grown_big, grown_small = _rate(with_community["grown"], big), _rate(without["grown"], small)
    sources = {
        "acquisition": with_community["new"] - without["new"] + (lost_small - lost_big + grown_big - grown_small) * big - kept - raised,
        "retention": kept,
        "expansion": raised,
    }
    stocks = carried(np.stack(list(sources.values())), lost_small - grown_small)
    flows = dict(zip(sources, stocks * margin * 12 / 52, strict=True))
    return {**flows, "deflection": ticket_saving, "cost": -cost}


def _rate(amount: np.ndarray, base: np.ndarray) -> np.ndarray:
    return np.divide(amount, base, out=np.zeros(base.shape), where=base > 0)


def returns(cash: np.ndarray, discount: float | np.ndarray) -> dict[str, np.ndarray]:
    """Return npv, payback_month, breakeven_month, irr and peak_funding of monthly cash flows (R, months).

    `discount` is the rate per month by which a month is worth less than the one before: one for all, by month (months,),
    or by row and month (R, months).
    Months count from 1; NaN where a date is not reached within the horizon or a rate is not defined.
    """
    total = np.cumsum(cash, axis=1)
    rates = np.broadcast_to(discount, cash.shape)
    factor = np.ones(cash.shape)
    factor[:, 1:] = 1 / np.cumprod(1 + rates[:, 1:], axis=1)
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
    turns = [row for row, sign in enumerate(signs) if _turns_once(sign[sign != 0])]
    result = np.full(len(cash), np.nan)
    result[turns] = _solve(cash[turns])
    return result


def _turns_once(signs: np.ndarray) -> bool:
    return len(signs) > 1 and signs[0] < 0 and np.count_nonzero(np.diff(signs)) == 1


def _solve(flows: np.ndarray) -> np.ndarray:
    """Bisect for the monthly rates at which flows are worth nothing and return them per year; NaN outside -90 % to 1,000 %."""
    low, high = np.full(len(flows), 0.1 ** (1 / 12) - 1), np.full(len(flows), 11.0 ** (1 / 12) - 1)
    powers = np.arange(flows.shape[1])

    def worth(rate: np.ndarray) -> np.ndarray:
        return (flows * (1 + rate)[:, None] ** -powers).sum(axis=1)

    outside = (worth(low) <= 0) | (worth(high) >= 0)
    for _ in range(60):
        middle = (low + high) / 2
        more = worth(middle) > 0
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.where(outside, np.nan, (1 + low) ** 12 - 1)


def carried(new: np.ndarray, lost_rate: np.ndarray) -> np.ndarray:
    """Return the stocks that build up from weekly additions (..., R, weeks) and are lost at a rate (R, weeks)."""
    by_week = np.moveaxis(new, -1, 0).copy()
    kept = np.ascontiguousarray((1 - lost_rate).T)
    for before, stock, share in zip(by_week, by_week[1:], kept[1:], strict=False):
        stock += before * share
    return np.ascontiguousarray(np.moveaxis(by_week, 0, -1))
