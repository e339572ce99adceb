"""The present setting on one sheet: the report of the comparison with the baseline, or of the setting alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import streamlit as st

from scenarios.file_names import file_stem
from simulation import RunSpec
from ui.comparison.comparison import Comparison
from ui.comparison.options import Option, aligned, told_apart
from ui.report.content import Report, report_of
from ui.report.exports import complete
from ui.report.files import html_file, pdf_file, reader_now
from ui.session.link import scenario_at
from ui.session.reader_name import reader_name
from ui.session.state import Session

FORMS = (("One page (PDF)", "pdf", "application/pdf"), ("One page (HTML)", "html", "text/html"))


def one_page(current: Session, title: str, none: bool = False) -> None:
    """Draw the buttons that give the sheet; with `none` there are no worlds to make it from."""
    moment = reader_now()
    for label, form, mime in FORMS:

        def make(form: str = form) -> bytes:
            made = sheet(current, title, moment)
            return pdf_file(made, moment) if form == "pdf" else html_file(made)

        st.download_button(
            label,
            make,
            f"{file_stem(title)}-{moment:%Y-%m-%d}.{form}",
            mime,
            key=f"file_{form}",
            help="Value, payback, health, why and what it rests on, for the present setting against the baseline",
            on_click="ignore",
            disabled=none,
        )


def sheet(current: Session, title: str, moment: datetime) -> Report:
    """Return what stands on the sheet; whatever is not simulated yet is."""
    options = options_of(current, title)
    results = tuple(complete(setting) for setting in aligned(options, current.now.runs, current.now.beliefs))
    comparison = Comparison(tuple(options), results, current.now.runs)
    return report_of(comparison, question="", author=reader_name(), moment=moment, currency=current.currency)


def options_of(current: Session, title: str) -> list[Option]:
    """Return the baseline and the present setting; the present setting alone where it is the baseline."""
    base: RunSpec = current.baseline.run_like(current.now)
    now = Option(key="now", name=title, scenario=scenario_at(current.place))
    if base == current.now:
        return [now]
    before = scenario_at(replace(current.place, now=base))
    return told_apart([Option(key="base", name="The baseline", scenario=before), now])
