"""The report on the Compare page: what it asks, who signs it, which doubts it tested, and the files to take away."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from scenarios.texts import MAX_AUTHOR
from simulation import ASSUMPTIONS
from simulation.experiments.pool import EngineError
from ui.comparison.comparison import Comparison
from ui.comparison.doubts import WORLDS, Doubt, doubted, pair_in_doubt
from ui.report.content import QUESTION_LIMIT, Report, default_question, report_of
from ui.report.page import html_report
from ui.report.paper import pdf_report
from ui.report.pictures import pictures
from ui.report.rows import csv_report
from ui.runs import engine
from ui.saved.opened import TYPED
from ui.state import CURRENCIES
from ui.wording import plain

TESTED = "tested_doubts"  # session key: (what was compared, doubts)
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
    """Draw the test of the assumptions; return what it found, if it has been run for this comparison."""
    subject = (tuple(option.scenario for option in comparison.options), comparison.wanted)
    tested = st.session_state.get(TESTED)
    found: list[Doubt] | None = tested[1] if tested is not None and tested[0] == subject else None
    first, second = pair_in_doubt(comparison)
    names = f"{plain(comparison.names[first])} over {plain(comparison.names[second])}"
    with st.expander("Which assumptions could turn this round?" + ("" if found is None else " (tested)"), expanded=found is not None, key="doubts"):
        st.caption(
            f"Moves each of {len(ASSUMPTIONS)} assumptions to both ends of its plausible range, in {WORLDS} matched worlds, and looks at the "
            f"advantage of {names} in net present value. The strongest go into the report."
        )
        if found is None and st.button("Test the assumptions", key="test_doubts"):
            found = _test(comparison)
            if found is not None:
                st.session_state[TESTED] = (subject, found)
        if found is not None:
            count = sum(doubt.overturns for doubt in found)
            st.markdown(f"**{count} of {len(found)}** turn the decision round." if count else "**None** of them turns the decision round.")
            st.markdown("\n".join(f"- {plain(doubt.sentence(CURRENCIES[currency]), 400)}" for doubt in found[:SHOWN]))
    return found


def _test(comparison: Comparison) -> list[Doubt] | None:
    bar = st.progress(0.0, "Testing the assumptions; any other change on this page stops it")
    doubts: list[Doubt] = []
    try:
        for share, doubts in doubted(comparison, engine()):
            bar.progress(share, f"Testing the assumptions: {len(doubts)} of {len(ASSUMPTIONS)} done; any other change on this page stops it")
    except EngineError as error:
        st.error(plain(str(error)))
        return None
    bar.empty()
    return doubts


def _now() -> datetime:
    zone = st.context.timezone
    try:
        return datetime.now(ZoneInfo(zone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(ZoneInfo("UTC"))
