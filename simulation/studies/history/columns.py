"""What the columns of a history mean: by plain names, and as the exports of common tools call them.

A meaning says what is counted and over which stretch of time. People counted by day or week cannot be added up to
people of a month, because the same people come again; events can.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MEANINGS = {
    "month": "the month, or the day or week it is made of",
    "active": "people who wrote in the month",
    "active_28": "people who wrote in the 28 days before each date",
    "visited": "people who visited in the month",
    "visited_28": "people who visited in the 28 days before each date",
    "active_7": "people who were active in the week before each date",
    "active_1": "people who were active on the day",
    "new": "people active for the first time in the month",
    "contributions": "posts, replies or other contributions in the month",
    "members": "accounts at the end of the month",
    "signups": "people who joined or signed up in the month",
    "customers": "paying customers at the end of the month",
    "mrr": "revenue per month, in one currency",
    "count": "a number that the file does not name",
    "ignored": "not used",
}
PEOPLE = ("active", "visited", "active_7", "active_1")  # counts of different people: days and weeks do not add up to a month
EVENTS = ("new", "contributions", "signups")  # counts of events: days and weeks add up
STOCKS = ("members", "customers", "mrr", "active_28", "visited_28")  # the last value of a month stands for it

# (tool, pattern over the simplified name, meaning). The first match counts; tools' own names come before plain ones.
PATTERNS: tuple[tuple[str, str, str], ...] = (
    # Slack's analytics export: rows by day; weekly and monthly counts are rolling (7 and 28 days).
    ("Slack", r"monthly (people|members) posting( messages)?", "active_28"),
    ("Slack", r"monthly active (people|members)", "visited_28"),
    ("Slack", r"weekly active (people|members)|weekly (people|members) posting( messages)?", "active_7"),
    ("Slack", r"daily active (people|members)|daily (people|members) posting( messages)?", "active_1"),
    ("Slack", r"messages posted( by members)?|public messages posted", "contributions"),
    ("Slack", r"total (claimed )?(membership|members|enabled membership)|claimed (full )?members|full members", "members"),
    # Discord's server insights: one file a chart.
    ("Discord", r"interval start timestamp|day pt", "month"),
    ("Discord", r"communicators", "active"),
    ("Discord", r"new communicators", "new"),
    ("Discord", r"new members", "signups"),
    ("Discord", r"total membership", "members"),
    ("Discord", r"messages|messages sent", "contributions"),
    ("Discord", r"visitors", "visited"),
    ("Discord", r"pct communicated|messages per communicator|percent communicated|pct retained|pct opened channels", "ignored"),
    # Discourse: one file a report, whose name alone says what is counted.
    ("Discourse", r"day", "month"),
    ("Discourse", r"count", "count"),
    # Common Room's reports.
    ("Common Room", r"active (contacts|contributors)", "active"),
    ("Common Room", r"new (contacts|contributors)", "new"),
    ("Common Room", r"(total )?contacts", "members"),
    ("Common Room", r"(total )?activities", "contributions"),
    # Counts by month from a repository's history.
    ("GitHub", r"(unique |distinct )?(authors|committers|contributors)", "active"),
    ("GitHub", r"(first time|new) (authors|committers)|first time contributors", "new"),
    ("GitHub", r"commits|pull requests|prs|issues", "contributions"),
    # Plain names.
    ("", r"month|months|date|period|week|time|timestamp", "month"),
    ("", r"active|active (members|users|people)|monthly active( (members|users|people))?|writers|posters|speakers|participants", "active"),
    ("", r"mau|visited|readers", "visited"),
    ("", r"new|new (active|writers|posters|users|people)|newcomers|first posts", "new"),
    ("", r"contributions|posts|messages|replies|comments|topics and posts", "contributions"),
    ("", r"members|accounts|total (users|accounts)|registered( users)?|members cum|cumulative members", "members"),
    ("", r"signups|sign ups|registrations|joined|joins", "signups"),
    ("", r"customers|paying customers|subscribers", "customers"),
    ("", r"mrr|monthly recurring revenue|revenue", "mrr"),
)


@dataclass(frozen=True)
class Column:
    """One column of a file: its name as written, what it is taken for, and whose export names it so."""

    name: str
    meaning: str
    tool: str = ""


def simplified(name: str) -> str:
    """Return a column's name in small letters, words parted by single spaces, without currency signs and units in brackets.

    >>> simplified("Monthly_Active  Members (28d)")
    'monthly active members'
    """
    without = re.sub(r"\(.*?\)|[$€£¥]", " ", name.strip().lower())
    return " ".join(re.split(r"[^a-z0-9]+", without)).strip()


def recognise(names: Sequence[str], given: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Return what each column is taken for; `given` decides where somebody said so.

    Each meaning is given to one column at most, the first that fits: the others are left out.
    """
    given = given or {}
    found, taken = [], set(given.values()) - {"ignored"}
    for name in names:
        if name in given:
            found.append(Column(name, given[name]))
            continue
        simple = simplified(name)
        tool, meaning = next(((tool, meaning) for tool, pattern, meaning in PATTERNS if re.fullmatch(pattern, simple)), ("", "ignored"))
        if meaning in taken:
            meaning = "ignored"
        elif meaning != "ignored":
            taken.add(meaning)
        found.append(Column(name, meaning, tool if meaning != "ignored" else ""))
    return tuple(found)
