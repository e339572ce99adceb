"""A strategist's morning: a programme from the matrix, own figures, the end, another page and back, charts that stay in place."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from scenarios.link import to_link
from scenarios.scenario import Scenario
from tests.browser.journey import SHORT

CANVASES = ":is([class*=st-key-curves_], [data-testid=stVegaLiteChart]) canvas"
MARK = f"document.querySelectorAll('{CANVASES}').forEach(canvas => canvas.dataset.mine = '1')"
KEPT = f"[...document.querySelectorAll('{CANVASES}')].map(canvas => canvas.dataset.mine)"


def test_a_morning_from_a_chart_that_stays_to_a_file_that_is_opened(visit, tmp_path):
    journey = visit(SHORT)
    charts_are_updated_in_place(journey)
    everything_stays_when_another_page_is_visited(journey)
    a_programme_from_the_matrix_with_own_figures_kept(journey)
    a_scenario_file_is_opened_and_a_broken_one_refused(journey, tmp_path)
    assert journey.errors == []


def charts_are_updated_in_place(journey) -> None:
    journey.key("view").scroll_into_view_if_needed()
    journey.page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 400)")
    journey.page.wait_for_function("document.querySelectorAll('[data-testid=stVegaLiteChart] canvas').length === 4")
    journey.settled()
    journey.page.evaluate(MARK)
    before = journey.figure("Weekly active")
    journey.slide("batch_size", "ArrowRight")
    for _ in range(1):  # the slider keeps the focus while the page around it changes
        journey.page.keyboard.press("ArrowRight")
        journey.settled()
    assert journey.value("batch_size") == "40"
    assert journey.figure("Weekly active") != before
    assert journey.page.evaluate(KEPT) == ["1"] * 7


def everything_stays_when_another_page_is_visited(journey) -> None:
    journey.slide("founders", "End")
    before = journey.figure("Weekly active")
    for title in ("Scenarios", "Simulate"):
        journey.page.get_by_test_id("stTopNavLink").get_by_text(title, exact=True).click()
        journey.settled()
    assert journey.value("founders") == "50"
    assert journey.figure("Weekly active") == before


def a_programme_from_the_matrix_with_own_figures_kept(journey) -> None:
    journey.open_group("Business")
    field = journey.key("lever_arpa").get_by_role("textbox")
    field.fill("99")
    field.press("Enter")
    journey.settled()
    body = journey.drawer("matrix")
    assert "Ambassadors" in body.inner_text()
    journey.key("matrix_pmf_stage").get_by_text("Exploring", exact=True).click()
    journey.settled()
    assert "User testing" in body.inner_text()
    assert "Those who apply share more" in body.inner_text()
    journey.press("matrix_start")
    journey.close_drawer()
    assert "User testing" in journey.page.locator("[data-testid=stMain] h3").first.inner_text()
    assert journey.value("batch_size") == "10"
    assert journey.key("lever_arpa").get_by_role("textbox").input_value() == "99"


def a_scenario_file_is_opened_and_a_broken_one_refused(journey, tmp_path) -> None:
    before = journey.value("founders")
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text('schema = 1\ntitle = "Mine <b>"\n\n[differences]\nfounders = 7\n')
    bad.write_text("title = \n[[[")
    journey.drawer("open")
    journey.page.locator("input[type=file]").set_input_files(bad)
    expect(journey.page.get_by_text("This file was not opened")).to_be_visible()
    journey.settled()
    assert journey.value("founders") == before
    journey.page.locator("input[type=file]").set_input_files(good)
    expect(journey.page.locator("[data-testid=stMain] h3").first).to_contain_text("Mine <b>")
    journey.settled()
    journey.close_drawer()
    assert journey.value("founders") == "7"


def test_while_worlds_are_computed_the_page_says_how_many_and_keeps_the_old_curves(visit):
    journey = visit("?runs=100&base=" + to_link(Scenario(title="A year and a half", weeks=78)))
    handle = journey.key("lever_batch_size").get_by_role("slider")
    handle.focus()
    handle.press("End")
    main = journey.page.locator("[data-testid=stMain]")
    expect(main).to_contain_text(re.compile(r"\b\d+ of 100 worlds"), timeout=60_000)
    assert journey.page.locator(CANVASES).count() >= 3
    expect(main).to_contain_text(re.compile(r"(?<!of )100 worlds · lines"), timeout=120_000)
