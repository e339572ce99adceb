"""A walk through the texts of all pages: nothing says "1 months" or a range from a number to itself, and no control is called by markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

import ui.session.exploring
from scenarios.lesson import lessons
from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation.studies.row_cache import RowCache
from tests.planted import Planted
from tests.saving import HOSTILE, opened
from tests.test_accessible_names import MARKUP
from tests.test_explore_page import world
from tests.test_words import TO_ITSELF

MORE = "moves beliefs inputs settings options minutes figures versions changes newcomers posts replies signups pages levers hours days rows"
THINGS = f"worlds months weeks people members customers scenarios lessons {MORE}".split()
ONE_OF_MANY = re.compile(rf"(?<![\d.,])1 (?:more |other |unseen |matched |paired )?(?:{'|'.join(THINGS)})\b")
# What is no text for readers: identities, drawings, the columns' types, and names of files and fields.
SILENT = {"id", "elementId", "spec", "data", "key", "formId", "url", "groupId", "vegaLiteChart", "datasets", "columns", "icon", "language", "deltas"}
BRIEF = to_link(Scenario(title="One month", weeks=5))
VIEWS = ("Growth", "Auditorium", "ROI timing", "Health", "Flywheel")
COMPARE_VIEWS = ("Decision", "Money", "Community", "Every figure")
EXPLORE_QUESTIONS = ("Which lever first?", "Where does it tip over?", "How do I get there?", "What would change our mind?")
COMPARED = "library:default,library:ghost-town"
PLACES: tuple[tuple[str, dict[str, str], dict[str, Any]], ...] = (
    *(("simulate", {"base": BRIEF, "view": view}, {"tables": True}) for view in VIEWS),
    *(
        ("compare", {"base": "", "with": COMPARED, "worlds": "10"}, {"compare_view": view})
        for view in ("Decision", "Money", "Community", "Every figure")
    ),
    *(("explore", {"base": BRIEF}, {"question": question}) for question in EXPLORE_QUESTIONS),
    ("data", {}, {}),
    ("watch", {"base": BRIEF, "world": "1"}, {}),
    ("learn", {}, {}),
    *(("learn", {"lesson": name}, {}) for name in sorted(lessons()[0])),
    ("saved", {}, {}),
    *(("model", {}, {"model_view": view}) for view in ("The week", "Assumptions", "Levers", "Measures", "Evidence", "Variants", "Limits")),
)


def strings(entry: Any) -> Iterator[str]:
    """Yield every text of a message of the page, however deep."""
    if isinstance(entry, dict):
        for name, inner in entry.items():
            if name not in SILENT:
                yield from strings(inner)
    elif isinstance(entry, list):
        for inner in entry:
            yield from strings(inner)
    elif isinstance(entry, str):
        yield entry


def nodes(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from nodes(child)


def texts(app: Any) -> list[str]:
    """Return what a page says anywhere: words, helps, names of controls, cells of tables, alternatives of charts."""
    found: list[str] = []
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        if proto is not None:
            found += strings(parts(proto))
        value = getattr(node, "value", None) if getattr(node, "type", "") in ("table", "arrow_table", "dataframe", "arrow_data_frame") else None
        if isinstance(value, pd.DataFrame):
            found += [str(cell) for column in value for cell in (column, *value[column])]
    return [re.sub(r"[\\*]|:\w+\[|\u00a0", lambda sign: " " if sign[0] == "\u00a0" else "", text) for text in found]


def parts(message: Any) -> Any:
    """Return what an element's message holds, messages within it by the names of their fields."""
    if hasattr(message, "ListFields"):
        return {field.json_name: parts(value) for field, value in message.ListFields()}
    if isinstance(message, (str, bytes)) or not hasattr(message, "__iter__"):
        return message
    return [parts(one) for one in (message.values() if hasattr(message, "values") else message)]


def names(app: Any) -> list[str]:
    """Return what the controls of a page are called, opened lists and drawers among them."""
    found = []
    for node in nodes(app._tree):
        proto = getattr(node, "proto", None)
        label = getattr(proto, "label", "") if proto is not None else ""
        for inner in ("expandable", "popover", "tab", "dialog"):
            held = getattr(proto, inner, None) if proto is not None else None
            label = label or getattr(held, "label", "") or getattr(held, "title", "")
        if isinstance(label, str) and label:
            found.append(label)
    return found


@pytest.fixture
def peopled(kept, monkeypatch):
    """Fill the store with names nobody should have, and let Explore answer from a planted world."""
    for title in (HOSTILE, HOSTILE, "Plan"):
        kept.save(Scenario(title=title, weeks=5), "Ann")
    kept.delete(kept.save(Scenario(title="Gone", weeks=5), "Ann").version.identity)
    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(world))
    shelf = RowCache()
    monkeypatch.setattr(ui.session.exploring, "rows", lambda: shelf)


def shown(page: str, query: dict[str, str], chosen: dict[str, Any]) -> Any:
    app = opened(page, **query)
    for key, value in chosen.items():
        app.session_state[key] = value
    return app.run() if chosen else app


@pytest.mark.parametrize(("page", "query", "chosen"), PLACES, ids=[f"{number}-{place[0]}" for number, place in enumerate(PLACES)])
def test_no_page_says_one_of_many_or_a_range_to_itself_and_no_control_is_called_by_markup(peopled, page, query, chosen):
    app = shown(page, query, chosen)
    assert not app.exception
    said = texts(app)
    assert len(said) >= 5
    assert [text for text in said if ONE_OF_MANY.search(text)] == []
    assert [text for text in said if TO_ITSELF.search(text)] == []
    called = names(app)
    assert [label for label in called if MARKUP.search(label)] == []


@pytest.mark.parametrize("text", ["within 1 months", "about 1 more worlds would tell", "1 weeks", "1 unseen worlds"])
def test_the_walk_sees_one_of_many(text):
    assert ONE_OF_MANY.search(text)


@pytest.mark.parametrize("text", ["21 months", "1,001 worlds", "1 world", "0.1 months", "1 to 3 months"])
def test_the_walk_lets_many_pass(text):
    assert not ONE_OF_MANY.search(text)
