"""Notices beside the results: a lever that changed nothing and why, and effects whose size is uncertain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation import INPUTS, MEASURES, Results, RunSpec, changed_names
from ui.session.state import Session, changed_from_start
from ui.text.wording import plain

Reason = Callable[[RunSpec], str | None]


def _when(test: Callable[[RunSpec], bool], text: str) -> Reason:
    return lambda setting: text if test(setting) else None


NO_INCENTIVE = _when(lambda s: s.value("incentive") == "none", "there is no incentive it could change")
NO_CASH = _when(lambda s: s.value("incentive") != "cash", "it matters only where contributions earn cash")
NO_RITUALS = _when(lambda s: s.value("ritual_cadence") == "none", "there are no rituals")
NOBODY = _when(lambda s: s.value("community_managers") + s.value("developer_advocates") + s.value("operations") == 0, "there is nobody on the team")
NOT_ENTERPRISE = _when(lambda s: s.inputs.market != "enterprise", "it matters only in the enterprise market")
NOT_PROSUMER = _when(lambda s: s.inputs.market == "enterprise", "it matters only in the prosumer market")
NOT_PUBLIC = _when(lambda s: not s.value("public_content"), "content is not public, so nobody outside finds it")
NO_PLANTED = _when(lambda s: s.value("astroturf_share") == 0, "no posts are planted")
NO_REVIEW = _when(lambda s: s.value("roi_review_month") == 0, "nobody reviews the return")
NO_EVENTS = _when(lambda s: s.value("events_budget") == 0, "there is no events budget")
NO_EXPERTS = _when(lambda s: s.value("expert_sessions") == 0, "there are no expert sessions")

REASONS: dict[str, Reason] = {
    "batch_interval": _when(lambda s: s.value("batch_size") == 0, "the door is open, so there are no admission dates"),
    "incentive_targeting": NO_INCENTIVE,
    "incentive_strength": NO_INCENTIVE,
    "incentive_cost": NO_INCENTIVE,
    "status_half_life": NO_INCENTIVE,
    "crowding_strength": NO_CASH,
    "cash_per_post": NO_CASH,
    "ritual_voice": NO_RITUALS,
    "visit_ritual": NO_RITUALS,
    "visit_fatigue": _when(
        lambda s: s.value("ritual_cadence") in ("none", "monthly", "biweekly", "weekly"), "rituals tire people only above one a week"
    ),
    "personal_onboarding": NOBODY,
    "onboarding_capacity": NOBODY,
    "answer_capacity": NOBODY,
    "advocate_cost": _when(lambda s: s.value("developer_advocates") == 0, "there are no developer advocates"),
    "operations_cost": _when(lambda s: s.value("operations") == 0, "nobody works in operations"),
    "manager_cost": _when(lambda s: s.value("community_managers") == 0, "there are no community managers"),
    "mentor_success": _when(lambda s: not s.value("mentorship"), "mentorship is off"),
    "award_effect": _when(lambda s: s.value("recognition") != "public", "there are no public awards"),
    "roi_review_month": _when(lambda s: s.value("roi_review_month") * 52 / 12 >= s.weeks, "the first review lies behind the horizon"),
    "review_hurdle": NO_REVIEW,
    "trust_roi_gap": NO_REVIEW,
    "astroturf_shock": NO_PLANTED,
    "astroturf_half_life": NO_PLANTED,
    "event_cost": NO_EVENTS,
    "expert_cost": NO_EXPERTS,
    "expert_pull": NO_EXPERTS,
    "publication": NOT_PUBLIC,
    "page_visits": NOT_PUBLIC,
    "page_maturity": NOT_PUBLIC,
    "deflection_limit": NOT_PUBLIC,
    "search_conversion": _when(
        lambda s: s.inputs.market == "enterprise" or not s.value("public_content"), "it matters only for public content in the prosumer market"
    ),
    "search_opportunity": NOT_ENTERPRISE,
    "enterprise_conversion": NOT_ENTERPRISE,
    "enterprise_expansion": NOT_ENTERPRISE,
    "enterprise_ticket_rate": NOT_ENTERPRISE,
    "organic_opportunities": NOT_ENTERPRISE,
    "organic_signups": NOT_PROSUMER,
    "conversion": NOT_PROSUMER,
    "expansion": NOT_PROSUMER,
    "ticket_rate": NOT_PROSUMER,
    "trust_selling": _when(
        lambda s: s.value("selling_pressure") == 0 and s.value("reporting_line") not in ("marketing", "sales"), "nobody sells in the community"
    ),
    "empowerment_effect": _when(lambda s: s.value("empowerment") == 0.5, "empowerment stands at its neutral point"),
}


def identical(one: Results, other: Results) -> bool:
    """Say whether two results are the same in every world, week and measure."""
    if len(one) != len(other) or one.weeks != other.weeks:
        return False
    names = [name for name in MEASURES if name in one.series or name in one.runs]
    return all(np.array_equal(_values(one, name), _values(other, name), equal_nan=True) for name in names)


def _values(results: Results, name: str) -> np.ndarray:
    return results.series[name] if name in results.series else results.runs[name]


def silent(before: RunSpec, after: RunSpec) -> str:
    """Return the notice for a change that changed nothing: which input, and the reason where one is known."""
    names = changed_names(before, after)
    label = plain(INPUTS[names[0]].label) if len(names) == 1 else "The last change"
    if not after.value("community") and not before.value("community"):
        reason = "the community is switched off"
    elif len(names) == 1:
        rule = REASONS.get(names[0])
        reason = (rule(before) and rule(after) if rule else None) or "nothing in these worlds came to depend on it: what it limits was never reached"
    else:
        reason = "nothing in these worlds came to depend on it"
    return f"**{label} changed nothing.** Every number is the same in every world: {reason}."


def direction_only(current: Session) -> str | None:
    """Name the changed inputs whose effect is known in its direction only."""
    unsure = [plain(INPUTS[name].label) for name in changed_from_start(current) if INPUTS[name].confidence == "low"]
    if not unsure:
        return None
    return f":orange-badge[Direction only] {', '.join(unsure[:6])}{' and more' if len(unsure) > 6 else ''}: trust which way it goes, not how far."
