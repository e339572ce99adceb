"""Twelve questions of a strategist, each answered on the page within three clicks, on a screen and on a phone.

A click is a click, a tap, or a field that is typed into; keys and scrolling are free. On a phone the levers are a sheet that a tap brings up:
what answers has to be read above it.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import SHORT, Journey

SIZES = {"screen": (1280, 900), "phone": (390, 844)}
MOST = 3
MONEY = re.compile(r"\$[0-9]")


class Reader:
    """Somebody who counts what they do to get an answer."""

    def __init__(self, visit, size: str, query: str = SHORT) -> None:
        self.phone = size == "phone"
        width, height = SIZES[size]
        self.height = height
        self.journey: Journey = visit(query, width=width, height=height)
        self.page = self.journey.page
        self.clicks = 0
        self.start, self.seen = self.journey.link(), self.journey.text("verdict")

    def goes_back(self) -> None:
        """Go back to where the first question began: what was looked for is taken out, the levers are put away, and every step is one back."""
        field = self.journey.key("find").get_by_role("searchbox").or_(self.journey.key("find").get_by_role("textbox")).first
        if field.is_visible() and field.input_value():
            self.search("")
        if self.phone and self.page.locator("[data-testid=stSidebar][data-collapsed=false]").count():
            self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        for _ in range(2 * MOST):
            if self.journey.link() == self.start:
                break
            self.page.go_back()
            self.journey.settled()
        self.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        self.journey.settled()
        assert self.journey.text("verdict") == self.seen
        self.clicks = 0

    def click(self, what) -> None:
        """Click and wait for the answer."""
        self.clicks += 1
        what.click()
        self.journey.settled()

    def levers(self) -> None:
        """Bring the levers up: on a phone they are a sheet that one tap opens."""
        if self.phone:
            self.click(self.page.get_by_test_id("stExpandSidebarButton"))

    def search(self, words: str) -> None:
        """Look for a lever by a word."""
        field = self.journey.key("find").get_by_role("searchbox").or_(self.journey.key("find").get_by_role("textbox")).first
        self.clicks += 1
        field.fill(words)
        field.press("Enter")
        self.journey.settled()

    def type_into(self, lever: str, text: str) -> None:
        """Type a figure."""
        field = self.journey.key(f"lever_{lever}").get_by_role("textbox")
        self.clicks += 1
        field.fill(text)
        field.press("Enter")
        self.journey.settled()

    def slide(self, lever: str, *keys: str) -> None:
        """Move a slider, which takes one touch."""
        self.clicks += 1
        self.journey.slide(lever, *keys)

    def choose(self, lever: str, option: str) -> None:
        """Choose from a list."""
        field = self.journey.key(f"lever_{lever}").get_by_role("combobox")
        field.scroll_into_view_if_needed()
        self.journey.settled()  # a list closes when it is scrolled
        self.click(field)
        self.click(self.page.get_by_role("option", name=option, exact=True))

    def read(self, name: str) -> str:
        """Return what stands in a part of the page that can be seen whole as it is: it hides behind nothing and below no edge."""
        assert self.clicks <= MOST, self.clicks
        part = self.journey.key(name)
        expect(part).to_be_visible()
        box = part.bounding_box()
        sheet = self.page.locator("[data-testid=stSidebar][data-collapsed=false]")
        floor = sheet.bounding_box()["y"] if self.phone and sheet.count() else self.height
        assert box["y"] >= 0, (name, box)
        assert box["y"] + box["height"] <= floor + 1, (name, box, floor)
        return part.inner_text()


def what_is_it_worth_what_does_it_cost_when_is_it_paid_back_and_is_it_healthy(someone: Reader) -> None:
    verdict = someone.read("verdict")
    assert re.search("healthy|at risk|auditorium", verdict)
    assert "paid back" in verdict
    for label in ("Value", "Cost a month", "Result a month"):
        assert MONEY.search(someone.journey.figure(label)), label
    assert someone.journey.figure("Payback")


def how_large_a_batch_is_safe(someone: Reader) -> None:
    someone.levers()
    track = someone.page.locator(".track")
    someone.page.wait_for_function("document.querySelector('.track').dataset.known === '1'")
    assert re.search("healthy|at risk|auditorium", track.get_attribute("aria-label"))
    assert someone.clicks <= MOST


def shall_we_let_five_hundred_in_at_once(someone: Reader) -> None:
    someone.levers()
    someone.slide("batch_size", "End")
    assert "against the baseline" in someone.read("why")
    assert re.search("healthy|at risk|auditorium", someone.read("verdict"))


def shall_we_let_five_thousand_in_now(someone: Reader) -> None:
    someone.journey.drawer("plan")
    someone.clicks += 1
    someone.click(someone.journey.key("plan_crowd").get_by_role("button"))
    someone.clicks += 1
    someone.page.mouse.click(5, 5)  # beside the drawer
    someone.journey.settled()
    expect(someone.page.get_by_test_id("stPopoverBody")).not_to_be_visible()
    assert "1 planned" in someone.read("head")
    assert re.search("healthy|at risk|auditorium", someone.read("verdict"))
    someone.journey.key("why").scroll_into_view_if_needed()
    assert "against the baseline" in someone.read("why")


def shall_community_report_to_marketing_and_why_did_it_fall(someone: Reader) -> None:
    someone.levers()
    someone.choose("reporting_line", "Marketing")
    assert "1 input differs" in someone.page.inner_text("[data-testid=stSidebar]")
    assert "against the baseline" in someone.read("why")
    someone.read("verdict")


def when_is_it_paid_back_at_thirty_dollars_a_month(someone: Reader) -> None:
    someone.levers()
    someone.search("price")
    someone.type_into("arpa", "30")
    assert "paid back" in someone.read("verdict")
    assert "against the baseline" in someone.read("why")


def does_a_second_manager_pay(someone: Reader) -> None:
    someone.levers()
    someone.search("hire")
    someone.slide("community_managers", "ArrowRight", "ArrowRight")
    assert someone.journey.value("community_managers") == "2.0"
    assert "against the baseline" in someone.read("why")


def slack_or_a_forum(someone: Reader) -> None:
    someone.levers()
    someone.search("slack")
    assert someone.journey.key("lever_platform").is_visible()
    someone.click(someone.journey.key("set_platform_chat").get_by_role("button"))
    assert "against the baseline" in someone.read("why")


def what_do_people_cost(someone: Reader) -> None:
    someone.levers()
    someone.search("salary")
    assert someone.journey.key("lever_manager_cost").is_visible()
    assert someone.clicks <= MOST


def what_must_be_advanced(someone: Reader) -> None:
    someone.journey.view("ROI timing")
    told = someone.page.get_by_test_id("stMain").get_by_text("To be advanced at most").first
    told.scroll_into_view_if_needed()
    expect(told).to_be_in_viewport()


def what_next(someone: Reader) -> None:
    someone.clicks += 1
    someone.journey.key("ask_next").get_by_role("button").click()
    someone.page.wait_for_function("/Next|No single move/.test(document.querySelector('.st-key-next').innerText)", timeout=120_000)
    someone.journey.key("next").scroll_into_view_if_needed()
    expect(someone.journey.key("next")).to_be_in_viewport()
    moves = someone.page.locator("[class*='st-key-next_']").get_by_role("button")
    if not moves.count():
        return
    before = someone.journey.text("verdict")
    someone.click(moves.first)
    assert someone.clicks <= MOST
    assert someone.journey.text("verdict") != before, "the answer is that of the move"
    assert someone.journey.key("undo").get_by_role("button").is_enabled()


QUESTIONS = (
    what_is_it_worth_what_does_it_cost_when_is_it_paid_back_and_is_it_healthy,
    how_large_a_batch_is_safe,
    shall_we_let_five_hundred_in_at_once,
    shall_we_let_five_thousand_in_now,
    shall_community_report_to_marketing_and_why_did_it_fall,
    when_is_it_paid_back_at_thirty_dollars_a_month,
    does_a_second_manager_pay,
    slack_or_a_forum,
    what_do_people_cost,
    what_must_be_advanced,
    what_next,
)


@pytest.mark.parametrize("size", SIZES)
def test_twelve_questions_are_answered_within_three_clicks_each(visit, size):
    """One visit: after each answer the reader goes back to the start by the page's own means, and counts anew."""
    someone = Reader(visit, size)
    for question in QUESTIONS:
        question(someone)
        someone.goes_back()
    assert someone.journey.errors == []
