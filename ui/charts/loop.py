"""The flywheel drawn as a loop: boxes for stocks, arrows for flows, dashed words for leaks."""

from __future__ import annotations

from functools import cache
from typing import Any

import altair as alt

from ui.charts.style import DATA, WORDS, finished

WIDE, NARROW, HIGH = 2.4, 1.5, 1.7  # half the drawing, in radii
ROOM = 560  # [pixels] narrower drawings leave out the words beside the wheel
REACH = f"width < {ROOM} ? {NARROW} : {WIDE}"


@cache
def loop() -> dict[str, Any]:
    """Return the specification. Rows: kind (box, flow, leak, arc, head, hub), x, y, order, title, big, small, span, base."""
    data = alt.NamedData(DATA)
    x = alt.X("x:Q", scale=alt.Scale(domainMin=alt.expr(f"-({REACH})"), domainMax=alt.expr(REACH), nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[-HIGH, HIGH], nice=False), axis=None)
    colour = alt.Color("hue:N", scale=alt.Scale(domain=["wheel", "leak"]), legend=None)

    def part(kind: str) -> alt.Chart:
        return alt.Chart(data).transform_filter(f"datum.kind == '{kind}'").transform_calculate(hue=f"'{'leak' if kind == 'leak' else 'wheel'}'")

    def words(kind: str, field: str, dy: int, size: int, weight: Any = 400, dx: int = 0, **more: Any) -> alt.Chart:
        ink = {"color": colour} if more.pop("accent", False) else {"fill": WORDS}
        rows = part(kind).transform_filter(f"width >= {ROOM}") if kind in ("flow", "leak") else part(kind)
        return rows.mark_text(dy=dy, dx=dx, fontSize=size, fontWeight=weight, **more).encode(x=x, y=y, text=f"{field}:N", **ink)

    arcs = part("arc").mark_line(strokeWidth=5, strokeCap="round", opacity=0.55).encode(x=x, y=y, order="order:Q", detail="title:N", color=colour)
    heads = part("head").mark_point(shape="triangle", filled=True, size=240, opacity=1)
    heads = heads.encode(x=x, y=y, angle=alt.Angle("order:Q", scale=alt.Scale(domain=[0, 360], range=[0, 360])), color=colour)
    tips = [alt.Tooltip("title:N", title="stage"), alt.Tooltip("big:N", title="now"), alt.Tooltip("small:N", title="of"),
            alt.Tooltip("span:N", title="eight of ten worlds"), alt.Tooltip("base:N", title="before")]  # fmt: skip
    box = part("box").mark_circle(size=11500, opacity=0.1).encode(x=x, y=y, color=colour, tooltip=tips)
    side = "datum.x >= 0 ? 1 : -1"
    layers: list[Any] = [arcs, heads, box]
    layers += [
        words("box", "title", -22, 13, 600, accent=True),
        words("box", "big", 0, 20, 700, accent=True),
        words("box", "small", 20, 11),
    ]
    for turn, align in ((1, "left"), (-1, "right")):
        rows: dict[str, Any] = {"align": align, "dx": 26 * turn}
        here = f"({side}) == {turn}"
        layers += [words("flow", field, dy, size, weight, **rows, **ink).transform_filter(here) for field, dy, size, weight, ink in _LINES]
        leak = f"abs(datum.x) > .5 && {here}"
        layers += [words("leak", field, dy, 11, weight, align=align, dx=70 * turn, accent=True).transform_filter(leak) for field, dy, weight in _LEAK]
    for test, lift in (("datum.y > .5", -78), ("datum.y < -.5", 78)):  # the leaks of the top and bottom stage stand above and below
        layers += [words("leak", field, dy + lift, 11, weight, accent=True).transform_filter(test) for field, dy, weight in _LEAK]
    layers += [words("hub", "title", -26, 12), words("hub", "big", 0, 30, 700, accent=True), words("hub", "small", 26, 12)]
    return finished(alt.layer(*layers), height=470, width="container")


_LEAK = (("title", -7, 600), ("big", 8, 400))
_LINES: tuple[tuple[str, int, int, int, dict[str, Any]], ...] = (
    ("title", -16, 13, 600, {"accent": True}),
    ("big", 0, 12, 400, {}),
    ("small", 15, 11, 400, {}),
)
