"""What the field claims in figures, claim by claim, with where this version's figure is to be found."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.outcomes.business_case import business_case
from simulation.outcomes.results import Results, nanmean
from simulation.studies.practice_figures import CERTIFIED, CHAT, PAGES
from simulation.studies.programmes import NAME as DEATH

AT_THE_END = slice(-13, None)
AHEAD = 3  # [months]


@dataclass(frozen=True)
class FieldClaim:
    """One figure somebody claims; one of `finding`, `assumption`, `compute` and `figure` says where the model's stands, none that it has none."""

    source: str
    says: str
    low: float = -math.inf
    high: float = math.inf
    format: str = ".2f"
    measure: str = ""
    finding: str = ""
    assumption: str = ""
    compute: Callable[[Results], np.ndarray] | None = None
    figure: str = ""
    note: str = ""


def of_default(name: str, weeks: slice = AT_THE_END) -> Callable[[Results], np.ndarray]:
    """Return the mean of a weekly measure over some weeks of the default scenario."""
    return lambda results: nanmean(results.series[name][:, weeks])


def _deflected(results: Results) -> np.ndarray:
    deflected, left = (results.series[name][:, AT_THE_END].sum(axis=1) for name in ("tickets_deflected", "tickets"))
    return 100 * deflected / (deflected + left)


def _saved_churn(results: Results) -> np.ndarray:
    year = slice(52, None)
    return 100 * (1 - nanmean(results.series["churn_rate"][:, year]) / nanmean(results.counterfactual["churn_rate"][:, year]))


def _claimed_to_caused(results: Results) -> np.ndarray:
    support = next(term for term in business_case(results) if term.name == "support")
    return support.claimed / support.causal


