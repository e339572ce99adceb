"""A strategist with a budget: what to do first and why, taken over and saved; a map and a box of beliefs clicked into the levers."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import expect

from scenarios.link import to_link
from scenarios.scenario import Scenario

HALF_A_YEAR = "?runs=10&base=" + to_link(Scenario(title="Half a year", weeks=26))
DEAR_TICKETS = {"ticket_cost": 400.0}  # [$] a company whose community pays in half a year where customers ask a lot, and else does not
LONG = 240_000  # [ms] a study of some two hundred worlds beside everything else a busy machine does


def finished(journey, name: str) -> None:
    """Wait until a study has been worked out."""
    expect(journey.key(f"ask_{name}").get_by_role("button", name="Ask again")).to_be_visible(timeout=LONG)
    journey.settled()


def to_page(journey, title: str) -> None:
    journey.page.get_by_test_id("stTopNavLink").get_by_text(title, exact=True).click()
    journey.settled()


def test_a_strategist_with_a_budget_finds_what_to_do_first_sees_why_takes_it_over_and_saves_it(visit, pictures):
    journey = visit(f"explore{HALF_A_YEAR}")
    budget = journey.key("first_budget").get_by_role("textbox")
    budget.fill("20,000")
    budget.press("Enter")
    journey.settled()
    journey.key("ask_first").get_by_role("button").click()
    finished(journey, "first")
    said = journey.page.inner_text("[data-testid=stMain]")
    assert re.search(
        r"better in (all|\d+ of) \d+ worlds; .*\$[\d,]+ a month then, on average over the horizon; .*(healthy|at risk|auditorium|not to be judged)",
        said,
    ), said
    costs = [int(cost.replace(",", "")) for cost in re.findall(r"\$([\d,]+) a month then", said)]
    assert costs
    assert all(cost <= 20_000 for cost in costs)
    journey.picture(pictures / "explore-first.png")
    journey.press("first_take")
    expect(journey.page.get_by_text("Now in the levers:")).to_be_visible()
    to_page(journey, "Simulate")
    assert "1 input differs from the start" in journey.page.inner_text("[data-testid=stSidebar]")
    assert "against the baseline" in journey.text("why")
    journey.press("save")
    dialog = journey.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title").fill("First step within twenty thousand")
    dialog.get_by_role("textbox", name="Your name").fill("Ann")
    dialog.get_by_role("button", name="Save as new").click()
    expect(dialog).to_be_hidden()
    journey.settled()
    expect(journey.page.get_by_text("version 1 · saved")).to_be_visible()
    assert journey.errors == []


def test_a_map_is_clicked_into_a_setting(visit, pictures):
    journey = visit(f"explore{HALF_A_YEAR}")
    journey.key("question").get_by_text("Where does it tip over?", exact=True).click()
    journey.settled()
    journey.key("ask_tipping_point").get_by_role("button").click()
    finished(journey, "tipping_point")
    journey.picture(pictures / "explore-map.png")
    canvas = journey.key("edge_map").locator("canvas").first
    box = canvas.bounding_box()
    canvas.click(position={"x": box["width"] * 0.9, "y": box["height"] * 0.2})  # all at once, a frequent ritual or none
    journey.settled()
    chosen = journey.key("edge_cell").get_by_role("combobox").input_value()
    assert "open door" in chosen, chosen
    journey.press("edge_take")
    expect(journey.page.get_by_text("Now in the levers:")).to_be_visible()
    to_page(journey, "Simulate")
    assert journey.value("batch_size") == "open door"
    assert journey.errors == []


def test_a_box_of_beliefs_is_clicked_back_into_the_levers(visit, pictures):
    setting = Scenario(title="Dear tickets", weeks=26)
    without, now = (to_link(replace(setting, differences=DEAR_TICKETS | {"community": there})) for there in (False, True))
    journey = visit(f"explore?runs=10&base={without}&s={now}")
    journey.key("question").get_by_text("What would change our mind?", exact=True).click()
    journey.settled()
    journey.key("ask_beliefs").get_by_role("button").click()
    finished(journey, "beliefs")
    said = journey.page.inner_text("[data-testid=stMain]")
    box = re.search(r"Where Tickets \(prosumer\) between ([\d.]+) and ([\d.]+): the .* is no better in (\d+)% of .* against (\d+)% any", said)
    assert box, said
    low, high, inside, anywhere = map(float, box.groups())
    assert inside > anywhere
    journey.picture(pictures / "explore-beliefs.png")
    journey.press("beliefs_take_0")
    expect(journey.page.get_by_text("Now in the levers: Tickets (prosumer)")).to_be_visible()
    to_page(journey, "Simulate")
    assert "2 inputs differ from the start" in journey.page.inner_text("[data-testid=stSidebar]")
    journey.key("find").locator("input").fill("tickets prosumer")
    journey.page.keyboard.press("Enter")
    journey.settled()
    assert low <= float(journey.value("ticket_rate")) <= high
    assert journey.errors == []
