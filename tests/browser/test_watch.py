"""The picture of a community as it is played, stepped and asked: nothing is sent to the server meanwhile."""

from __future__ import annotations

import math
import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation import RunSpec, timeline_from
from simulation.studies.replay import replay
from simulation.studies.replay_log import UNANSWERED, beside, unpack
from ui.comparison.offers import NOW

# The angle at which the ring around the picked member stands; null where nobody is picked or there.
ANGLE = """canvas => { const colour = getComputedStyle(canvas.closest('.watch')).getPropertyValue('--st-primary-color').trim();
  const probe = document.createElement('canvas').getContext('2d'); probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data, side = canvas.width, data = canvas.getContext('2d').getImageData(0, 0, side, side).data;
  let many = 0, left = 0, top = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] === r && data[at + 1] === g && data[at + 2] === b) {
    many++; left += (at / 4) % side; top += Math.floor(at / 4 / side); }
  return many < 20 ? null : Math.atan2(top / many - side / 2, left / many - side / 2); }"""
PAIR = "watch?runs=10&show=library:batched-twenty&beside=library:auditorium-overnight&world=2"


def opened(visit, query: str, **more):
    journey = visit(query, **more)
    journey.page.wait_for_selector(".watch[data-ready]", timeout=120_000)
    return journey


def part(journey, name: str):
    return journey.page.locator(f"[data-part={name}]")


def week(journey) -> int:
    return int(journey.page.locator(".watch").get_attribute("data-week"))


def to(journey, number: int) -> None:
    part(journey, "scrub").evaluate("(e, w) => { e.value = w; e.dispatchEvent(new Event('input')); }", number)


def painted(journey, nth: int = 0) -> str:
    return journey.page.locator(".stage canvas").nth(nth).evaluate("c => c.toDataURL()")


def replies_drawn(journey) -> tuple[int, int]:
    """Return how many replies of the week are drawn, and how many there were."""
    drawn, of = journey.page.locator(".stage canvas").get_attribute("data-replies").split(" of ")
    return int(drawn), int(of)


def test_it_plays_steps_scrubs_and_tells_without_asking_the_server(visit):
    journey = opened(visit, "watch?runs=10&show=library:default&world=3")
    sent: list[object] = []
    page = journey.page
    page.on("request", lambda request: sent.append(request.url))
    frames = page.context.new_cdp_session(page)
    frames.send("Network.enable")
    frames.on("Network.webSocketFrameSent", lambda event: sent.append(event["response"]["opcode"]) if event["response"]["opcode"] < 8 else None)
    before = painted(journey)
    roles = [int(many) for many in page.locator(".stage canvas").get_attribute("data-roles").split()]
    assert sum(roles) == 40
    assert roles[-1] == 0  # in the first week nobody has been away for two months
    part(journey, "speed").select_option("12")
    part(journey, "play").click()
    expect(part(journey, "play")).to_have_text("Pause")
    announced = part(journey, "status").inner_text()
    page.wait_for_timeout(1_500)
    assert part(journey, "status").inner_text() == announced  # only a week that stands still is announced
    part(journey, "play").click()
    reached = week(journey)
    assert part(journey, "status").inner_text().startswith(f"Week {reached}. ")
    assert 4 <= reached <= 60
    assert painted(journey) != before
    part(journey, "forward").click()
    assert week(journey) == reached + 1
    part(journey, "back").click()
    page.keyboard.press("ArrowLeft")
    assert week(journey) == reached - 1
    part(journey, "stages").focus()
    page.keyboard.press("Space")
    expect(part(journey, "play")).to_have_text("Pause")
    page.keyboard.press("Space")
    expect(part(journey, "play")).to_have_text("Play")
    to(journey, 40)
    assert week(journey) == 40
    words = page.locator(".stage ul").inner_text()
    assert "members visited" in words
    assert "Week 40." in part(journey, "status").inner_text()
    replies, of = replies_drawn(journey)
    assert 0 < replies == of <= 150
    log = unpack(replay(RunSpec().inputs, RunSpec().timeline, RunSpec().seed, RunSpec().weeks, 2))
    assert of == log.columns["n_replies"][40]
    assert int(page.locator(".stage canvas").get_attribute("data-unanswered")) == (beside(log, "posts", "fates")[40] == UNANSWERED).sum()
    crowded = max(number for number, many in enumerate(log.columns["n_replies"]) if many > 150)
    to(journey, crowded)
    replies, of = replies_drawn(journey)
    assert replies < of == log.columns["n_replies"][crowded]  # those to newcomers alone
    to(journey, 40)
    assert "week 40" in page.locator(".stage canvas").get_attribute("aria-label")
    part(journey, "next").click()
    assert week(journey) > 40
    assert "has been silent" in page.locator(".stage ul").inner_text()
    assert sent == []
    foreign = [url for url in journey.requests if not url.startswith((journey.address, "data:", "blob:", journey.address.replace("http", "ws")))]
    assert foreign == []
    assert journey.errors == []


