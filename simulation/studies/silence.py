"""Why an input changes nothing: what it would need in order to matter."""

from __future__ import annotations

from collections.abc import Callable

from simulation.vocabulary.inputs import Inputs

Reason = Callable[[Inputs, int], str | None]


def _when(test: Callable[[Inputs], bool], text: str) -> Reason:
    return lambda inputs, weeks: text if test(inputs) else None


def _behind_the_horizon(inputs: Inputs, weeks: int) -> str | None:
    never = inputs.roi_review_month == 0 or inputs.roi_review_month * 52 / 12 >= weeks
    return "the first review lies behind the horizon" if never else None


NO_INCENTIVE = _when(lambda s: s.incentive == "none", "there is no incentive it could change")
NO_CASH = _when(lambda s: s.incentive != "cash", "it matters only where contributions earn cash")
NO_RITUALS = _when(lambda s: s.ritual_cadence == "none", "there are no rituals")
NOBODY = _when(lambda s: s.community_managers + s.developer_advocates + s.operations == 0, "there is nobody on the team")
NOT_ENTERPRISE = _when(lambda s: s.market != "enterprise", "it matters only in the enterprise market")
NOT_PROSUMER = _when(lambda s: s.market == "enterprise", "it matters only in the prosumer market")
NOT_PUBLIC = _when(lambda s: not s.public_content, "content is not public, so nobody outside finds it")
NO_PLANTED = _when(lambda s: s.astroturf_share == 0, "no posts are planted")
NO_REVIEW = _when(lambda s: s.roi_review_month == 0, "nobody reviews the return")
NO_EVENTS = _when(lambda s: s.events_budget == 0, "there is no events budget")
NO_PLACE = _when(lambda s: s.in_product == "none", "the community is nowhere in the product")
NO_EDUCATION = _when(lambda s: s.education == "none", "there is no education")
NO_FEEDBACK = _when(lambda s: s.feedback_loop == "none", "there is no feedback loop")
NO_CONSULTANTS = _when(lambda s: not s.consultant_support, "consultants are not supported")
NO_EXPERTS = _when(lambda s: s.expert_sessions == 0, "there are no expert sessions")

REASONS: dict[str, Reason] = {
    "batch_interval": _when(lambda s: s.batch_size == 0, "the door is open, so there are no admission dates"),
    "incentive_targeting": NO_INCENTIVE,
    "incentive_strength": NO_INCENTIVE,
    "incentive_cost": NO_INCENTIVE,
    "status_half_life": NO_INCENTIVE,
    "crowding_strength": NO_CASH,
    "cash_per_post": NO_CASH,
    "ritual_voice": NO_RITUALS,
    "visit_ritual": NO_RITUALS,
    "visit_fatigue": _when(lambda s: s.ritual_cadence in ("none", "monthly", "biweekly", "weekly"), "rituals tire people only above one a week"),
    "personal_onboarding": NOBODY,
    "onboarding_capacity": NOBODY,
    "answer_capacity": NOBODY,
    "advocate_cost": _when(lambda s: s.developer_advocates == 0, "there are no developer advocates"),
    "operations_cost": _when(lambda s: s.operations == 0, "nobody works in operations"),
    "manager_cost": _when(lambda s: s.community_managers == 0, "there are no community managers"),
    "mentor_success": _when(lambda s: not s.mentorship, "mentorship is off"),
    "award_effect": _when(lambda s: s.recognition != "public", "there are no public awards"),
    "roi_review_month": _behind_the_horizon,
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
        lambda s: s.market == "enterprise" or not s.public_content, "it matters only for public content in the prosumer market"
    ),
    "search_opportunity": NOT_ENTERPRISE,
    "enterprise_conversion": NOT_ENTERPRISE,
    "enterprise_expansion": NOT_ENTERPRISE,
    "enterprise_ticket_rate": NOT_ENTERPRISE,
    "conversion": NOT_PROSUMER,
    "expansion": NOT_PROSUMER,
    "ticket_rate": NOT_PROSUMER,
    "trust_selling": _when(lambda s: s.selling_pressure == 0 and s.reporting_line not in ("marketing", "sales"), "nobody sells in the community"),
    "in_product_effect": NO_PLACE,
    "in_product_cost": NO_PLACE,
    "education_effect": NO_EDUCATION,
    "education_cost": NO_EDUCATION,
    "feedback_effect": NO_FEEDBACK,
    "feedback_cost": NO_FEEDBACK,
    "consultant_effect": NO_CONSULTANTS,
    "consultant_cost": NO_CONSULTANTS,
    "guidelines_effect": _when(lambda s: not s.guidelines, "there are no guidelines"),
    "own_function_size": _when(lambda s: s.reporting_line != "own_function", "the community is no function of its own"),
    "open_to": _when(
        lambda s: s.market == "enterprise" and s.pmf_stage == "exploring" and s.open_to != "prospects", "only customers sit on an advisory board"
    ),
    "empowerment_effect": _when(lambda s: s.empowerment == 0.5, "empowerment stands at its neutral point"),
}


def idle(name: str, inputs: Inputs, weeks: int) -> str | None:
    """Say why an input does nothing in a setting that nothing planned ever changes; None where it may do something."""
    rule = REASONS.get(name)
    return rule(inputs, weeks) if rule else None


NO_COMMUNITY = "the community is switched off"
NOTHING_KNOWN = "nothing in these worlds came to depend on it: what it limits was never reached"


def because(name: str, before: Inputs, after: Inputs, weeks: int) -> str:
    """Say why changing one input from `before` to `after` changed nothing in a run of so many weeks."""
    if not before.community and not after.community:
        return NO_COMMUNITY
    return (idle(name, before, weeks) and idle(name, after, weeks)) or NOTHING_KNOWN
