"""What you believe: every parameter of the model that nobody chooses, declared once.

Source tags: S0-S4 strategy notes the project grew from; L literature looked up; L2 vendor or secondary
page; M literature quoted from memory; A assumption; P tried in a prototype; H fitted to the forty real
community histories.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

GROUPS = {
    "People": "What people bring with them",
    "Visits": "What brings a member back this week",
    "Speaking": "What lets a member speak, or keeps it silent",
    "Replies": "Who answers whom, and how soon",
    "Bonds": "How ties, habit and identity grow and fade",
    "Motives": "What incentives and recognition do",
    "Trust": "What builds and breaks trust",
    "Staff": "What a paid person can do, and costs",
    "Practices": "What further practices do, and cost: each known in its direction only",
    "Growth": "How knowledge and members bring people in",
    "Life": "What can be seen of the place from outside, and what that moves",
    "Customers": "How people try, buy, expand and leave",
    "Money": "Costs that are not levers",
}


def belief(
    default: Any, low: float | None, high: float | None, label: str, unit: str, group: str, source: str, confidence: str, help: str = "", **more: Any
) -> Any:
    """Declare an assumption as a dataclass field."""
    spec = {"default": default, "low": low, "high": high, "label": label, "unit": unit, "group": group, "source": source}
    return field(
        default=default, metadata={"spec": {**spec, "confidence": confidence, "help": help or label, "kind": "assumption", "advanced": True, **more}}
    )


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """Every assumption with its default, plausible range, source and confidence."""

    # fmt: off
    propensity_mean: float = belief(0.12, 0.0, 0.3, "How often people share, on average", "threads per person and week", "People", "P; mean of a lognormal before its cap, which leaves .08", "medium", "Mean share propensity.")
    propensity_spread: float = belief(2.8, 0.0, 3.0, "How far people differ in sharing", "log standard deviations", "People", "P; top 1 % of a lognormal writes Phi(sd - 2.33)", "medium", "Spread of share propensities. Zero makes everybody equally ready to share, and 1-9-90 disappears. Reply propensity scales with it.")
    reply_mean: float = belief(0.6, 0.0, 1.0, "How often people reply, on average", "replies per person and week", "People", "P; before the cap, which leaves .42", "medium", "Mean reply propensity.")
    reply_spread: float = belief(2.4, 0.0, 2.5, "How far people differ in replying", "log standard deviations", "People", "P", "medium", "Spread of reply propensities.")
    visit_spread: float = belief(1.5, 0.0, 2.0, "How far people differ in coming back", "logit", "People", "P", "medium", "Spread of visit frailty. Some people are simply more drawn to communities: it makes the hazard decline, and selection.")
    attention_mean: float = belief(60.0, 10.0, 120.0, "Median attention", "posts per week", "People", "Ren & Kraut L", "medium", "How many posts a member can take in during a week.")
    attention_spread: float = belief(0.5, 0.0, 1.0, "Spread of attention", "log standard deviations", "People", "A", "low")
    finite_attention: bool = belief(True, None, None, "Attention is finite", "", "People", "ablation switch", "high", "Off: everybody reads everything without tiring.")
    founder_lift: float = belief(1.6, 0.0, 2.5, "How much more founders share", "standard deviations", "People", "S0; A", "low", "Founders' extra share propensity.")

    visit_base: float = belief(-5.0, -6.0, -3.0, "How readily people visit with nothing that pulls", "logit", "Visits", "P", "medium", "Visit baseline.")
    novelty: float = belief(3.2, 1.0, 4.5, "Novelty of the first weeks", "logit", "Visits", "P", "low")
    novelty_weeks: float = belief(2.0, 1.0, 6.0, "How long novelty lasts", "weeks", "Visits", "P", "low")
    visit_habit: float = belief(1.6, 0.0, 4.0, "Pull of habit", "logit", "Visits", "P", "low")
    visit_identity: float = belief(1.0, 0.0, 2.0, "Pull of identity", "logit", "Visits", "P", "low")
    visit_bonds: float = belief(1.0, 0.0, 2.8, "Pull of bonds", "logit", "Visits", "P", "low")
    visit_value: float = belief(1.2, 0.0, 2.4, "Pull of value found", "logit", "Visits", "A", "low")
    visit_trust: float = belief(1.5, 0.5, 2.5, "Pull of trust", "logit", "Visits", "A", "low")
    visit_ritual: float = belief(0.35, 0.0, 0.8, "Pull of rituals", "logit", "Visits", "A", "low")
    visit_overload: float = belief(0.45, 0.0, 1.0, "Push of overload", "logit per log unit", "Visits", "A", "low")
    visit_silence: float = belief(0.1, 0.0, 1.5, "Push of silence", "logit where nothing new is to read", "Visits", "A", "low")
    visit_fatigue: float = belief(0.5, 0.0, 1.0, "Push of ritual fatigue", "logit", "Visits", "A", "low")
    visit_burnout: float = belief(1.0, 0.0, 2.0, "Push of burnout", "logit", "Visits", "A", "low")
    notified_pull: float = belief(0.3, 0.0, 0.8, "Pull of an answer from a tie", "logit", "Visits", "A", "low")
    expert_pull: float = belief(0.15, 0.0, 0.5, "Pull of an expert session in its week", "logit", "Visits", "S3; A", "low")

    inhibition_scale: float = belief(120.0, 50.0, 300.0, "Strangers at which speaking halves", "people", "Speaking", "A, near Dunbar's 150", "low")
    inhibition_exponent: float = belief(0.8, 0.0, 1.2, "Inhibition before strangers", "exponent", "Speaking", "A", "low", "Zero switches inhibition off.")
    question_inhibition: float = belief(0.25, 0.0, 0.6, "Inhibition of questions", "exponent", "Speaking", "A", "low")
    broadcast_status: float = belief(0.25, 0.0, 0.5, "Status seekers' gain from audience", "per log unit", "Speaking", "Zhang & Zhu 2011 L, form A", "low")
    broadcast_others: float = belief(0.05, 0.0, 0.2, "Others' gain from audience", "per log unit", "Speaking", "Zhang & Zhu 2011 L, form A", "low")
    question_new: float = belief(0.3, 0.0, 0.5, "Newcomers' questions", "questions per week", "Speaking", "A", "low")
    question_old: float = belief(0.008, 0.0, 0.2, "Veterans' questions", "questions per week", "Speaking", "A", "low")
    question_weeks: float = belief(2.5, 2.0, 20.0, "How long newcomers' questions last", "weeks", "Speaking", "A", "low")
    ritual_voice: float = belief(0.3, 0.0, 0.6, "Rituals loosen tongues", "share", "Speaking", "A", "low")

    reply_scale: float = belief(3.7, 0.2, 4.0, "Reply level", "factor", "Replies", "P", "low")
    responsibility_size: float = belief(10.0, 5.0, 30.0, "Bystanders before responsibility diffuses", "people", "Replies", "Blair et al. 2005 L", "medium")
    responsibility_exponent: float = belief(0.32, 0.0, 0.5, "Diffusion of responsibility", "exponent", "Replies", "Blair et al. 2005 L", "medium", "Zero: everybody feels addressed however many are present.")
    newcomer_appeal: float = belief(0.7, 0.3, 1.0, "Appeal of a newcomer's post", "factor", "Replies", "L2: newcomers get fewer replies", "low")
    hard_share: float = belief(0.15, 0.0, 0.4, "Hard posts", "share", "Replies", "A", "low")
    hard_appeal: float = belief(0.08, 0.01, 1.0, "Appeal of a hard post", "factor", "Replies", "A", "low")
    tie_preference: float = belief(20.0, 0.0, 40.0, "Preference for a tie's post", "factor per tie strength", "Replies", "A", "low")
    same_cohort_preference: float = belief(2.0, 1.0, 4.0, "Preference for the own cohort's posts", "factor", "Replies", "A", "low")

    tie_gain: float = belief(0.12, 0.02, 0.3, "Tie gained by a reply", "strength", "Bonds", "A", "low")
    tie_decay: float = belief(0.04, 0.01, 0.1, "Tie decay", "share per week", "Bonds", "A", "low")
    tie_floor: float = belief(0.15, 0.05, 0.3, "Strength from which a tie binds", "strength", "Bonds", "A", "low")
    bond_scale: float = belief(1.0, 0.5, 1.5, "Bond stock that saturates", "strength", "Bonds", "P", "low")
    first_reply_effect: float = belief(0.85, 0.0, 1.2, "First reply's effect on coming back", "logit, with minus without", "Bonds", "Joyce & Kraut 2006 L: 44 -> 56 % return", "high")
    contact_fading: float = belief(0.03, 0.0, 0.2, "Fading of first impressions", "share per week", "Bonds", "A", "low")
    habit_growth: float = belief(0.05, 0.01, 0.15, "Habit grown by a weekly visit", "share per week", "Bonds", "Lally 2010 L: 18-254 days", "medium")
    habit_decay: float = belief(0.10, 0.02, 0.3, "Habit lost by a week away", "share per week", "Bonds", "Lally 2010 L", "medium")
    identity_gain: float = belief(0.05, 0.0, 0.15, "Identity gained by taking part", "per week", "Bonds", "A", "low")
    identity_decay: float = belief(0.015, 0.0, 0.05, "Identity fading", "share per week", "Bonds", "A", "low")
    identity_dilution: float = belief(0.04, 0.0, 0.2, "Identity diluted by newcomers", "per share of newcomers", "Bonds", "A", "low")
    burnout_gain: float = belief(0.20, 0.0, 0.6, "Burnout by overload", "per week", "Bonds", "A", "low")
    burnout_relief: float = belief(0.12, 0.02, 0.4, "Relief from burnout", "share per week", "Bonds", "A", "low")
    leave_base: float = belief(0.0006, 0.0, 0.005, "Leaving for good", "share per week", "Bonds", "A", "low")
    leave_contagion: float = belief(0.8, 0.0, 2.0, "Pull of leaving ties", "factor per tie strength", "Bonds", "A", "low")

    incentive_strength: float = belief(1.0, 0.0, 2.0, "Strength of incentives", "factor on the table of gains", "Motives", "S0; A", "low")
    crowding_strength: float = belief(1.0, 0.0, 1.5, "Strength of crowding out", "factor", "Motives", "crowding out by cash L; size A", "low")
    status_half_life: float = belief(26.0, 4.0, 104.0, "Half-life of status gains", "weeks", "Motives", "A", "low")
    award_effect: float = belief(0.18, 0.0, 0.5, "Newcomer award's effect on visits", "logit for a year", "Motives", "L", "low")
    empowerment_effect: float = belief(0.3, 0.0, 0.8, "Empowerment's effect on sharing", "factor", "Motives", "S1; A", "low")

    trust_base: float = belief(0.75, 0.4, 0.95, "Trust at rest", "0-1", "Trust", "A", "low")
    trust_selling: float = belief(0.35, 0.0, 0.8, "Trust lost to selling", "0-1", "Trust", "S1; A", "low")
    trust_roi_gap: float = belief(0.15, 0.0, 0.5, "Trust lost to the demand for a return", "0-1", "Trust", "S0; A", "low")
    trust_neglect: float = belief(0.6, 0.0, 1.2, "Trust lost when newcomers go unanswered", "per share", "Trust", "A", "low")
    trust_fall: float = belief(0.10, 0.02, 0.3, "Speed of losing trust", "share per week", "Trust", "A", "low")
    trust_rise: float = belief(0.03, 0.005, 0.1, "Speed of regaining trust", "share per week", "Trust", "A", "low")
    reporting_strength: float = belief(1.0, 0.0, 2.0, "Strength of the reporting line", "factor", "Trust", "direction S3 S1, size A", "low")
    astroturf_shock: float = belief(0.35, 0.0, 0.7, "Trust lost when planted posts are found out", "0-1", "Trust", "S1; A", "low")
    astroturf_half_life: float = belief(52.0, 13.0, 208.0, "How long that is remembered", "weeks, half-life", "Trust", "S1; A", "low")
    review_hurdle: float = belief(1.0, 0.2, 3.0, "Hurdle of the review", "attributed value per cost", "Trust", "S0; A", "low")

    onboarding_capacity: float = belief(15.0, 8.0, 40.0, "Newcomers one full-time person can onboard", "people per week", "Staff", "A", "low")
    answer_capacity: float = belief(40.0, 8.0, 40.0, "Posts one full-time person can answer", "posts per week", "Staff", "A", "low")
    moderation_minutes: float = belief(1.2, 0.0, 10.0, "Moderating one message", "minutes", "Staff", "A: reading, sorting, removing; beyond half of the managers' time it is bought", "low")
    manager_cost: float = belief(9_000.0, 0.0, 15_000.0, "Community manager, loaded", "$ per month", "Staff", "L2/A (+/-35 %)", "medium", money=True)
    advocate_cost: float = belief(14_000.0, 0.0, 20_000.0, "Developer advocate, loaded", "$ per month", "Staff", "L2/A (+/-35 %)", "medium", money=True)
    operations_cost: float = belief(9_500.0, 0.0, 15_000.0, "Community operations, loaded", "$ per month", "Staff", "L2/A (+/-35 %)", "medium", money=True)
    mentor_success: float = belief(0.8, 0.0, 1.0, "A visiting mentor answers", "probability", "Staff", "S3; A", "low")

    in_product_effect: float = belief(1.0, 0.0, 2.0, "Strength of meeting the community in the product", "factor on the table of levels", "Practices", "S1 S2; size A", "low", "Zero: it costs, and nobody looks.")
    in_product_cost: float = belief(30_000.0, 0.0, 200_000.0, "Building the community into the product", "$ once; links cost a sixth", "Practices", "A: two developers for six weeks", "low", money=True)
    education_effect: float = belief(1.0, 0.0, 2.0, "Strength of education", "factor on the table of levels", "Practices", "S3 mechanism 4; size A", "low", "Zero: it costs, and nobody learns.")
    education_cost: float = belief(4_000.0, 0.0, 30_000.0, "Academy", "$ per month; guides cost a fifth", "Practices", "A: a third of a full-time person and its tools", "low", money=True)
    feedback_effect: float = belief(1.0, 0.0, 2.0, "Strength of the feedback loop", "factor on the table of levels", "Practices", "S1 S2 S4; size A", "low", "Zero: it costs, and nothing comes of it.")
    feedback_cost: float = belief(2_500.0, 0.0, 15_000.0, "Product team's time for the feedback loop", "$ per month; listening costs a fifth", "Practices", "A: a quarter of a product manager", "low", money=True)
    consultant_effect: float = belief(1.0, 0.0, 2.0, "Strength of support for consultants", "factor on the table of levels", "Practices", "S0 step 4; size A", "low", "Zero: it costs, and nothing comes of it.")
    consultant_cost: float = belief(1_000.0, 0.0, 10_000.0, "Support for consultants", "$ per month", "Practices", "A: guides and meetings", "low", money=True)
    guidelines_effect: float = belief(1.0, 0.0, 2.0, "Strength of guidelines", "factor", "Practices", "S1; size A", "low", "Zero: they take time, and nobody keeps to them.")
    own_function_size: float = belief(200.0, 50.0, 2_000.0, "Size at which a function of its own has half its weight", "weekly active members", "Practices", "S3 gives the direction; size A", "low")

    launch_interest: float = belief(0.25, 0.0, 1.0, "Customers waiting at launch", "share of starting customers", "Growth", "A", "low")
    invitation_rate: float = belief(0.006, 0.0, 0.05, "Customers who ask to come in", "share per week", "Growth", "A", "low")
    applicant_share: float = belief(0.08, 0.0, 0.6, "New signups who ask to come in", "share", "Growth", "A", "low")
    recommendation: float = belief(1.1, 0.0, 4.0, "Recommendations by bound customers", "signups per week of an active customer with full identity, bonds and value", "Growth", "A", "low")
    bad_word: float = belief(0.02, 0.0, 0.1, "Signups lost by a bad experience", "signups per ignored newcomer or distrusting member-week", "Growth", "A", "low")
    disappointment: float = belief(0.05, 0.0, 0.36, "Customers lost by a newcomer who met nobody", "customers per disappointed newcomer", "Growth", "L2: of 100 shoppers with a problem 31 told others, and the shop lost 32-36 customers (Verde Group and Wharton 2006); size for a community A", "low", "Whoever came in, was greeted by nobody, got no answer, bound to nobody and stays away tells others. Zero: they go silently.")
    publication: float = belief(0.6, 0.0, 1.0, "Answered posts that become pages", "share", "Growth", "A", "low")
    page_quality: float = belief(1.5, 0.0, 3.0, "How much a page's use depends on who answered", "exponent on expertise", "Growth", "A", "low")
    page_visits: float = belief(1.2, 0.0, 2.0, "Search visits of a mature page", "visits per page and week", "Growth", "A; concentration L2", "low")
    page_maturity: float = belief(16.0, 8.0, 52.0, "Weeks until a page is found", "weeks", "Growth", "A", "low")
    search_demand: float = belief(0.015, 0.002, 0.1, "Search demand of the whole market", "visits per person of the market and week", "Growth", "A: many pages share one demand", "low")
    search_conversion: float = belief(0.0215, 0.0, 0.1, "Search visitors who sign up (prosumer)", "share", "Growth", "A", "low")
    search_opportunity: float = belief(0.0015, 0.0, 0.01, "Search visitors who open a sales opportunity (enterprise)", "share", "Growth", "A", "low")
    own_site_visits: float = belief(800.0, 0.0, 5_000.0, "Search visits of the company's own pages", "visits per week", "Growth", "A", "low")
    bass_innovation: float = belief(0.0, 0.0, 0.1, "Bass innovation of the market itself", "per year", "Growth", "Bass 1969 M: .03 is usual; off by default", "medium")
    bass_imitation: float = belief(0.0, 0.0, 1.0, "Bass imitation of the market itself", "per year", "Growth", "Bass 1969 M: .38 is usual; off by default", "medium")

    interest_spread: float = belief(0.5, 0.0, 0.8, "How far interest in the subject wanders", "log standard deviation", "Life", "H: spread of real communities a year ahead", "low", "Competitors, fashions, licences: what moves the whole market, the company without a community as well.")
    interest_memory: float = belief(78.0, 26.0, 156.0, "How long a turn of interest lasts", "weeks", "Life", "H", "low")
    interest_spells: float = belief(0.25, 0.0, 0.6, "Short spells of interest", "log standard deviation", "Life", "H: noise of monthly writers", "low")
    interest_visits: float = belief(0.6, 0.0, 1.2, "Interest's pull to visit", "logit per unit of interest", "Life", "A: through signups alone habit would absorb it", "low")
    door_doubt: float = belief(0.3, 0.0, 1.0, "Who asks to come in although nothing goes on", "share of those who would", "Life", "S1; size A", "low")
    life_welcome: float = belief(0.1, 0.0, 0.6, "Weight of answers in how alive a place looks", "share, against familiar faces", "Life", "A", "low")
    life_pace: float = belief(4.0, 2.0, 10.0, "Answered posts that make a place busy", "posts per week", "Life", "A", "low")
    spam: float = belief(0.3, 0.0, 0.6, "What disorder hides of a place that nobody looks after", "share", "Life", "S1: spam and heat grow where nobody moderates; size A", "low")
    life_expected: float = belief(0.48, 0.25, 0.6, "Life that people expect to see", "0-1", "Life", "A", "low", "What is livelier than that speaks for the product, what is emptier against it.")
    looking: float = belief(0.38, 0.1, 0.4, "Trials that look at the community before they buy", "share", "Life", "S2: see active, engaged users before buying; share A", "low")
    social_proof: float = belief(2.2, 0.0, 2.5, "What the sight of the place does to buying", "logit per unit of life", "Life", "S1: a ghost town is worse than no community; size A", "low")
    readers: float = belief(0.55, 0.0, 0.6, "Customers who read along without an account", "share, once there is much to read", "Life", "S3: the 90 % get value; share A", "low")
    reader_pull: float = belief(0.5, 0.0, 0.8, "How much readers follow the life of the place", "share of what a bound member does", "Life", "A: the weakest evidence of all", "low")
    let_down: float = belief(2.8, 1.0, 3.0, "Churn of members who asked in vain or met nobody", "hazard ratio, for eight weeks", "Life", "L2: of 100 shoppers with a problem the shop lost 32-36 (Verde Group and Wharton 2006); size for a community A", "low")
    outgrowing: float = belief(0.005, 0.0, 0.012, "Members who outgrow the subject", "share per week", "Life", "H: survival of real writers from year 1 to year 2", "medium")

    activation: float = belief(0.32, 0.05, 0.8, "Signups who activate", "share", "Customers", "L2", "medium")
    activation_odds: float = belief(1.5, 1.0, 2.5, "Community's effect on activation", "odds ratio", "Customers", "S4 gives naive 2-3x, most of it selection", "low")
    conversion: float = belief(0.15, 0.01, 0.5, "Activated who buy (prosumer)", "share", "Customers", "L2", "medium")
    enterprise_conversion: float = belief(0.20, 0.01, 0.5, "Activated who buy (enterprise)", "share", "Customers", "L2", "medium")
    affinity_selection: float = belief(1.2, 0.0, 1.5, "Those drawn to communities activate anyway", "logit per standard deviation", "Customers", "A: the selection behind naive lifts", "low")
    expansion: float = belief(0.003, 0.0, 0.02, "Monthly expansion (prosumer)", "share of revenue", "Customers", "A", "low")
    enterprise_expansion: float = belief(0.008, 0.0, 0.03, "Monthly expansion (enterprise)", "share of revenue", "Customers", "A", "low")
    expansion_effect: float = belief(1.2, 0.0, 1.5, "What a lively place does to a bound member's expansion", "factor", "Customers", "A", "low")
    frailty_loading: float = belief(0.7, 0.0, 0.8, "Selection in churn", "log hazard per standard deviation", "Customers", "set so that the naive churn ratio is about 2", "medium")
    churn_ratio: float = belief(0.42, 0.4, 1.05, "Churn of a fully bound member of a lively place", "hazard ratio", "Customers", "S2 (Gainsight -15 % for all members, who are bound by a third); Manchanda L; Algesheimer 2010 L finds none", "low", "A place emptier than expected raises churn by as much.")
    referred_churn: float = belief(0.82, 0.75, 1.0, "Churn of the recommended", "hazard ratio", "Customers", "Schmitt et al. 2011 M", "medium")
    referred_buying: float = belief(0.1, 0.0, 0.8, "Buying of the recommended", "logit", "Customers", "Schmitt et al. 2011 M: referred customers are worth more; size A", "low")
    search_buying: float = belief(-1.0, -1.5, 0.0, "Buying of those who came by search", "logit", "Customers", "A: search brings volume", "low")
    churn_contagion: float = belief(0.8, 0.0, 2.0, "Pull of churning ties", "factor per tie strength", "Customers", "A", "low")
    ticket_rate: float = belief(0.25, 0.0, 2.0, "Tickets (prosumer)", "per customer and month", "Customers", "user input", "medium")
    enterprise_ticket_rate: float = belief(4.0, 0.0, 20.0, "Tickets (enterprise)", "per account and month", "Customers", "user input", "medium")
    deflection_limit: float = belief(0.25, 0.0, 0.4, "Tickets a mature public archive deflects", "share", "Customers", "L2", "medium")

    ticket_realisable: float = belief(0.5, 0.0, 1.0, "Deflected tickets that save money at first", "share, first six months", "Money", "S2; A", "low")
    ticket_realisable_later: float = belief(0.8, 0.0, 1.0, "Deflected tickets that save money later", "share", "Money", "S2; A", "low")
    platform_cost: float = belief(150.0, 0.0, 300.0, "Platform", "$ per month", "Money", "L2: $0-300", "medium", money=True)
    setup_cost: float = belief(5_000.0, 0.0, 50_000.0, "Setting up", "$ once", "Money", "A", "low", money=True)
    incentive_cost: float = belief(4.0, 0.0, 50.0, "Non-cash incentive", "$ per contributing member and month", "Money", "A", "low", money=True)
    cash_per_post: float = belief(5.0, 0.0, 50.0, "Cash incentive", "$ per contribution", "Money", "A", "low", money=True)
    event_cost: float = belief(50.0, 5.0, 500.0, "In-person event", "$ per attendee", "Money", "A", "low", money=True)
    expert_cost: float = belief(500.0, 0.0, 5_000.0, "Expert session", "$ per session", "Money", "A", "low", money=True)
    # fmt: on
