"""The small picture of a result that is kept with a saved version, and what it tells when the model has moved on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from simulation import Results, band
from simulation.outcomes.arrival import Arrival, payback_of
from simulation.outcomes.auditorium import AUDITORIUM, HEALTHY
from simulation.outcomes.zones import ZONES, counts_of, zone_of, zone_words, zones_of_worlds
from simulation.vocabulary.amounts import money
from simulation.vocabulary.words import beside, counted, in_worlds, whole
from ui.text.currencies import CURRENCIES

POINTS = 40
NUMERIC = {"USD": 840, "EUR": 978, "GBP": 826, "CHF": 756, "JPY": 392, "INR": 356}  # ISO 4217: only numbers are kept with a picture
LEGEND = "Line: cumulative cash, zero dashed. Strip, week by week: green is healthy, amber at risk, orange-red an auditorium."
CURVES = {"cash": "cumulative_cash", "index": "auditorium_index"}
FIGURES = ("npv", "payback_month", "mrr", "auditorium_peak", "retention_differential")
WIDTH, HEIGHT = 150, 44
MARGIN = 6  # left free at every side: a picture's corners are round
LINE, MUTED, WARNING = "#2f80b9", "#8a94a0", "#d55e00"


def thumbnail(results: Results, currency: str = "USD") -> dict[str, list[float]]:
    """Return two median curves and the key figures with their ranges, small enough to be kept with a version.

    `cash` [$] and `index` [0-1] have `POINTS` points over the horizon; `figure NAME` is low, median, high; `zones` counts
    the worlds by the zone they end in, `paid` those that are paid back; `currency` is its number in ISO 4217. Of payback, low, median
    and high are those of all worlds, none where they are later than the horizon; `months` is the horizon.
    """
    weeks = np.linspace(0, results.weeks - 1, min(POINTS, results.weeks)).round().astype(int)
    curves = {name: band(results.series[measure][:, weeks])[1].tolist() for name, measure in CURVES.items()}
    figures = {f"figure {name}": [float(end) for end in band(results.final(name))] for name in FIGURES}
    back = payback_of(results)
    figures["figure payback_month"] = [back.low, back.median, back.high]
    zones: dict[str, list[Any]] = {"zones": list(counts_of(zones_of_worlds(results.series["auditorium_index"])).values())}
    return {**curves, **figures, **zones, "worlds": [back.worlds], "paid": [back.came], "months": [back.months], "currency": [NUMERIC[currency]]}


def told(kept: Mapping[str, Sequence[float | None]] | None) -> str:
    """Return what a kept result comes to in one line: value, payback and health; nothing where nothing is kept."""
    if not kept or "figure npv" not in kept:
        return ""
    code = next(iter(kept.get("currency") or ()), NUMERIC["USD"])
    symbol = next((CURRENCIES[name] for name, number in NUMERIC.items() if number == code), "$")
    low, middle, high = (math.nan if end is None else end for end in kept["figure npv"])
    parts = [f"value {beside(money(middle, symbol), money(low, symbol), money(high, symbol))}"]
    back = payback_kept(kept)
    parts.append(("payback " if back.in_time else "") + back.told.replace("not by", "not paid back by") if back else _paid(kept))
    zones = [int(count or 0) for count in kept.get("zones", ())]
    if len(zones) == len(ZONES) and any(zones):
        codes = np.repeat(np.arange(len(ZONES)), zones)
        worst = {ZONES[1]: "at worst ", ZONES[2]: "at worst an "}.get(zone_of(codes) or "", "")
        parts.append(worst + zone_words(codes))
    return " · ".join(parts)


def payback_kept(kept: Mapping[str, Sequence[float | None]]) -> Arrival | None:
    """Return when a kept result is paid back over all its worlds; None where that is not known.

    What was kept before a horizon was kept with it counted only the worlds that are paid back: it is the same where all are.
    """
    worlds, paid, months = (next(iter(kept.get(name) or ()), None) for name in ("worlds", "paid", "months"))
    ends = [math.inf if end is None else end for end in kept.get("figure payback_month", ())]
    if len(ends) != 3 or not worlds or paid is None or (months is None and paid != worlds):
        return None
    low, median, high = ends
    return Arrival(low, median, high, came=int(paid), worlds=int(worlds), months=int(months or 0))


def _paid(kept: Mapping[str, Sequence[float | None]]) -> str:
    """Say what an older kept result tells of payback: in how many worlds, or the months of those that are paid back."""
    worlds, paid = (next(iter(kept.get(name) or ()), None) for name in ("worlds", "paid"))
    if worlds and paid is not None:
        return f"paid back in {in_worlds(int(paid), int(worlds))}" if paid else f"not paid back in any of {counted(int(worlds), 'world')}"
    months = [end for end in kept.get("figure payback_month", ()) if end is not None]
    if len(months) != 3:
        return "not paid back in time"
    low, middle, high = (whole(end) for end in months)
    return f"payback month {beside(middle, low, high)} where it is"


def picture(kept: Mapping[str, Sequence[float | None]] | None) -> str | None:
    """Return a drawing (SVG) of cumulative cash against zero, with a strip of the auditorium index below; None without data."""
    cash = [value for value in (kept or {}).get("cash", ()) if value is not None]
    if len(cash) < 2:
        return None
    low, high = min(0.0, *cash), max(0.0, *cash)
    span = (high - low) or 1.0
    top = HEIGHT - MARGIN - 8

    def down(value: float) -> float:
        return round(MARGIN + (high - value) / span * (top - MARGIN), 1)

    step = (WIDTH - 2 * MARGIN) / (len(cash) - 1)
    line = " ".join(f"{MARGIN + place * step:.1f},{down(value)}" for place, value in enumerate(cash))
    strip = _strip((kept or {}).get("index", ()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{down(0)}" y2="{down(0)}" stroke="{MUTED}" stroke-width="1" stroke-dasharray="2 3"/>'
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
    width = (WIDTH - 2 * MARGIN) / len(index)
    cells = []
    for place, value in enumerate(index):
        if value is None:
            continue
        colour = WARNING if value >= AUDITORIUM else "#e69f00" if value >= HEALTHY else "#009e73"
        cells.append(f'<rect x="{MARGIN + place * width:.1f}" y="{HEIGHT - MARGIN - 4}" width="{width + 0.3:.1f}" height="4" fill="{colour}"/>')
    return "".join(cells)
