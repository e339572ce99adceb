"""Journeys of those who save and compare: from three saved scenarios to the report on the table, and back."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess

from playwright.sync_api import expect
from pypdf import PdfReader

from scenarios.link import to_link
from scenarios.scenario import Scenario

TALL = 2400  # [px] everything is in sight: what is drawn only then is drawn
BRIEF = "?runs=10&base=" + to_link(Scenario(title="A brief look", weeks=26))
HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(2)) $x$ :red[y] **z** مرحبا 🙂"


def go(journey, page: str) -> None:
    journey.page.get_by_test_id("stTopNavLink").filter(has_text=page).click()
    expect(journey.page.get_by_role("heading", level=2).first).to_be_visible() if page != "Simulate" else None
    journey.settled()


def save(journey, title: str, by: str = "Ann", button: str = "save") -> None:
    """Save the present setting as a new scenario."""
    journey.press(button)
    dialog = journey.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title").fill(title)
    dialog.get_by_role("textbox", name="Your name").fill(by)
    dialog.get_by_role("button", name="Save as new").click()
    expect(dialog).to_be_hidden()
    journey.settled()


def find(journey, words: str) -> None:
    field = journey.page.get_by_test_id("stMain").get_by_role("searchbox").or_(journey.page.get_by_role("textbox", name="Search")).first
    field.fill(words)
    field.press("Enter")
    journey.settled()


def ready(journey) -> None:
    """Wait until all worlds of a comparison are in, however busy the machine."""
    expect(journey.page.get_by_role("button", name="Report (PDF)")).to_be_visible(timeout=120_000)
    journey.settled()


def row(journey, title: str):
    return journey.page.locator("[class*='st-key-entry_']").filter(has_text=title)


def more(journey, title: str, action: str) -> None:
    row(journey, title).get_by_role("button", name="More").click()
    journey.page.get_by_role("menuitem", name=action, exact=True).or_(journey.page.get_by_role("option", name=action, exact=True)).click()
    journey.settled()


def download(journey, label: str, folder):
    with journey.page.expect_download() as waiting:
        journey.page.get_by_role("button", name=label, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_three_are_saved_compared_reported_renamed_deleted_and_restored(visit, tmp_path, pictures):
    journey = visit(BRIEF)
    save(journey, "Voyage small")
    journey.slide("batch_size", "End")
    save(journey, "Voyage huge", button="save_as")
    journey.slide("batch_size", "Home")
    save(journey, "Voyage open", button="save_as")

    go(journey, "Scenarios")
    find(journey, "voyage")
    expect(journey.page.locator("[class*='st-key-entry_']")).to_have_count(3)
    for title in ("Voyage small", "Voyage huge", "Voyage open"):
        row(journey, title).locator("label").first.click()
        journey.settled()
    journey.page.get_by_role("button", name="Compare 3").click()
    ready(journey)
    body = journey.text("compare_body")
    assert "Revenue influenced" in body
    verdict = journey.text("compare_verdict").replace("\xa0", " ")
    assert re.search(r"(better|worse) in (all|\d+ of) 30 worlds", verdict)
    assert "Voyage small" in verdict

    journey.page.get_by_role("textbox", name="Question").fill("How many at once?")
    journey.page.get_by_role("textbox", name="Question").press("Enter")
    journey.settled()
    paper = download(journey, "Report (PDF)", tmp_path)
    assert re.fullmatch(r"voyage-small-vs-voyage-huge-vs-voyage-open-\d{4}-\d\d-\d\d\.pdf", paper.name)
    reader = PdfReader(paper)
    assert len(reader.pages) == 2
    text = "".join(page.extract_text() for page in reader.pages)
    assert "How many at once?" in text
    assert "Voyage huge" in text
    looked_at(paper, pictures)
    html = download(journey, "Report (HTML, to print)", tmp_path)
    printed(journey, html, pictures)
    rows = list(csv.DictReader(io.StringIO(download(journey, "Numbers (CSV)", tmp_path).read_text(encoding="utf-8-sig"))))
    assert {entry["name"] for entry in rows if entry["part"] == "option"} == {"Voyage small", "Voyage huge", "Voyage open"}

    go(journey, "Scenarios")
    find(journey, "voyage")
    more(journey, "Voyage huge", "Rename")
    dialog = journey.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Title").fill("Voyage enormous")
    dialog.get_by_role("button", name="Rename").click()
    expect(dialog).to_be_hidden()
    journey.settled()
    expect(row(journey, "Voyage enormous")).to_be_visible()
    more(journey, "Voyage open", "Delete")
    expect(row(journey, "Voyage open")).to_be_hidden()
    journey.press("undo_delete")
    expect(row(journey, "Voyage open")).to_be_visible()

    row(journey, "Voyage small").get_by_role("button", name="Open").click()
    expect(journey.key("save")).to_be_visible()
    journey.settled()
    journey.slide("batch_size", "ArrowRight", "ArrowRight")
    journey.press("save")
    expect(journey.page.get_by_text("version 2 · saved")).to_be_visible()
    go(journey, "Scenarios")
    find(journey, "voyage small")
    more(journey, "Voyage small", "Versions")
    dialog = journey.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Batch size: 20 → 40")
    dialog.get_by_role("button", name="Restore").click()
    expect(dialog).to_be_hidden()
    journey.settled()
    expect(row(journey, "Voyage small")).to_contain_text("version 3, restored from version 1")
    assert journey.errors == []


def looked_at(path, pictures) -> None:
    """Keep the sheet as a picture, where the program for it is there."""
    if shutil.which("pdftoppm"):
        subprocess.run(["pdftoppm", "-r", "90", "-png", "-singlefile", str(path), str(pictures / "report")], check=True)
        assert (pictures / "report.png").stat().st_size > 20_000


def printed(journey, path, pictures) -> None:
    """Open the report as a reader would and print it: on two sheets at most, nothing run, nothing fetched."""
    page = journey.page.context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "How many at once?"
    page.screenshot(path=pictures / "report-html.png", full_page=True)
    assert len(PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages) <= 2
    page.emulate_media(media="print")
    sizes = page.evaluate("[...document.querySelectorAll('p, li, td, th, small')].map(part => parseFloat(getComputedStyle(part).fontSize) * 0.75)")
    assert min(sizes) >= 7 - 0.01
    sizes = page.evaluate(
        "[...document.querySelectorAll('li, td, th, .figures small')].map(part => parseFloat(getComputedStyle(part).fontSize) * 0.75)"
    )
    assert min(sizes) >= 8 - 0.01
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    page.close()


def test_two_readers_saving_at_once_are_told_and_keep_both(visit):
    first = visit(BRIEF)
    save(first, "Shared work", by="Ann")
    second = visit(BRIEF)
    go(second, "Scenarios")
    find(second, "shared work")
    row(second, "Shared work").get_by_role("button", name="Open").click()
    expect(second.key("save")).to_be_visible()
    second.settled()
    second.slide("batch_size", "End")
    second.press("save")
    expect(second.page.get_by_text("version 2 · saved")).to_be_visible()
    first.slide("batch_size", "Home")
    first.press("save")
    dialog = first.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing was overwritten")
    dialog.get_by_role("button", name="Keep both").click()
    expect(dialog).to_be_hidden()
    first.settled()
    assert first.value("batch_size") == "open door"
    go(first, "Scenarios")
    find(first, "shared work")
    expect(row(first, "Shared work (mine)")).to_contain_text("version 1")
    expect(first.page.locator("[class*='st-key-entry_']")).to_have_count(2)


def test_hostile_names_are_text_everywhere(visit, tmp_path):
    journey = visit(BRIEF)
    journey.page.on("dialog", lambda dialog: journey.errors.append(dialog.message))
    save(journey, HOSTILE, by=HOSTILE)
    go(journey, "Scenarios")
    find(journey, "onerror")
    assert HOSTILE[:60] in row(journey, "onerror").inner_text()
    row(journey, "onerror").locator("label").first.click()
    journey.settled()
    journey.page.get_by_role("button", name="Compare 1").click()
    ready(journey)
    assert "<img src=x" in journey.text("compare_verdict")
    assert journey.page.locator("[data-testid=stMain] img[src=x], [data-testid=stMain] a[href^=javascript]").count() == 0
    page = journey.page.context.new_page()
    page.on("dialog", lambda dialog: journey.errors.append(dialog.message))
    page.goto(download(journey, "Report (HTML, to print)", tmp_path).as_uri())
    assert "<img src=x onerror=alert(1)>" in page.locator("main").inner_text()
    assert page.locator("img[src=x]").count() == 0
    assert journey.errors == []


def test_both_pages_are_kept_as_pictures_fit_the_screen_and_hold_no_barriers(visit, pictures):
    journey = visit("saved")

    def looked_at(name: str) -> None:
        for width, dark in ((390, False), (1280, False), (1280, True)):
            look = journey.look(width, TALL, dark)
            journey.keep(pictures / f"{name}-{look}.png")
            if width > 1000 or name == "saved":
                assert journey.barriers(contrast_alone=dark) == [], f"{name}, {look}"

    looked_at("saved")
    journey.page.goto(f"{journey.address}/compare?worlds=10&with=library:default,library:batched-twenty&beliefs=1")
    ready(journey)
    bands_may_show_beliefs_and_the_address_says_so(journey)
    for view in ("Decision", "Money", "Community", "Every figure"):
        journey.key("compare_view").get_by_text(view, exact=True).click()
        journey.settled()
        looked_at(f"compare-{view.lower().replace(' ', '-')}")
    a_table_fades_where_it_goes_on(journey)
    assert journey.foreign() == []


FADE = "box => parseFloat(getComputedStyle(box).getPropertyValue('--clg-fade'))"


def a_table_fades_where_it_goes_on(journey) -> None:
    """On a phone nothing said that more stands behind the edge."""
    journey.look(390, TALL, dark=False)
    tables = journey.key("compare_body").locator("[data-testid=stTable]:visible > div")
    goes_on = [box.evaluate("box => box.scrollWidth > box.clientWidth") for box in tables.all()]
    assert any(goes_on)
    assert [box.evaluate(FADE) > 0 for box in tables.all()] == goes_on
    first = tables.nth(goes_on.index(True))
    first.evaluate("box => new Promise(done => { box.scrollLeft = box.scrollWidth; setTimeout(done, 300); })")
    assert first.evaluate(FADE) == 0, "its end"


def bands_may_show_beliefs_and_the_address_says_so(journey) -> None:
    assert "the same beliefs, drawn within what is thought possible" in journey.page.inner_text("body")
    wide = journey.text("compare_verdict")
    journey.page.locator(".st-key-compare_bands").get_by_role("combobox").click()
    journey.page.get_by_role("option", name="Stochastic variation").click()
    ready(journey)
    assert "beliefs" not in journey.page.url
    assert "the same beliefs, drawn within what is thought possible" not in journey.page.inner_text("body")
    assert journey.text("compare_verdict") != wide
