"""The journey of those who bring their own history: upload, fit, start, move a lever, save, compare."""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
from pathlib import Path

from patience import until
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.browser.test_compare_journeys import FADE, go, row, save

PROBE = Path(__file__).parent / "probe"
CANARY, NUMBER = "Quokkas of Zanzibar", "918273645"  # a column and a number that stand nowhere else
SAMPLE = Path(__file__).parents[2] / "ui" / "data" / "sample.csv"
TALL = 2400  # [px] everything is in sight: what is drawn only then is drawn
LONG = 120_000  # [ms] a busy machine lives a past


def test_a_history_becomes_a_start_and_a_comparison(visit, pictures):
    journey = visit("?runs=10")
    page = journey.page
    go(journey, "Your data")
    page.locator("input[type=file]").set_input_files(SAMPLE)
    expect(page.get_by_text("36 whole months, 2022-01 to 2024-12")).to_be_visible()
    journey.press("fit")
    expect(page.get_by_text("Your data say nothing about")).to_be_visible(timeout=LONG)
    journey.settled()
    looked_at(journey, pictures, "learnt")
    tables = page.get_by_test_id("stDataFrame")
    goes_on = [table.locator(".dvn-scroller").evaluate("box => box.scrollWidth > box.clientWidth") for table in tables.all()]
    assert any(goes_on), "on a phone"
    assert [table.evaluate(FADE) > 0 for table in tables.all()] == goes_on
    journey.look(1280, 900, dark=False)
    journey.key("use_fit").get_by_role("button").click()
    expect(page.get_by_text("It starts today, from 1,532 members of whom 29 wrote in four weeks")).to_be_visible(timeout=LONG)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=LONG)
    save(journey, "Our community")
    journey.slide("batch_size", "ArrowRight", "ArrowRight")
    expect(page.get_by_text("It starts today, from 1,532 members")).to_be_visible()
    assert journey.value("batch_size") != "open door"
    expect(journey.key("figures")).to_contain_text(re.compile("than the baseline|baseline|[+−-]"))
    save(journey, "In batches", button="save_as")
    go(journey, "Scenarios")
    for title in ("Our community", "In batches"):
        row(journey, title).locator("label").first.click()
        journey.settled()
    page.get_by_role("button", name="Compare 2").click()
    expect(page.get_by_role("button", name="Report (PDF)")).to_be_visible(timeout=LONG)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=LONG)
    differs = journey.key("compare_results").or_(page.get_by_test_id("stMain")).first.inner_text()
    assert "Batch size" in differs
    assert re.search(r"(Take|Keep) “(Our community|In batches)”|cannot be told apart", journey.text("compare_verdict"))
    heads = journey.key("compare_body").locator("table").first.locator("th").all_inner_texts()
    assert sum(title in head for head in heads for title in ("Our community", "In batches")) == 2
    journey.picture(pictures / "your-data-compare.png")
    assert not page.get_by_test_id("stException").count()
    assert not journey.errors


def test_the_page_that_is_empty_or_refuses_a_file_fits_the_screen_and_holds_no_barriers(visit, pictures):
    journey = visit("data")
    looked_at(journey, pictures, "empty")
    journey.page.locator("input[type=file]").set_input_files({"name": "bad.csv", "mimeType": "text/csv", "buffer": b"month,active\n2024-01,many\n"})
    expect(journey.page.get_by_text("This file cannot be used yet")).to_be_visible()
    journey.settled()
    looked_at(journey, pictures, "bad")
    assert journey.errors == []


def looked_at(journey, pictures, name: str) -> None:
    """Look at the page in both lights on a screen and on a phone."""
    for width, dark in ((1280, False), (1280, True), (390, True), (390, False)):
        look = journey.look(width, TALL, dark)
        journey.keep(pictures / f"data-{name}-{look}.png")
        assert journey.barriers(contrast_alone=dark) == [], f"{name}, {look}"


def stop_midway(journey, file) -> None:
    """Upload a file, have it learnt from, and stop while further communities are simulated for it."""
    page = journey.page
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("36 whole months, 2022-01 to 2024-12")).to_be_visible()
    journey.key("fit").get_by_role("button").click()
    expect(page.get_by_text(re.compile(r"Simulating communities like yours: \d+ of"))).to_be_visible(timeout=LONG)
    journey.key("fit").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Your data say nothing about")).to_be_visible()
    journey.settled()
    assert not page.get_by_text("By further communities").count(), "what was found until then is kept"
    expect(journey.key("fit").get_by_role("button", name="Learn again")).to_be_visible()


def test_a_fit_is_stopped_midway_and_a_readers_data_leave_nothing_behind_unless_they_are_saved(visit, tmp_path):
    """Neither a file nor a row nor a line of the server's log holds them; and when the browser has gone, nothing in its memory does."""
    temporary = tempfile.TemporaryDirectory(prefix="t")  # short: processes meet at sockets in it, whose names have a limit
    probe = tmp_path / "probe.json"
    around = {"TMPDIR": temporary.name, "HOME": str(tmp_path), "PYTHONPATH": str(PROBE), "CLG_PROBE": str(probe)}
    rows = SAMPLE.read_text().splitlines()
    mine = "\n".join([f"{rows[0]},{CANARY}", *(f"{row},{NUMBER}" for row in rows[1:])])

    with serving(tmp_path, **around) as (address, number):

        def memory() -> dict:
            probe.unlink(missing_ok=True)
            os.kill(number, signal.SIGUSR1)
            assert until(probe.exists, 60)
            return json.loads(probe.read_text())

        journey = visit("data", server=address)
        page = journey.page
        file = {"name": f"{CANARY}.csv", "mimeType": "text/csv", "buffer": mine.encode()}
        stop_midway(journey, file)
        assert "History" in memory()["held"], "the test sees what is there"
        go(journey, "Model")
        there = memory()
        assert "Fit" not in there["held"], "another page is drawn: what was learnt is forgotten"
        assert there["files"] == 0, "and so is the file"
        go(journey, "Your data")
        page.locator("input[type=file]").set_input_files(file)
        expect(page.get_by_text("36 whole months, 2022-01 to 2024-12")).to_be_visible()
        assert journey.errors == []
        page.close()  # with the file on the page
        assert until(lambda: memory() == {"held": [], "files": 0, "sessions": 0}, 60), memory()
    left = [path for place in (tmp_path, Path(temporary.name)) for path in place.rglob("*") if path.is_file()]
    assert any(path.name == "server.log" for path in left)
    for path in left:
        content = path.read_bytes()
        for trace in (CANARY, NUMBER, rows[7]):
            assert trace.encode() not in content, f"{path.name} holds {trace}"
            assert trace not in path.name
    temporary.cleanup()
