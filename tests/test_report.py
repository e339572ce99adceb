"""The report: a sheet or two that hold what the comparison found, in three forms, whatever people type."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from simulation import MODEL_VERSION
from simulation.studies.paper import PER_MONTH, factor_of, label_of
from simulation.studies.turning_points import Rests, TurningPoint
from simulation.studies.why import Part, Why
from tests.comparisons import RUNS, WEEKS, compared, renamed
from ui.comparison.figures import certainty_told, level
from ui.comparison.recommendation import certain, recommend
from ui.report.content import LEADING_FIGURES, MOST_MARKS, Report, default_question, printable, report_of
from ui.report.csv import HEADER, csv_report
from ui.report.html import html_report
from ui.report.pdf import BOX, drawable, pdf_report
from ui.report.pictures import pictures

MOMENT = datetime(2026, 5, 4, 12, 30, tzinfo=UTC)
SIX = ("default", "batched-twenty", "ghost-town", "pay-for-posts", "reports-to-sales", "rented-platform")
HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "مرحبا بالعالم שלום \u202e turned \u202c",
    "👩‍🚀 emoji 日本語 한국어 ไทย",
    "x" * 200,
    '=HYPERLINK("http://evil.example","click")',
    "Z" + "\u0301\u0300" * 90,
)


def made(comparison, **more) -> Report:
    return report_of(comparison, **{"question": "", "author": "Ann", "moment": MOMENT, **more})


@pytest.fixture(scope="module")
def three() -> Report:
    return made(compared(*SIX[:3]))


@pytest.fixture(scope="module")
def worst() -> Report:
    hostile = renamed(compared(*SIX), HOSTILE)
    return made(hostile, question="<b onclick=alert(3)>Why?</b> \x00\x07\ud800 " + "long " * 80, author="<img src=x onerror=alert(4)>")


@pytest.fixture(scope="module")
def printed(three, worst) -> Callable[[str], bytes]:
    """Return a function that gives the PDF of a report by name, printed once."""

    @cache
    def print_it(which: str) -> bytes:
        report = {"three": three, "worst": worst}[which]
        return pdf_report(report, pictures(report), MOMENT)

    return print_it


class Tags(HTMLParser):
    """Collect tags, attributes and visible text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)


def read(html: str) -> Tags:
    parsed = Tags()
    parsed.feed(html)
    return parsed


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_report_holds_question_options_recommendation_figures_assumptions_and_limits(three):
    taken = recommend(three.comparison)
    assert three.question == ("Should we run “Twenty at a time” or “The ghost town” instead of “A small, cared-for community”?")
    assert three.headline == taken.headline
    assert three.reasons == taken.reasons
    assert [letter for letter, _, _ in three.options] == ["A", "B", "C"]
    assert three.options[0][2] == "the baseline"
    assert "time between batches: 2 weeks" in three.options[1][2]
    assert [name for name, _ in three.figures if name not in ("Brought per $1 spent", "Community")] == [label_of(name) for name in LEADING_FIGURES]
    assert all(len(cells) == 3 for _, cells in three.figures)
    assert any("revenue per customer" in words for words in three.assumptions)
    assert any("direction" in words for words in three.assumptions)
    assert any("stochastic variation only" in words for words in three.limits)
    assert three.origin == f"Model {MODEL_VERSION}, seed 7, {RUNS} matched worlds, {WEEKS} weeks (10 months)."
    assert three.date == "2026-05-04"


@pytest.mark.parametrize(
    ("others", "asked"),
    [(0, "What does “A” bring?"), (1, "run “B” instead of “A”?"), (2, "“B” or “C” i"), (3, "“B”, “C” or “D” i"), (4, "one of the 4 o")],
)
def test_the_question_names_the_programmes_it_asks_about(others, asked):
    assert asked in default_question(SimpleNamespace(names="ABCDE"[: others + 1]))


