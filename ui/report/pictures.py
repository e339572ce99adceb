"""The report's charts as files, drawn without a browser and with the fonts that come along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import vl_convert

from ui.charts.style import DATA
from ui.comparison.views import CASH, PARTS, Panel
from ui.report.content import Report
from ui.report.exports import LIGHT

FONTS = Path(__file__).parent.parent / "assets" / "fonts"
FAMILY = "DejaVu Sans, Arial, sans-serif"
INK = "#4b5563"
PANELS = (CASH, PARTS)
WIDTH = 330  # [pixels]
SCALE = 3.0  # of pictures made of dots, for print


@dataclass(frozen=True)
class Picture:
    """One chart: its title, its drawing (SVG), the same made of dots (PNG), and its words."""

    title: str
    svg: str
    png: bytes
    alternative: str


def pictures(report: Report) -> tuple[Picture, ...]:
    """Return the charts of a report. Options go by their letters, so that names of any length fit."""
    _register()
    return tuple(_picture(report, panel) for panel in PANELS)


def _picture(report: Report, panel: Panel) -> Picture:
    letters = dict(zip(report.comparison.names, report.letters, strict=True))
    frame = panel.frame(report.comparison)
    for column in ("series", "scenario"):
        if column in frame:
            frame[column] = frame[column].map(letters)
    text = json.dumps(_on_paper(panel.spec(report.letters, report.symbol), json.loads(frame.to_json(orient="records"))))
    return Picture(panel.title, vl_convert.vegalite_to_svg(text), vl_convert.vegalite_to_png(text, scale=SCALE), panel.alternative)


def _on_paper(spec: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    config = dict(spec["config"])
    config |= {"font": FAMILY, "range": LIGHT["range"], "background": "white", "text": {"font": FAMILY}}
    config["axis"] = {**config["axis"], "labelColor": INK, "titleColor": INK, "gridColor": "#e5e7eb", "labelFont": FAMILY, "titleFont": FAMILY}
    config["legend"] = {**config["legend"], "labelFont": FAMILY, "labelColor": INK}
    plain = {key: value for key, value in spec.items() if key != "usermeta"}
    return {**plain, "config": config, "width": WIDTH, "height": 190, "datasets": {DATA: rows}, "padding": 4}


@cache
def _register() -> None:
    vl_convert.register_font_directory(str(FONTS))
