"""The target patterns: what the model must show, where that is known from, and what is accepted.

`fitted` patterns were looked at while the defaults were set; the others were not, and test the model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.outcomes.results import Results, nanmean
from simulation.outcomes.roi import by_month, months_of

AFTER_A_YEAR = slice(52, None)
MONTH_12 = slice(48, 56)


@dataclass(frozen=True)
class Pattern:
    """One target: `compute` returns one number per run of the study's named setting, shape (R,)."""

    name: str
    source: str
    setting: str
    compute: Callable[[Results], np.ndarray]
    low: float
    high: float
    format: str = ".2f"
    gated: bool = True
    fitted: bool = False
    reason: str = ""


def mean_of(name: str, weeks: slice) -> Callable[[Results], np.ndarray]:
    """Return the mean of a weekly measure over some weeks."""
    return lambda results: nanmean(results.series[name][:, weeks])


def pooled(above: Callable[[dict], int], below: Callable[[dict], int]) -> Callable[[Results], np.ndarray]:
    """Return a ratio of counts over each run's table of members."""
    return lambda results: np.array([above(table) / max(1, below(table)) for table in results.members], dtype=float)


def _first_posts(table: dict[str, Any], answered: bool) -> np.ndarray:
    """Members with a first post early enough to be followed for half a year."""
    early = (table["first_post_week"] >= 0) & (table["first_post_week"] < 130) & ~table["founder"]
    return early & (table["first_post_answered"] == answered)


def posts_again(answered: bool) -> Callable[[Results], np.ndarray]:
    """Return the share who wrote again in a later week, by whether their first post was answered."""
    return pooled(
        lambda table: (_first_posts(table, answered) & (table["contributed_weeks"] > 1)).sum(),
        lambda table: _first_posts(table, answered).sum(),
    )


def _gap(results: Results) -> np.ndarray:
    return 100 * (posts_again(True)(results) - posts_again(False)(results))


def _at_members(count: int) -> Callable[[Results], np.ndarray]:
    """Return the speaking share in the weeks around which a run has `count` members."""

    def speaking(results: Results) -> np.ndarray:
        near = np.abs(results.series["members"] / count - 1) < 0.15
        return nanmean(np.where(near, results.series["speaking_share"], np.nan))

    return speaking


def ratio_of(above: str, below: str, weeks: slice = AFTER_A_YEAR) -> Callable[[Results], np.ndarray]:
    """Return the ratio of the means of two measures."""
    return lambda results: nanmean(results.series[above][:, weeks]) / nanmean(results.series[below][:, weeks])


def _causal_churn(results: Results) -> np.ndarray:
    weeks = slice(52, None)
    return nanmean(results.counterfactual["churn_rate"][:, weeks]) / nanmean(results.series["churn_rate"][:, weeks])


def _influenced_cost(results: Results) -> np.ndarray:
    """Return the change of paid spend per new customer in months 12-20, community against counterfactual arm [%]."""
    weeks = slice(52, 87)
    return 100 * (results.counterfactual["customers_new"][:, weeks].sum(axis=1) / results.series["customers_new"][:, weeks].sum(axis=1) - 1)


def _post_growth(results: Results) -> np.ndarray:
    """Return the monthly growth of posts over months 4-12, by a straight line through their logarithm [%]."""
    posts = by_month(results.series["posts"])[:, 3:12] / np.diff(np.flatnonzero(np.r_[True, np.diff(months_of(results.weeks)) > 0, True]))[3:12]
    slope = np.polyfit(np.arange(9), np.log(np.maximum(posts, 0.5)).T, 1)[0]
    return 100 * (np.exp(slope) - 1)


def _mentored(results: Results) -> np.ndarray:
    """Return the naive ratio of being seen after day 90, mentored against not mentored."""

    def seen(mentored: bool) -> Callable[[Results], np.ndarray]:
        def who(table: dict[str, Any]) -> np.ndarray:
            return (table["mentored"] == mentored) & ~table["founder"] & (table["joined_week"] < 139)

        return pooled(lambda t: (who(t) & (t["last_visit_week"] >= t["joined_week"] + 13)).sum(), lambda t: who(t).sum())

    return seen(True)(results) / seen(False)(results)


def _silent(results: Results) -> np.ndarray:
    """Return, per run, whether nobody posted in the third month (the share over runs is the pattern)."""
    return (results.series["posts"][:, 9:13].sum(axis=1) == 0).astype(float)


