"""The timeline editor: add, move and remove; marks stand on the charts."""

from __future__ import annotations


def test_a_change_and_a_shock_are_planned_moved_and_removed(visit, pictures):
    journey = visit("?runs=10")
    before = journey.figure("Weekly active")
    body = journey.drawer("plan")
    assert "Nothing is planned yet" in body.inner_text()
    month = journey.key("plan_month").get_by_role("textbox")
    month.fill("6")
    month.press("Enter")
    journey.settled()
    journey.key("plan_kind").get_by_text("A shock", exact=True).click()
    journey.settled()
    journey.press("plan_add")
    assert "5,000 people" in journey.page.get_by_test_id("stPopoverBody").inner_text()
    assert journey.text("planned") == "1 planned"
    assert journey.figure("Weekly active") != before
    journey.picture(pictures / "plan.png")
    moved = journey.key("month_shock_0").get_by_role("textbox")
    moved.fill("24")
    moved.press("Enter")
    journey.settled()
    assert "week 104" in journey.page.get_by_test_id("stPopoverBody").inner_text()
    shocked = journey.figure("Weekly active")
    journey.press("remove_shock_0")
    assert "Nothing is planned yet" in journey.page.get_by_test_id("stPopoverBody").inner_text()
    journey.close_drawer()
    assert journey.figure("Weekly active") == before != shocked
