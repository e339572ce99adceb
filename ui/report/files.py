"""The report as files to take away, dated by the reader's day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from ui.report.content import Report
from ui.report.html import html_report
from ui.report.pdf import pdf_report
from ui.report.pictures import pictures


def pdf_file(report: Report, moment: datetime) -> bytes:
    """Return the report as one PDF sheet."""
    return pdf_report(report, pictures(report), moment)


def html_file(report: Report) -> bytes:
    """Return the report as a page to print."""
    return html_report(report, pictures(report)).encode()


def reader_now() -> datetime:
    """Return the time where the reader is, as far as the browser says."""
    try:
        return datetime.now(ZoneInfo(st.context.timezone or "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return datetime.now(ZoneInfo("UTC"))
