"""What is reported: every output, declared once.

`summary` says how one run's weekly series becomes one number: "last" (a stock at the end), "last4" (the
mean of the last four weeks), or "run" (the measure is one number per run and has no weekly series).
"""

from __future__ import annotations

from dataclasses import dataclass

from simulation.vocabulary.words import whole

GROUPS = {
    "Community": "Who is there and who speaks",
    "Care": "How people are met",
    "Auditorium": "Whether many are present and nobody speaks to anybody",
    "Growth": "Who signs up and through what",
    "Business": "Customers, revenue and support",
    "Return": "When the money comes back: the difference to the counterfactual arm without a community",
}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Declare one output: `better` is "up", "down" or "" (neither), `format` a Python format for one value."""

    name: str
    label: str
    unit: str
    group: str
    help: str
    format: str = ",.0f"
    better: str = ""
    summary: str = "last4"

    def text(self, value: float) -> str:
        """Write one value with its unit, or a dash where there is none."""
        if value != value:
            return "-"
        if self.unit == "month":
            return whole(value)
        if self.unit.startswith("$"):
            sign = "-" if value < 0 else ""
            return f"{sign}${abs(value):{self.format}}"
        return f"{value:{self.format}}"


def _declare(name: str, label: str, unit: str, group: str, help: str, format: str = ",.0f", better: str = "", summary: str = "last4") -> Measure:
    return Measure(name=name, label=label, unit=unit, group=group, help=help, format=format, better=better, summary=summary)


# fmt: off
_ALL = (
    _declare("members", "Members", "people", "Community", "People admitted who have not left; many of them are silent.", summary="last"),
    _declare("weekly_active", "Weekly active members", "people", "Community", "Members who visited this week (WAM).", better="up"),
    _declare("weekly_active_share", "Weekly active share", "share of members", "Community", "Weekly active members per member.", ".0%", "up"),
    _declare("speakers", "Speakers", "people", "Community", "Members who posted or replied in the last 28 days.", better="up"),
    _declare("speaking_share", "Speaking share", "share of members", "Community", "Speakers per member.", ".1%", "up"),
    _declare("creators", "Creators", "people", "Community", "Members who started a post in the last 28 days.", better="up"),
    _declare("engagers", "Engagers", "people", "Community", "Members who replied but started nothing in the last 28 days.", better="up"),
    _declare("lurkers", "Lurkers", "people", "Community", "Members who said nothing in the last 28 days."),
    _declare("posts", "Posts", "posts per week", "Community", "Shares and questions started this week.", ",.1f", "up"),
    _declare("replies", "Replies", "replies per week", "Community", "Replies written by members and staff this week.", ",.1f", "up"),
    _declare("contributors_new", "New contributors", "people per week", "Community", "Members who wrote for the first time this week.", ",.1f", "up"),
    _declare("top1_share", "Top 1 % share", "share of posts", "Community", "Share of the last year's contributions by the most active 1 % of members.", ".0%"),
    _declare("top10_share", "Top 10 % share", "share of posts", "Community", "Share of the last year's contributions by the most active 10 % of members.", ".0%"),
    _declare("gini", "Inequality (Gini)", "0-1", "Community", "Inequality of the last year's contributions among those who contributed.", ".2f"),
    _declare("response_rate", "Response rate", "share of posts", "Care", "Posts that got an answer.", ".0%", "up"),
    _declare("newcomer_response_rate", "Newcomers' response rate", "share of posts", "Care", "Posts by members in their first eight weeks that got an answer.", ".0%", "up"),
    _declare("first_reply_hours", "First reply", "hours", "Care", "Median time until the first answer, among the answered.", ".1f", "down"),
    _declare("ties_per_visitor", "Ties per visitor", "ties", "Care", "Relationships strong enough to bind, per weekly visitor.", ".2f", "up"),
    _declare("retention_90d", "90-day retention", "share of the cohort", "Care", "Members who joined 13 to 16 weeks ago and visited in the last four weeks.", ".0%", "up"),
    _declare("time_to_value_days", "Time to value", "days", "Care", "Median days from joining to the first answer or useful read, among recent joiners who got there.", ".1f", "down"),
    _declare("trust", "Trust", "0-1", "Care", "Mean trust of members.", ".2f", "up"),
    _declare("burnout", "Burnout of repliers", "0-1", "Care", "Mean burnout of members who replied in the last 28 days.", ".3f", "down"),
    _declare("staff_only_share", "Answered only by staff", "share of answered posts", "Care", "Answered posts that no member answered; above 40 % is a strain.", ".0%", "down"),
    _declare("waiting", "Waiting list", "people", "Care", "People who asked to come in and wait.", summary="last"),
    _declare("visible_life", "Visible life", "0-1", "Care", "How alive the place looks to whoever comes by: answers, welcomed newcomers, people who know each other.", ".2f", "up"),
    _declare("advocacy", "Advocacy (NPS)", "points", "Care", "Promoters minus detractors among weekly active members.", ".0f", "up"),

    _declare("member_events", "Events led by members", "per month", "Community", "Rituals that members host because nobody is paid to; the more they are empowered, the more there are.", ".1f"),
    _declare("local_groups", "Local groups", "groups", "Community", "Circles of twelve that well-connected members could run, as far as they are empowered. Direction only: nothing in the model hangs on them.", ",.1f", "up"),
    _declare("pages_members", "Pages by members", "pages per week", "Community", "Answered questions and shared work of members that can be read later.", ",.1f", "up"),
    _declare("pages_team", "Pages by the team", "pages per week", "Community", "Threads of developer advocates, experts and education.", ",.1f"),
    _declare("pages_ratio", "Pages by members per page by the team", "ratio", "Community", "Over the last year; none where the team writes nothing.", ",.1f", "up"),

    _declare("auditorium_index", "Auditorium index", "0-1", "Auditorium", "Silence, neglect, disconnection, concentration and broadcast in one number; under .20 healthy, from .45 an auditorium, 0 where none of the five shows.", ".2f", "down"),
    _declare("auditorium_incumbents", "Auditorium index, incumbents", "0-1", "Auditorium", "The same for members of more than eight weeks only.", ".2f", "down"),
    _declare("auditorium_peak", "Worst auditorium index", "0-1", "Auditorium", "The highest four-week mean of the run, its first weeks aside.", ".2f", "down", "run"),
    _declare("auditorium_weeks", "Weeks as an auditorium", "weeks", "Auditorium", "Weeks in spells of at least three with an index of .45 or more, the first four aside.", ".0f", "down", "run"),
    _declare("silence", "Silence", "0-1", "Auditorium", "Few of the members speak.", ".2f", "down"),
    _declare("neglect", "Neglect", "0-1", "Auditorium", "Newcomers' posts stay unanswered.", ".2f", "down"),
    _declare("disconnection", "Disconnection", "0-1", "Auditorium", "Visitors have few ties.", ".2f", "down"),
    _declare("concentration", "Concentration", "0-1", "Auditorium", "A few voices say it all.", ".2f", "down"),
    _declare("broadcast", "Broadcast", "0-1", "Auditorium", "Posts draw few replies.", ".2f", "down"),
    _declare("dormant_share", "Dormant share", "share of members", "Auditorium", "Members who did not visit this week.", ".0%", "down"),
    _declare("absorption_ratio", "Newcomers per veteran", "ratio", "Auditorium", "Active newcomers per veteran who replied in the last four weeks; under .5 is safe, over 2 is dangerous.", ".2f", "down"),
    _declare("incumbent_speaking", "Incumbents' speaking", "share of active incumbents", "Auditorium", "Weekly active members of more than eight weeks who spoke this week.", ".0%", "up"),

    _declare("signups", "Signups", "signups per week", "Growth", "New people who try the product, all channels.", ",.1f", "up"),
    _declare("signups_paid", "Signups, paid", "signups per week", "Growth", "From paid channels.", ",.1f"),
    _declare("signups_organic", "Signups, organic", "signups per week", "Growth", "Unprompted.", ",.1f"),
    _declare("signups_search", "Signups, search", "signups per week", "Growth", "From community pages found by search.", ",.1f", "up"),
    _declare("signups_word_of_mouth", "Signups, word of mouth", "signups per week", "Growth", "Recommended by members.", ",.1f", "up"),
    _declare("community_signup_share", "Signups through the community", "share of signups", "Growth", "Search and word of mouth, by true source.", ".0%", "up"),
    _declare("search_share", "Search impressions by the community", "share of impressions", "Growth", "Community pages' share of all the company's search visits.", ".0%", "up"),
    _declare("page_visitors", "Visitors to community pages", "visits per week", "Growth", "Visits that come from search.", ",.0f", "up"),
    _declare("member_made_share", "Arrivals through what members made", "share of signups", "Growth", "Signups who found by search what a member had shared: a template, a plugin, a guide.", ".1%", "up"),
    _declare("survey_community", "Survey: heard of it in the community", "share of answers", "Growth", "What new users would answer: half of those whom the community brought remember it, and one in twenty of the others names it as well.", ".0%"),
    _declare("survey_paid", "Survey: heard of it in advertising", "share of answers", "Growth", "What new users would answer; all from paid channels say so who do not name the community.", ".0%"),
    _declare("survey_other", "Survey: otherwise, or forgotten", "share of answers", "Growth", "What new users would answer: the rest.", ".0%"),
    _declare("knowledge", "Knowledge", "pages", "Growth", "Answered questions and shared work that still help.", ",.0f", "up", "last"),
    _declare("flywheel_number", "Flywheel number", "per contributor and year", "Growth", "New contributors who came through the community per contributor and year; above the loss rate the wheel accelerates by itself.", ".2f", "up"),
    _declare("contributor_loss", "Loss of contributors", "share per year", "Growth", "Contributors who fall silent, per contributor and year: what the flywheel number has to beat.", ".2f", "down"),

    _declare("signup_worth_search", "Worth of a signup, search", "$", "Growth", "Margin on what the last year's signups from community pages came to pay first, over the months that customers stay at the present churn.", ",.0f", "up"),
    _declare("signup_worth_word_of_mouth", "Worth of a signup, word of mouth", "$", "Growth", "The same of those whom members recommended; they stay longer, by the factor that is assumed of them.", ",.0f", "up"),
    _declare("signup_worth_others", "Worth of a signup, paid and organic", "$", "Growth", "The same of all others.", ",.0f", "up"),

    _declare("customers", "Customers", "customers", "Business", "Paying customers (accounts in the enterprise market).", better="up", summary="last"),
    _declare("mrr", "Monthly recurring revenue", "$ per month", "Business", "What customers pay per month (MRR).", better="up", summary="last"),
    _declare("churn_rate", "Monthly churn", "share per month", "Business", "Customers lost per month.", ".1%", "down"),
    _declare("churn_rate_members", "Monthly churn, members", "share per month", "Business", "Among customers active in the community. Contains selection.", ".1%", "down"),
    _declare("churn_rate_others", "Monthly churn, others", "share per month", "Business", "Among customers not active in the community.", ".1%", "down"),
    _declare("activation_rate", "Activation", "share of signups", "Business", "Signups that come to use the product.", ".0%", "up"),
    _declare("activation_touched", "Activation, touched by the community", "share of signups", "Business", "Among signups who met the community first. Contains selection.", ".0%"),
    _declare("activation_others", "Activation, others", "share of signups", "Business", "Among signups who did not meet the community first.", ".0%"),
    _declare("expansion_members", "Monthly expansion, members", "share of revenue", "Business", "Among customers active in the community. Contains selection.", ".2%"),
    _declare("expansion_others", "Monthly expansion, others", "share of revenue", "Business", "Among customers not active in the community.", ".2%"),
    _declare("customers_new", "New customers", "customers per week", "Business", "People or accounts who bought this week.", ",.1f", "up"),
    _declare("tickets", "Support tickets", "tickets per week", "Business", "Tickets that reach support.", ",.1f", "down"),
    _declare("tickets_deflected", "Tickets deflected", "tickets per week", "Business", "Questions answered by the community instead.", ",.1f", "up"),
    _declare("pipeline_influenced", "Pipeline influenced", "$ per week", "Business", "First-year value of new customers touched by the community before they bought. Contains selection.", ",.0f", "up"),
    _declare("revenue_influenced", "Revenue influenced", "$ per month", "Business", "MRR of customers touched by the community. Contains selection.", ",.0f", "up", "last"),
    _declare("champions", "Champions", "people", "Business", "Members who carry the product inside their company.", ",.1f", "up", "last"),

    _declare("customers_educated", "Customers who learned the product", "share of customers", "Business", "From guides or in the academy.", ".0%", "up"),
    _declare("expansion_educated", "Monthly expansion, educated", "share of revenue", "Business", "Among customers who learned the product. Contains selection.", ".2%"),
    _declare("customers_members", "Customers who are members", "share of customers", "Business", "Customers who have an account in the community.", ".0%"),
    _declare("customers_seen", "Customers seen in the community", "share of customers", "Business", "Customers who visited the community in the last four weeks.", ".1%", "up"),
    _declare("customers_following", "Customers who follow the community", "share of customers", "Business", "Customers active in the community, or reading along without an account.", ".0%"),

    _declare("cost", "Cost of the programme", "$ per week", "Return", "Staff, platform, incentives, events and set-up.", ",.0f", "down"),
    _declare("cash_flow", "Cash flow", "$ per week", "Return", "Margin and savings that would not exist without the community, minus its cost.", ",.0f", "up"),
    _declare("cumulative_cash", "Cumulative cash", "$", "Return", "Cash flow added up since the start.", ",.0f", "up", "last"),
    _declare("npv", "Net present value", "$", "Return", "Discounted cash flow over the horizon, without a terminal value.", ",.0f", "up", "run"),
    _declare("monthly_result_end", "Monthly result at the end", "$ per month", "Return", "Mean monthly cash flow of the last quarter: whether what is built by then earns or loses money.", ",.0f", "up", "run"),
    _declare("cost_per_month", "Cost per month", "$ per month", "Return", "Cost of the programme over the horizon, set-up included, per month.", ",.0f", "down", "run"),
    _declare("payback_month", "Payback", "month", "Return", "Month from which cumulative cash stays above zero; none if not within the horizon.", ".0f", "down", "run"),
    _declare("breakeven_month", "Break-even", "month", "Return", "Month from which cash flow stays above zero; none if not within the horizon.", ".0f", "down", "run"),
    _declare("irr", "Internal rate of return", "share per year", "Return", "Only where cash flow changes sign once.", ".0%", "up", "run"),
    _declare("support_saved", "Support cost saved", "$", "Return", "What not answering the tickets that the community answered really saves, over the horizon.", ",.0f", "up", "run"),
    _declare("retention_differential", "Retention differential", "share of customers", "Return", "Customers kept for twelve months at the last year's churn, minus those kept without the community.", ".1%", "up", "run"),
    _declare("peak_funding", "Peak funding", "$", "Return", "The deepest point of cumulative cash: what has to be advanced.", ",.0f", "down", "run"),
)
# fmt: on

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
WEEKLY: tuple[str, ...] = tuple(name for name, measure in MEASURES.items() if measure.summary != "run")
PER_RUN: tuple[str, ...] = tuple(name for name, measure in MEASURES.items() if measure.summary == "run")
