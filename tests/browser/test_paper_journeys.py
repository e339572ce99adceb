"""Journeys of the decision paper: identical options, none that pays back, money against members, long equal titles, dead parts, letter paper."""

from __future__ import annotations

import csv
import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from scenarios.link import to_link
from scenarios.scenario import Scenario, load_library
from tests.browser.test_compare_journeys import download, ready

LONG = "A plan for the community of all our customers in the north and in the south and in the "


def part(title: str, weeks: int = 52, **differences) -> str:
    """Return one option of an address, known by its settings alone."""
    link = to_link(Scenario(title=title, weeks=weeks, differences=differences), texts=False)
    return f"set:{abs(hash(link)) % 10**8:08d}~{link}"


def compared(visit, *parts: str, worlds: int = 10, **sizes):
    journey = visit(f"compare?worlds={worlds}&with={','.join(parts)}", **sizes)
    ready(journey)
    return journey


def headline(journey) -> str:
    return journey.key("compare_verdict").locator("h4").inner_text()


def test_two_identical_options_are_said_to_be_identical(visit):
    journey = compared(visit, part("One", batch_size=30), part("Other", batch_size=30, events_budget=0.0))
    assert "identical in value" in headline(journey)
    assert "they set everything the same" in headline(journey)
    assert "Take" not in headline(journey)
    assert journey.errors == []


def test_an_option_that_never_pays_back_and_one_that_is_better_in_members_only_are_named(visit, tmp_path):
    costly = part("Many events", weeks=52, events_budget=50_000.0, community_managers=10.0)
    ghost = part("Nobody cares", **dict(load_library("ghost-town").differences))
    journey = compared(visit, ghost, costly)
    assert headline(journey).startswith("Keep")
    assert "lose" in headline(journey)
    body = journey.text("compare_body").replace("\xa0", " ")
    assert "not by month 12" in body
    journey.key("compare_view").get_by_text("Every figure", exact=True).click()
    journey.settled()
    members = journey.key("compare_body").locator("tr").filter(has_text="Weekly active members").first.inner_text().replace("\xa0", " ")
    assert "clearly better" in members
    journey.key("compare_view").get_by_text("Decision", exact=True).click()
    journey.settled()
    value = journey.key("compare_body").locator("tr").filter(has_text="Net present value").first
    expect(value).to_contain_text(re.compile(r"clearly\s+worse"))
    assert "Why" in journey.page.inner_text(".st-key-why_differs")
    assert "cost" in journey.page.inner_text(".st-key-why_differs")


def test_six_options_with_long_equal_titles_stay_six_on_page_paper_and_in_the_file(visit, tmp_path, pictures):
    parts = [part(LONG + "east", 26, batch_size=10 + 10 * place) for place in range(6)]
    journey = compared(visit, *parts)
    heads = [head for head in journey.key("compare_body").locator("table").first.locator("th").all_inner_texts() if head.startswith("A plan")]
    assert len(heads) == len(set(heads)) == 6
    paper = PdfReader(download(journey, "Report (PDF)", tmp_path))
    assert 2 <= len(paper.pages) <= 3  # letters that can be read need more than one sheet
    rows = list(csv.DictReader(io.StringIO(download(journey, "Numbers (CSV)", tmp_path).read_text(encoding="utf-8-sig"))))
    assert len({row["name"] for row in rows if row["part"] == "option"}) == 6
    journey.picture(pictures / "six-options.png")


def test_one_comparison_from_a_link_with_dead_parts_to_letter_paper_and_to_the_next_day(visit, tmp_path, pictures):
    journey = compared(
        visit, f"saved:{'f' * 32}", "set:0~1.AAAA", "library:default", part("Better answered", community_managers=2.0, mentorship=True)
    )
    a_dead_part_in_the_link_is_named_and_the_rest_compared(journey)
    members_against_others_and_the_pillars_stand_on_the_page(journey, pictures)
    letter_paper_carries_the_company_what_carries_the_difference_members_and_pillars(journey, tmp_path)
    the_name_is_asked_for_once_per_reader_and_stands_on_the_paper_the_next_day(journey, visit)
    assert journey.errors == []


