"""The first screen: everything above the fold, nothing moves between answers, and a held thumb is followed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation import Change, Timeline
from tests.browser.test_compare_journeys import FADE

SHORT = "?runs=10&base=" + to_link(Scenario(title="A short look", weeks=40))
RANGED = r"[\d.k]+ \([\d.k]+ to [\d.k]+\)"
NAMES = "month|Active, 7 days|Speakers, 28 days|Cumulative cash|Auditorium index|baseline"
PARTS = ("verdict", "figures", "charts_cockpit_growth", "why", "next")
PLACES = """names => names.map(name => { const box = document.querySelector('.st-key-' + name).getBoundingClientRect();
  return [name, Math.round(box.top), Math.round(box.left), Math.round(box.bottom)]; })"""
OVER = "head => head.firstElementChild.getBoundingClientRect().right - head.getBoundingClientRect().right"
# What is written below each of the first charts when it is drawn anew, from left to right.
TICKS = """() => [...document.querySelectorAll('[class*=st-key-curves_cockpit] canvas')].map(canvas => {
  const pen = canvas.getContext('2d'), chart = [...clgCurves.charts.values()].find(one => one.canvas === canvas), said = [];
  pen.fillText = (text, x, y) => { if (y > chart.box.floor && /^(month )?\\d+$/.test(text)) said.push(text); };
  chart.draw();
  delete pen.fillText;
  return said; })"""
SIZES = ((1280, 800), (1440, 900), (1920, 1080))


def test_verdict_figures_and_three_charts_stand_above_the_fold_and_stay_where_they_are(visit, pictures):
    journey = visit(SHORT, width=SIZES[0][0], height=SIZES[0][1])
    for width, height in SIZES:
        journey.look(width, height, dark=False)
        before = journey.page.evaluate(PLACES, PARTS)
        assert all(bottom <= height for *_, bottom in before), before
        tops = journey.page.evaluate("[...document.querySelectorAll('[class*=charts_chart_cockpit]')].map(box => box.getBoundingClientRect().top)")
        assert len(tops) == 3
        assert len(set(tops)) == 1, "side by side"
        journey.slide("batch_size", "End")
        assert journey.value("batch_size") == "500"
        assert journey.page.evaluate(PLACES, PARTS) == before
        assert (
            journey.page.evaluate("document.querySelector('.st-key-verdict').scrollHeight - document.querySelector('.st-key-verdict').clientHeight")
            <= 0
        )
        for dark in (False, True):
            look = journey.look(width, height, dark)
            assert journey.page.evaluate(PLACES, PARTS) == before, look
            journey.page.screenshot(path=pictures / f"cockpit-{look}.png")
        journey.press("undo")
        assert journey.value("batch_size") == "20"
    assert journey.errors == []


def test_a_title_is_whole_beside_what_is_planned_and_what_goes_on_off_the_screen_fades_out(visit):
    planned = Scenario(title="A small, cared-for community", story="Twenty.", weeks=160, timeline=Timeline((Change(20, "batch_size", 40),), ()))
    journey = visit("?runs=10&base=" + to_link(planned), width=1280, height=900)
    page, title = journey.page, journey.key("title")
    expect(title.get_by_text("1 planned")).to_be_visible()
    for width in (1280, 390):
        journey.look(width, 844, dark=False)
        assert title.locator("h3").evaluate(OVER) <= 0.02, f"a fraction of a pixel too wide is cut, at {width}"
        inside, icon = title.locator("h3").bounding_box(), title.get_by_test_id("stTooltipIcon").first.bounding_box()
        assert icon["x"] + icon["width"] <= inside["x"] + inside["width"] + 1, width
    for name in ("quiet", "grid_charts_cockpit_growth"):
        box = journey.key(name)
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert box.evaluate(FADE) > 0, name
        box.evaluate("box => new Promise(done => { box.scrollLeft = box.scrollWidth; setTimeout(done, 400); })")
        assert box.evaluate(FADE) == 0, f"the end of {name}"
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 1000)")
    for view in page.locator(".st-key-view button").all():
        assert view.bounding_box()["x"] + view.bounding_box()["width"] <= 390
    ticks = page.evaluate(TICKS)
    assert [names[:4] for names in ticks] == [["month 0", "6", "12", "18"]] * 3
    assert journey.errors == []


def test_on_a_phone_the_levers_leave_half_of_the_screen_to_the_charts(visit, pictures):
    journey = visit(SHORT, width=390, height=844)
    for dark in (True, False):
        journey.page.screenshot(path=pictures / f"cockpit-{journey.look(390, 844, dark)}.png")
    first = journey.page.locator("[class*=charts_chart_cockpit_growth]").bounding_box()
    figures = journey.key("figures").bounding_box()
    assert first["y"] + first["height"] <= 844, "the first chart is on the first screen"
    assert first["y"] < figures["y"], "the charts come first"
    assert journey.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing reaches over the edge"
    journey.page.get_by_test_id("stExpandSidebarButton").click()
    journey.settled()
    sheet = journey.page.locator("[data-testid=stSidebar]").bounding_box()
    chart = journey.page.locator("[class*=charts_chart_cockpit_growth]").bounding_box()
    assert sheet["y"] >= 400
    assert chart["y"] + 120 < sheet["y"]
    assert "open door" not in journey.value("batch_size")
    for dark in (False, True):
        journey.page.screenshot(path=pictures / f"cockpit-levers-{journey.look(390, 844, dark)}.png")


CUT = """([place, words]) => [...document.querySelectorAll(place)].map(one => {
  const told = one.querySelector('p') ?? one, whole = document.createRange();
  if (words) told.textContent = words;
  whole.selectNodeContents(told);
  const room = one.getBoundingClientRect(), taken = whole.getBoundingClientRect();
  return taken.right > room.right + 1 || taken.bottom > room.bottom + 1;
})"""
"""Whether words reach beyond the elements they stand in: theirs, or others that are put there."""


def test_words_beside_figures_titles_and_moves_are_whole(visit):
    planned = Scenario(title="A small, cared-for community", weeks=60, timeline=Timeline((Change(20, "batch_size", 40),)))
    journey = visit("?runs=10&view=Health&base=" + to_link(planned))
    journey.slide("batch_size", "ArrowRight")
    sizes = '[class*=st-key-figure_] [data-testid="stMetricDelta"]'
    assert journey.page.evaluate(CUT, [sizes, "-$9,999"]) == [False] * 6
    assert journey.page.evaluate(CUT, ['[class*=st-key-figure_] [data-testid="stMetricDeltaDescription"]', "probably"]) == [False] * 6
    assert journey.text("planned") == "1 planned"
    assert journey.page.evaluate(CUT, [".st-key-title h3", ""]) == [False]
    journey.look(390, 844, False)
    moves = "Feedback loop: Members see what became of it +$225k ($157k to $302k)"
    buttons = journey.page.evaluate(CUT, [".st-key-next button", moves])
    assert buttons
    assert not any(buttons), "what a move brings is read to its end"
    rows = journey.page.evaluate("[...document.querySelectorAll('.st-key-cohorts table')].slice(0, 1)[0].querySelectorAll('tr').length")
    tall = journey.page.evaluate(
        "Math.max(...[...document.querySelector('.st-key-cohorts table').querySelectorAll('tr')].map(row => row.getBoundingClientRect().height))"
    )
    assert rows == 7
    assert tall < 130, "a sentence has room beside the figures"
    assert journey.errors == []


OPENING = """
window.places = {};
const look = () => {
  for (const name of ['title', 'quiet', 'verdict', 'figures', 'charts_cockpit_growth', 'why', 'next']) {
    const box = document.querySelector('.st-key-' + name)?.getBoundingClientRect();
    if (!box?.height) continue;
    const line = `${Math.round(box.top)}, ${Math.round(box.left)}`;
    if (places[name]?.at(-1) !== line) (places[name] ??= []).push(line);
  }
  requestAnimationFrame(look);
};
addEventListener('DOMContentLoaded', look);
"""


@pytest.mark.parametrize("query", ["", SHORT], ids=["stored-picture", "simulated"])
def test_nothing_moves_while_the_page_opens(browser, server, query):
    """Every part stands where it will stay from the moment it is seen: a pixel is what rounding may do."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(OPENING)
    page.goto(f"{server}/{query}")
    page.wait_for_selector(".st-key-next button", timeout=120_000)  # the last part of the first screen
    page.wait_for_timeout(500)
    places = page.evaluate("places")
    context.close()
    assert set(places) == {"title", "quiet", "verdict", "figures", "charts_cockpit_growth", "why", "next"}
    for name, seen in places.items():
        tops, lefts = zip(*(map(int, one.split(", ")) for one in seen), strict=True)
        assert max(tops) - min(tops) <= 1, (name, seen)
        assert max(lefts) - min(lefts) <= 1, (name, seen)


