"""The report as one HTML file: nothing is fetched, nothing can run, and it prints on one sheet."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from ui.report.content import Cell, Report
from ui.report.pictures import Picture

# No scripts, no network: only the styles below and the pictures inside the file.
MANY = 4  # more options than this are printed smaller
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 13px/1.45 ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; color: #1c2733;
  max-width: 800px; margin: 28px auto; padding: 0 20px; background: #fff; overflow-wrap: anywhere; }
header { border-bottom: 2px solid #0b6aa2; padding-bottom: 8px; }
h1 { font-size: 21px; line-height: 1.25; margin: 0 0 4px; } h2 { font-size: 13px; margin: 14px 0 4px; color: #0b6aa2; }
p, ul { margin: 3px 0; } ul { padding-left: 18px; } .quiet { color: #5b6672; font-size: 11.5px; }
.answer { background: #eef5fa; border-left: 4px solid #0b6aa2; padding: 8px 12px; margin-top: 10px; border-radius: 0 6px 6px 0; }
.answer strong { font-size: 15px; }
table { border-collapse: collapse; width: 100%; font-size: 11.5px; } th, td { text-align: left; padding: 3px 8px 3px 0; vertical-align: top; }
thead th { border-bottom: 1px solid #9aa5b1; } tbody tr { border-bottom: 1px solid #e2e7ec; } tbody th { font-weight: 600; }
td small { color: #5b6672; display: block; font-size: 10.5px; } .better small { color: #00614a; } .worse small { color: #a04000; }
.charts { display: flex; gap: 14px; flex-wrap: wrap; } figure { margin: 0; flex: 1 1 320px; } figure img { width: 100%; }
figcaption { font-weight: 600; font-size: 11.5px; } footer { margin-top: 12px; border-top: 1px solid #d9dfe5; padding-top: 6px; }
.wide { overflow-x: auto; } .figures table { table-layout: fixed; min-width: 560px; } .figures th:first-child { width: 17%; }
@page { size: A4; margin: 11mm 12mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10px; line-height: 1.28; }
  h1 { font-size: 15px; } .answer { padding: 5px 9px; margin-top: 6px; } .answer strong { font-size: 12px; }
  h2 { font-size: 10.5px; margin: 6px 0 1px; }
  table, figcaption { font-size: 9px; } td small, .quiet { font-size: 8px; } th, td { padding: 1px 6px 1px 0; } p, ul { margin: 1px 0; }
  .charts { flex-wrap: nowrap; } figure { flex: 1 1 0; } figure img { height: 44mm; object-fit: contain; object-position: left; }
  .many { zoom: .74; } footer { margin-top: 5px; padding-top: 3px; } .figures table { min-width: 0; }
  .answer, figure, tr { break-inside: avoid; } .answer, thead { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def html_report(report: Report, drawings: Iterable[Picture]) -> str:
    """Return the report as a complete HTML document; every text from outside is escaped."""
    who = f"{_text(report.author)}, " if report.author else ""
    many = ' class="many"' if len(report.options) > MANY else ""
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{_text(report.question)}</title><style>{STYLE}</style></head><body{many}>
<header><h1 dir="auto">{_text(report.question)}</h1><p class="quiet">{who}{_text(report.date)} · CLG flywheel simulator</p></header>
<main>
<section class="answer"><strong dir="auto">{_text(report.headline)}</strong>{_list(report.reasons)}</section>
<h2>The options</h2><div class="wide"><table><tbody>{"".join(_option(*option) for option in report.options)}</tbody></table></div>
<h2>The figures: own values with their ranges, below them the difference to {_text(report.letters[0])} in the same worlds</h2>
{_table("Figure", report, (_row(*row) for row in report.figures))}
<h2>What it costs and leaves by year (means over the worlds, which add up)</h2>
{_table("Year", report, (_view(*row) for row in report.years))}
<h2>When the money comes back, and where it comes from</h2>
<div class="charts">{"".join(_figure(drawing) for drawing in drawings)}</div>
<p class="quiet">Lines are medians, bands hold eight of ten worlds; {_text(report.letters[0])} is dashed. The diamond is the sum.</p>
<h2>Four ways to count the value over the horizon, before cost</h2>
{_table("Counted as", report, (_view(*row) for row in report.views))}
<p class="quiet">{_text(report.why_views)}</p>
<h2>What it rests on</h2>{_list(report.assumptions)}
<h2>Limits</h2>{_list(report.limits)}
</main><footer class="quiet"><p>{_text(report.rule)}</p><p>{_text(report.origin)}</p></footer>
</body></html>
"""


def _text(text: str) -> str:
    return escape(text, quote=True)


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f'<li dir="auto">{_text(item)}</li>' for item in items) + "</ul>"


def _option(letter: str, name: str, differs: str) -> str:
    return f'<tr><th scope="row">{_text(letter)}</th><td dir="auto"><strong>{_text(name)}</strong></td><td dir="auto">{_text(differs)}</td></tr>'


def _table(first: str, report: Report, rows: Iterable[str]) -> str:
    heads = "".join(f'<th scope="col" dir="auto">{_text(head)}</th>' for head in report.heads)
    body = "".join(rows)
    return f'<div class="wide figures"><table><thead><tr><th scope="col">{_text(first)}</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(label: str, cells: Iterable[Cell]) -> str:
    return f'<tr><th scope="row">{_text(label)}</th>' + "".join(_cell(cell) for cell in cells) + "</tr>"


def _cell(cell: Cell) -> str:
    first, *rest = cell.lines
    return f'<td class="{cell.news}">{_text(first)}' + "".join(f"<small>{_text(line)}</small>" for line in rest) + "</td>"


def _view(view: str, values: Iterable[str]) -> str:
    return f'<tr><th scope="row">{_text(view)}</th>' + "".join(f"<td>{_text(value)}</td>" for value in values) + "</tr>"


def _figure(drawing: Picture) -> str:
    source = f"data:image/svg+xml;base64,{base64.b64encode(drawing.svg.encode()).decode()}"
    return f'<figure><figcaption>{_text(drawing.title)}</figcaption><img alt="{_text(drawing.alternative)}" src="{source}"></figure>'
