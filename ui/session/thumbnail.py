"""The small picture of a result that is kept with a saved version, and what it tells when the model has moved on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation import Results, band
from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY

POINTS = 40
CURVES = {"cash": "cumulative_cash", "index": "auditorium_index"}
FIGURES = ("npv", "payback_month", "mrr", "auditorium_peak", "retention_differential")
WIDTH, HEIGHT = 150, 44
LINE, MUTED, WARNING = "#2f80b9", "#8a94a0", "#d55e00"


def thumbnail(results: Results) -> dict[str, list[float]]:
    """Return two median curves and the key figures with their ranges, small enough to be kept with a version.

    `cash` [$] and `index` [0-1] have `POINTS` points over the horizon; `figure NAME` is low, median, high.
    """
    weeks = np.linspace(0, results.weeks - 1, min(POINTS, results.weeks)).round().astype(int)
    curves = {name: band(results.series[measure][:, weeks])[1].tolist() for name, measure in CURVES.items()}
    figures = {f"figure {name}": [float(end) for end in band(results.final(name))] for name in FIGURES}
    return {**curves, **figures, "worlds": [len(results)]}


def picture(kept: Mapping[str, Sequence[float | None]] | None) -> str | None:
    """Return a drawing (SVG) of cumulative cash against zero, with a strip of the auditorium index below; None without data."""
    cash = [value for value in (kept or {}).get("cash", ()) if value is not None]
    if len(cash) < 2:
        return None
    low, high = min(0.0, *cash), max(0.0, *cash)
    span = (high - low) or 1.0
    top = HEIGHT - 8

    def down(value: float) -> float:
        return round(2 + (high - value) / span * (top - 6), 1)

    step = WIDTH / (len(cash) - 1)
    line = " ".join(f"{place * step:.1f},{down(value)}" for place, value in enumerate(cash))
    strip = _strip((kept or {}).get("index", ()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<line x1="0" x2="{WIDTH}" y1="{down(0)}" y2="{down(0)}" stroke="{MUTED}" stroke-width="1" stroke-dasharray="2 3"/>'
        f'<polyline points="{line}" fill="none" stroke="{LINE}" stroke-width="2" stroke-linejoin="round"/>{strip}</svg>'
    )


def described(kept: Mapping[str, Sequence[float | None]] | None) -> str:
    """Return the words for those who do not see the picture."""
    cash = [value for value in (kept or {}).get("cash", ()) if value is not None]
    if not cash:
        return "No result kept yet"
    return f"Cumulative cash ends {'above' if cash[-1] > 0 else 'below'} zero; the strip below is the auditorium index."


def _strip(index: Sequence[float | None]) -> str:
    if not index:
        return ""
    width = WIDTH / len(index)
    cells = []
    for place, value in enumerate(index):
        if value is None:
            continue
        colour = WARNING if value >= AUDITORIUM else "#e69f00" if value >= HEALTHY else "#009e73"
        cells.append(f'<rect x="{place * width:.1f}" y="{HEIGHT - 5}" width="{width + 0.3:.1f}" height="4" fill="{colour}"/>')
    return "".join(cells)