def test_zones_a_held_thumb_one_that_goes_back_and_the_curves_under_the_pointer_one_after_the_other(visit, pictures):
    journey = visit(SHORT)
    a_thumb_that_goes_back_leaves_no_preview_behind(journey)
    a_held_thumb_is_followed_and_its_release_wins(journey, pictures)
    held_again_nothing_is_asked_for_that_is_not_there(journey)
    journey.press("reset_all")
    the_curves_tell_month_value_range_and_baseline_under_the_pointer(journey)
    the_keyboard_goes_from_a_lever_to_the_months_of_the_curves_and_back(journey, pictures)
    journey.press("reset_all")
    zones_come_soon_and_say_meanwhile_that_they_are_sought(journey)
    assert journey.errors == []


def zones_come_soon_and_say_meanwhile_that_they_are_sought(journey) -> None:
    track = journey.page.locator(".track")
    assert re.search(
        r"^Looking where it stays healthy: \d+ of 13 sizes|(healthy|at risk|auditorium|too small to judge) \d", track.get_attribute("aria-label")
    )
    journey.page.wait_for_function("document.querySelector('.track').dataset.known === '1'")
    before = track.get_attribute("data-of")
    assert "Looking" not in track.get_attribute("aria-label")
    journey.slide("ritual_cadence", "Home")
    journey.slide("ritual_cadence", "ArrowRight")  # from here on only the answer is drawn anew
    journey.page.wait_for_function(
        "before => { const track = document.querySelector('.track'); return track.dataset.known === '1' && track.dataset.of !== before"
        " && track.dataset.of === document.querySelector('.st-key-shown_turn [data-of]').dataset.of }",
        arg=before,
    )
    here = journey.page.locator(".st-key-shown_turn [data-of]").get_attribute("data-here")
    assert re.fullmatch(r"\d+ (healthy|at risk|auditorium|too small to judge)", here)
    assert f"|{here}|" in track.get_attribute("data-zones"), "the line says another thing than the worlds of the verdict"


