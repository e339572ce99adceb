"""Words people search by, beside the names of the levers: other names for the same thing, and what a lever moves."""

from __future__ import annotations

SYNONYMS: dict[str, tuple[str, ...]] = {
    "waitlist": ("batch_size", "batch_interval", "application_filter", "waiting_list"),
    "waiting list": ("batch_size", "batch_interval", "application_filter", "waiting_list"),
    "let in": ("batch_size", "batch_interval"),
    "slack": ("platform",),
    "discord": ("platform",),
    "telegram": ("platform",),
    "facebook": ("platform",),
    "linkedin": ("platform",),
    "discourse": ("platform",),
    "hire": ("community_managers", "developer_advocates", "operations"),
    "hiring": ("community_managers", "developer_advocates", "operations"),
    "team": ("community_managers", "developer_advocates", "operations", "reporting_line"),
    "moderator": ("community_managers", "operations", "empowerment"),
    "staff": ("community_managers", "developer_advocates", "operations"),
    "devrel": ("developer_advocates",),
    "salary": ("manager_cost", "advocate_cost", "operations_cost"),
    "referral": ("shareability", "ambassadors", "word_of_mouth", "incentive"),
    "seo": ("public_content", "search_conversion", "page_visits", "publication"),
    "google": ("public_content", "search_conversion", "page_visits"),
    "price": ("arpa", "gross_margin"),
    "pricing": ("arpa", "gross_margin"),
    "payback": ("community_managers", "arpa", "gross_margin", "discount_rate", "roi_review_month", "paid_spend"),
    "existing members": ("founders", "starting_customers", "existing"),
    "budget": ("events_budget", "paid_spend", "community_managers"),
    "boss": ("reporting_line",),
    "department": ("reporting_line",),
    "points": ("incentive", "recognition"),
    "badges": ("recognition",),
    "rewards": ("incentive", "incentive_targeting", "recognition"),
    "webinar": ("expert_sessions", "ritual_cadence"),
    "meetup": ("events_budget", "ritual_cadence"),
    "events": ("events_budget", "expert_sessions", "ritual_cadence"),
    "onboarding": ("personal_onboarding", "mentorship"),
    "retention": ("monthly_churn", "ritual_cadence", "personal_onboarding", "mentorship"),
    "support": ("ticket_cost", "developer_advocates", "reporting_line"),
    "growth": ("batch_size", "shareability", "public_content", "platform"),
    "trust": ("reporting_line", "selling_pressure", "astroturf_share"),
    "auditorium": ("batch_size", "batch_interval", "community_managers"),
    "silence": ("batch_size", "community_managers", "personal_onboarding"),
    "fake": ("astroturf_share",),
    "sales": ("selling_pressure", "reporting_line"),
}


def synonyms_of(name: str) -> str:
    """Return the words under which an input is found beside its own."""
    return " ".join(word for word, names in SYNONYMS.items() if name in names)
