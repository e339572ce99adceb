"""Keyboard, axe, no foreign request, hostile text, sizes, light and dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scenarios.link import to_link
from scenarios.scenario import Scenario

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(2)) $x$ :red[y] **z** " + "long" * 25
VIEWS = ("Growth", "Auditorium", "ROI timing", "Health", "Flywheel")
LOOKS = {
    (1280, 900, False): VIEWS,
    (1920, 1080, False): ("Growth", "ROI timing"),
    (390, 844, False): ("Growth", "Flywheel"),
}
REACHED = """() => { const e = document.activeElement; if (!e) return '';
  const k = e.closest('[class*="st-key-"]'); const m = k ? [...k.classList].find(c => c.startsWith('st-key-')) : ''; return m + '|' + e.tagName; }"""


def test_no_request_leaves_the_machine(visit):
    journey = visit("?runs=10")
    for name in ("Auditorium", "ROI timing", "Health", "Flywheel"):
        journey.view(name)
    foreign = [url for url in journey.requests if not url.startswith((journey.address, "data:", "blob:", journey.address.replace("http", "ws")))]
    assert foreign == []
    assert len(journey.requests) > 5


def walk(journey) -> Iterator[tuple[str, str]]:
    """Open what the page can show, one after another; yield its name and the part of the page that shows it."""
    for name in VIEWS:
        journey.view(name)
        yield name, "[data-testid=stMain]"
    journey.key("tables").locator("label").click()
    journey.settled()
    yield "tables", "[data-testid=stMain]"
    journey.key("tables").locator("label").click()  # long tables would be looked at again and again
    for name in ("plan", "matrix", "run", "share", "open"):
        journey.drawer(name)
        yield name, "[data-testid=stPopoverBody]"
        journey.close_drawer()
    for name in ("Programme", "Organisation", "Business"):
        journey.open_group(name)
    yield "groups", "[data-testid=stSidebar]"
    for name in ("Programme", "Organisation", "Business"):
        journey.open_group(name)


def test_axe_finds_nothing_serious_in_light_or_dark(visit):
    journey = visit("?runs=10")
    journey.slide("batch_size", "End")
    for name, _ in walk(journey):
        assert journey.barriers() == [], name
    journey.look(1280, 900, dark=True)  # once: every part that is open is drawn again
    for name, part in walk(journey):
        assert journey.barriers(contrast_alone=True, within=part) == [], f"{name}, dark"


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


@pytest.mark.parametrize(
    "looks",
    [LOOKS, {(1280, 900, True): ("Auditorium", "Health")}, {(390, 844, False): ("Auditorium",)}],
    ids=["one-visit", "dark-from-the-start", "phone-from-the-start"],
)
def test_every_size_and_both_lights_are_kept_as_pictures(visit, pictures, looks):
    width, height, dark = next(iter(looks))
    journey = visit("?from=auditorium-overnight&runs=10", width=width, height=height, dark=dark)
    for (width, height, dark), views in looks.items():
        look = journey.look(width, height, dark)
        for name in views:
            journey.view(name)
            journey.keep(pictures / f"{name.lower().replace(' ', '-')}-{look}.png")
    assert journey.errors == []
