"""The report on A4 or letter (PDF), on as few sheets as it can be read on, made without a browser and without a network."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cache

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import FontFace, TTFFont

from simulation.vocabulary.words import counted
from ui.report.content import PAPERS, PILLARS, Report
from ui.report.pictures import FONTS, Picture

FAMILY = "report"
REGULAR, BOLD = FONTS / "DejaVuSansCondensed.ttf", FONTS / "DejaVuSansCondensed-Bold.ttf"
INK, QUIET, ACCENT, LINE = (28, 39, 51), (91, 102, 114), (11, 106, 162), (217, 223, 229)
NEWS = {"better": (0, 97, 74), "worse": (160, 64, 0), "": QUIET}
MARGIN = 12.0  # [mm]
WIDTH = PAPERS["A4"][0] - 2 * MARGIN  # [mm] of sheets that are always printed on A4
SIZES = (1.0, 1.06, 1.12, 1.18)  # the largest that takes no more sheets than the smallest is taken
BODY, SMALL = 8.0, 7.0  # [pt] at size 1: what is read, and what stands below it; nothing is printed smaller
KEPT = 22.0  # [mm] that a heading needs below itself: it does not stand alone at the end of a sheet
CHARTS = 52.0  # [mm] of the height of the charts
RIGHT_TO_LEFT = ("R", "AL", "AN")  # bidirectional classes of letters and digits
BOX = "\u25a1"  # stands for a character the font does not have


def pdf_report(report: Report, drawings: tuple[Picture, ...], moment: datetime) -> bytes:
    """Return the report as a PDF: on one sheet where it fits there in letters that can be read, else on as many as these need."""
    papers = [_drawn(report, drawings, moment, SIZES[0])]
    smallest, largest, fitting = 1, len(SIZES) - 1, papers[0]
    while smallest <= largest:
        middle = (smallest + largest + 1) // 2
        papers.append(_drawn(report, drawings, moment, SIZES[middle]))
        if papers[-1].page_no() <= papers[0].page_no():
            smallest, fitting = middle + 1, papers[-1]
        else:
            largest = middle - 1
    return written(fitting, papers)


def written(chosen: FPDF, papers: Sequence[FPDF]) -> bytes:
    """Return one of the papers that were drawn as a file, and close the fonts of all: the library leaves them open."""
    content = bytes(chosen.output())
    for paper in papers:
        for font in paper.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()
    return content


def blank(title: str, moment: datetime, size: str = "A4") -> FPDF:
    """Return an empty page of a size of paper with the report's fonts and margins."""
    paper = FPDF(format=size)
    paper.set_title(title)
    paper.set_lang("en")
    paper.set_creation_date(moment)
    paper.add_font(FAMILY, "", REGULAR)
    paper.add_font(FAMILY, "B", BOLD)
    paper.set_margins(MARGIN, 10, MARGIN)
    paper.set_auto_page_break(True, margin=9)
    paper.add_page()
    return paper


def drawable(text: str) -> str:
    """Return a text in which every character has a shape in the font: others become a box, invisible ones nothing."""
    known = _known()
    return "".join(
        character if ord(character) in known or character == "\n" else "" if unicodedata.category(character) in ("Mn", "Me", "Cf") else BOX
        for character in text
    )


@cache
def _known() -> frozenset[int]:
    with TTFont(REGULAR, lazy=True) as regular, TTFont(BOLD, lazy=True) as bold:
        return frozenset(regular.getBestCmap()) & frozenset(bold.getBestCmap())


def _drawn(report: Report, drawings: tuple[Picture, ...], moment: datetime, size: float) -> FPDF:
    paper = blank(report.question, moment, report.paper)
    paper.set_author(report.author or "CLG flywheel simulator")
    paper.set_text_shaping(_needs_shaping(report))
    sheet = Sheet(paper, size)
    sheet.head(report)
    sheet.answer(report)
    sheet.options(report)
    sheet.figures(report)
    sheet.listed("Why", report.why)
    sheet.years(report)
    sheet.charts(drawings, report.letters[0])
    sheet.views(report)
    sheet.members(report)
    sheet.listed("What it rests on", report.assumptions)
    sheet.listed("Limits", report.limits)
    sheet.foot(report)
    return paper