def test_a_member_tells_its_story_to_the_pointer_and_to_the_keyboard(visit):
    journey = opened(visit, "watch?runs=10&show=library:default&world=3")
    to(journey, 60)
    part(journey, "later").focus()
    journey.page.keyboard.press("Enter")
    story = journey.page.locator(".story")
    expect(story).to_contain_text("so far")
    told = story.inner_text()
    assert "Came in week" in told or "A founding member" in told
    journey.page.keyboard.press("Enter")
    assert story.inner_text() != told
    canvas = journey.page.locator(".stage canvas")
    # The middle of the picture holds creators: some place near it is somebody.
    box = canvas.bounding_box()
    stories = set()
    for turn in range(12):
        canvas.click(position={"x": box["width"] / 2 + (turn - 6) * 7, "y": box["height"] / 2 + box["height"] * 0.09})
        stories.add(story.inner_text() if story.is_visible() else "")
    assert any("First post in week" in text for text in stories)


def test_two_communities_run_on_one_clock_and_know_the_same_people(visit):
    journey = opened(visit, PAIR)
    expect(journey.page.locator(".stage")).to_have_count(2)
    to(journey, 30)
    part(journey, "later").click()
    stories = journey.page.locator(".story").all_inner_texts()
    assert len(stories) == 2
    assert all(stories)
    assert stories[0] != stories[1]
    part(journey, "play").click()
    journey.page.wait_for_timeout(2_600)
    part(journey, "play").click()
    labels = [canvas.get_attribute("aria-label") for canvas in journey.page.locator(".stage canvas").all()]
    assert all(f"week {week(journey)}." in label for label in labels)
    assert week(journey) > 31
    journey.page.reload()
    journey.page.wait_for_selector(".watch[data-ready]", timeout=120_000)
    expect(journey.page.locator(".stage")).to_have_count(2)


def test_every_line_runs_to_somebody_who_is_seen_and_those_who_leave_are_marked(visit):
    journey = opened(visit, PAIR)
    canvas = journey.page.locator(".stage canvas").nth(1)
    told = journey.page.locator(".stage ul").nth(1)
    seen = 0
    for number in range(8, 30):
        to(journey, number)
        left = re.search(r"(\d+) members? left for good", told.inner_text())
        assert canvas.get_attribute("data-gone") == (left[1] if left else "0"), number
        assert canvas.get_attribute("data-strays") == "0", f"a reply of week {number} runs to nobody"
        seen += int(left[1]) if left else 0
    assert seen > 100
    expect(journey.page.locator(".legend span", has_text="left for good this week")).to_be_visible()


def test_the_same_person_stands_at_the_same_angle_in_both(visit):
    journey = opened(visit, "watch?runs=10&show=library:default&beside=library:batched-twenty&world=2")
    to(journey, 40)
    both = []
    for _ in range(40):
        part(journey, "later").click()
        found = [canvas.evaluate(ANGLE) for canvas in journey.page.locator(".stage canvas").all()]
        both += [found] if None not in found else []
        if len(both) == 3:
            break
    assert len({round(one, 1) for one, _ in both}) > 1  # several people
    for one, other in both:
        assert abs((one - other + math.pi) % (2 * math.pi) - math.pi) < 0.1