def test_every_figure_of_an_option_has_its_own_value_its_difference_and_how_sure_that_is(three):
    rows = dict(three.figures)
    for name in LEADING_FIGURES:
        cells = rows[label_of(name)]
        for place, cell in enumerate(cells[1:]):
            own, _ = level(three.comparison, place + 1, name, "$")
            assert cell.lines[0].startswith(own)
            assert certain(certainty_told(name, three.comparison.differences[place][name])) in cell.lines[-1]


def test_in_how_many_worlds_a_difference_goes_its_way_stands_in_words_where_the_page_is_printed(three):
    page = html_report(three, ())
    counts = [f"({cell.counted})" for _, cells in three.figures for cell in cells if cell.counted]
    assert len(counts) > 10
    assert all(re.fullmatch(rf"\((better|more|higher|equal) in \d+ of {RUNS} worlds\)", words) for words in counts)
    for told in set(counts):
        assert page.count(told) >= counts.count(told), told
    assert not any(tag == "td" and "title" in attributes for tag, attributes in read(page).tags), "nothing is left to a pointer"


@pytest.mark.parametrize("which", ["three", "worst"])
def test_the_number_of_worlds_behind_every_figure_stands_in_the_pdf(which, request, printed):
    report = request.getfixturevalue(which)
    text = "".join(flat(page.extract_text()) for page in PdfReader(io.BytesIO(printed(which))).pages)
    assert flat(f"own values with their ranges over {RUNS} worlds") in text
    counts = [f"({cell.share})" for _, cells in report.figures for cell in cells if cell.counted]
    assert len(counts) > 10
    for told in set(counts):
        assert text.count(told) >= counts.count(told), told


def test_the_years_of_the_report_add_up_in_its_csv(three):
    rows = list(csv.DictReader(io.StringIO(csv_report(three).decode("utf-8-sig"))))
    for letter, results in zip(three.letters, three.comparison.results, strict=True):
        years = [float(row["mean"]) for row in rows if (row["part"], row["item"], row["option"]) == ("year", "cost", letter)]
        assert sum(years) == pytest.approx(float(results.books["cost"].sum(axis=1).mean()))


