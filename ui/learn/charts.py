"""The reveals: a curve over the band, numbers as dots, choices as bars. Their data come with them; the drawings stay."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from simulation import MEASURES
from ui.charts.style import DATA, finished, month_axis, number_axis
from ui.charts.tips import spanned, written

WORLDS, MINE, CLASS = "the worlds", "your prediction", "the class"


def in_percent(measure: str) -> bool:
    """Say whether a measure is written in per cent: a share is, a score from 0 to 1 is not."""
    return MEASURES[measure].format.endswith("%")


def digits(measure: str, top: float) -> str:
    """Return the format of a measure on an axis up to `top`."""
    return "~%" if in_percent(measure) else ".1f" if top <= 1 else "~s"


def _colour(several: bool, own: bool) -> alt.Color:
    shown = [WORLDS, MINE, CLASS]  # the colours stay the same alone and in a class
    named = [who for who, there in ((WORLDS, True), (MINE, own), (CLASS, several)) if there]
    return alt.Color("who:N", scale=alt.Scale(domain=shown), legend=alt.Legend(columns=3, values=named))


def _seen_from_afar(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the specification with words that are read from the last row: a class looks at one screen."""
    spec["config"]["axis"] |= {"labelFontSize": 15, "titleFontSize": 15}
    spec["config"]["legend"] |= {"labelFontSize": 18, "symbolSize": 260, "symbolStrokeWidth": 5}
    return spec


@cache
def curve(number: str = "~s", several: bool = False, currency: str = "", own: bool = True) -> dict[str, Any]:
    """Return the specification. Rows: month, who, line (one per seat), value; of the worlds also low and high, and week where it is one.

    Args:
        several: whether the class is in it.
        own: whether a prediction of one's own is.
    """
    rows = alt.Chart(alt.NamedData(DATA))
    x, y = month_axis(), alt.Y("value:Q", title=None, axis=number_axis(number, None, currency))
    worlds, mine, others = (rows.transform_filter(f"datum.who == '{who}'") for who in (WORLDS, MINE, CLASS))
    colour = _colour(several, own)
    band = worlds.mark_area(opacity=0.3 if several else 0.2).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=colour)
    thin = others.mark_line(opacity=0.55, strokeWidth=2).encode(x=x, y=y, detail="line:N", color=colour)
    middle = worlds.mark_line(strokeWidth=5 if several else 2.4).encode(x=x, y=y, color=colour)
    drawn = mine.mark_line(strokeWidth=4 if several else 3, strokeDash=[7, 4]).encode(x=x, y=y, color=colour)
    pointed = alt.Chart(rows.data).transform_calculate(told=spanned("datum.value", "datum.low", "datum.high", number, currency))
    pointed = pointed.transform_calculate(at="isValid(datum.week) ? 'week ' + datum.week : 'month ' + datum.month")
    tips = [alt.Tooltip("at:N", title="when"), alt.Tooltip("who:N", title="whose"), alt.Tooltip("told:N", title="value")]
    hover = pointed.mark_point(size=90, filled=True, opacity=0).encode(x=x, y=y, tooltip=tips)
    spec = finished(alt.layer(band, thin, middle, drawn, hover), height=300, width="container")
    return _seen_from_afar(spec) if several else spec


@cache
def numbers(number: str = "~s", several: bool = False, currency: str = "", own: bool = True) -> dict[str, Any]:
    """Return the specification. Rows: who, value, place (so that equal values stand above each other)."""
    rows = alt.Chart(alt.NamedData(DATA))
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=True), axis=number_axis(number, None, currency))
    y = alt.Y("place:Q", title=None, axis=None, scale=alt.Scale(domainMin=0))
    told = rows.transform_calculate(told=written("datum.value", number, currency))
    tips = [alt.Tooltip("who:N", title="whose"), alt.Tooltip("told:N", title="value")]
    dots = told.transform_filter(f"datum.who != '{MINE}'").mark_circle(size=90, opacity=0.75)
    dots = dots.encode(x=x, y=y, color=_colour(several, own), tooltip=tips)
    mine = told.transform_filter(f"datum.who == '{MINE}'")
    rule = mine.mark_rule(strokeWidth=3, strokeDash=[7, 4]).encode(x=x, color=_colour(several, own), tooltip=tips)
    spec = finished(alt.layer(dots, rule), height=220, width="container")
    return _seen_from_afar(spec) if several else spec


@cache
def choices(several: bool = False) -> dict[str, Any]:
    """Return the specification. Rows: words (the option, in how many worlds it is so, whether it was chosen; lines that fit on a phone),
    who (the worlds or the class), share, told (the share in words)."""
    rows = alt.Chart(alt.NamedData(DATA))
    names = alt.Axis(labelAlign="left", labelBaseline="line-top", labelPadding=0, labelOffset=-40, labelLimit=345, labelFontSize=13, grid=False)
    names.labelExpr = r"split(datum.label, '\n')"
    y = alt.Y("words:N", sort=None, title=None, axis=names)
    title = "share of the worlds in which it is so, and of the answers" if several else "share of the worlds in which it is so"
    x = alt.X("share:Q", title=title, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=3))
    legend = alt.Legend(values=[WORLDS, CLASS]) if several else None
    colour = alt.Color("who:N", scale=alt.Scale(domain=[WORLDS, MINE, CLASS]), legend=legend)
    tips = [alt.Tooltip("who:N", title="whose"), alt.Tooltip("told:N", title="how many")]
    bars = [
        rows.transform_filter(f"datum.who == '{who}'").mark_bar(height=10, yOffset=place).encode(y=y, x=x, color=colour, tooltip=tips)
        for who, place in ((WORLDS, 20), (CLASS, 32))
    ]
    spec = finished(alt.layer(*bars), height=alt.Step(90), width="container")
    return _seen_from_afar(spec) if several else spec
