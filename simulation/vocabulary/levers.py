"""What you choose: every lever, declared once.

`Levers` holds the values and carries each `Spec` in its field. Names are a contract: they stand in
scenario files, links and command-line flags.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from simulation.vocabulary.specification import Spec

GROUPS = {
    "Door": "Who comes in, how many at once, how often",
    "Programme": "What members find: rituals, incentives, recognition, care",
    "Organisation": "Who runs it, who they report to, what is asked of them",
    "Place": "Where it happens and who can read it",
    "Strategy": "The market and the kind of community",
    "Business": "Your own figures: the return depends on them most",
}


def lever(default: Any, label: str, unit: str = "", *, group: str, help: str, source: str, confidence: str, **more: Any) -> Any:
    """Declare a lever as a dataclass field."""
    spec = {"default": default, "label": label, "unit": unit, "group": group, "help": help, "source": source}
    return field(default=default, metadata={"spec": {**spec, "confidence": confidence, "kind": "lever", **more}})


@dataclass(frozen=True, kw_only=True)
class Levers:
    """Every lever with its default; one instance is one setting of the programme."""

    # fmt: off
    community: bool = lever(True, "Community", group="Organisation", help="Switch the whole community off to see the business without it.", source="the counterfactual arm", confidence="high", initial=True)
    batch_size: int = lever(20, "Batch size", "people per admission date", group="Door", low=0, high=500, step=5, help="How many people are let in together. 0 is an open door: everybody who knocks comes in at once.", source="S0 the first twenty; size of the effect fitted to surges in real histories", confidence="medium")
    batch_interval: int = lever(4, "Time between batches", "weeks", group="Door", low=1, high=13, step=1, help="Weeks between two admission dates.", source="S0", confidence="medium")
    founders: int = lever(20, "Founding members", "people", group="Door", low=0, high=50, step=1, initial=True, help="Hand-picked members at the start, more willing to share and already tied to each other.", source="S0 the first twenty; founders' cohorts retain 1.5x in real histories", confidence="medium")
    seed_threads: int = lever(25, "Seed threads", "threads", group="Door", low=0, high=60, step=5, initial=True, help="Useful threads written before anyone arrives.", source="S3: 20-30 threads before launch", confidence="low")
    waiting_list: int = lever(200, "People waiting at launch", "people", group="Door", low=0, high=5_000, step=50, initial=True, help="People who heard of the launch and are no customers. They stand behind members' guests and customers.", source="user input; default A", confidence="low")
    application_filter: bool = lever(False, "Application form", group="Door", help="Ask people to apply: of those who sign up, 40 % fewer knock; whoever comes in shares more. Who waits already waits on.", source="S0; size A", confidence="low")
    open_to: str = lever("both", "Open to", group="Door", choices=("customers", "prospects", "both"), choice_labels=("Customers only", "Prospects only", "Both"), help="Who may ask to come in: after the sale, before it, or both. Founders are chosen by hand, and whoever is in stays in. Direction only.", source="S2: pre-sale, post-sale or both", confidence="low")
    launch_month: int = lever(0, "Launch of the community", "month", group="Door", low=0, high=36, step=1, initial=True, help="Wait before you begin: until then there is no community and it costs nothing. Reviews and payback still count from the first week of the run. Direction only.", source="S3: before they needed it; what waiting costs follows from the model", confidence="low")

    ritual_cadence: str = lever("weekly", "Rituals", group="Programme", choices=("none", "monthly", "biweekly", "weekly", "twice_weekly", "four_times_weekly"), choice_labels=("None", "Monthly", "Every two weeks", "Weekly", "Twice a week", "Four times a week"), help="Recurring gatherings. They build habit and ties; too many tire people. Judge them after half a year.", source="S1 S3; habit formation Lally 2010 L", confidence="medium")
    incentive: str = lever("none", "Incentive", group="Programme", choices=("none", "access", "spotlight", "subsidised_impact", "cash"), choice_labels=("None", "Early access", "Spotlight", "Subsidised impact", "Cash"), help="What contributing earns. Cash works at once and crowds out the reasons people had before.", source="S0; crowding out L", confidence="low")
    incentive_targeting: str = lever("one_size", "Incentive fit", group="Programme", choices=("one_size", "tailored"), choice_labels=("One size fits all", "Tailored to persona"), help="Give everybody the same, or each persona what moves it most (costs more); the kind chosen then matters little.", source="S0", confidence="low")
    recognition: str = lever("none", "Recognition", group="Programme", choices=("none", "private", "public", "mass_badges"), choice_labels=("None", "Private thanks", "Public awards", "Badges for everybody"), help="Private thanks help a little; public awards help the best and newcomers; mass badges discourage low contributors.", source="S3, L", confidence="low")
    personal_onboarding: bool = lever(True, "Personal onboarding", group="Programme", help="A community manager greets newcomers by name and introduces them to two members. Automated tours do nothing.", source="S3; newcomer socialisation L", confidence="medium")
    mentorship: bool = lever(False, "Mentorship", group="Programme", help="Connected members take at most two newcomers each under their wing.", source="S3: mentored retain about 2x, naive", confidence="medium")
    events_budget: float = lever(0.0, "In-person events", "$ per month", group="Programme", low=0, high=50_000, step=500, money=True, help="Small-group meetings that build strong ties. They seat at most half of the members active that week; what is left of the budget stays unspent.", source="S0 S3; size A", confidence="low")
    expert_sessions: int = lever(0, "Expert sessions", "per month", group="Programme", low=0, high=4, step=1, help="Talks that draw a spike of visits, halved from week to week, and leave threads behind.", source="S3; size A", confidence="low")

    education: str = lever("none", "Education", group="Programme", choices=("none", "guides", "academy"), choice_labels=("None", "Guides", "Academy with certificates"), help="Customers who take part or read along learn the product: they expand more, leave less and ask less. Those who learn would have done better anyway. Direction only.", source="S3 mechanism 4: the certified adopt 3x, naive; size A", confidence="low")
    consultant_support: bool = lever(False, "Support for consultants", group="Programme", help="Guides, introductions and a network for those who live from the product: more leads, better starts. Without tailored incentives the others feel it is not for them. Direction only.", source="S0 step 4; size A", confidence="low")

    community_managers: float = lever(1.0, "Community managers", "full-time people", group="Organisation", low=0, high=10, step=0.5, help="They answer what stays unanswered, onboard newcomers and run the rituals.", source="S3", confidence="medium")
    developer_advocates: float = lever(0.0, "Developer advocates", "full-time people", group="Organisation", low=0, high=10, step=0.5, help="They answer the hard questions and write three good threads a week.", source="S3", confidence="low")
    operations: float = lever(0.0, "Community operations", "full-time people", group="Organisation", low=0, high=5, step=0.5, help="Order and search: each post reaches more of the right people. Matters in large communities.", source="S3: beyond about 5,000 active", confidence="low")
    reporting_line: str = lever("product", "Community reports to", group="Organisation", choices=("ceo", "product", "support", "marketing", "sales", "own_function"), choice_labels=("CEO or COO", "Product", "Support", "Marketing", "Sales", "A function of its own"), help="Whose goals the team is judged by: it sets the trust members can have. A function of its own gains trust once the community is large; what it lacks until then was not earned back within two and a half years. Direction only.", source="direction S3 S1, size A", confidence="low")
    empowerment: float = lever(0.5, "Empowerment", "share", group="Organisation", low=0, high=1, step=0.05, help="How much members run themselves.", source="S1", confidence="low")
    feedback_loop: str = lever("none", "Feedback loop", group="Organisation", choices=("none", "listening", "roadmap"), choice_labels=("None", "Listening", "Members see what became of it"), help="What members say reaches the product: it loses fewer customers, slowly. Asked without being heard, under marketing or sales, they trust less. Direction only.", source="S1 S2; S4: communities die when the product team is not engaged; size A", confidence="low")
    guidelines: bool = lever(False, "Guidelines", group="Organisation", help="A code of conduct that somebody keeps up: less disorder, and it is easier to speak before strangers. Takes two staff hours a week, which a part-time manager misses. Direction only.", source="S1; size A", confidence="low")
    roi_review_month: int = lever(0, "First review of the return", "month, 0 is never", group="Organisation", low=0, high=36, step=1, help="From this month on, every month the attributed value is held against the cost. Asked early, the answer is always no.", source="S0", confidence="low")
    selling_pressure: float = lever(0.0, "Selling in the community", "share", group="Organisation", low=0, high=1, step=0.05, help="Leads now, trust later.", source="S1", confidence="low")
    astroturf_share: float = lever(0.0, "Planted posts", "share of visible posts", group="Organisation", low=0, high=0.3, step=0.01, help="Posts staged by the company. They make the place look alive until they are found out.", source="S1", confidence="low")

    platform: str = lever("forum", "Platform", group="Place", choices=("chat", "forum", "github", "hybrid", "rented"), choice_labels=("Chat", "Forum", "GitHub Discussions", "Chat and forum", "Rented social network"), help="Chat is quick and forgets; a forum is found by search; a rented network can change its rules.", source="S3 S4, size A", confidence="low")
    public_content: bool = lever(True, "Public content", group="Place", help="Answered questions and shared work can be read and found by anybody.", source="S3", confidence="medium")
    in_product: str = lever("none", "In the product", group="Place", choices=("none", "links", "surfaced"), choice_labels=("Nowhere", "Links", "Discussions and templates inside"), help="Where users meet the community while they work: more of them read, ask, share and come in. Built once, at a cost. Direction only.", source="S1 S2; size A", confidence="low")
    shareability: float = lever(0.5, "Shareability of what members make", "share", group="Place", low=0, high=1, step=0.05, help="How well the atomic unit (a template, a plugin, a post) travels outside the community.", source="S0", confidence="low")

    market: str = lever("prosumer", "Market", group="Strategy", choices=("prosumer", "enterprise"), choice_labels=("Prosumer", "Enterprise"), initial=True, help="Single people who buy for themselves, or accounts of three to thirty people that sign for a year.", source="S0 matrix", confidence="medium")
    pmf_stage: str = lever("established", "Product-market fit", group="Strategy", choices=("exploring", "established"), choice_labels=("Exploring", "Established"), help="While fit is still explored, fewer buy, more leave, and members teach the product.", source="S0 matrix", confidence="low")
    community_model: str = lever("product", "Community model", group="Strategy", choices=("practice", "product", "interest"), choice_labels=("Practice", "Product", "Interest"), help="Practice: identity, slower to buy. Product: content and activation. Interest: reach, less buying.", source="S3, size A", confidence="low")

    starting_customers: int = lever(1_200, "Customers at the start", "customers", group="Business", low=0, high=20_000, step=50, initial=True, help="Paying customers in week 0 (accounts in the enterprise market).", source="user input", confidence="high")
    arpa: float = lever(100.0, "Revenue per customer", "$ per month", group="Business", low=1, high=20_000, step=5, initial=True, money=True, help="Average revenue per account (ARPA).", source="user input", confidence="high")
    gross_margin: float = lever(0.80, "Gross margin", "share of revenue", group="Business", low=0, high=1, step=0.01, help="What is left of revenue after the cost of serving it.", source="L2", confidence="high")
    monthly_churn: float = lever(0.035, "Monthly churn", "share per month", group="Business", low=0, high=0.3, step=0.001, help="Share of your customers lost in a month without a community. New ones leave sooner, the loyal stay.", source="L2", confidence="medium")
    cac: float = lever(400.0, "Acquisition cost", "$ per customer", group="Business", low=10, high=200_000, step=10, money=True, help="What a customer costs through paid channels (CAC).", source="user input", confidence="high")
    paid_spend: float = lever(5_000.0, "Paid acquisition", "$ per month", group="Business", low=0, high=500_000, step=500, money=True, help="Spent on paid channels, with and without the community alike.", source="user input", confidence="high")
    organic_signups: float = lever(115.0, "Signups without the community", "signups per week", group="Business", low=0, high=5_000, step=5, help="People who try the product unprompted, in a week (enterprise: opportunities). Unless you say otherwise, as many as a company of your size usually has.", source="user input; the usual number A", confidence="low")
    ticket_cost: float = lever(15.0, "Cost of a support ticket", "$ per ticket", group="Business", low=0, high=500, step=1, money=True, help="What one answered ticket costs.", source="L2", confidence="medium")
    market_size: int = lever(200_000, "Market size", "people", group="Business", low=1_000, high=2_000_000, step=1_000, initial=True, help="Everybody who could ever sign up, your customers included: it must be more than them.", source="user input", confidence="medium")
    discount_rate: float = lever(0.008, "Discount rate", "share per month", group="Business", low=0, high=0.1, step=0.001, help="What a month's wait costs, for the net present value (NPV).", source="L2", confidence="medium")
    # fmt: on


# The enterprise market has its own usual figures; they apply unless the scenario states its own.
MARKET_DEFAULTS: dict[str, dict[str, Any]] = {
    "prosumer": {},
    "enterprise": {
        "starting_customers": 60,
        "arpa": 2_500.0,
        "gross_margin": 0.78,
        "monthly_churn": 0.009,
        "cac": 35_000.0,
        "paid_spend": 35_000.0,
        "ticket_cost": 30.0,
        "market_size": 8_000,
    },
}
# Signups per week and customer that a company has unprompted, A: a firm that stays as large as it is.
ORGANIC = {"prosumer": 115 / 1_200, "enterprise": 0.8 / 60}


def spec_of(field_: Any) -> Spec:
    """Return the declaration carried by a dataclass field."""
    return Spec(name=field_.name, **field_.metadata["spec"])