def test_who_wants_no_motion_sees_steps(visit):
    journey = opened(visit, "watch?runs=10&show=library:default&world=3")
    journey.page.emulate_media(reduced_motion="reduce")
    to(journey, 50)
    part(journey, "speed").select_option("4")
    part(journey, "play").click()
    seen = set()
    journey.page.wait_for_timeout(300)
    for _ in range(12):
        # Week and picture in one look, so that no step lies between the two.
        seen.add(tuple(journey.page.locator(".watch").evaluate("w => [w.dataset.week, w.querySelector('canvas').toDataURL()]")))
        journey.page.wait_for_timeout(90)
    part(journey, "play").click()
    weeks = {number for number, _ in seen}
    assert len(weeks) > 1  # it goes on
    assert len(seen) == len(weeks)  # within a week nothing moves


# Every colour that stands in the picture.
DRAWN = """canvas => { const side = canvas.width, data = canvas.getContext('2d').getImageData(0, 0, side, side).data, found = new Set();
  for (let at = 0; at < data.length; at += 4) found.add(`rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})`); return [...found]; }"""


def test_the_legend_names_the_colour_of_everybody_who_is_drawn(visit):
    journey = opened(visit, "watch?runs=10&show=library:default&world=3")
    to(journey, 60)
    page = journey.page
    drawn = set(page.locator(".stage canvas").evaluate(DRAWN))
    dots = page.locator(".legend span:has(.dot)")
    assert dots.all_inner_texts() == ["creators", "engagers", "lurkers", "lurkers not seen for two months"]
    colours = [dot.evaluate("e => getComputedStyle(e).backgroundColor") for dot in page.locator(".legend .dot").all()]
    roles = [int(many) for many in page.locator(".stage canvas").get_attribute("data-roles").split()]
    assert all(roles)
    assert len(set(colours)) == 4
    assert [colour for colour in colours if colour not in drawn] == []
    expect(page.get_by_text("all ties", exact=True)).to_be_hidden()
    part(journey, "ties").check()
    expect(page.get_by_text("all ties", exact=True)).to_be_visible()


def test_the_scrubber_goes_by_keyboard(visit):
    journey = opened(visit, "watch?runs=10&show=library:default&world=3")
    page, scrub = journey.page, part(journey, "scrub")
    scrub.focus()
    for key, reached in (("ArrowRight", 1), ("PageUp", 14), ("ArrowLeft", 13), ("PageDown", 0), ("End", 155), ("Home", 0)):
        page.keyboard.press(key)
        assert week(journey) == reached, key
        assert scrub.get_attribute("aria-valuetext") == f"week {reached} of 0 to 155"
        assert part(journey, "week").inner_text() == f"Week {reached} of 0 to 155"  # 156 weeks, of which the first is week 0 as in a plan
    expect(scrub).to_be_focused()
    page.keyboard.press("n")
    assert week(journey) > 0
    status = part(journey, "status").inner_text()
    assert f"Week {week(journey)}." in status
    page.keyboard.press("Space")  # on the scrubber it plays as everywhere
    expect(part(journey, "play")).to_have_text("Pause")
    page.keyboard.press("Space")
    assert journey.errors == []


def test_twelve_thousand_members_are_drawn_whole(visit):
    rush = Scenario(
        title="A rush", weeks=20, differences={"batch_size": 0, "market_size": 500_000}, timeline=timeline_from((), [(4, "influx", 12_500)])
    )
    journey = opened(visit, "watch?" + urlencode({"runs": 10, "base": to_link(rush), "show": NOW, "world": 1}))
    to(journey, 6)
    words = journey.page.locator(".stage ul").inner_text()
    members = int(re.search(r"of ([\d,]+) members visited", words)[1].replace(",", ""))
    assert members >= 12_000
    expect(journey.page.locator(".sample")).to_be_hidden()  # nobody is left out
    before = painted(journey)
    part(journey, "forward").click()
    assert painted(journey) != before
    part(journey, "later").click()
    expect(journey.page.locator(".story")).to_contain_text("so far")
    assert journey.errors == []


def test_what_is_lost_is_said(visit):
    journey = visit("watch?runs=10&show=saved:nobody")
    expect(journey.page.get_by_text("is not here any more")).to_be_visible()
