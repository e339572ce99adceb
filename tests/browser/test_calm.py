"""What a page asks for by itself waits until what its reader did last has been answered: it carries what every control shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation.vocabulary.existing import Existing
from tests.browser.conftest import served
from tests.browser.journey import Journey
from tests.browser.test_paper_journeys import part

# Answers of the server are held back while `holding`, as on a slow way; what the page sends is counted.
SLOW_WAY = """
window.holding = false; window.sent = 0; window.held = [];
const listen = WebSocket.prototype.addEventListener, send = WebSocket.prototype.send;
WebSocket.prototype.addEventListener = function (kind, act, ...more) {
  const later = event => window.holding ? window.held.push(() => act.call(this, event)) : act.call(this, event);
  return listen.call(this, kind, kind === 'message' ? later : act, ...more);
};
WebSocket.prototype.send = function (...given) { window.sent += 1; return send.apply(this, given); };
"""
HOLD, LET_GO = "window.sent = 0, window.holding = true", "window.holding = false, window.held.splice(0).forEach(act => act())"
WHILE = 2_600  # [ms] in which a timer would have asked at least twice
LONG = 120_000  # [ms]


@pytest.fixture
def slow(browser) -> Iterator[Callable[[str, str], Journey]]:
    """Return a function that opens an address in a browser whose way to the server can be slowed down."""
    contexts = []

    def opened(server: str, query: str) -> Journey:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(SLOW_WAY)
        return Journey(page, server, query)

    yield opened
    for context in contexts:
        context.close()


def asks_until_somebody_acts(page: Page, act: Callable[[], object]) -> None:
    """Check that a page asks by itself, that nothing but an act is sent until the act is answered, and that then it goes on."""
    page.wait_for_timeout(WHILE)
    page.evaluate("window.sent = 0")
    page.wait_for_function("window.sent > 0")
    page.evaluate(HOLD)
    act()
    page.wait_for_function("window.sent > 0")  # sliders and lists take a moment
    page.evaluate("window.sent = 0")
    page.wait_for_timeout(WHILE)
    assert page.evaluate("window.sent") == 0, "something was asked with what the controls showed before the answer"
    page.evaluate(LET_GO)
    page.wait_for_function("window.sent > 0")


def test_how_far_a_decision_is_tested_is_not_asked_for_before_an_act_is_answered(slow, tmp_path):
    with served(tmp_path, CLG_UNASKED="yes") as address:
        journey = slow(address, f"compare?worlds=10&with={part('Twenty', 26, batch_size=20)},{part('Two hundred', 26, batch_size=200)}")
        expect(journey.key("rests_on").get_by_text(re.compile(r"Testing what would turn it: \d+%"))).to_be_visible(timeout=LONG)
        asks_until_somebody_acts(journey.page, lambda: journey.key("compare_view").get_by_text("Money", exact=True).click())
        assert journey.errors == []


def test_how_many_pasts_are_lived_is_not_asked_for_before_an_act_is_answered(slow, server):
    there = Existing(members=150, active=40, age_weeks=30)
    ours = Scenario(title="Ours", weeks=26, differences={"batch_size": 0}, existing=there)
    journey = slow(server, f"?runs=10&base={to_link(ours)}")
    journey.drawer("community")
    journey.press("other_pasts")
    expect(journey.page.get_by_text(re.compile(r"\d of \d pasts lived"))).to_be_visible(timeout=LONG)
    asks_until_somebody_acts(journey.page, lambda: journey.key("held_against").get_by_text("carried on as it is").click())
    assert journey.errors == []