PATTERNS: tuple[Pattern, ...] = (
    Pattern("weekly active per member", "S3", "default", mean_of("weekly_active_share", slice(26, 131)), 0.15, 0.25, fitted=True),
    Pattern("active at day 90", "S3", "default", mean_of("retention_90d", slice(17, 131)), 0.30, 0.40, fitted=True),
    Pattern("response rate, one community manager", "S3", "default", mean_of("response_rate", slice(13, 105)), 0.90, 1.0, fitted=True),
    Pattern(
        "newcomers' response rate, no staff", "Joyce & Kraut", "open", mean_of("newcomer_response_rate", slice(13, 131)), 0.40, 0.65, fitted=True
    ),
    Pattern("posts again after a reply", "Joyce & Kraut", "open", posts_again(True), 0.48, 0.64, fitted=True),
    Pattern("posts again without a reply", "Joyce & Kraut", "open", posts_again(False), 0.36, 0.52, fitted=True),
    Pattern("gap a first reply makes [points]", "Joyce & Kraut", "open", _gap, 8, 16, ".1f", fitted=True),
    Pattern("28-day speakers, about 500 members", "1-9-90", "default", _at_members(500), 0.12, 0.25, fitted=True),
    Pattern("top-1 % share of posts", "L", "default", mean_of("top1_share", slice(104, None)), 0.20, 0.55),
    Pattern("naive churn ratio, others to members", "S3", "default", ratio_of("churn_rate_others", "churn_rate_members"), 1.5, 3.0, fitted=True),
    Pattern("causal churn ratio, without to with community", "S3", "default", _causal_churn, 1.0, 1.5),
    Pattern("naive expansion, members to others", "S3", "default", ratio_of("expansion_members", "expansion_others"), 1.3, 2.0),
    Pattern("naive activation, touched to others", "S4", "default", ratio_of("activation_touched", "activation_others"), 2.0, 3.0, fitted=True),
    Pattern("signups through the community, month 12", "S3", "default", mean_of("community_signup_share", MONTH_12), 0.10, 0.30, fitted=True),
    Pattern(
        "search impressions from community pages, months 18-30", "S3", "default", mean_of("search_share", slice(78, 130)), 0.50, 0.70, fitted=True
    ),
    Pattern("acquisition cost per customer, change [%]", "S2", "default", _influenced_cost, -40, -25, ".0f"),
    Pattern("time to value [days]", "S3", "default", mean_of("time_to_value_days", slice(13, None)), 0, 7, ".1f"),
    Pattern("first reply, chat [h]", "S3", "chat", mean_of("first_reply_hours", slice(26, None)), 0, 4, ".1f"),
    Pattern("first reply, forum [h]", "S3", "default", mean_of("first_reply_hours", slice(26, None)), 0, 24, ".1f"),
    Pattern("growth of posts, months 4-12 [% per month]", "S3", "default", _post_growth, 5, 10, ".1f"),
    Pattern("mentored to unmentored retention, naive", "S3", "mentored", _mentored, 1.6, 2.4),
    Pattern("silent by month 3, small founding without staff", "Kraut & Fiore 2014", "founding", _silent, 0.40, 0.70),
)

# What contributors of public conversation communities show in the real histories (6b), for the open forum.
HISTORY_RANGES: dict[str, tuple[str, float, float]] = {
    "retention_60_120": ("writes again 60-120 days after the first time", 0.09, 0.21),
    "established_persistence": ("established writers who write next month", 0.42, 0.67),
    "new_share": ("new among the month's writers", 0.22, 0.47),
    "top1": ("top 1 % of a year's contributions", 0.16, 0.48),
    "top10": ("top 10 % of a year's contributions", 0.53, 0.88),
    "gini": ("Gini of a year's contributions", 0.65, 0.91),
    "noise": ("noise of monthly writers, in Poisson units", 1.2, 1.6),
    "founder_ratio": ("founders' cohorts retained, relative", 1.2, 1.9),
    "persistence_first_month": ("persistence in the first month", 0.08, 0.33),
    "persistence_after_year": ("persistence after a year or more", 0.41, 0.76),
    "hazard_exponent": ("exponent of the hazard of returning after silence", -1.6, -0.6),
    "scaling_exponent": ("contributions grow as writers to the power", 0.95, 1.25),
}
