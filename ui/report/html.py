"""The report as one HTML file: nothing is fetched, nothing can run, and it prints in letters that can be read."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ui.report.content import PILLARS, Report
from ui.report.pictures import Picture

HERE = Path(__file__).parent
# No scripts, no network: only the style sheet and the pictures inside the file.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def html_report(report: Report, drawings: Iterable[Picture]) -> str:
    """Return the report as a complete HTML document; every text from outside is escaped by the template engine."""
    sheet = f"{style()}\n@page {{ size: {report.paper}; margin: 11mm 12mm; }}"
    return _template().render(report=report, drawings=list(drawings), policy=POLICY, style=sheet, pillars=PILLARS)


@cache
def _template() -> Template:
    surroundings = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )
    surroundings.filters["embedded"] = _embedded
    return surroundings.get_template("report.html.j2")


@cache
def style() -> str:
    """Return the style sheet of everything that is printed."""
    return (HERE / "report.css").read_text(encoding="utf-8")


def _embedded(drawing: Picture) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.svg.encode()).decode()}"
