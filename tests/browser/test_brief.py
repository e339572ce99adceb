"""Is this for you? Opened by a button, answered with the keyboard alone, said honestly, and changed later."""

from __future__ import annotations

from playwright.sync_api import expect

QUESTIONS = 8


def answer(journey, question: str, choice: str) -> None:
    """Choose an answer with the keyboard: go there, write its beginning, take it."""
    field = journey.key(f"brief_{question}").get_by_role("combobox")
    field.focus()
    field.press("ArrowDown")
    journey.choose(choice)
    journey.settled()


def fill(journey, question: str, number: str) -> None:
    """Type a figure."""
    field = journey.key(f"brief_{question}").get_by_role("textbox")
    field.focus()
    field.press("Control+a")
    journey.page.keyboard.type(number)
    journey.page.keyboard.press("Tab")


def tabbed_to(journey, key: str) -> bool:
    """Say whether the keyboard gets to an element by itself."""
    inside = f"() => !!document.activeElement?.closest('.st-key-{key}')"
    for _ in range(120):
        if journey.page.evaluate(inside):
            return True
        journey.page.keyboard.press("Tab")
    return False


def the_questions_can_be_skipped(journey) -> None:
    before = journey.text("verdict")
    assert tabbed_to(journey, "brief_skip")
    journey.page.keyboard.press("Enter")
    journey.settled()
    expect(journey.key("brief")).not_to_be_visible()
    assert journey.text("verdict") == before
    assert "brief" not in journey.link()


def test_the_questions_are_skipped_then_a_commodity_company_answers_them_and_reads_that_it_does_not_pay(visit, pictures):
    """With the keyboard alone, first and last."""
    journey = visit("?brief=1&runs=10")
    the_questions_can_be_skipped(journey)
    journey.drawer("matrix")
    journey.key("brief_open").get_by_role("button").press("Enter")
    journey.close_drawer()  # at once, with the address from before
    form = journey.key("brief")
    expect(form).to_be_visible()
    assert form.get_by_role("combobox").count() + form.get_by_role("textbox").count() == QUESTIONS
    answer(journey, "sells", "Something")
    answer(journey, "shareable", "Hardly")
    answer(journey, "trust", "Little")
    answer(journey, "motion", "Paid")
    for question, number in (("customers", "900"), ("arpa", "25"), ("churn", "6 %")):
        fill(journey, question, number)
    journey.picture(pictures / "brief.png")
    assert tabbed_to(journey, "brief_set")
    journey.page.keyboard.press("Enter")
    journey.settled()
    expect(form).not_to_be_visible()
    expect(journey.key("notes").get_by_text("It does not pay here, because")).to_be_visible()
    assert "Loses" in journey.text("verdict")
    journey.picture(pictures / "brief-told.png")
    assert journey.errors == []