def a_held_thumb_is_followed_and_its_release_wins(journey, pictures) -> None:
    before, link = journey.figure("Weekly active"), journey.link()
    handle = journey.key("lever_batch_size").get_by_test_id("stSliderThumbValue").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] + 8
    mouse = journey.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 60, y, steps=3)
    journey.page.wait_for_function("document.querySelector('.st-key-verdict').innerText.includes('Preview: Batch size')")
    # On its way the thumb may be seen where it was taken, whose worlds are all known.
    journey.page.wait_for_function("!document.querySelector('.st-key-verdict').innerText.includes('Preview: Batch size 20,')")
    journey.picture(pictures / "held.png")
    assert journey.page.evaluate("document.querySelector('.st-key-figure_weekly_active').innerText").startswith("Weekly active")
    assert re.search(r"\b(2|4|10) of 10 worlds", journey.text("verdict"))
    assert journey.link() == link, "nothing is set while the thumb is held"
    mouse.move(x + 110, y, steps=3)
    mouse.up()
    journey.settled()
    journey.page.wait_for_function("!document.querySelector('.st-key-verdict').innerText.includes('Preview')")
    assert journey.page.locator(".clg-preview").count() == 0
    assert journey.value("batch_size") not in ("20", "40")
    assert journey.figure("Weekly active") != before


def held_again_nothing_is_asked_for_that_is_not_there(journey) -> None:
    """From the second release on only the answer is drawn anew, and with its address a browser asks again for what the page refers to."""
    for _ in range(2):
        handle = journey.key("lever_batch_size").get_by_test_id("stSliderThumbValue").bounding_box()
        x, y, link = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] + 8, journey.link()
        journey.page.wait_for_timeout(400)  # whatever is drawn has reached the browser
        journey.page.mouse.move(x, y)
        journey.page.mouse.down()
        journey.page.mouse.move(x - 20, y, steps=3)
        journey.page.wait_for_function("document.querySelector('.st-key-verdict').innerText.includes('Preview: Batch size')")
        journey.page.mouse.up()
        journey.settled()
        assert journey.link() != link
    assert journey.console == []


