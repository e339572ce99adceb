"""Back and forth: undo, redo, both resets, reset all, replay, and the search for a lever."""

from __future__ import annotations

from playwright.sync_api import expect

from scenarios.link import to_link
from scenarios.scenario import Scenario
from tests.browser.journey import SHORT


def test_undo_redo_replay_reset_all_and_search_one_after_the_other(visit):
    journey = visit(SHORT)
    undo_and_redo_walk_through_every_change(journey)
    reset(journey)
    replay_shows_before_and_ends_with_after(journey)
    reset(journey)
    moves_faster_than_the_page_leave_every_control_as_it_should_be(journey)
    reset(journey)
    the_search_finds_levers_and_assumptions_and_says_when_there_is_none(journey)
    assert journey.errors == []


def reset(journey) -> None:
    journey.press("reset_all")
    assert journey.value("batch_size") == "20"
    assert journey.value("batch_interval") == "4"
    expect(journey.key("reset_all").get_by_role("button")).to_be_disabled()


def undo_and_redo_walk_through_every_change(journey) -> None:
    journey.slide("batch_size", "End")
    journey.slide("batch_interval", "Home")
    assert (journey.value("batch_size"), journey.value("batch_interval")) == ("500", "1")
    journey.press("undo")
    assert (journey.value("batch_size"), journey.value("batch_interval")) == ("500", "4")
    journey.press("undo")
    assert journey.value("batch_size") == "20"
    expect(journey.key("undo").get_by_role("button")).to_be_disabled()
    before = journey.figure("Weekly active")
    journey.press("redo")
    journey.press("redo")
    assert (journey.value("batch_size"), journey.value("batch_interval")) == ("500", "1")
    expect(journey.key("redo").get_by_role("button")).to_be_disabled()
    assert journey.figure("Weekly active") != before


def moves_faster_than_the_page_leave_every_control_as_it_should_be(journey) -> None:
    handle = journey.key("lever_batch_size").get_by_role("slider")
    handle.focus()
    for _ in range(4):
        handle.press("ArrowRight")
    for _ in range(12):
        handle.press("ArrowLeft")
    for _ in range(9):
        handle.press("ArrowRight")
    journey.settled()
    value = journey.value("batch_size")
    assert value != "20"
    expect(journey.key("undo").get_by_role("button")).to_be_enabled()
    expect(journey.key("reset_all").get_by_role("button")).to_be_enabled()
    expect(journey.key("to_start_batch_size")).to_be_visible()
    journey.slide("batch_size", "ArrowRight")  # from here on only the answer is drawn anew
    assert journey.value("batch_size") != value
    after = journey.figure("Weekly active")
    journey.page.reload()
    journey.settled()
    assert journey.figure("Weekly active") == after


def replay_shows_before_and_ends_with_after(journey) -> None:
    journey.slide("batch_size", "End")
    after = journey.figure("Weekly active")
    journey.key("replay").get_by_role("button").click()
    expect(journey.key("verdict")).to_contain_text("Before: Batch size: 20 → 500")
    expect(journey.value_of("Weekly active")).not_to_have_text(after)  # it is drawn behind the sentence
    journey.settled()
    assert journey.figure("Weekly active") == after
    assert journey.value("batch_size") == "500"


def the_search_finds_levers_and_assumptions_and_says_when_there_is_none(journey) -> None:
    field = journey.key("find").get_by_role("searchbox").or_(journey.key("find").get_by_role("textbox")).first
    field.fill("reports")
    field.press("Enter")
    journey.settled()
    expect(journey.key("lever_reporting_line")).to_be_visible()
    field.fill("inhibition exponent")
    field.press("Enter")
    journey.settled()
    journey.slide("inhibition_exponent", "Home")
    assert "1 input differs" in journey.page.inner_text("[data-testid=stSidebar]")
    field.fill("zzzz")
    field.press("Enter")
    journey.settled()
    expect(journey.page.get_by_test_id("stSidebar")).to_contain_text("No lever or assumption matches")


def test_a_lever_goes_back_to_the_scenario_or_to_the_default_and_all_go_back_at_once(visit):
    journey = visit("?runs=10&base=" + to_link(Scenario(title="An open door", weeks=60, differences={"batch_size": 0})))
    assert journey.value("batch_size") == "open door"
    journey.slide("batch_size", "End")
    journey.press("to_start_batch_size")
    assert journey.value("batch_size") == "open door"
    journey.press("to_default_batch_size")
    assert journey.value("batch_size") == "20"
    journey.slide("founders", "Home")
    journey.press("reset_all")
    assert (journey.value("batch_size"), journey.value("founders")) == ("open door", "20")
    expect(journey.key("reset_all").get_by_role("button")).to_be_disabled()
