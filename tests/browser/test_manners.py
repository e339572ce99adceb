"""Keyboard, axe, no foreign request, hostile text, sizes, light and dark."""

from __future__ import annotations

import pytest

from scenarios.link import to_link
from scenarios.scenario import Scenario

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(2)) $x$ :red[y] **z** " + "long" * 25
LOOKS = (
    (1280, 900, False, ("Growth", "Auditorium", "ROI timing", "Health", "Flywheel")),
    (1280, 900, True, ("Auditorium", "Health")),
    (1920, 1080, False, ("Growth", "ROI timing")),
    (390, 844, False, ("Growth", "Flywheel")),
)
REACHED = """() => { const e = document.activeElement; if (!e) return '';
  const k = e.closest('[class*="st-key-"]'); const m = k ? [...k.classList].find(c => c.startsWith('st-key-')) : ''; return m + '|' + e.tagName; }"""


def test_no_request_leaves_the_machine(visit):
    journey = visit("?runs=10")
    for name in ("Auditorium", "ROI timing", "Health", "Flywheel"):
        journey.view(name)
    foreign = [url for url in journey.requests if not url.startswith((journey.address, "data:", "blob:", journey.address.replace("http", "ws")))]
    assert foreign == []
    assert len(journey.requests) > 5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(visit, dark):
    journey = visit("?runs=10", dark=dark)
    journey.slide("batch_size", "End")
    for name in ("Growth", "Auditorium", "ROI timing", "Health", "Flywheel"):
        journey.view(name)
        assert journey.barriers(contrast_alone=dark) == [], name
    journey.key("tables").locator("label").click()
    journey.settled()
    assert journey.barriers(contrast_alone=dark) == [], "tables"
    for name in ("plan", "matrix", "run", "share", "open"):
        journey.drawer(name)
        # What lies under a drawer has been looked at; in light, what an open one does to the page is looked at, too.
        assert journey.barriers(contrast_alone=dark, within="[data-testid=stPopoverBody]" if dark else None) == [], name
        journey.close_drawer()
    for name in ("Programme", "Organisation", "Business"):
        journey.open_group(name)
    assert journey.barriers(contrast_alone=dark) == [], "groups"


def test_the_keyboard_alone_reaches_and_moves_everything(visit):
    journey = visit()
    seen = set()
    for _ in range(140):
        journey.page.keyboard.press("Tab")
        seen.add(journey.page.evaluate(REACHED).split("|")[0].removeprefix("st-key-"))
    wanted = {"start", "find", "lever_batch_size", "lever_batch_interval", "lever_founders", "lever_seed_threads", "lever_application_filter"}
    wanted |= {"group_Programme", "group_assumptions", "drawer_plan", "drawer_matrix", "drawer_run", "drawer_share", "view", "tables"}
    assert wanted <= seen, wanted - seen
    journey.slide("batch_size", "ArrowRight")
    assert journey.value("batch_size") == "30"


def test_hostile_and_long_text_is_shown_as_text(visit):
    journey = visit("?base=" + to_link(Scenario(title=HOSTILE[:200], story=HOSTILE)))
    heading = journey.page.locator("[data-testid=stMain] h3").first
    assert "<img src=x onerror=alert(1)> [a](javascript:alert(2)) $x$ :red[y] **z**" in heading.inner_text()
    assert journey.page.locator("[data-testid=stMain] h3 img, [data-testid=stMain] h3 a[href^=javascript]").count() == 0
    assert journey.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(("width", "height", "dark", "views"), LOOKS, ids=["laptop", "dark", "wide", "phone"])
def test_every_size_and_both_lights_are_kept_as_pictures(visit, pictures, width, height, dark, views):
    journey = visit("?from=auditorium-overnight&runs=10", width=width, height=height, dark=dark)
    for name in views:
        journey.view(name)
        assert journey.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"), name
        tall = int(journey.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
        journey.page.set_viewport_size({"width": width, "height": min(tall + 10, 3600)})
        journey.settled()
        journey.page.screenshot(path=pictures / f"{name.lower().replace(' ', '-')}-{width}{'-dark' if dark else ''}.png")
        journey.page.set_viewport_size({"width": width, "height": height})
    assert journey.errors == []
