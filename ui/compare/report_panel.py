"""The report on the Compare page: what it asks, who signs it, what it rests on, and the files to take away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from scenarios.file_names import file_stem
from scenarios.texts import MAX_AUTHOR
from simulation.studies.why import Why
from ui.compare.rests_on import rests_on, tested
from ui.comparison.comparison import Comparison
from ui.report.content import PAPERS, QUESTION_LIMIT, Report, default_question, report_of
from ui.report.csv import csv_report
from ui.report.files import html_file, pdf_file, reader_now
from ui.session.reader_name import keep_name, reader_name

ROOM, NAMED = 24, 3  # characters of a name and how many names stand in the name of a file


def report(comparison: Comparison, currency: str, splits: Mapping[int, Why]) -> None:
    """Draw what the decision rests on, what goes into the report, and the buttons that give it."""
    st.divider()
    rests_on(comparison, currency)
    st.markdown("##### Take away")
    question = st.text_input(
        "Question", key="report_question", max_chars=QUESTION_LIMIT, placeholder=default_question(comparison), help="Stands on top of the report."
    )
    left, middle, right = st.columns([2, 2, 1], vertical_alignment="bottom")
    author = left.text_input("Signed by", value=reader_name(), key="report_author", max_chars=MAX_AUTHOR)
    if (author or "").strip() and not reader_name():
        keep_name(author.strip())  # asked for once: saving does not ask for it again
        st.rerun()  # the whole page, which lets the browser keep it
    company = middle.text_input(
        "Company", key="report_company", max_chars=MAX_AUTHOR, persist_state="session", help="Stands in the head; may stay empty."
    )
    paper = right.selectbox("Paper", list(PAPERS), key="report_paper", persist_state="session")
    moment = reader_now()

    def made() -> Report:
        return report_of(
            comparison, question=question or "", author=author or "", company=company or "", paper=paper if paper in PAPERS else "A4",
            moment=moment, currency=currency, rests=tested(comparison), by_input=splits,
        )  # fmt: skip

    with st.container(horizontal=True, horizontal_alignment="left"):
        for label, kind, mime, make in (
            ("Report (PDF)", "pdf", "application/pdf", lambda: pdf_file(made(), moment)),
            ("Report (HTML, to print)", "html", "text/html", lambda: html_file(made())),
            ("Numbers (CSV)", "csv", "text/csv", lambda: csv_report(made())),
        ):
            st.download_button(label, make, file_name(comparison, moment, kind), mime, key=f"report_{kind}", on_click="ignore")
    st.caption("The address of this page is the link to this comparison: it carries every option's settings, and works wherever this simulator runs.")


def file_name(comparison: Comparison, moment: datetime, kind: str) -> str:
    """Return the name of a file to take away: the scenarios, as far as there is room, and the day."""
    stems = [file_stem(name, "option")[:ROOM].strip("-") for name in comparison.names]
    return f"{'-vs-'.join(stems[:NAMED])}{'-and-more' if len(stems) > NAMED else ''}-{moment:%Y-%m-%d}.{kind}"
