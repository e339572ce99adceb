"""The charts of the first screen: one row of data per month, so that a preview is small and a tooltip tells everything at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import BAD, DATA, GOOD, GREY, WATCH, finished
from ui.charts.tips import MONTH, axis_words, spanned, written

HEIGHT = 232
ZONES = ((0.0, 0.20, "healthy", GOOD), (0.20, 0.45, "at risk", WATCH), (0.45, 1.0, "auditorium", BAD))
TOP_OF_INDEX = 1.0
UNDER_NAMES = 32  # [pixels] from the top, where both names of payback end
BENT = 0.6  # exponent of the index axis: the healthy zone, in which most of it happens, gets more than its fifth


@dataclass(frozen=True)
class Line:
    """One line: the column of its median, whose `_low`, `_high` and `_base` stand beside it, and its name."""

    column: str
    name: str


def ticks(months: int) -> list[int]:
    """Return the months an axis names: every sixth, of long horizons every twelfth."""
    step = 6 if months <= 60 else 12 if months <= 130 else 24
    return list(range(0, months + 1, step if months >= step else 1))


@cache
def trend(lines: tuple[Line, ...], months: int, number: str, currency: str = "", unit: str = "", kind: str = "plain") -> dict[str, Any]:
    """Return the specification of a chart over the months.

    Rows: month, and per line its median, _low, _high and _base; `top` and `bottom` hold the axis, `mark` names what is planned.
    `kind` "zones" draws the zones of the auditorium index behind the lines, "cash" the zero line, which is the business
    without a community, and on it the months of payback (`paid`, `paid_base` with
    `paid_words`, and `side`, where the name stands).
    """
    data = alt.NamedData(DATA)
    rows = alt.Chart(data).transform_filter("isValid(datum.month)")
    axis = alt.Axis(
        values=ticks(months), labelExpr="datum.value == 0 ? 'month 0' : datum.value", labelOverlap=True, labelFlush=False, labelFontSize=11
    )
    x = alt.X("month:Q", title=None, scale=alt.Scale(domain=[0, months], nice=False), axis=axis)
    scale, y_axis = _vertical(kind, number, currency)
    names = [line.name for line in lines]
    colours = alt.Scale(domain=names)
    legend = alt.Legend(columns=len(names)) if len(names) > 1 else None
    layers: list[Any] = [_zones()] if kind == "zones" else []
    for line in lines:
        colour = alt.ColorDatum(line.name, scale=colours, legend=legend)
        y, low = (alt.Y(f"{column}:Q", title=None, scale=scale, axis=y_axis) for column in (line.column, f"{line.column}_low"))
        layers += [
            rows.mark_area(opacity=0.17).encode(x=x, y=low, y2=f"{line.column}_high:Q", color=colour),
            rows.mark_line(strokeWidth=1.7, strokeDash=[5, 4], opacity=0.9).encode(
                x=x, y=f"{line.column}_base:Q", color=colour if len(names) > 1 else alt.value(GREY)
            ),
            rows.mark_line(strokeWidth=2.6, interpolate="monotone").encode(x=x, y=y, color=colour),
        ]
    if kind == "cash":
        layers += _payback(data, x, scale, names[0], colours)
    layers += [_holder(rows, x, scale), _planned(data, x), _reader(rows, lines, number, currency, unit)]
    return finished(alt.layer(*layers), height=HEIGHT, width="container")


def _vertical(kind: str, number: str, currency: str) -> tuple[alt.Scale, alt.Axis]:
    if kind == "zones":
        words = "datum.value < .2 ? 'healthy' : datum.value < .45 ? 'at risk' : 'auditorium'"
        places = [(low + high) / 2 for low, high, _, _ in ZONES]
        return alt.Scale(type="pow", exponent=BENT, domain=[0, TOP_OF_INDEX], nice=False), alt.Axis(values=places, labelExpr=words, grid=False)
    return alt.Scale(zero=True, nice=False), alt.Axis(labelExpr=axis_words(number, currency), tickCount=5)


def _zones() -> alt.Chart:
    """Return the zones as tinted bands; their names stand on the axis, clear of the lines."""
    places = [{"low": low, "high": high, "colour": colour} for low, high, _, colour in ZONES]
    return alt.Chart({"values": places}).mark_rect(opacity=0.15).encode(y="low:Q", y2="high:Q", color=alt.Color("colour:N", scale=None))


def _payback(data: alt.NamedData, x: alt.X, scale: alt.Scale, name: str, colours: alt.Scale) -> list[Any]:
    zero = alt.Chart({"values": [{"y": 0, "words": "paid back"}]})
    rule = zero.mark_rule(color=GREY, strokeWidth=1.3).encode(y=alt.Y("y:Q", scale=scale))
    # At the left end above the line: a programme begins with what it costs, so no curve is there.
    word = zero.mark_text(align="left", baseline="bottom", dx=3, dy=-3, fontSize=10.5, color=GREY)
    word = word.encode(x=alt.value(0), y="y:Q", text="words:N")
    marks = alt.Chart(data).transform_filter("isValid(datum.paid_words)")
    colour = alt.ColorDatum(name, scale=colours, legend=None)
    now, then = (marks.transform_filter(f"isValid(datum.{column})") for column in ("paid", "paid_base"))
    # Named at the top, where a curve that has not come up yet leaves room; a thin line leads down to the mark. The name of the baseline's
    # stands at the side where the other line is not; where both are late there is no room but between, and the other line ends below it.
    named = {
        side: then.transform_filter(f"datum.side == '{side}'")
        .mark_text(align="right" if side == "left" else "left", baseline="top", dx=-5 if side == "left" else 5, fontSize=11, color=GREY)
        .encode(x="paid_base:Q", y=alt.value(18), text="paid_words:N")
        for side in ("left", "right")
    }
    return [
        rule,
        word,
        then.mark_rule(color=GREY, strokeDash=[2, 3]).encode(x="paid_base:Q", y=alt.datum(0), y2=alt.value(16)),
        *named.values(),
        then.mark_point(size=70, strokeWidth=2, color=GREY, opacity=1).encode(x="paid_base:Q", y=alt.datum(0)),
        *(
            now.transform_filter(f"datum.side {sign} 'below'")
            .mark_rule(opacity=0.6)
            .encode(x="paid:Q", y=alt.datum(0), y2=alt.value(end), color=colour)
            for sign, end in (("!=", 0), ("==", UNDER_NAMES))
        ),
        now.mark_text(align="right", baseline="top", dx=-5, fontSize=12, fontWeight=600).encode(
            x="paid:Q", y=alt.value(0), text="paid_words:N", color=colour
        ),
        now.mark_point(size=95, filled=True, opacity=1).encode(x="paid:Q", y=alt.datum(0), color=colour),
    ]


def _holder(rows: alt.Chart, x: alt.X, scale: alt.Scale) -> alt.LayerChart:
    """Return invisible points that keep the axis from moving with every change."""
    held = alt.Chart(rows.data)
    top, bottom = (
        held.transform_filter(f"isValid(datum.{end})").mark_point(opacity=0, size=1).encode(x=alt.value(0), y=alt.Y(f"{end}:Q", scale=scale))
        for end in ("top", "bottom")
    )
    return top + bottom


def _planned(data: alt.NamedData, x: alt.X) -> alt.LayerChart:
    rows = alt.Chart(data).transform_filter("isValid(datum.mark)")
    tip = [alt.Tooltip("mark:N", title="planned")]
    rule = rows.mark_rule(color=GREY, strokeDash=[2, 3], opacity=0.9).encode(x="at:Q", tooltip=tip)
    flag = rows.mark_point(shape="triangle-down", filled=True, size=70, color=GREY, opacity=1).encode(x="at:Q", y=alt.value(0), tooltip=tip)
    return rule + flag


def _reader(rows: alt.Chart, lines: tuple[Line, ...], number: str, currency: str, unit: str) -> alt.Chart:
    """Return an invisible rule per month that tells value, unit, range and baseline of every line under the pointer."""

    pointed = alt.selection_point(name="pointed", fields=["month"], nearest=True, on="pointerover", clear="pointerout", empty=False)
    texts, tips = {}, [MONTH]
    for line in lines:
        middle, low, high, then = (f"datum.{line.column}{end}" for end in ("", "_low", "_high", "_base"))
        texts[f"{line.column}_told"] = spanned(middle, low, high, number, currency, unit)
        texts[f"{line.column}_then"] = written(then, number, currency)
        tips += [alt.Tooltip(f"{line.column}_told:N", title=line.name), alt.Tooltip(f"{line.column}_then:N", title="baseline")]
    return (
        rows.transform_calculate(**texts)
        .mark_rule(color=GREY, strokeWidth=1)
        .encode(x="month:Q", opacity=alt.condition(pointed, alt.value(0.7), alt.value(0)), tooltip=tips)
        .add_params(pointed)
    )
