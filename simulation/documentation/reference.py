"""The defaults of the reference specification this model was started from, to show where calibration moved them.

They are history and never change; what the model uses today stands in its own declarations.
"""

from __future__ import annotations

from simulation.documentation.tables import Row, number, value_text
from simulation.vocabulary.inputs import INPUTS

REFERENCE: dict[str, float] = {
    "propensity_mean": 0.12, "propensity_spread": 2.0, "reply_mean": 0.6, "reply_spread": 1.5, "visit_spread": 1.5,
    "attention_mean": 60, "visit_base": -4.3, "novelty": 3.2, "novelty_weeks": 2.0, "visit_habit": 2.0, "visit_identity": 1.0,
    "visit_bonds": 1.4, "visit_value": 1.2, "visit_trust": 1.5, "visit_ritual": 0.35, "visit_overload": 0.45, "visit_fatigue": 0.5,
    "visit_burnout": 1.0, "inhibition_scale": 120, "inhibition_exponent": 0.6, "question_inhibition": 0.25, "broadcast_status": 0.25,
    "broadcast_others": 0.05, "question_new": 0.14, "question_old": 0.03, "question_weeks": 10, "reply_scale": 1.6,
    "responsibility_size": 10, "responsibility_exponent": 0.22, "newcomer_appeal": 0.7, "hard_share": 0.15, "hard_appeal": 0.08,
    "tie_gain": 0.12, "tie_decay": 0.04, "tie_floor": 0.15, "bond_scale": 1.0, "first_reply_effect": 0.6, "contact_fading": 0.0,
    "habit_growth": 0.05, "habit_decay": 0.10, "identity_gain": 0.05, "identity_decay": 0.015, "identity_dilution": 0.04,
    "burnout_gain": 0.20, "burnout_relief": 0.12, "leave_base": 0.0006, "leave_contagion": 0.8, "status_half_life": 26,
    "award_effect": 0.18, "empowerment_effect": 0.3, "trust_base": 0.75, "trust_selling": 0.35, "trust_roi_gap": 0.15,
    "trust_neglect": 0.6, "trust_fall": 0.10, "trust_rise": 0.03, "astroturf_shock": 0.35, "astroturf_half_life": 52,
    "onboarding_capacity": 15, "answer_capacity": 15, "mentor_success": 0.8, "recommendation": 0.023, "bad_word": 0.02,
    "publication": 0.6, "page_visits": 0.7, "page_maturity": 26, "search_conversion": 0.03, "search_opportunity": 0.0015,
    "activation": 0.35, "activation_odds": 1.5, "conversion": 0.15, "enterprise_conversion": 0.20, "expansion": 0.003,
    "enterprise_expansion": 0.008, "expansion_effect": 0.3, "frailty_loading": 0.40, "churn_ratio": 0.85, "referred_churn": 0.82,
    "churn_contagion": 0.8, "ticket_rate": 0.25, "enterprise_ticket_rate": 4.0, "deflection_limit": 0.25, "ticket_realisable": 0.5,
    "ticket_realisable_later": 0.8, "manager_cost": 9_000, "advocate_cost": 14_000, "operations_cost": 9_500,
    "arpa": 60, "gross_margin": 0.80, "monthly_churn": 0.035, "cac": 400, "ticket_cost": 15, "discount_rate": 0.008,
    "batch_size": 20, "batch_interval": 4, "founder_lift": 1.3,
}  # fmt: skip


def moved() -> list[Row]:
    """Return the inputs whose default is not the reference's."""
    return [
        {"Label": INPUTS[name].label, "Name": name, "Reference": number(before), "Now": value_text(INPUTS[name], INPUTS[name].default)}
        for name, before in REFERENCE.items()
        if INPUTS[name].default != before
    ]
