"""Keyboard, axe, no foreign request, hostile text, sizes, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.link import to_link
from scenarios.scenario import Scenario
from tests.browser.journey import Part

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(2)) $x$ :red[y] **z** " + "long" * 25
VIEWS = ("Growth", "Auditorium", "ROI timing", "Health", "Flywheel")
LOOKS = {
    (1280, 900, False): VIEWS,
    (1280, 900, True): ("Health", "Auditorium"),
    (390, 844, False): ("Auditorium", "Growth", "Flywheel"),
    (1920, 1080, False): ("Growth", "ROI timing"),
}
REACHED = """() => { const e = document.activeElement; if (!e) return '';
  const k = e.closest('[class*="st-key-"]'); const m = k ? [...k.classList].find(c => c.startsWith('st-key-')) : ''; return m + '|' + e.tagName; }"""
PAGE = None
COCKPIT = ("head", "verdict", "figures", "grid_charts_cockpit_growth", "why", "next")  # looked at with the whole page already
DETAILS = {"include": [["[data-testid=stMain]"]], "exclude": [[f".st-key-{name}"] for name in COCKPIT]}


def walk(journey) -> Iterator[tuple[str, Part]]:
    """Open what the page can show, one after another; yield its name and the part of the page that has changed by it, at times the whole."""
    for name in VIEWS:
        journey.view(name)
        yield name, PAGE if name == VIEWS[0] else DETAILS
    journey.key("tables").locator("label").click()
    journey.settled()
    yield "tables", DETAILS
    journey.key("tables").locator("label").click()  # long tables would be looked at again and again
    for name in ("plan", "matrix", "run", "share", "open"):
        journey.drawer(name)
        yield name, PAGE if name == "plan" else "[data-testid=stPopoverBody]"
        journey.close_drawer()
    for name in ("Programme", "Organisation", "Business"):
        journey.open_group(name)
    yield "groups", PAGE


def test_axe_finds_nothing_serious_in_light_or_dark_and_no_request_leaves_the_machine(visit):
    journey = visit("?runs=10", dark=True)
    journey.slide("batch_size", "End")
    for name, part in walk(journey):
        assert journey.in_both_lights(within=part) == [], name
    assert journey.foreign() == []
    assert len(journey.requests) > 5
    assert journey.errors == []


def test_hostile_and_long_text_is_shown_as_text_and_the_keyboard_alone_reaches_and_moves_everything(visit):
    journey = visit("?runs=10&base=" + to_link(Scenario(title=HOSTILE[:200], story=HOSTILE, weeks=60)))
    heading = journey.page.locator("[data-testid=stMain] h3").first
    assert "<img src=x onerror=alert(1)> [a](javascript:alert(2)) $x$ :red[y] **z**" in heading.inner_text()
    assert journey.page.locator("[data-testid=stMain] h3 img, [data-testid=stMain] h3 a[href^=javascript]").count() == 0
    assert journey.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")
    seen = set()
    for _ in range(140):
        journey.page.keyboard.press("Tab")
        seen.add(journey.page.evaluate(REACHED).split("|")[0].removeprefix("st-key-"))
    wanted = {"start", "find", "lever_batch_size", "lever_batch_interval", "lever_founders", "lever_seed_threads", "lever_application_filter"}
    wanted |= {"group_Programme", "group_assumptions", "drawer_plan", "drawer_matrix", "drawer_run", "drawer_share", "view", "tables"}
    assert wanted <= seen, wanted - seen
    journey.slide("batch_size", "ArrowRight")
    assert journey.value("batch_size") == "30"
    assert journey.errors == []


def test_every_size_and_both_lights_are_kept_as_pictures(visit, pictures):
    """From a phone in the dark on: whoever opens the page so sees nothing else than whoever turns to it."""
    journey = visit("?from=auditorium-overnight&runs=10", width=390, height=844, dark=True)
    taken(journey, pictures / "growth-390-dark.png")
    for (width, height, dark), views in LOOKS.items():
        look = journey.look(width, height, dark)
        for name in views:
            journey.view(name)
            taken(journey, pictures / f"{name.lower().replace(' ', '-')}-{look}.png")
    assert journey.errors == []


def taken(journey, path) -> None:
    """Keep a picture of a view, which fits the width, and of the whole page where pictures are asked for."""
    journey.key("view").scroll_into_view_if_needed()
    journey.page.screenshot(path=path)
    journey.keep(path)
