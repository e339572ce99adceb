"""The journey of those who bring their own history: upload, fit, start, move a lever, save, compare."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.test_compare_journeys import go, save

SAMPLE = Path(__file__).parents[2] / "ui" / "data" / "sample.csv"
LONG = 120_000  # [ms] a busy machine lives a past


def test_a_history_becomes_a_start_and_a_comparison(visit, pictures):
    journey = visit("?runs=10")
    page = journey.page
    go(journey, "Your data")
    page.locator("input[type=file]").set_input_files(SAMPLE)
    expect(page.get_by_text("36 whole months, 2022-01 to 2024-12")).to_be_visible()
    journey.press("fit")
    expect(page.get_by_text("Your data say nothing about")).to_be_visible(timeout=LONG)
    journey.key("use_fit").get_by_role("button").click()
    expect(page.get_by_text("It starts today, from 1,532 members of whom 29 wrote in four weeks")).to_be_visible(timeout=LONG)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=LONG)
    save(journey, "Our community")
    journey.slide("batch_size", "ArrowRight", "ArrowRight")
    expect(page.get_by_text("It starts today, from 1,532 members")).to_be_visible()
    assert journey.value("batch_size") != "open door"
    expect(journey.key("figures")).to_contain_text(re.compile("than the baseline|baseline|[+−-]"))
    save(journey, "In batches", button="save_as")
    page.get_by_test_id("stTopNavLink").filter(has_text="Compare").click()
    expect(page.get_by_role("heading", name="Compare", level=2)).to_be_visible(timeout=LONG)
    page.wait_for_timeout(500)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=LONG)
    page.screenshot(path=pictures / "your-data-compare.png", full_page=True)
    assert not page.get_by_test_id("stException").count()
    assert not journey.errors
