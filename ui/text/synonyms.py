"""Words people search by, beside the names of the levers: other names for the same thing, and what a lever moves."""

from __future__ import annotations

from simulation import Spec

SHORTEST = 3  # letters of a word that means a choice
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
    "certification": ("education",),
    "academy": ("education",),
    "training": ("education",),
    "roadmap": ("feedback_loop",),
    "feedback": ("feedback_loop",),
    "code of conduct": ("guidelines",),
    "rules": ("guidelines",),
    "agencies": ("consultant_support",),
    "partners": ("consultant_support",),
    "embed": ("in_product",),
    "widget": ("in_product",),
    "presale": ("open_to",),
    "start later": ("launch_month",),
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

# What people call one choice of a lever; its own name and label are found anyway.
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("platform", "chat"): ("slack", "discord", "telegram", "teams"),
    ("platform", "forum"): ("discourse", "board"),
    ("platform", "rented"): ("facebook", "linkedin", "reddit"),
    ("reporting_line", "ceo"): ("boss", "founder"),
    ("reporting_line", "own_function"): ("department",),
    ("recognition", "mass_badges"): ("points", "gamification"),
    ("education", "academy"): ("certification", "training"),
    ("feedback_loop", "roadmap"): ("roadmap",),
}


def choices_meant(spec: Spec, word: str) -> list[str]:
    """Return the choices of a lever that a word means: it begins the choice's label, or is another name for it.

    >>> from simulation import LEVERS
    >>> choices_meant(LEVERS["platform"], "slack"), choices_meant(LEVERS["reporting_line"], "market"), choices_meant(LEVERS["arpa"], "slack")
    (['chat'], ['marketing'], [])
    """
    word = word.lower()
    if len(word) < SHORTEST:
        return []
    labels = zip(spec.choices, spec.choice_labels, strict=True)
    return [choice for choice, label in labels if label.lower().startswith(word) or word in CHOICES.get((spec.name, choice), ())]


def synonyms_of(name: str) -> str:
    """Return the words under which an input is found beside its own."""
    return " ".join(word for word, names in SYNONYMS.items() if name in names)