def the_curves_tell_month_value_range_and_baseline_under_the_pointer(journey) -> None:
    journey.slide("batch_size", "End")
    for key, told in (
        (
            "growth",
            r"month\d+Active, 7 days[\d.k]+ \([\d.k]+ to [\d.k]+\)baseline[\d.k]+Speakers, 28 days[\d.k]+ \([\d.k]+ to [\d.k]+\)baseline[\d.k]+",
        ),
        ("index", r"month\d+Auditorium index0\.\d\d( \(0\.\d\d to [01]\.\d\d\))?baseline0\.\d\d"),
        ("cash", r"month\d+Cumulative cash−?\$[\d.kM]+ \(−?\$[\d.kM]+ to −?\$[\d.kM]+\)baseline−?\$[\d.kM]+"),
    ):
        chart = journey.key(f"curves_cockpit_{key}")
        chart.locator("canvas").hover()
        assert re.fullmatch(told, chart.locator(".curve-tip").text_content()), chart.locator(".curve-tip").text_content()
        assert "baseline dashed" in chart.locator("canvas").get_attribute("aria-label") or key == "cash"
    assert journey.page.locator("[data-testid=stVegaLiteChart]").count() == 0, "what nobody has come near to is not drawn"
    journey.page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 500)")
    journey.page.wait_for_selector("[data-testid=stVegaLiteChart] canvas")
    assert journey.errors == []


def the_keyboard_goes_from_a_lever_to_the_months_of_the_curves_and_back(journey, pictures) -> None:
    """Three keys from the batch size to the values at the end, one more for each month, Tab for the next chart, Escape to go on with the lever."""
    journey.page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    journey.slide("batch_size", "End")
    keyboard, focused = journey.page.keyboard, journey.page.locator("*:focus")

    def press(*keys: str) -> None:
        for key in keys:
            keyboard.press(key)

    def said() -> str:
        """Return what the chart in focus says to those who hear it, which is what it shows."""
        text = focused.get_attribute("aria-valuetext")
        shown = focused.locator("xpath=..").locator(".curve-tip")
        assert shown.text_content() == re.sub(
            r"(^|, )(month|Active, 7 days|Speakers, 28 days|Cumulative cash|Auditorium index|baseline) ", r"\2", text
        )
        return text

    press("Shift+Tab", "Shift+Tab")
    assert focused.inner_text().startswith("To the curves: arrow keys tell every month")
    journey.picture(pictures / "to-the-curves.png")
    press("Enter")
    told = rf"month \d+, Active, 7 days {RANGED}, baseline [\d.k]+, Speakers, 28 days {RANGED}, baseline [\d.k]+"
    last = said()
    assert re.fullmatch(told, last), last
    months = []
    for keys in (("Home",), ("ArrowRight",), ("ArrowRight",), ("PageUp",), ("ArrowLeft",), ("PageDown",), ("End",)):
        press(*keys)
        months.append(int(re.match(r"month (\d+)", said())[1]))
    assert months == [0, 1, 2, 8, 7, 1, 9]
    assert said() == last
    journey.picture(pictures / "curves-by-keyboard.png")
    press("Tab", "Tab", "Tab")
    assert re.match(r"month 9, Auditorium index 0\.\d\d", said())
    press("Escape")
    assert journey.key("lever_batch_size").locator("*:focus").count() == 1
    assert journey.page.locator(".curve-tip:visible").count() == 0
    press("ArrowLeft")
    journey.settled()
    assert journey.value("batch_size") == "300"
    press("Shift+Tab", "Shift+Tab", "Enter")
    assert said() != last, "of the new answer"


def a_thumb_that_goes_back_leaves_no_preview_behind(journey) -> None:
    before = journey.figure("Weekly active")
    handle = journey.key("lever_batch_size").get_by_test_id("stSliderThumbValue").bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] + 8
    journey.page.mouse.move(x, y)
    journey.page.mouse.down()
    journey.page.mouse.move(x + 90, y, steps=3)
    journey.page.wait_for_function("document.querySelector('.st-key-verdict').innerText.includes('Preview: Batch size')")
    journey.page.mouse.move(x, y, steps=3)
    journey.page.mouse.up()
    journey.page.wait_for_function("!document.querySelector('.st-key-verdict').innerText.includes('Preview')")
    journey.settled()
    assert journey.figure("Weekly active") == before
    assert journey.key("undo").get_by_role("button").is_disabled()
