"""The report on the Compare page: what it asks, who signs it, which doubts it tested, and the files to take away."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from scenarios.texts import MAX_AUTHOR
from simulation.engine.pool import EngineError
from ui.comparison.comparison import Comparison
from ui.comparison.sensitivity import WORLDS, Doubt, doubted, pair_in_doubt, testable
from ui.report.content import QUESTION_LIMIT, Report, default_question, report_of
from ui.report.csv import csv_report
from ui.report.html import html_report
from ui.report.pdf import pdf_report
from ui.report.pictures import pictures
from ui.session.identity import TYPED
from ui.session.runs import engine
from ui.text.currencies import CURRENCIES
from ui.text.wording import plain

TESTED = "tested_doubts"  # session key: (what was compared, doubts)
TESTING = "testing_doubts"  # session key: what is being tested now
SLICE = 2  # assumptions tested before the page listens again
SHOWN = 5


def report(comparison: Comparison, currency: str) -> None:
    """Draw what goes into the report and the buttons that give it."""
    st.divider()
    st.markdown("##### Take away")
    question = st.text_input(
        "Question", key="report_question", max_chars=QUESTION_LIMIT, placeholder=default_question(comparison), help="Stands on top of the report."
    )
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    author = left.text_input("Signed by", value=st.session_state.get(TYPED, ""), key="report_author", max_chars=MAX_AUTHOR)
    doubts = _doubts(comparison, currency)
    with right, st.container(horizontal=True, horizontal_alignment="left"):
        moment = _now()

        def made() -> Report:
            return report_of(comparison, question=question or "", author=author or "", moment=moment, currency=currency, doubts=doubts)

        st.download_button("Report (PDF)", lambda: _pdf(made(), moment), "report.pdf", "application/pdf", key="report_pdf", on_click="ignore")
        st.download_button("Report (HTML, to print)", lambda: _html(made()), "report.html", "text/html", key="report_html", on_click="ignore")
        st.download_button("Numbers (CSV)", lambda: csv_report(made()), "report.csv", "text/csv", key="report_csv", on_click="ignore")


def _pdf(report: Report, moment: datetime) -> bytes:
    return pdf_report(report, pictures(report), moment)


def _html(report: Report) -> bytes:
    return html_report(report, pictures(report)).encode()


def _doubts(comparison: Comparison, currency: str) -> list[Doubt] | None:
    """Draw the test of the assumptions; return what it has found so far for this comparison."""
    subject = _subject(comparison)
    tested = st.session_state.get(TESTED)
    found: list[Doubt] = tested[1] if tested is not None and tested[0] == subject else []
    total = len(testable())
    first, second = pair_in_doubt(comparison)
    names = f"{plain(comparison.names[first])} over {plain(comparison.names[second])}"
    with st.expander("Which assumptions could turn this round?", expanded=bool(found) or st.session_state.get(TESTING) == subject, key="doubts"):
        st.caption(
            f"Moves each of {total} assumptions to both ends of its plausible range, in {WORLDS} matched worlds, and looks at the advantage of "
            f"{names} in net present value; the least certain first. It takes minutes and can be stopped: what was found stays, and the "
            "strongest go into the report."
        )
        if len(found) < total:
            testing = st.session_state.get(TESTING) == subject
            label = "Stop" if testing else "Test the rest" if found else "Test the assumptions"
            st.button(label, key="test_doubts", on_click=_switch, args=(None if testing else subject,))
            if testing:
                st.progress(len(found) / total, f"{len(found)} of {total} tested")
        if found:
            count = sum(doubt.overturns for doubt in found)
            st.markdown(f"**{count or 'None'}** of {len(found)} tested {'turn' if count > 1 else 'turns'} the decision round.")
            st.markdown("\n".join(f"- {plain(doubt.sentence(CURRENCIES[currency]), 400)}" for doubt in found[:SHOWN]))
    return found or None


def _switch(subject: object) -> None:
    st.session_state[TESTING] = subject


def go_on(comparison: Comparison) -> None:
    """Test a few more assumptions, if a test is under way, and run again: in between, Stop and every other change are heard."""
    subject = _subject(comparison)
    if st.session_state.get(TESTING) != subject:
        return
    tested = st.session_state.get(TESTED)
    found = tested[1] if tested is not None and tested[0] == subject else []
    if len(found) == len(testable()):
        _switch(None)
        return
    try:
        *_, (_, found) = doubted(comparison, engine(), tuple(found), SLICE)
    except EngineError as error:
        _switch(None)
        st.error(plain(str(error)))
        return
    st.session_state[TESTED] = (subject, found)
    st.rerun()


def _subject(comparison: Comparison) -> tuple[object, ...]:
    return tuple(option.scenario for option in comparison.options), comparison.wanted


def _now() -> datetime:
    zone = st.context.timezone
    try:
        return datetime.now(ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(ZoneInfo("UTC"))
