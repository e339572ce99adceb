"""The reveals: a curve over the band, numbers as dots, choices as bars. Their data come with them; the drawings stay."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import DATA, GREY, finished, month_axis, number_axis
from ui.charts.tips import MONTH, spanned, written

WORLDS, MINE, CLASS = "the worlds", "your prediction", "the class"


def _colour(several: bool) -> alt.Color:
    shown = [WORLDS, MINE, CLASS]  # the colours stay the same alone and in a class
    return alt.Color("who:N", scale=alt.Scale(domain=shown), legend=alt.Legend(columns=3, values=shown if several else shown[:2]))


@cache
def curve(number: str = "~s", several: bool = False, currency: str = "") -> dict[str, Any]:
    """Return the specification. Rows: month, who, line (one per seat), value; of the worlds also low and high."""
    rows = alt.Chart(alt.NamedData(DATA))
    x, y = month_axis(), alt.Y("value:Q", title=None, axis=number_axis(number, None, currency))
    worlds, mine, others = (rows.transform_filter(f"datum.who == '{who}'") for who in (WORLDS, MINE, CLASS))
    band = worlds.mark_area(opacity=0.2).encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=_colour(several))
    thin = others.mark_line(opacity=0.45, strokeWidth=1.2).encode(x=x, y=y, detail="line:N", color=_colour(several))
    middle = worlds.mark_line(strokeWidth=2.4).encode(x=x, y=y, color=_colour(several))
    own = mine.mark_line(strokeWidth=3, strokeDash=[7, 4]).encode(x=x, y=y, color=_colour(several))
    pointed = alt.Chart(rows.data).transform_calculate(told=spanned("datum.value", "datum.low", "datum.high", number, currency))
    tips = [MONTH, alt.Tooltip("who:N", title="whose"), alt.Tooltip("told:N", title="value")]
    hover = pointed.mark_point(size=90, filled=True, opacity=0).encode(x=x, y=y, tooltip=tips)
    return finished(alt.layer(band, thin, middle, own, hover), height=300, width="container")


@cache
def numbers(number: str = "~s", several: bool = False, currency: str = "") -> dict[str, Any]:
    """Return the specification. Rows: who, value, place (so that equal values stand above each other)."""
    rows = alt.Chart(alt.NamedData(DATA))
    x = alt.X("value:Q", title=None, scale=alt.Scale(zero=True), axis=number_axis(number, None, currency))
    y = alt.Y("place:Q", title=None, axis=None, scale=alt.Scale(domainMin=0))
    told = rows.transform_calculate(told=written("datum.value", number, currency))
    tips = [alt.Tooltip("who:N", title="whose"), alt.Tooltip("told:N", title="value")]
    dots = told.transform_filter(f"datum.who != '{MINE}'").mark_circle(size=90, opacity=0.75)
    dots = dots.encode(x=x, y=y, color=_colour(several), tooltip=tips)
    own = told.transform_filter(f"datum.who == '{MINE}'")
    rule = own.mark_rule(strokeWidth=3, strokeDash=[7, 4]).encode(x=x, color=_colour(several), tooltip=tips)
    return finished(alt.layer(dots, rule), height=220, width="container")


@cache
def choices() -> dict[str, Any]:
    """Return the specification. Rows: option, votes, words (the option and in how many worlds it is so, in lines that fit on a phone)."""
    rows = alt.Chart(alt.NamedData(DATA))
    y = alt.Y("option:N", sort=None, title=None, axis=None)
    x = alt.X("votes:Q", title="answers", axis=alt.Axis(format="d", labelExpr="datum.value % 1 ? '' : datum.label"))
    tips = [alt.Tooltip("option:N"), alt.Tooltip("votes:Q", title="answers", format="d"), alt.Tooltip("words:N", title="in the worlds")]
    bars = rows.mark_bar(height=14, color=GREY, opacity=0.55, yOffset=20).encode(y=y, x=x, tooltip=tips)
    words = rows.mark_text(align="left", baseline="line-top", dy=-38, fontSize=13, color=GREY, lineBreak="\n").encode(
        y=y, x=alt.value(0), text="words:N"
    )
    return finished(alt.layer(bars, words), height=alt.Step(84), width="container")
