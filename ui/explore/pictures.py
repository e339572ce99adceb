"""The pictures of Explore: bars of what moves bring, and a map of two levers."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import altair as alt

from ui.charts.style import DATA, GREY, ROOM, WORDS, axis_below, finished
from ui.explore.zone_text import COLOURS

MODEL = alt.Tooltip("input:N", title="name in the model")
ROW = 48  # [pixels] per move: up to three lines of words, and room between two such names
OF_MOVE = 24  # letters in a line of a move's name: with more, a phone would have no room for its bar
BESIDE: tuple[tuple[str, Literal["left", "right"], int], ...] = (("left", "right", -6), ("right", "left", 6))
"""On which side of a place a figure stands, how it is aligned there, and how far from it [pixels]."""
FIGURE = 64  # [pixels] that a figure beside its bar takes
OVER = 14  # [pixels] above the middle of its bar that a figure stands where there is no room beside it
TORN = 0.5  # part of its strength that a colour keeps where worlds disagree about health
WASH = 0.45  # opacity of a cell's colour, on which black words are read
CELL = 46  # [pixels] per row of the map: three lines of words
AROUND = 100  # [pixels] that the names and the title below a picture take, and the zones above it
LETTER = 8  # [pixels] at most that a letter of a label takes, on average
LETTERS = 13  # in a line of a row's name: the longest names of choices then take three
LEADING = 14  # [pixels] from one line to the next
TURNED = 160  # [pixels] that a name which is turned may take
INK = "#15191e"
NARROW = 88  # [pixels] a cell must have for its value to stand in it; a narrower one shows the sign of its zone alone
ZONE = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
COLOUR = alt.Color("zone:N", scale=ZONE, legend=alt.Legend(columns=2, symbolStrokeWidth=0))  # four side by side are cut on a phone


@cache
def tornado(rows: int, currency: str = "$") -> dict[str, Any]:
    """Return the specification of bars with their range and figure. Rows: as `bars` returns them."""
    data = alt.NamedData(DATA)
    base = alt.Chart(data)
    y = alt.Y("move:N", sort=None, title=None, axis=_beside(OF_MOVE))
    # A tip called "then" alone would be refused by the browser, and with it the chart.
    tips = [
        alt.Tooltip("move:N"),
        alt.Tooltip("text:N", title="difference"),
        alt.Tooltip("words:N", title="health then"),
        alt.Tooltip("cost:N"),
        MODEL,
    ]
    narrow = f"width < {ROOM}"  # as on a phone, where figures stand over their bars, those of bars that are cut on their other side
    room = alt.Scale(padding=alt.ExprRef(f"{narrow} ? 0 : {FIGURE}"), nice=False)
    bars = base.mark_bar(height=12).encode(
        y=y,
        opacity=_strength(1),
        x=alt.X("median:Q", title="difference to the present setting", scale=room, axis=axis_below("~s", currency)),
        color=COLOUR,
        tooltip=tips,
    )
    spans = base.mark_rule(color=GREY, strokeWidth=1.5).encode(y=y, x="low:Q", x2="high:Q", tooltip=tips)
    above = f"{narrow} && !datum.cut"
    said = f"{above} ? split(datum.said, '\\n')[0] : datum.said"
    up = f"{above} ? -{OVER} : -{LEADING / 2:g} * (length(split(datum.said, '\\n')) - 1)"
    inwards = "scale('x', datum.place) > width / 2 ? 'right' : 'left'"
    figures = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(
            align=alt.ExprRef(f"{above} ? ({inwards}) : '{align}'"),
            dx=alt.ExprRef(f"{above} ? 0 : {dx}"),
            dy=alt.ExprRef(up),
            fontSize=12,
            lineBreak="\n",
            lineHeight=LEADING,
            text=alt.ExprRef(said),
        )
        .encode(y=y, x="place:Q", fill=WORDS, tooltip=tips)
        for side, align, dx in BESIDE
    ]
    return finished(alt.layer(bars, spans, *figures), width="container", height=ROW * rows + AROUND)


@cache
def zone_map(rows: int, x: str, y: str, letters: int = 0) -> dict[str, Any]:
    """Return the specification of the map. Rows: x, y, value, cost, zone, words, split, label, short.

    Args:
        letters: of the longest word below a column; where a column has no room for it, the names below are turned.
    """
    data = alt.NamedData(DATA)
    base = alt.Chart(data)
    column = alt.ExprRef("bandwidth('x')")
    turned = f"bandwidth('x') < {LETTER * letters}"
    below = alt.Axis(
        labelAngle=alt.ExprRef(f"{turned} ? -90 : 0"),
        labelAlign=alt.ExprRef(f"{turned} ? 'right' : 'center'"),
        labelBaseline=alt.ExprRef(f"{turned} ? 'middle' : 'top'"),
        orient="bottom",
        labelExpr=f"{turned} ? datum.label : " + _in_lines(f"max(1, floor(bandwidth('x') / {LETTER}))"),
        labelLimit=alt.ExprRef(f"{turned} ? {TURNED} : bandwidth('x')"),
        labelOverlap=False,
        labelFlush=False,
    )
    across, up = alt.X("x:N", sort=None, title=x, axis=below), alt.Y("y:N", sort=None, title=y, axis=_beside(LETTERS))
    tips = [alt.Tooltip("x:N", title=x), alt.Tooltip("y:N", title=y), "value:N", "cost:N", alt.Tooltip("words:N", title="health")]
    picked = alt.selection_point(name="cell", fields=["x", "y"])
    paper = base.mark_rect(color="white").encode(x=across, y=up)  # in the dark, too: what stands in the cells is black
    cells = base.mark_rect(stroke="white").encode(x=across, y=up, color=COLOUR, opacity=_strength(WASH), tooltip=tips).add_params(picked)
    lines = f"max(1, round(bandwidth('y') / {LEADING}))"  # that a cell holds: names turned below leave it less
    said = f"slice(split(bandwidth('x') < {NARROW} ? datum.short : datum.label, '\\n'), 0, {lines})"
    middle = alt.ExprRef(f"-{LEADING / 2:g} * (length({said}) - 1)")
    text = base.mark_text(fontSize=12, lineHeight=LEADING, color=INK, text=alt.ExprRef(said), dy=middle, limit=column).encode(
        x=across, y=up, tooltip=tips
    )
    return finished(alt.layer(paper, cells, text), width="container", height=CELL * rows + AROUND)


def _strength(whole: float) -> Any:
    """Return the opacity of a zone's colour: the whole one where worlds are of one mind about it, paler where its row has a `split`."""
    return alt.condition("datum.split", alt.value(TORN * whole), alt.value(whole))


def _beside(letters: int) -> alt.Axis:
    """Return the axis of rows whose names stand beside them in up to three lines of so many letters."""
    lines = _in_lines(str(letters))
    raised = [{"test": f"length({lines}) == {count}", "value": -LEADING * (count - 1) / 2} for count in (2, 3)]
    offset = {"condition": raised, "value": 0}
    return alt.Axis(labelExpr=lines, labelLineHeight=LEADING, labelOffset=offset, labelLimit=LETTER * letters, labelOverlap=False, grid=False)


def _in_lines(letters: str) -> str:
    """Return the expression that breaks a label between two words into lines of at most so many letters."""
    return f"split(trim(replace(datum.label, regexp('(.{{1,' + {letters} + '}})( |$)', 'g'), '$1\\n')), '\\n')"