def test_the_html_is_whole_closed_to_scripts_and_networks_and_says_everything(three):
    html = html_report(three, pictures(three))
    parsed = read(html)
    text = "".join(parsed.words)
    for words in (three.question, three.headline, *three.reasons, *three.assumptions, *three.limits, three.rule, three.origin, three.why_views):
        assert words in text
    policy = next(attributes["content"] for tag, attributes in parsed.tags if attributes.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert not [tag for tag, _ in parsed.tags if tag in ("script", "link", "iframe", "object", "embed", "form", "a", "base")]
    images = [attributes for tag, attributes in parsed.tags if tag == "img"]
    assert len(images) == 2
    assert all(image["src"].startswith("data:image/svg+xml;base64,") and image["alt"] for image in images)
    drawing = base64.b64decode(images[0]["src"].partition(",")[2]).decode()
    assert drawing.startswith("<svg")
    assert "month" in drawing
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", drawing)


def test_hostile_names_stay_text_in_html(worst):
    html = html_report(worst, pictures(worst))
    parsed = read(html)
    assert not [tag for tag, _ in parsed.tags if tag == "script"]
    assert not [name for _, attributes in parsed.tags for name in attributes if name.startswith("on")]
    assert len([tag for tag, _ in parsed.tags if tag == "img"]) == 2
    text = "".join(parsed.words)
    assert "<script>alert(1)</script>" in text
    assert "<b onclick=alert(3)>Why?</b>" in text
    assert "👩‍🚀 emoji 日本語" in text
    assert not set(text) & set("\x00\x07\ud800\u202e\u202c")
    html.encode("utf-8")


def sized(reader: PdfReader) -> dict[float, str]:
    """Return all that is printed, by the size of its letters [pt]."""
    found: dict[float, str] = {}

    def see(text, _, matrix, __, size):
        key = round(size * abs(matrix[3]), 2)
        found[key] = found.get(key, "") + text

    for page in reader.pages:
        page.extract_text(visitor_text=see)
    return {size: flat(text) for size, text in found.items() if flat(text)}


@pytest.mark.parametrize(("which", "sheets"), [("three", 2), ("worst", 3)])
def test_the_pdf_can_be_read_and_has_the_same_words(which, sheets, request, printed):
    """Three options stood on one sheet in letters of 4.5 points."""
    report = request.getfixturevalue(which)
    reader = PdfReader(io.BytesIO(printed(which)))
    assert len(reader.pages) == sheets
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(595, 842)}
    images = [image for page in reader.pages for image in page.images]
    assert len(images) == 2
    assert min(image.image.width for image in images) > 800
    letters = sized(reader)
    assert min(letters) >= 7
    body = "".join(text for size, text in letters.items() if size >= 8)
    for words in (*report.limits, *report.assumptions, "Brought per $1 spent", "Seven pillars"):
        assert flat(words) in body
    text = "".join(flat(page.extract_text()) for page in reader.pages)
    for words in (*report.limits, report.origin, "Four ways to count the value", "What it rests on"):
        assert flat(words) in text
    if which == "three":
        for words in (report.question, report.headline, *report.reasons):
            assert flat(words) in text
    fonts = {str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert all("DejaVuSansCondensed" in font for font in fonts), fonts


def test_what_fits_on_one_sheet_stands_on_one(three):
    short = replace(
        three, why=(), years=(), members=(), pillars=(), weak_pillars=(), assumptions=(), figures=three.figures[:2], reasons=three.reasons[:1]
    )
    assert len((reader := PdfReader(io.BytesIO(pdf_report(short, _drawings(three), MOMENT)))).pages) == 1
    assert max(sized(reader)) > 13, "and larger where there is room"


def test_no_heading_stands_alone_at_the_end_of_a_sheet(three, printed):
    heads = ("The options", "Why", "What it rests on", "Limits", "When the money comes back, and where it comes from")
    for page in (*PdfReader(io.BytesIO(printed("three"))).pages, *PdfReader(io.BytesIO(printed("worst"))).pages):
        assert page.extract_text().strip().splitlines()[-1] not in heads


def test_the_report_on_letter_paper_names_the_company_and_what_carries_the_difference():
    comparison = compared(SIX[0], SIX[2])
    amounts = (("only together", 9e5), ("Founding members", 1e3), ("Seed threads", -2e3))
    parts = tuple(Part(name, amount, amount, amount, "") for name, amount in amounts)
    report = made(comparison, company="Acme <b>", paper="Letter", by_input={1: Why(9e5, 9e5, 9e5, parts, 4)})
    assert report.why[1] == "B, by input: Seed threads -$2.0k, Founding members +$1.0k, only together +$900k."
    assert report.options[1][2].index("seed threads") < report.options[1][2].index("founding members")
    paper = PdfReader(io.BytesIO(pdf_report(report, pictures(report), MOMENT)))
    assert {round(float(page.mediabox.width)) for page in paper.pages} == {612}
    assert "Acme <b>" in paper.pages[0].extract_text()
    html = html_report(report, pictures(report))
    assert "size: Letter" in html
    assert "Acme &lt;b&gt;" in html


def test_the_pdf_of_the_same_report_is_the_same(three, printed):
    assert pdf_report(three, pictures(three), MOMENT) == printed("three")


def test_the_csv_holds_the_command_lines_numbers(three, command, tmp_path):
    rows = list(csv.DictReader(io.StringIO(csv_report(three).decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADER
    paths = []
    for letter, one in zip(three.letters, three.comparison.options, strict=True):
        paths.append(tmp_path / f"{letter}.toml")
        paths[-1].write_text(one.scenario.to_toml(), encoding="utf-8")
    answer = json.loads(command("compare", *paths, "--runs", RUNS)[1])
    figures = {(row["option"], row["item"]): row for row in rows if row["part"] == "figure"}
    for letter, entry in zip("BC", list(answer["options"].values())[1:], strict=True):
        for name in LEADING_FIGURES:
            key = name + (PER_MONTH if factor_of(name) != 1 else "")
            mine, theirs = figures[letter, key], entry["differences"][key]
            assert mine["difference_median"] == ("" if theirs["median"] is None else repr(theirs["median"])), name
            assert (int(mine["better_in"]), int(mine["of"]), mine["certainty"]) == (theirs["better_in"], theirs["of"], theirs["certainty"])
    run = json.loads(command("run", paths[1], "--runs", RUNS)[1])
    total = next(row for row in rows if (row["part"], row["item"], row["option"]) == ("mechanism", "Acquisition", "B"))
    assert float(total["median"]) == run["roi"]["total"]["acquisition"]["median"]
    cash = [row for row in rows if row["part"] == "cumulative cash" and row["option"] == "B"]
    assert len(cash) == run["roi"]["months"]


def test_no_cell_of_the_csv_is_a_formula(worst):
    for row in csv.reader(io.StringIO(csv_report(worst).decode("utf-8-sig"))):
        for text in row:
            try:
                float(text)
            except ValueError:
                assert not text.startswith(("=", "+", "-", "@")), text


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.text(max_size=400))
def test_any_text_becomes_printable_and_drawable(text):
    kept = printable(text, 300)
    assert len(kept) <= 300
    assert "\n" not in kept
    kept.encode("utf-8")
    assert printable(kept, 300) == kept
    assert set(drawable(kept)) <= {BOX} | set(kept)
    assert len(drawable(kept)) <= len(kept)


@settings(max_examples=4, derandomize=True, deadline=None)
@given(question=st.text(min_size=1, max_size=120), author=st.text(max_size=40))
def test_any_question_gives_a_pdf_and_a_page(three, question, author):
    report = replace(three, question=printable(question, 300) or "?", author=printable(author, 100))
    drawings = _drawings(three)
    assert len(PdfReader(io.BytesIO(pdf_report(report, drawings, MOMENT))).pages) == 2
    assert report.question in "".join(read(html_report(report, drawings)).words)


_KEPT: list = []


def _drawings(report: Report):
    if not _KEPT:
        _KEPT.append(pictures(report))
    return _KEPT[0]


def test_what_has_no_shape_becomes_a_box_and_stacked_accents_end():
    assert drawable("日") == BOX
    assert drawable("a\u200db") in ("ab", "a\u200db")
    assert drawable("العربية ß Ж €") == "العربية ß Ж €"
    assert len(printable("Z" + "\u0301" * 50)) == 1 + MOST_MARKS


def test_where_the_decision_turns_is_said_in_the_report(three):
    turning = TurningPoint("search_conversion", 0.0405, (0.0, 0.0405, 0.1), (-900.0, 500.0, 800.0), (0.026,))
    calm = TurningPoint("monthly_churn", 0.035, (0.0175, 0.035, 0.07), (600.0, 500.0, 400.0), ())
    report = made(three.comparison, rests=Rests(1.0, "done", (turning, calm)))
    assert report.assumptions[0] == "1 of 2 figures and beliefs tested over their ranges turn the decision round."
    assert "the decision turns below about 2.6 % (now 4.05 %" in report.assumptions[1]
    assert "the decision stays from 1.75 %" in report.assumptions[2]
    calmly = made(three.comparison, rests=Rests(1.0, "done", (calm,)))
    assert calmly.assumptions[0] == "None of 1 figure and belief tested over their ranges turns the decision round."


def test_a_report_that_comes_before_the_test_of_the_decision_says_so(three):
    calm = TurningPoint("monthly_churn", 0.035, (0.0175, 0.035, 0.07), (600.0, 500.0, 400.0), ())
    early = made(three.comparison, rests=Rests(0.4, "beliefs", (calm,))).assumptions
    assert early[0] == "At which values the decision turns was still being tested when this was written (40% done)."
    assert early[1].startswith("None of 1")
    assert "has not been tested" in made(three.comparison).assumptions[0]