def _announced(results: Results) -> np.ndarray:
    """Return the correlation of a month's weekly active members with the expansion of three months later, from the second quarter on, (R,)."""
    months = results.books["expansion"].shape[1]
    weeks = np.minimum(np.arange(results.weeks) * 12 // 52, months - 1)
    count = np.bincount(weeks, minlength=months)
    active = np.stack([np.bincount(weeks, one, months) / count for one in results.series["weekly_active"]])
    earlier, later = active[:, 3:-AHEAD], results.books["expansion"][:, 3 + AHEAD :]
    return np.array([np.corrcoef(one, other)[0, 1] for one, other in zip(earlier, later, strict=True)])


CLAIMS: tuple[FieldClaim, ...] = (
    FieldClaim("S3", "15-25 % of members are active in a week", 0.15, 0.25, measure="weekly_active_share", finding="weekly active per member"),
    FieldClaim("S3", "30-40 % of members are active at day 90", 0.30, 0.40, measure="retention_90d", finding="active at day 90"),
    FieldClaim(
        "S3",
        "nine of ten posts are answered where there is a community manager",
        0.90,
        1.0,
        measure="response_rate",
        finding="response rate, one community manager",
    ),
    FieldClaim(
        "Joyce & Kraut",
        "40-65 % of newcomers are answered without staff",
        0.40,
        0.65,
        measure="newcomer_response_rate",
        finding="newcomers' response rate, no staff",
    ),
    FieldClaim("Joyce & Kraut", "56 % of newcomers who were answered post again", 0.48, 0.64, finding="posts again after a reply"),
    FieldClaim("Joyce & Kraut", "44 % of those who were not post again", 0.36, 0.52, finding="posts again without a reply"),
    FieldClaim("Joyce & Kraut", "a first reply is worth 12 points of coming back", 8, 16, ".1f", finding="gap a first reply makes [points]"),
    FieldClaim(
        "1-9-90",
        "one in ten speaks",
        0.12,
        0.25,
        measure="speaking_share",
        finding="28-day speakers, about 500 members",
        note="Of all members; small communities speak more.",
    ),
    FieldClaim("L", "1 % of members write 20-55 % of all posts", 0.20, 0.55, measure="top1_share", finding="top-1 % share of posts"),
    FieldClaim(
        "S3",
        "members stay two to three times as long as others",
        1.5,
        3.0,
        measure="churn_rate_others, churn_rate_members",
        finding="naive churn ratio, others to members",
        note="The naive comparison: it contains who joins.",
    ),
    FieldClaim(
        "S3",
        "a community triples retention",
        2.5,
        3.5,
        measure="churn_rate",
        finding="causal churn ratio, without to with community",
        note="What the community causes, over all customers: most of the naive ratio is selection.",
    ),
    FieldClaim("S2", "a community lowers churn by some 15 % over all customers", 10, 20, ".0f", measure="churn_rate", compute=_saved_churn),
    FieldClaim(
        "S3",
        "members expand 1.3 to 2 times as much",
        1.3,
        2.0,
        measure="expansion_members, expansion_others",
        finding="naive expansion, members to others",
        note="Naive, too.",
    ),
    FieldClaim(
        "S4",
        "those who met the community activate 2 to 3 times as often",
        2.0,
        3.0,
        measure="activation_touched, activation_others",
        finding="naive activation, touched to others",
        note="Naive, too: imposed is an odds ratio of 1.5.",
    ),
    FieldClaim(
        "S3",
        "10-30 % of signups come through the community after a year",
        0.10,
        0.30,
        measure="community_signup_share",
        finding="signups through the community, month 12",
    ),
    FieldClaim(
        "S3",
        "half to 70 % of search impressions fall on community pages",
        0.50,
        0.70,
        measure="search_share",
        finding="search impressions from community pages, months 18-30",
    ),
    FieldClaim(
        "S2",
        "a customer costs 25-40 % less to win",
        -40,
        -25,
        ".0f",
        measure="customers_new",
        finding="acquisition cost per customer, change [%]",
        note="S2 speaks of influenced deals, the model of all.",
    ),
    FieldClaim("S3", "first value within a week", 0, 7, ".1f", measure="time_to_value_days", finding="time to value [days]"),
    FieldClaim("S3", "a first reply within four hours in a chat", 0, 4, ".1f", measure="first_reply_hours", finding="first reply, chat [h]"),
    FieldClaim("S3", "a first reply within a day in a forum", 0, 24, ".1f", measure="first_reply_hours", finding="first reply, forum [h]"),
    FieldClaim(
        "S3", "posts grow by 5-10 % a month in the first year", 5, 10, ".1f", measure="posts", finding="growth of posts, months 4-12 [% per month]"
    ),
    FieldClaim(
        "S3",
        "mentored members stay about twice as often",
        1.6,
        2.4,
        measure="retention_90d",
        finding="mentored to unmentored retention, naive",
        note="Naive: whoever comes early finds a mentor.",
    ),
    FieldClaim(
        "Kraut & Fiore 2014",
        "40-70 % of small groups without staff are silent within three months",
        0.40,
        0.70,
        measure="posts",
        finding="silent by month 3, small founding without staff",
    ),
    FieldClaim(
        "S0",
        "small batches are worth more than a crowd at once",
        0.9,
        1.0,
        measure="npv",
        finding="worlds in which batches of 20 are worth more than batches of 500, nobody warned off",
        note="As a share of worlds. Where search carries the value, an open door wins.",
    ),
    FieldClaim(
        "S0",
        "asking for a return early destroys it",
        0.9,
        1.0,
        measure="npv",
        finding="worlds in which reviews from month 1 on cost value over 260 weeks",
        note="As a share of worlds.",
    ),
    FieldClaim(
        "S3",
        "a community without its manager decays",
        0.9,
        1.0,
        measure="npv",
        finding="worlds in which the only manager leaving in week 78 costs value over 260 weeks",
        note="As a share of worlds.",
    ),
    FieldClaim(
        "S1",
        "a ghost town is worse than no community",
        0.9,
        1.0,
        measure="npv",
        finding="worlds in which a ghost town is worth less than nothing",
        note="As a share of worlds.",
    ),
    FieldClaim(
        "S3 S4", "money is back in one to two and a half years", 12, 30, ".0f", measure="payback_month", finding="payback of the default [month]"
    ),
    FieldClaim(
        "S4",
        "70 % of branded communities die within 18 months",
        50,
        80,
        ".0f",
        measure="posts",
        finding=DEATH,
        note="Of programmes drawn at random, half of them understaffed. No owner gives up here.",
    ),
    FieldClaim("S3 S4", "a chat is worth less than a forum", -100, 60, ".0f", measure="npv", finding="value of a chat against a forum's [%]"),
    FieldClaim(
        "S3",
        "above some 5,000 active members a chat declines",
        -100,
        0,
        ".0f",
        measure="weekly_active",
        figure=CHAT,
        note="Change over a year while people keep joining. Here a chat holds fewer active members than a forum at every size, because less of "
        "it is taken in, and from 500 to 5,000 it loses no more to a forum: no size is there at which it turns.",
    ),
    FieldClaim(
        "S3",
        "over 40 % of posts answered by staff alone is a strain",
        0,
        0.40,
        measure="staff_only_share",
        compute=of_default("staff_only_share"),
        note="The default is not strained.",
    ),
    FieldClaim(
        "L2",
        "a public archive deflects 10-40 % of tickets",
        10,
        40,
        ".0f",
        measure="tickets_deflected",
        compute=_deflected,
        note="At the end of three years.",
    ),
    FieldClaim("Schmitt et al. 2011", "referred customers leave 18 % less often", 0.75, 1.0, assumption="referred_churn"),
    FieldClaim("Blair et al. 2005", "the more are present the less each helps", 0.1, 0.5, assumption="responsibility_exponent"),
    FieldClaim("Lally 2010", "a habit takes 18 to 254 days", 0.01, 0.15, assumption="habit_growth"),
    FieldClaim("Zhang & Zhu 2011", "an audience spurs those who seek status", 0.0, 0.5, assumption="broadcast_status"),
    FieldClaim(
        "S2",
        "the business case's tickets deflected x cost of a ticket are what support saves",
        0.9,
        1.1,
        measure="tickets_deflected",
        compute=_claimed_to_caused,
        note="Claimed to caused: only part of the hours can be saved. S2 multiplies by deflection twice; every term stands on Health, repaired.",
    ),
    FieldClaim(
        "S3",
        "members make ten pages for each of the team's",
        5,
        20,
        ".1f",
        measure="pages_ratio",
        figure=PAGES,
        note="Where one developer advocate writes.",
    ),
    FieldClaim(
        "S2 S3",
        "30-80 % of new users come by what members made",
        30,
        80,
        ".1f",
        measure="member_made_share",
        compute=lambda results: 100 * nanmean(results.series["member_made_share"][:, AT_THE_END]),
        note="Of a usual company.",
    ),
    FieldClaim(
        "S3",
        "the certified adopt three times as much",
        2.5,
        3.5,
        measure="expansion_educated, expansion_others",
        figure=CERTIFIED,
        note="Naive: those who learn would have done better anyway.",
    ),
    FieldClaim(
        "S4",
        "weekly activity announces expansion",
        0.3,
        1.0,
        measure="weekly_active",
        compute=_announced,
        note="Naive: the correlation of a month with what expands three months later. Both grow with the community.",
    ),
)
