"""The report on the Compare page: what it asks, who signs it, what it rests on, and the files to take away."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from scenarios.texts import MAX_AUTHOR
from ui.compare.rests_on import rests_on
from ui.comparison.comparison import Comparison
from ui.report.content import QUESTION_LIMIT, Report, default_question, report_of
from ui.report.csv import csv_report
from ui.report.html import html_report
from ui.report.pdf import pdf_report
from ui.report.pictures import pictures
from ui.session.identity import TYPED


def report(comparison: Comparison, currency: str) -> None:
    """Draw what the decision rests on, what goes into the report, and the buttons that give it."""
    st.divider()
    turns = rests_on(comparison, currency)
    st.markdown("##### Take away")
    question = st.text_input(
        "Question", key="report_question", max_chars=QUESTION_LIMIT, placeholder=default_question(comparison), help="Stands on top of the report."
    )
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    author = left.text_input("Signed by", value=st.session_state.get(TYPED, ""), key="report_author", max_chars=MAX_AUTHOR)
    with right, st.container(horizontal=True, horizontal_alignment="left"):
        moment = _now()

        def made() -> Report:
            return report_of(comparison, question=question or "", author=author or "", moment=moment, currency=currency, turns=turns)

        st.download_button("Report (PDF)", lambda: _pdf(made(), moment), "report.pdf", "application/pdf", key="report_pdf", on_click="ignore")
        st.download_button("Report (HTML, to print)", lambda: _html(made()), "report.html", "text/html", key="report_html", on_click="ignore")
        st.download_button("Numbers (CSV)", lambda: csv_report(made()), "report.csv", "text/csv", key="report_csv", on_click="ignore")


def _pdf(report: Report, moment: datetime) -> bytes:
    return pdf_report(report, pictures(report), moment)


def _html(report: Report) -> bytes:
    return html_report(report, pictures(report)).encode()


def _now() -> datetime:
    zone = st.context.timezone
    try:
        return datetime.now(ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(ZoneInfo("UTC"))
