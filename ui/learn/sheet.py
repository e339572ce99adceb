"""The script as HTML and as PDF, one A4 page each, drawn with the report's style and fonts."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import streamlit as st
from fpdf import FPDF

from scenarios.lesson import Lesson
from ui.learn.script_sheet import Script, script_of
from ui.learn.worlds import computed
from ui.report.html import POLICY, style
from ui.report.pdf import ACCENT, FAMILY, INK, MARGIN, QUIET, blank, drawable, written

SIZES = (1.2, 1.1, 1.0, 0.9, 0.8, 0.7)  # the largest at which everything stands on one sheet is taken
PARTS = (("What is asked", "asks"), ("Numbers to expect", "expected"), ("The puzzle, for you alone", "answer"))


def downloads(lesson: Lesson) -> None:
    """Offer the script; it is computed when it is asked for."""
    st.markdown("**The script**: minute by minute, with the numbers to expect.")
    for label, name, kind, drawn in (
        ("Script (PDF)", "pdf", "application/pdf", script_pdf),
        ("Script (HTML, to print)", "html", "text/html", script_html),
    ):
        st.download_button(
            label, lambda drawn=drawn: drawn(made(lesson)), f"{lesson.name}.{name}", kind, key=f"script_{name}", on_click="ignore", width="stretch"
        )


def made(lesson: Lesson) -> Script:
    """Return the script with the numbers of today's model."""
    before, after = (computed(one, tick=lambda: None) for one in (lesson.before, lesson.after))
    before_off, after_off = (computed(lesson.switched_off(one), tick=lambda: None) for one in (lesson.before, lesson.after))
    return script_of(lesson, before, after, before_off, after_off, computed(lesson.puzzle.played(lesson.puzzle.winner), tick=lambda: None))


def script_html(script: Script) -> str:
    """Return the script as a complete HTML document; every text is escaped."""
    steps = "".join(f'<tr><th scope="row">{escape(minute)}</th><td>{escape(text)}</td></tr>' for minute, text in script.steps)
    parts = "".join(
        f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in getattr(script, name))}</ul>" for title, name in PARTS
    )
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(script.title)}</title><style>{style()}</style></head><body>
<header><h1>{escape(script.title)}</h1><p class="quiet">Script for the teacher</p></header><main>
<h2>Minute by minute</h2><table><tbody>{steps}</tbody></table>{parts}</main>
<footer class="quiet"><p>{escape(script.origin)}</p></footer></body></html>
"""


def script_pdf(script: Script, moment: datetime | None = None) -> bytes:
    """Return the script as a PDF on one sheet."""
    papers = []
    for size in SIZES:
        papers.append(_drawn(script, size, moment or datetime.now(UTC)))
        if papers[-1].page_no() == 1:
            break
    return written(papers[-1], papers)


def _drawn(script: Script, size: float, moment: datetime) -> FPDF:
    paper = blank(script.title, moment)

    def write(text: str, points: float, bold: bool = False, colour: tuple[int, int, int] = INK, left: float = 0.0) -> None:
        paper.set_font(FAMILY, "B" if bold else "", points * size)
        paper.set_text_color(*colour)
        paper.set_x(MARGIN + left)
        paper.multi_cell(paper.epw - left, paper.font_size * 1.35, drawable(text), align="L", new_x="LMARGIN", new_y="NEXT")

    write(script.title, 16, bold=True)
    write("Script for the teacher", 8, colour=QUIET)
    paper.ln(2)
    write("Minute by minute", 10, bold=True, colour=ACCENT)
    for minute, text in script.steps:
        top = paper.get_y()
        write(minute, 9, bold=True)
        paper.set_y(top)
        write(text, 9, left=18)
    for title, name in PARTS:
        paper.ln(2)
        write(title, 10, bold=True, colour=ACCENT)
        for line in getattr(script, name):
            write(f"• {line}", 9)
    paper.ln(2)
    write(script.origin, 7.5, colour=QUIET)
    return paper
