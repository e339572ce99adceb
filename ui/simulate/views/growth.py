"""Growth: who is there, who pays, and where they come from."""

from __future__ import annotations

import numpy as np

from ui.charts.area import roles
from ui.charts.chart_data import rolling, weekly
from ui.charts.lines import lines
from ui.charts.panel import Panel, versus
from ui.session.runs import Pair
from ui.text.wording import median, of_them, told

ROLES = {"Lurkers": "lurkers", "Engagers": "engagers", "Creators": "creators"}
SOURCES = {"Word of mouth": "signups_word_of_mouth", "Search": "signups_search", "Organic": "signups_organic", "Paid": "signups_paid"}

WORTH = {"by word of mouth": "signup_worth_word_of_mouth", "by search": "signup_worth_search", "otherwise": "signup_worth_others"}


def panels(currency: str = "$") -> tuple[Panel, ...]:
    """Return the charts of the view."""
    return (
        Panel(
            key="growth_members",
            title="Members by role",
            look_for="Creators start posts, engagers only reply, lurkers read. Roles come from the last 28 days.",
            spec=roles(tuple(ROLES)),
            frame=lambda pair: weekly(pair, ROLES),
            alternative="Stacked areas of lurkers, engagers and creators over the months, medians, with the baseline's members as a dashed line.",
            words=_members,
        ),
        Panel(
            key="growth_customers",
            title="Customers",
            look_for="Everybody who pays, with the community and the market together.",
            spec=lines(("Customers",)),
            frame=lambda pair: weekly(pair, {"Customers": "customers"}),
            alternative="Line of paying customers over the months with its range, and the baseline dashed.",
            words=lambda pair, currency: _ends(pair, "customers", currency),
        ),
        Panel(
            key="growth_revenue",
            title="Monthly recurring revenue",
            look_for="What customers pay per month.",
            spec=lines(("Revenue",), currency=currency),
            frame=lambda pair: weekly(pair, {"Revenue": "mrr"}),
            alternative="Line of monthly recurring revenue over the months with its range, and the baseline dashed.",
            words=lambda pair, currency: _ends(pair, "mrr", currency),
        ),
        Panel(
            key="growth_signups",
            title="Signups by source, per week",
            look_for="Word of mouth and search are the community's work; four-week means.",
            spec=lines(tuple(SOURCES)),
            frame=lambda pair: weekly(pair, {label: (lambda results, name=name: rolling(results.series[name])) for label, name in SOURCES.items()}),
            alternative="Lines of weekly signups by true source: word of mouth, search, organic and paid, with ranges and the baseline dashed.",
            words=_sources,
        ),
    )


def _ends(pair: Pair, name: str, currency: str) -> str:
    return f"At the end {told(name, pair.current.final(name), currency)}{versus(pair, name, currency)}."


def _members(pair: Pair, currency: str) -> str:
    speaking = median("speaking_share", pair.current)
    return f"At the end {of_them(told('members', pair.current.final('members')), 'member', 'members')}, of whom {speaking} speak."


def _sources(pair: Pair, currency: str) -> str:
    share = told("community_signup_share", pair.current.final("community_signup_share"))
    worth = [f"{channel} {told(name, values, currency)}" for channel, name in WORTH.items() if np.isfinite(values := pair.current.final(name)).any()]
    rest = f" What one signup of the last year is worth: {'; '.join(worth)}." if worth else ""
    return f"Through the community at the end: {share} of signups.{rest}"
