"""Which way every lever moves what: the table of claims that `validate --directions` finds in full.

A row changes a lever and says which measure moves where, over which weeks; a lever that moves nothing is a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from simulation.studies.directions import DOWN, UP, WEEKS, Claim, Window, setting
from simulation.studies.validation import BATCHES

Shocks = Iterable[tuple[int, str, Any]]
PLAIN: Mapping[str, Any] = {}
HALF_YEAR_ON = (26, WEEKS)


def change(
    lever: str,
    values: Mapping[str, Any],
    measure: str,
    direction: int,
    window: Window = HALF_YEAR_ON,
    against: Mapping[str, Any] = PLAIN,
    *,
    shocks: Shocks = (),
    before: Shocks | None = None,
    weeks: int = WEEKS,
    than: Claim | None = None,
) -> Claim:
    """Write a claim: `values` on top of `against` move `measure` in `direction`; `before` are the shocks without the change where they differ."""
    changed = ", ".join(f"{name}={value}" for name, value in values.items())
    given = f" at {', '.join(f'{name}={value}' for name, value in against.items())}" if against else ""
    after, first = tuple(shocks), tuple(shocks if before is None else before)
    crowds = "" if not after and not first else f" with {_told(after)}" if after == first else f" with {_told(after)} instead of {_told(first)}"
    more = "" if than is None else f", further than {than.name}"
    way = "up" if direction == UP else "down"
    name = f"{changed or lever}{given}{crowds}: {measure} {way} in weeks {window[0]}-{window[1]} of {weeks}{more}"
    return Claim(
        name,
        lever,
        setting(against, first, weeks),
        setting({**against, **values}, after, weeks),
        measure,
        direction,
        window,
        than,
    )


def _told(shocks: tuple[tuple[int, str, Any], ...]) -> str:
    """Say what comes from outside in a few words."""
    if not shocks:
        return "nothing"
    (week, kind, size), *others = shocks
    return f"{kind} {size} in week {week}" + (f" and {len(others)} more" if others else "")


def row(
    lever: str, to: Any, measure: str, direction: int, window: Window = HALF_YEAR_ON, of: Any = None, against: Mapping[str, Any] = PLAIN, **more: Any
) -> Claim:
    """Write a claim that changes one lever, from its default or from `of`."""
    return change(lever, {lever: to}, measure, direction, window, {**against, **({} if of is None else {lever: of})}, **more)


CROWD: Mapping[str, Any] = {"batch_size": 0}
LATE = (52, WEEKS)
EARLY = (0, 13)
WHOLE = (0, 156)
STREAM = tuple((week, "influx", 1_000) for week in range(2, WEEKS, 4))
LARGE: Mapping[str, Any] = {"starting_customers": 10_000, "batch_size": 0}
OVERNIGHT = ((4, "influx", 5_000),)
IN_BATCHES = tuple((week, "influx", 250) for week in range(4, 84, 4))
LATE_MOVE = change("platform", {}, "weekly_active", DOWN, (79, 92), shocks=((78, "migration", "hybrid"),), before=(), weeks=104)
EARLY_MOVE = change("platform", {}, "weekly_active", DOWN, (21, 34), shocks=((20, "migration", "hybrid"),), before=(), weeks=104)
BY_BATCH = tuple(setting({"batch_size": size}, weeks=156) for size in BATCHES)
TABLE: list[Claim] = [
    change("community", {"community": False}, "signups", DOWN),
    change("community", {"community": False}, "mrr", DOWN, LATE),
    # Larger batches: more people, less of everything between them.
    row("batch_size", 200, "weekly_active", UP, (13, WEEKS)),
    row("batch_size", 200, "retention_90d", DOWN, (17, WEEKS)),
    row("batch_size", 200, "ties_per_visitor", DOWN, (13, WEEKS)),
    row("batch_size", 200, "speaking_share", DOWN, (13, WEEKS)),
    row("batch_size", 200, "incumbent_speaking", DOWN, (4, 52)),
    row("batch_size", 200, "absorption_ratio", UP, (4, 52)),
    row("batch_size", 200, "waiting", DOWN),
    row("batch_interval", 13, "members", DOWN, of=1),
    row("batch_interval", 13, "waiting", UP, of=1),
    row("founders", 40, "posts", UP, EARLY, of=5),
    row("founders", 40, "speakers", UP, (0, 26), of=5),
    row("seed_threads", 60, "knowledge", UP, EARLY, of=0),
    row("seed_threads", 60, "signups_search", UP, (13, 52), of=0),
    row("waiting_list", 2_000, "waiting", UP, (0, 26), of=0),
    row("application_filter", True, "waiting", DOWN),
    row("application_filter", True, "posts_per_member", UP, (13, WEEKS)),
    row("open_to", "customers", "waiting", DOWN),
    row("open_to", "customers", "members", DOWN, against=CROWD),
    row("open_to", "prospects", "customers_members", DOWN),
    row("launch_month", 6, "cost_per_month", DOWN),
    row("launch_month", 6, "mrr", DOWN, LATE),
    row("launch_month", 12, "npv", DOWN, weeks=156),
    # The programme.
    row("education", "guides", "expansion_members", UP),
    row("education", "academy", "customers_educated", UP, of="guides"),
    row("education", "academy", "knowledge", UP),
    row("education", "academy", "cost", UP),
    row("consultant_support", True, "activation_touched", UP),
    row("consultant_support", True, "posts", DOWN, against={**CROWD, "incentive": "spotlight", "community_managers": 2.0}),
    row("consultant_support", True, "cost", UP),
    row("ritual_cadence", "weekly", "weekly_active", UP, of="none"),
    row("ritual_cadence", "weekly", "ties_per_visitor", UP, of="none"),
    row("ritual_cadence", "four_times_weekly", "weekly_active", DOWN),
    row("incentive", "access", "posts", UP),
    row("incentive", "spotlight", "posts", UP, EARLY),
    row("incentive", "subsidised_impact", "posts", UP),
    row("incentive", "cash", "posts", UP, EARLY),
    row("incentive_targeting", "tailored", "posts", UP, against={"incentive": "access"}),
    row("incentive_targeting", "tailored", "cost", UP, against={"incentive": "access"}),
    row("recognition", "private", "posts", UP),
    row("recognition", "public", "posts", UP),
    row("recognition", "mass_badges", "weekly_active", DOWN),
    row("personal_onboarding", True, "retention_90d", UP, (17, WEEKS), of=False),
    row("personal_onboarding", True, "weekly_active", UP, of=False),
    row("mentorship", True, "ties_per_visitor", UP),
    row("mentorship", True, "retention_90d", UP, (17, WEEKS)),
    row("events_budget", 5_000.0, "ties_per_visitor", UP),
    row("events_budget", 5_000.0, "cost", UP),
    row("expert_sessions", 2, "weekly_active", UP),
    row("expert_sessions", 2, "knowledge", UP),
    # The organisation.
    row("community_managers", 2.0, "newcomer_response_rate", UP, of=0.0),
    row("community_managers", 2.0, "staff_only_share", UP, of=0.0),
    row("community_managers", 2.0, "trust", UP, of=0.0),
    row("developer_advocates", 1.0, "knowledge", UP),
    row("developer_advocates", 1.0, "response_rate", UP),
    row("operations", 1.0, "weekly_active", UP, (26, 52), against=CROWD, shocks=((4, "influx", 4_000),), weeks=52),
    row("reporting_line", "product", "trust", DOWN, of="ceo"),
    change("reporting_line", {"reporting_line": "support"}, "trust", DOWN, HALF_YEAR_ON, {"reporting_line": "product"}),
    change("reporting_line", {"reporting_line": "marketing"}, "trust", DOWN, HALF_YEAR_ON, {"reporting_line": "support"}),
    change("reporting_line", {"reporting_line": "sales"}, "trust", DOWN, HALF_YEAR_ON, {"reporting_line": "marketing"}),
    # A function of its own: no better than marketing while the community is small, best of all once it is large.
    change("reporting_line", {"reporting_line": "own_function"}, "trust", DOWN, HALF_YEAR_ON, {"reporting_line": "product"}),
    change("reporting_line", {"reporting_line": "own_function"}, "trust", UP, (104, 130), {"reporting_line": "ceo", **LARGE}, weeks=130),
    change("reporting_line", {"reporting_line": "marketing"}, "trust", UP, EARLY, {"reporting_line": "own_function"}),
    row("feedback_loop", "roadmap", "trust", UP),
    row("feedback_loop", "roadmap", "churn_rate", DOWN, LATE),
    row("feedback_loop", "roadmap", "trust", DOWN, against={"reporting_line": "sales"}),
    row("feedback_loop", "listening", "cost", UP),
    row("guidelines", True, "posts", UP, against=CROWD, shocks=((4, "influx", 2_000),)),
    row(
        "guidelines",
        True,
        "visible_life",
        UP,
        of=False,
        against={**CROWD, "community_managers": 0.0, "empowerment": 0.3, "starting_customers": 4_000},
    ),
    row("guidelines", True, "visible_life", DOWN, of=False, against={**CROWD, "community_managers": 0.2}),
    row("empowerment", 0.9, "member_events", UP, of=0.1),
    row("empowerment", 0.9, "posts", UP, of=0.1),
    row("empowerment", 0.9, "trust", UP, of=0.1),
    row("roi_review_month", 1, "trust", DOWN),
    row("roi_review_month", 1, "npv", DOWN, of=12, weeks=156),
    row("selling_pressure", 0.8, "signups", UP, (0, 9)),
    row("selling_pressure", 0.8, "trust", DOWN),
    row("selling_pressure", 0.8, "mrr", DOWN, (104, 130), weeks=130),
    row("astroturf_share", 0.2, "trust", DOWN),
    row("astroturf_share", 0.2, "weekly_active", DOWN, LATE),
    # The place.
    row("platform", "chat", "signups_search", DOWN),
    row("platform", "chat", "first_reply_hours", DOWN),
    row("platform", "chat", "posts", UP, EARLY),
    # Less of it is taken in, at every size: a chat holds fewer, but there is no size at which it turns.
    row("platform", "chat", "weekly_active", DOWN, LATE),
    row("platform", "chat", "weekly_active", DOWN, LATE, shocks=STREAM),
    row("platform", "github", "posts", UP),
    row("platform", "hybrid", "signups_search", DOWN),
    row("platform", "rented", "signups_search", DOWN),
    row("platform", "rented", "speaking_share", DOWN),
    row("public_content", False, "signups_search", DOWN),
    row("public_content", False, "tickets_deflected", DOWN, LATE),
    row("shareability", 1.0, "signups_search", UP, of=0.0),
    row("shareability", 1.0, "signups_word_of_mouth", UP, of=0.0),
    row("in_product", "links", "customers_following", UP),
    row("in_product", "surfaced", "customers_following", UP, of="links"),
    row("in_product", "surfaced", "tickets_deflected", UP),
    row("in_product", "surfaced", "posts", UP, EARLY),
    row("in_product", "surfaced", "cost_per_month", UP),
    # The strategy.
    row("market", "enterprise", "champions", UP, LATE),
    row("market", "enterprise", "signups", DOWN),
    row("pmf_stage", "exploring", "churn_rate", UP),
    row("pmf_stage", "exploring", "customers", DOWN),
    row("community_model", "practice", "knowledge", DOWN),
    row("community_model", "practice", "customers", DOWN, LATE),
    row("community_model", "interest", "signups_word_of_mouth", UP),
    row("community_model", "interest", "mrr", DOWN, LATE),
    # The business.
    row("starting_customers", 4_000, "mrr", UP),
    row("starting_customers", 4_000, "waiting", UP),
    row("arpa", 120.0, "npv", UP),
    row("gross_margin", 0.4, "npv", DOWN),
    row("monthly_churn", 0.1, "customers", DOWN),
    row("cac", 800.0, "signups_paid", DOWN),
    row("paid_spend", 12_000.0, "signups_paid", UP),
    row("organic_signups", 230.0, "customers", UP),
    row("ticket_cost", 100.0, "npv", UP),
    row("market_size", 5_000, "signups", DOWN),
    # What comes late shrinks more than what is spent early, so a venture that pays is worth less.
    row("discount_rate", 0.03, "npv", DOWN, against={"arpa": 200.0}, weeks=156),
    # Batches against crowds. Whether the return rises before, from five to fifteen at a time, the validation reports: it does not in every world.
    Claim(
        f"batch_size at the best of {', '.join(map(str, BATCHES[:-1]))} against {BATCHES[-1]}: npv up in 156 weeks",
        "batch_size",
        BY_BATCH[-1],
        BY_BATCH[0],
        "npv",
        UP,
        WHOLE,
        also=BY_BATCH[1:-1],
    ),
    # It does not hang on the word of the disappointed.
    row("batch_size", 500, "npv", DOWN, WHOLE, against={"disappointment": 0.0}, weeks=156),
    row("batch_size", 0, "npv", DOWN, WHOLE, against={"disappointment": 0.0}, weeks=156),
    # A crowd overnight is worth less than small batches, and the same people in 20 monthly rushes are more active half a
    # year after the last of them, two years after the single crowd.
    change("batch_size", CROWD, "npv", DOWN, WHOLE, shocks=OVERNIGHT, before=(), weeks=156),
    change("batch_size", {}, "weekly_active", UP, (106, 110), shocks=IN_BATCHES, before=OVERNIGHT, weeks=110),
    # A migration is a dip, and an early one is worse.
    LATE_MOVE,
    EARLY_MOVE,
    change("platform", {}, "weekly_active", DOWN, (21, 34), shocks=((20, "migration", "hybrid"),), before=(), weeks=104, than=LATE_MOVE),
]