def a_dead_part_in_the_link_is_named_and_the_rest_compared(journey) -> None:
    said = journey.page.inner_text("[data-testid=stMain]")
    assert "deleted for good, or is kept in another place" in said
    assert "cannot be read" in said
    assert "Better answered" in journey.text("compare_body")


def members_against_others_and_the_pillars_stand_on_the_page(journey, pictures) -> None:
    for key, words in (("compare_cohorts", "Customer lifetime value"), ("compare_pillars", "Governance")):
        journey.key(key).locator("summary").click()
        journey.settled()
        expect(journey.key(key).get_by_text(words).first).to_be_visible()
    assert "Brought per $1 spent" in journey.text("compare_body").replace("\xa0", " ")
    assert "Pipeline influenced per month" in journey.text("compare_body").replace("\xa0", " ")
    journey.picture(pictures / "compare-members.png")


def letter_paper_carries_the_company_what_carries_the_difference_members_and_pillars(journey, tmp_path) -> None:
    journey.page.get_by_role("textbox", name="Company").fill("Acme & Sons <b>")
    journey.page.get_by_role("textbox", name="Company").press("Enter")
    journey.key("report_paper").get_by_role("combobox").click()
    journey.choose("Letter")
    journey.settled()
    journey.page.get_by_role("button", name="Which input carries it").click()
    journey.page.get_by_text(re.compile("^By input: ")).wait_for(timeout=120_000)
    ready(journey)
    paper = PdfReader(download(journey, "Report (PDF)", tmp_path))
    text = " ".join(page.extract_text() for page in paper.pages).replace("\n", " ")
    assert round(float(paper.pages[0].mediabox.width)) == 612
    assert "Acme & Sons <b>" in text
    assert "by input" in text
    words = ("Members against others", "Seven pillars", "Customer lifetime value", "Resilience", "Brought per $1 spent")
    assert [each for each in words if each not in text] == []
    html = download(journey, "Report (HTML, to print)", tmp_path)
    assert [each for each in words if each not in html.read_text(encoding="utf-8")] == []
    page = journey.page.context.new_page()
    page.goto(html.as_uri())
    assert "Acme & Sons <b>" in page.locator("header").inner_text()
    printed = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert round(float(printed.pages[0].mediabox.width)) == 612
    page.close()
    rows = list(csv.DictReader(io.StringIO(download(journey, "Numbers (CSV)", tmp_path).read_text(encoding="utf-8-sig"))))
    assert len([row for row in rows if row["part"] == "pillar"]) == 14
    assert len([row for row in rows if row["part"] == "members and others"]) == 2 * 6 * 6


def the_name_is_asked_for_once_per_reader_and_stands_on_the_paper_the_next_day(journey, visit) -> None:
    """A browser keeps its reader's name: in a new session it stands on the paper and in the form that saves; another browser has none."""
    signed = journey.page.get_by_role("textbox", name="Signed by")
    expect(signed).to_have_value("")
    signed.fill("Zoë Ölçer; 日本")
    signed.press("Enter")
    journey.settled()
    journey.page.wait_for_function("document.cookie.includes('clg_reader_name')")  # kept by the browser, which may be busy
    journey.page.goto(journey.page.url)  # a new session of the same browser
    ready(journey)
    expect(signed).to_have_value("Zoë Ölçer; 日本")
    journey.page.goto(journey.page.url.partition("/compare")[0] + "/?runs=10")
    journey.settled()
    journey.press("save")
    expect(journey.page.get_by_role("textbox", name="Your name")).to_have_value("Zoë Ölçer; 日本")
    other = compared(visit, "library:default", part("Better answered", community_managers=2.0, mentorship=True))
    expect(other.page.get_by_role("textbox", name="Signed by")).to_have_value("")
    assert other.errors == []
