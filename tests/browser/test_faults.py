"""Journeys of those who met faults elsewhere: equal titles, archives of other systems, a damaged record, paper, and typed numbers."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import update

from scenarios.scenario import Scenario
from scenarios.store import Store
from scenarios.tables import VERSIONS
from tests.browser.journey import SHORT
from tests.browser.test_compare_journeys import download, find, go, ready, row
from tests.test_files_of_others import MAC, WINDOWS, zipped


@pytest.fixture
def store(server, home):
    """Return the store that the running page uses."""
    opened = Store(home / "store.sqlite")
    yield opened
    opened.close()


def test_two_saved_scenarios_of_one_title_are_told_apart_on_every_page_in_the_report_and_in_the_address(visit, store, tmp_path):
    plans = ((Scenario(title="Double plan", weeks=26, differences={"batch_size": size}), by) for size, by in ((10, "Ann"), (90, "Bob")))
    first, second = (store.save(plan, by).version.identity for plan, by in plans)
    journey = visit("saved")
    find(journey, "double plan")
    titles = journey.page.locator("[class*='st-key-entry_'] strong").all_inner_texts()
    assert len(titles) == len(set(titles)) == 2
    assert any("Ann" in title for title in titles)
    for identity in (first, second):
        journey.key(f"entry_{identity}").locator("label").first.click()
        journey.settled()
    journey.page.get_by_role("button", name="Compare 2").click()
    ready(journey)
    assert first in journey.link()
    assert second in journey.link()
    heads = journey.key("compare_body").locator("th").all_inner_texts()
    named = [head for head in heads if head.startswith("Double plan")]
    assert len(set(named)) == 2
    text = " ".join(page.extract_text() for page in PdfReader(download(journey, "Report (PDF)", tmp_path)).pages).replace("\n", " ")
    assert "by Ann" in text
    assert "by Bob" in text
    go(journey, "Watch")
    journey.key("watch_show").get_by_role("combobox").click()
    journey.page.keyboard.type("Double plan")
    options = journey.page.get_by_role("option").all_inner_texts()
    assert len([option for option in set(options) if "Double plan" in option]) == 2
    journey.page.keyboard.press("Escape")
    for identity, size in ((first, "10"), (second, "90")):
        go(journey, "Scenarios")
        find(journey, "double plan")
        journey.key(f"open_{identity}").get_by_role("button").click()
        expect(journey.key("save")).to_be_visible()
        journey.settled()
        assert journey.value("batch_size") == size
        assert identity in journey.link(), "the address says which of the two"


def test_archives_from_other_systems_come_in_what_they_left_is_named_and_the_list_is_printed(visit, tmp_path):
    journey = visit("saved")
    for files, system, left in ((MAC, "a Mac", ".DS_Store"), (WINDOWS, "Windows", "desktop.ini")):
        comes_in(journey, tmp_path, files, system, left)
    printed_it_holds_what_it_says_and_no_sidebar(journey)
    assert journey.errors == []


def comes_in(journey, tmp_path, files, system: str, left: str) -> None:
    title = f"Plan from {system}"
    named = {name: content.encode() if isinstance(content, str) else content for name, content in files.items()}
    packed = {name: content.replace(b"Good", title.encode()) for name, content in named.items()}
    path = tmp_path / f"{left}.zip"
    path.write_bytes(zipped(packed))
    if not journey.page.get_by_test_id("stPopoverBody").is_visible():  # it stays open for the next file
        journey.key("import_box").get_by_role("button").first.click()
    journey.page.locator("input[type=file]").set_input_files(path)
    journey.settled()
    journey.key("import_confirm").get_by_role("button").click()
    toast = journey.page.get_by_test_id("stToast").filter(has_text=left)
    expect(toast).to_contain_text("Imported 1 scenario")
    expect(toast).to_contain_text("Passed over, left by another system")
    journey.settled()
    find(journey, title)
    expect(row(journey, title)).to_have_count(1)


def test_one_unreadable_row_stops_neither_list_nor_open_nor_export_nor_compare(visit, store, tmp_path):
    bad, good = (store.save(Scenario(title=title, weeks=26), "Ann").version.identity for title in ("Broken record", "Whole record"))
    with store.engine.begin() as connection:
        connection.execute(update(VERSIONS).where(VERSIONS.c.identity == bad).values(document="{"))
    journey = visit("saved")
    find(journey, "record")
    expect(row(journey, "Broken record")).to_contain_text("cannot be read")
    expect(row(journey, "Whole record")).to_be_visible()
    journey.key(f"open_{bad}").get_by_role("button").click()
    journey.settled()
    expect(journey.page.get_by_test_id("stAlert").first).to_contain_text("its record is damaged")
    with journey.page.expect_download() as waiting:
        journey.key("export_all").get_by_role("button").click()
    path = tmp_path / "all.zip"
    waiting.value.save_as(path)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert "whole-record.toml" in archive.namelist()
        assert b"Broken record" in archive.read("not-exported.txt")
    journey.page.goto(f"{journey.address}/compare?worlds=10&with=saved:{bad},saved:{good},library:default")
    ready(journey)
    assert "its record is damaged" in journey.page.inner_text("[data-testid=stMain]")
    assert "Whole record" in journey.text("compare_body")
    printed_it_holds_what_it_says_and_no_sidebar(journey)
    store.delete(bad)
    assert journey.errors == []


def printed_it_holds_what_it_says_and_no_sidebar(journey) -> None:
    journey.page.emulate_media(media="print")
    for part in ("stSidebar", "stHeader", "stToolbar"):
        for place in journey.page.get_by_test_id(part).all():
            expect(place).to_be_hidden()
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(journey.page.pdf())).pages)
    assert "Find a lever" not in text
    assert len(text) > 60
    assert "Reset all" not in text


def test_what_is_typed_into_a_figure_stands_there_out_of_range_is_refused_and_the_page_is_printed(visit):
    journey = visit(SHORT)
    journey.open_group("Business")
    for lever, typed in (("monthly_churn", "3.5 %"), ("arpa", "49.90"), ("starting_customers", "1,200"), ("monthly_churn", "0.0125")):
        field = journey.key(f"lever_{lever}").get_by_role("textbox")
        field.fill(typed)
        field.press("Enter")
        journey.settled()
        expect(field).to_have_value(typed)
    field.fill("45 %")
    field.press("Enter")
    journey.settled()
    expect(journey.page.get_by_text(re.compile("45 % is not allowed; it must be from 0 % to 30 %"))).to_be_visible()
    expect(field).to_have_value("0.0125")
    printed_it_holds_what_it_says_and_no_sidebar(journey)
    by_the_keyboard_what_nobody_has_scrolled_to_is_printed_too(journey)


def by_the_keyboard_what_nobody_has_scrolled_to_is_printed_too(journey) -> None:
    drawn = "document.querySelectorAll('[data-testid=stVegaLiteChart] canvas').length"
    journey.page.add_init_script(f"window.sheets = []; window.print = () => window.sheets.push({drawn})")
    journey.page.emulate_media(media="null")  # as it is
    journey.page.reload()
    journey.settled()
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(journey.page.pdf())).pages)
    assert "The detailed views are on paper once they have been scrolled to" in text, "what the browser's own menu prints says what is left out"
    assert journey.page.evaluate(drawn) == 0
    journey.page.keyboard.press("Control+p")
    journey.page.wait_for_function("window.sheets.length")
    assert journey.page.evaluate("window.sheets") == [4]
    assert journey.page.evaluate("(window.print(), window.sheets)") == [4, 4], "once it is drawn nothing is waited for"


def test_a_prediction_stands_there_as_it_was_typed_alone_and_in_a_class(visit):
    """The number fields of the page Learn: amounts and per cents, typed, sent, and there again after a reload."""
    alone = visit("learn?lesson=first-twenty")
    alone.press("learn_next")
    field = alone.key("predict_first-twenty_number").get_by_role("spinbutton")
    for typed in ("12.345", "49.9", "0.0125", "7"):
        field.fill(typed)
        field.press("Enter")
        alone.settled()
        expect(field).to_have_value(typed)
    alone.page.goto(f"{alone.address}/learn?lesson=moving-house")
    alone.settled()
    alone.press("learn_next")
    alone.page.get_by_text("By numbers, one per half-year").click()
    month = alone.key("predict_moving-house_typed_12").get_by_role("spinbutton")
    month.fill("3.125")
    month.press("Enter")
    alone.settled()
    expect(month).to_have_value("3.125")

    teacher = alone
    teacher.page.goto(f"{teacher.address}/learn?lesson=one-nine-ninety")
    teacher.settled()
    teacher.page.get_by_role("button", name="For teachers").click()
    teacher.page.get_by_role("button", name="Open a class").click()
    expect(teacher.key("teacher_bar")).to_be_visible(timeout=120_000)
    code = teacher.page.url.partition("class=")[2][:5]
    student = visit(f"learn?class={code}")
    student.press("take_seat")
    teacher.press("to_predict")
    field = student.key(f"class_{code}_number").get_by_role("spinbutton")
    expect(field).to_be_visible(timeout=30_000)
    field.fill("3.33")
    field.press("Enter")
    student.settled()
    expect(field).to_have_value("3.33")
    student.press("send_answer")
    expect(student.page.get_by_text("Your answer is in")).to_be_visible()
    student.page.reload()
    expect(field).to_have_value("3.33", timeout=30_000)
    assert teacher.errors == student.errors == []
