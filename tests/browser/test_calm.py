"""What a page asks for by itself waits until what its reader did last has been answered: it carries what every control shows.

And what a server works out unasked is there again after it was started anew, which is another store for whoever comes from a first one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation.vocabulary.existing import Existing
from tests.browser.conftest import served
from tests.browser.journey import SHORT, Journey
from tests.browser.test_compare_journeys import BRIEF, download, find, go, ready, row, save
from tests.browser.test_paper_journeys import headline, part

# Answers of the server are held back while `holding`, or take as long as the `way` is; what the page sends is counted.
SLOW_WAY = """
window.holding = false; window.way = 0; window.sent = 0; window.held = [];
const listen = WebSocket.prototype.addEventListener, send = WebSocket.prototype.send;
WebSocket.prototype.addEventListener = function (kind, act, ...more) {
  const now = event => act.call(this, event);
  const later = event => window.holding ? window.held.push(() => now(event)) : window.way ? setTimeout(now, window.way, event) : now(event);
  return listen.call(this, kind, kind === 'message' ? later : act, ...more);
};
WebSocket.prototype.send = function (...given) { window.sent += 1; return send.apply(this, given); };
"""
# Whoever opens a drawer does it in the very moment in which the page asks something by itself: behind the question, before anything else.
IN_THE_MOMENT = """
const usual = window.setTimeout;
let sends = usual;
function heard(act, ...more) {
  const button = String(act).includes('sendUpdateWidgetsMessage') && document.querySelector('.st-key-drawer_open button');
  if (button && !window.opened) { window.opened = true; queueMicrotask(() => button.click()); }
  return sends.call(window, act, ...more);
}
Object.defineProperty(window, 'setTimeout', { get: () => heard, set: other => (sends = other === heard ? usual : other) });
"""
HOLD, LET_GO = "window.sent = 0, window.holding = true", "window.holding = false, window.held.splice(0).forEach(act => act())"
# Whether the curves are those that the page's own answer holds.
AS_TOLD = "JSON.stringify(window.clgCurves.rows) === JSON.stringify(JSON.parse(document.querySelector('[data-curves]').dataset.curves))"
DELAY = "long => window.way = long"
WAY = 1_600  # [ms] that an answer takes on a slow way
WHILE = 2_600  # [ms] in which a timer would have asked at least twice
SETTLED = 400  # [ms] after which nothing is on its way that an act before has sent
LONG = 120_000  # [ms]


@pytest.fixture
def slow(browser) -> Iterator[Callable[..., Journey]]:
    """Return a function that opens an address in a browser whose way to the server can be slowed down."""
    contexts = []

    def opened(server: str, query: str, script: str = "") -> Journey:
        context = browser.new_context(viewport={"width": 1280, "height": 700})
        contexts.append(context)
        page = context.new_page()
        page.add_init_script(SLOW_WAY + script)
        return Journey(page, server, query)

    yield opened
    for context in contexts:
        context.close()


def asks_until_somebody_acts(page: Page, act: Callable[[], object]) -> None:
    """Check that a page asks by itself, that nothing but an act is sent until the act is answered, and that then it goes on."""
    page.wait_for_timeout(SETTLED)
    page.evaluate("window.sent = 0")
    page.wait_for_function("window.sent > 0")
    page.evaluate(HOLD)
    act()
    page.wait_for_function("window.sent > 0")  # sliders and lists take a moment
    page.evaluate("window.sent = 0")
    page.wait_for_timeout(WHILE)
    assert page.evaluate("window.sent") == 0, "something was asked with what the controls showed before the answer"
    page.evaluate(LET_GO)
    page.wait_for_function("window.sent > 0 || !/Testing what would turn it|pasts lived/.test(document.body.innerText)")  # or it has ended


def test_who_goes_to_another_page_on_a_slow_way_is_not_left_on_an_empty_one(slow, tmp_path):
    """What comes into sight meanwhile is not asked for; and where something is asked for nevertheless, the empty page is mended."""
    with served(tmp_path) as address:  # which compares for the first time, and is busy with it for longer than the way
        goes_to_another_page(slow(address, "?runs=10", "window.clgChanging = () => false;"), asked=1)
        goes_to_another_page(slow(address, "?runs=10"), asked=0)


def goes_to_another_page(journey: Journey, asked: int) -> None:
    page = journey.page
    page.wait_for_timeout(SETTLED)
    page.evaluate(DELAY, WAY)
    page.get_by_test_id("stTopNavLink").filter(has_text="Compare").click()
    page.evaluate("window.sent = 0")
    page.mouse.move(640, 500)
    page.mouse.wheel(0, 600)  # what lies below comes into sight
    page.wait_for_timeout(WAY)
    assert page.evaluate("window.sent") == asked
    heading = page.get_by_role("heading", name="Compare scenarios")
    expect(heading).to_be_visible(timeout=LONG)
    if asked:
        page.wait_for_function("!document.querySelector('[data-testid=stMain]').textContent.trim()", timeout=LONG)
        page.evaluate(DELAY, 0)
        expect(heading).to_be_visible(timeout=LONG)
    assert journey.errors == []
    page.close()


def test_how_many_pasts_are_lived_is_not_asked_for_before_an_act_is_answered(slow, server):
    there = Existing(members=1_500, active=300, age_weeks=156)  # whose pasts take longer to be lived than all of this, on a fast machine, too
    ours = Scenario(title="Ours", weeks=26, differences={"batch_size": 0}, existing=there)
    journey = slow(server, f"?runs=10&base={to_link(ours)}")
    journey.drawer("community")
    journey.press("other_pasts")
    expect(journey.page.get_by_text(re.compile(r"\d of \d pasts lived"))).to_be_visible(timeout=LONG)
    asks_until_somebody_acts(journey.page, lambda: journey.key("held_against").get_by_text("carried on as it is").click())
    assert journey.errors == []


def test_a_drawer_opened_in_the_moment_in_which_the_page_asks_by_itself_is_filled(slow, server):
    journey = slow(server, SHORT.replace("runs=10", "runs=9"), IN_THE_MOMENT)  # of which nothing is known, so that the page asks
    journey.page.wait_for_function("window.opened")  # nobody has done anything: it was a question of the page's own
    journey.settled()
    expect(journey.page.get_by_test_id("stPopoverBody").get_by_test_id("stFileUploader")).to_be_visible()
    assert journey.errors == []


def test_what_a_key_or_a_release_sets_is_shown_beside_the_pages_own_answer_which_takes_its_place(slow, server):
    journey = slow(server, SHORT)
    page, verdict = journey.page, journey.key("verdict")
    journey.slide("founders", "ArrowRight")
    worlds = re.compile(r"^([24] of )?10 worlds ·")

    def shown_without_the_page(act: Callable[[], object]) -> None:
        before = page.evaluate("JSON.stringify(window.clgCurves.rows)")
        page.evaluate(HOLD)
        act()
        laid = verdict.locator(".clg-preview small")
        expect(laid).to_have_text(worlds, timeout=LONG)
        assert page.evaluate("JSON.stringify(window.clgCurves.rows)") != before
        said = verdict.inner_text()
        assert "Preview" not in said
        page.evaluate(LET_GO)
        journey.settled()
        expect(page.locator(".clg-preview")).to_have_count(0)
        assert page.evaluate(AS_TOLD)

    handle = journey.key("lever_founders").get_by_role("slider")
    shown_without_the_page(lambda: handle.press("ArrowRight"))
    held = journey.key("lever_batch_size").get_by_test_id("stSliderThumbValue")
    held.scroll_into_view_if_needed()  # the other lever may have scrolled it away
    thumb = held.bounding_box()
    x, y = thumb["x"] + thumb["width"] / 2, thumb["y"] + thumb["height"] + 8

    def drag() -> None:
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 60, y, steps=3)
        page.mouse.up()

    shown_without_the_page(drag)
    nothing_is_shown_beside_an_act_that_is_not_answered_yet(journey, handle)
    what_two_keys_take_back_is_no_longer_shown(journey, handle)
    assert journey.errors == []


def nothing_is_shown_beside_an_act_that_is_not_answered_yet(journey: Journey, handle) -> None:
    page = journey.page
    page.evaluate(HOLD)
    journey.key("undo").get_by_role("button").click()
    handle.press("ArrowRight")
    page.wait_for_timeout(WHILE)
    expect(page.locator(".clg-preview")).to_have_count(0)
    page.evaluate(LET_GO)
    journey.settled()


def what_two_keys_take_back_is_no_longer_shown(journey: Journey, handle) -> None:
    before = journey.figure("Weekly active")
    handle.press("ArrowRight")
    handle.press("ArrowLeft")
    journey.settled()
    expect(journey.page.locator(".clg-preview")).to_have_count(0, timeout=10_000)
    assert journey.figure("Weekly active") == before
    assert journey.page.evaluate(AS_TOLD)


def test_what_the_decision_rests_on_is_found_while_the_reader_goes_on_and_is_there_after_a_restart(visit, slow, tmp_path, pictures):
    """The test begins by itself, is interrupted by nothing the reader does, and stands in the store for whoever opens the link."""
    link = f"compare?worlds=10&with={part('Twenty', 26, batch_size=20)},{part('Two hundred', 26, batch_size=200)}"
    with served(tmp_path, CLG_UNASKED="yes") as address:
        the_line_under_the_batch_size_is_looked_at_closer(visit(SHORT, server=address))
        journey = visit(link, server=address)
        ready(journey)
        rests = journey.key("rests_on")
        told = rests.get_by_text(re.compile(r"Testing what would turn it: \d+%"))
        expect(told).to_be_visible()
        begun = int(re.search(r"(\d+)%", told.inner_text())[1])
        journey.picture(pictures / "rests-on-progress.png")
        journey.key("compare_view").get_by_text("Money", exact=True).click()
        journey.settled()
        journey.page.get_by_role("textbox", name="Question").fill("Twenty or two hundred?")
        journey.page.get_by_role("textbox", name="Question").press("Enter")
        journey.settled()
        go(journey, "Model")
        go(journey, "Compare")
        ready(journey)
        expect(rests.get_by_text("Search visitors who sign up").last).to_be_visible(timeout=120_000)
        expect(told).to_be_hidden(timeout=120_000)
        assert begun < 100
        said = rests.locator("li").all_inner_texts()
        assert len(said) == 8
        paper = " ".join(page.extract_text() for page in PdfReader(download(journey, "Report (PDF)", tmp_path)).pages).replace("\n", " ")
        assert "figures and beliefs tested over their ranges" in paper
        journey.picture(pictures / "rests-on.png")
        assert journey.errors == []
        how_far_it_is_tested_is_not_asked_for_before_an_act_is_answered(slow, address)
    with served(tmp_path, CLG_UNASKED="yes") as address:
        journey = visit(link, server=address)
        ready(journey)
        assert journey.key("rests_on").locator("li").all_inner_texts() == said
        assert not journey.key("rests_on").get_by_role("progressbar").count()
        assert journey.errors == []
        the_same_comparison_opens_from_its_link_in_another_store(journey, visit, address)


def the_line_under_the_batch_size_is_looked_at_closer(journey: Journey) -> None:
    expect(journey.page.locator(".track")).to_have_attribute("aria-label", re.compile(r"^(?!Looking)(?!.*a first look)"), timeout=LONG)
    assert journey.errors == []


def how_far_it_is_tested_is_not_asked_for_before_an_act_is_answered(slow, address: str) -> None:
    journey = slow(address, f"compare?worlds=10&with={part('Twenty', 78, batch_size=20)},{part('Two hundred', 78, batch_size=200)}")
    expect(journey.key("rests_on").get_by_text(re.compile(r"Testing what would turn it: \d+%"))).to_be_visible(timeout=LONG)
    asks_until_somebody_acts(journey.page, lambda: journey.key("compare_view").get_by_text("Money", exact=True).click())
    assert journey.errors == []
    journey.page.close()


def the_same_comparison_opens_from_its_link_in_another_store(there, visit, elsewhere: str) -> None:
    journey = visit(BRIEF)
    save(journey, "Sent small")
    journey.slide("batch_size", "End")
    save(journey, "Sent huge", button="save_as")
    go(journey, "Scenarios")
    find(journey, "sent")
    for title in ("Sent small", "Sent huge"):
        row(journey, title).locator("label").first.click()
        journey.settled()
    journey.page.get_by_role("button", name="Compare 2").click()
    ready(journey)
    here = headline(journey), journey.text("compare_body")
    link = journey.page.url.partition("/compare")[2]
    assert "saved:" in unquote(link)
    there.page.goto(f"{elsewhere}/compare{link}")
    ready(there)
    assert "is not kept here; the address carries its settings" in there.page.inner_text("[data-testid=stMain]")
    assert (headline(there), there.text("compare_body")) == here