def _needs_shaping(report: Report) -> bool:
    """Say whether letters of somebody's text have to be joined, turned round or put upon each other: it makes a sheet three times as dear."""
    texts = (report.question, report.author, report.company, *(name for _, name, _ in report.options))
    return any(
        unicodedata.bidirectional(letter) in RIGHT_TO_LEFT or unicodedata.category(letter).startswith("M") for text in texts for letter in text
    )


class Sheet:
    """Draw the parts of the report one below the other, all sizes times `size`."""

    def __init__(self, paper: FPDF, size: float) -> None:
        self.paper, self.size, self.width = paper, size, paper.epw

    def head(self, report: Report) -> None:
        """Draw the question, who asks, and when."""
        self._write(report.question, 13, bold=True)
        signed = f"{report.author}, {report.date}" if report.author else report.date
        self._write(f"{report.company} · {signed}" if report.company else signed, BODY, colour=QUIET)
        self.paper.set_draw_color(*ACCENT)
        self.paper.set_line_width(0.6)
        self.paper.line(MARGIN, self.paper.get_y() + 0.6, MARGIN + self.width, self.paper.get_y() + 0.6)
        self.paper.ln(2.2 * self.size)

    def answer(self, report: Report) -> None:
        """Draw the recommendation with its reasons."""
        self._write(report.headline, 10, bold=True, colour=ACCENT)
        for reason in report.reasons:
            self._bullet(reason)

    def options(self, report: Report) -> None:
        """Draw what is compared."""
        self._heading("The options")
        self._table([[letter, name, differs] for letter, name, differs in report.options], (7, 56, self.width - 63), bold=(0, 1), head=None)

    def figures(self, report: Report) -> None:
        """Draw the figures, good and bad news in colour."""
        worlds = counted(report.comparison.worlds, "world")
        told = f"own values with their ranges over {worlds}, below them the difference to {report.letters[0]} in the same worlds"
        self._heading(f"The figures: {told} (in how many of them it is better, of what is spent: more)")
        rows = [[name, *("\n".join(cell.printed) for cell in cells)] for name, cells in report.figures]
        news = [["", *(cell.news for cell in cells)] for _, cells in report.figures]
        self._table(rows, self._widths(report), bold=(0,), head=self._heads("Figure", report), news=news)

    def years(self, report: Report) -> None:
        """Draw what each option costs and leaves by year."""
        self._heading("What it costs and leaves by year (means over the worlds, which add up)")
        rows = [[year, *values] for year, values in report.years]
        self._table(rows, self._widths(report), bold=(0,), head=self._heads("Year", report))

    def charts(self, drawings: tuple[Picture, ...], baseline: str) -> None:
        """Draw the charts side by side."""
        self._heading("When the money comes back, and where it comes from", CHARTS * self.size + KEPT)
        top, width = self.paper.get_y(), (self.width - 6) / len(drawings)
        bottom = top
        for place, drawing in enumerate(drawings):
            left = MARGIN + place * (width + 6)
            self.paper.set_xy(left, top)
            self._write(drawing.title, BODY, bold=True, width=width)
            high = CHARTS * self.size
            info = self.paper.image(
                io.BytesIO(drawing.png), x=left, y=self.paper.get_y(), w=width, h=high, keep_aspect_ratio=True, alt_text=drawing.alternative
            )
            bottom = max(bottom, self.paper.get_y(), self.paper.get_y() + info.rendered_height)
        self.paper.set_xy(MARGIN, bottom)
        self._write(f"Lines are medians, bands hold eight of ten worlds; {baseline} is dashed. The diamond is the sum.", SMALL, colour=QUIET)

    def views(self, report: Report) -> None:
        """Draw the four ways to count."""
        self._heading("Four ways to count the value over the horizon, before cost")
        rows = [[view, *values] for view, values in report.views]
        self._table(rows, self._widths(report), bold=(0,), head=self._heads("Counted as", report))
        self._write(report.why_views, SMALL, colour=QUIET)

    def members(self, report: Report) -> None:
        """Draw members against others, and the seven pillars: one line per option."""
        for title, heads, rows in (
            (report.members_title, report.member_heads, report.members),
            (PILLARS, report.pillar_heads, report.pillars),
        ):
            if rows:
                self._heading(title)
                room = (self.width - 12) / len(heads)
                self._table([[letter, *cells] for letter, cells in rows], (12, *(room for _ in heads)), bold=(0,), head=["", *heads])
        if report.weak_pillars:
            self._write(" ".join(report.weak_pillars), SMALL, colour=QUIET)

    def listed(self, title: str, items: tuple[str, ...]) -> None:
        """Draw a heading and its points."""
        self._heading(title)
        for item in items:
            self._bullet(item)

    def foot(self, report: Report) -> None:
        """Draw the rule and where the numbers come from."""
        self.paper.ln(1)
        self._write(f"{report.rule} {report.origin}", SMALL, colour=QUIET)

    def _write(self, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK, width: float = 0) -> None:
        self.paper.set_font(FAMILY, "B" if bold else "", size * self.size)
        self.paper.set_text_color(*colour)
        left = self.paper.get_x()
        self.paper.multi_cell(width or self.width, self.paper.font_size * 1.3, drawable(text), align="L", new_x="LEFT", new_y="NEXT")
        self.paper.set_x(left)

    def _bullet(self, text: str) -> None:
        self.paper.set_x(MARGIN)
        self.paper.set_font(FAMILY, "", BODY * self.size)
        self.paper.set_text_color(*INK)
        height = self.paper.font_size * 1.3
        self.paper.cell(3.5, height, "•")
        self.paper.multi_cell(self.width - 3.5, height, drawable(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _heading(self, text: str, below: float = KEPT) -> None:
        """Draw a heading, on the next sheet where less room than `below` [mm] is left."""
        self.paper.set_x(MARGIN)
        if self.paper.will_page_break(below):
            self.paper.add_page()
        self.paper.ln(1.6 * self.size)
        self._write(text, 8.5, bold=True, colour=ACCENT)
        self.paper.ln(0.4)

    def _heads(self, first: str, report: Report) -> list[str]:
        return [first, *report.heads]

    def _widths(self, report: Report) -> tuple[float, ...]:
        share = (self.width - 34) / len(report.letters)
        return (34, *(share for _ in report.letters))

    def _table(
        self, rows: list[list[str]], widths: tuple[float, ...], *, bold: tuple[int, ...], head: list[str] | None, news: list[list[str]] | None = None
    ) -> None:
        self.paper.set_font(FAMILY, "", BODY * self.size)
        self.paper.set_text_color(*INK)
        self.paper.set_draw_color(*LINE)
        self.paper.set_line_width(0.15)
        with self.paper.table(
            col_widths=widths,
            width=self.width,
            borders_layout="HORIZONTAL_LINES",
            first_row_as_headings=head is not None,
            headings_style=FontFace(emphasis="BOLD", color=INK),
            text_align="LEFT",
            line_height=self.paper.font_size * 1.28,
            padding=(0.35, 1.2, 0.35, 0),
        ) as table:
            if head:
                table.row([drawable(text) for text in head])
            for place, row in enumerate(rows):
                line = table.row()
                for column, text in enumerate(row):
                    colour = NEWS[news[place][column]] if news and column and news[place][column] else INK
                    style = FontFace(emphasis="BOLD" if column in bold else None, color=colour)
                    line.cell(drawable(text), style=style)
