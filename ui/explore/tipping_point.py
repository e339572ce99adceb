"""Where it tips over: value and health over any two levers."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from simulation import INPUTS, LEVERS
from simulation.studies.cloud import Point
from simulation.studies.moves import choices
from simulation.studies.zone_map import HIGH, WIDE, Axis, ZoneMap, map_zones, spread
from simulation.vocabulary.words import counted, ranged, some_of
from ui.charts.style import with_data
from ui.explore.pictures import zone_map
from ui.explore.take_over import in_words, take_over
from ui.explore.work import work
from ui.explore.zone_text import SHAPES, zone_split, zone_text
from ui.session.exploring import cloud
from ui.session.state import Session
from ui.text.currencies import CURRENCIES
from ui.text.lever_text import shown
from ui.text.wording import amount, plain

THREE_IN_FOUR = "three in four"  # `CLEAR` in words


def tipping_point(current: Session) -> None:
    """Draw the question, and the map as far as it is known."""
    currency = CURRENCIES[current.currency]
    names = choices(current.now.existing)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        x = st.selectbox("Across", names, names.index("batch_size"), format_func=_label, key="edge_x")
        y = st.selectbox("Up", names, names.index("ritual_cadence"), format_func=_label, key="edge_y")
    if x == y:
        st.info("Choose two different levers.")
        return
    now = current.now
    base = Point(now.inputs, now.timeline)
    axes = Axis(x, spread(LEVERS[x], now.value(x), WIDE)), Axis(y, spread(LEVERS[y], now.value(y), HIGH))

    def states() -> Any:
        return map_zones(cloud(now.seed, now.weeks), base, *axes)

    found: ZoneMap | None = work("tipping_point", (now, x, y), "Draw the map", states, lambda state: _picture(state, currency, ""))
    if found is None:
        return
    picked = _picture(found, currency, "edge_map")
    worlds = [len(cell) for line in found.cells for cell in line if cell is not None]
    few = ranged(str(min(worlds)), str(max(worlds)))
    st.caption(
        f"Values are medians of the same {counted(found.shared, 'world')} in every cell, so that cells can be compared; "
        f"of 30, as on Simulate, they are others. Health rests on {few} worlds."
    )
    _best(found)
    _tipping_points(found)
    _choose(found, picked, currency)


def _best(found: ZoneMap) -> None:
    """Say which cell is best, or which are about as good as it."""
    if found.best is None:
        return
    if not found.about_as_good:
        best = plain(_named(found, found.best))
        st.markdown(f"**Best among the healthiest**: {best}, worth more than each of the others in at least {THREE_IN_FOUR} of those worlds.")
        return
    names = some_of([_named(found, place) for place in found.top])
    st.markdown(
        f"**No cell is clearly best.** About as good among the healthiest: {plain(names, 1_000)}. "
        f"The first is worth most, but it is worth more than each of the others in fewer than {THREE_IN_FOUR} of those worlds."
    )


def _named(found: ZoneMap, place: tuple[int, int]) -> str:
    return f"{in_words(found.x.name, found.x.values[place[1]])} with {in_words(found.y.name, found.y.values[place[0]])}"


def _tipping_points(found: ZoneMap) -> None:
    """Say where rows tip over, those together that do so in one place and one way; a table holds each with its worlds."""
    x, y = LEVERS[found.x.name], LEVERS[found.y.name]
    together: dict[str, list[str]] = {}
    rows = []
    for row, up in enumerate(found.y.values):
        for one in found.tipping_points(row):
            place = f"{shown(x, one.low)} and {shown(x, one.high)}" + (" with nothing tried between" if one.skipped else "")
            turn = " → ".join(f"{SHAPES[cell.health]} {cell.health or 'not judged'}" for cell in (one.below, one.above))
            together.setdefault(f"between {x.label} {place} ({turn})", []).append(shown(y, up))
            sides = [plain(zone_text(cell.zones)) for cell in (one.below, one.above)]
            rows.append((plain(shown(y, up)), plain(place), *sides))
    if not rows:
        return
    places = [f"{where}: {y.label} {', '.join(ups)}" for where, ups in together.items()]
    st.markdown("The tipping point lies somewhere\n" + "\n".join(f"- {plain(words, 600)}" for words in places))
    with st.expander(f"{counted(len(rows), 'tipping point')} as a table, with their worlds"):
        heads = [y.label, f"{x.label} between", "At the first", "At the second"]
        st.table(pd.DataFrame(rows, columns=heads), border="horizontal", hide_index=True)


def _picture(found: ZoneMap, currency: str, key: str) -> tuple[int, int] | None:
    """Draw the map; with a key it can be clicked, and the cell clicked last is returned."""
    x, y = LEVERS[found.x.name], LEVERS[found.y.name]
    rows = []
    for row, up in enumerate(found.y.values):
        for column, across in enumerate(found.x.values):
            cell = found.cells[row][column]
            if cell is None:
                continue
            value = amount("npv", found.value(row, column), currency)
            marks = ["here"] if found.here == (row, column) else []
            if (row, column) in found.top:
                marks.append("≈ best" if found.about_as_good else "best")
            rows.append(
                {
                    "x": shown(x, across),
                    "y": shown(y, up),
                    "value": value,
                    "cost": amount("cost_per_month", found.value(row, column, "cost_per_month"), currency) + " a month on average",
                    "zone": cell.health or "not judged",
                    "words": zone_text(cell.zones),
                    "split": zone_split(cell.zones),
                    "label": f"{SHAPES[cell.health]} {value}" + (f"\n{', '.join(marks)}" if marks else ""),
                    "short": "\n".join([SHAPES[cell.health], *marks]),
                }
            )
    if not rows:
        return None
    if any(row["split"] for row in rows):
        st.caption("Paler cells: worlds disagree about health. In how many it is so stands in their tips and in the table.")
    letters = max(len(word) for row in rows for word in row["x"].split())
    spec = with_data(zone_map(len(found.y.values), _label(found.x.name), _label(found.y.name), letters), pd.DataFrame(rows))
    alternative = f"Map of value and health over {_label(found.x.name)} and {_label(found.y.name)}; the cells stand in the table below."
    if not key:
        st.vega_lite_chart(spec, width="stretch", alt=alternative)
        return None
    event = st.vega_lite_chart(spec, width="stretch", alt=alternative, key=key, on_select="rerun", selection_mode="cell")
    with st.expander("The map as a table"):
        table = pd.DataFrame(rows)[["x", "y", "value", "cost", "words"]]
        table.columns = [_label(found.x.name), _label(found.y.name), "Value", "Cost", "Health"]
        st.dataframe(table, hide_index=True, width="stretch", key=f"{key}_table")
    chosen = (event.get("selection", {}) or {}).get("cell") if event else None
    if not chosen:
        return None
    across = [shown(x, value) for value in found.x.values]
    up = [shown(y, value) for value in found.y.values]
    first = chosen[0]
    return (up.index(first["y"]), across.index(first["x"])) if first.get("y") in up and first.get("x") in across else None


def _choose(found: ZoneMap, picked: tuple[int, int] | None, currency: str) -> None:
    places = [(row, column) for row, line in enumerate(found.cells) for column, cell in enumerate(line) if cell is not None]
    wanted = picked or found.best or places[0]
    if picked and st.session_state.get("edge_picked") != picked:
        st.session_state.edge_picked = st.session_state.edge_cell = picked
    names = found.x.name, found.y.name

    def written(place: tuple[int, int]) -> str:
        best = ("about as good as any" if found.about_as_good else "best") + " among the healthiest"
        mark = f" ({best})" if place in found.top else " (you are here)" if place == found.here else ""
        return f"{in_words(names[0], found.x.values[place[1]])}, {in_words(names[1], found.y.values[place[0]])}{mark}"

    if st.session_state.get("edge_cell") not in places:
        st.session_state.edge_cell = wanted
    row, column = st.selectbox("Cell", places, format_func=written, key="edge_cell", help="Or click a cell of the map.")
    cell = found.cells[row][column]
    value = amount("npv", found.value(row, column), currency)
    cost = amount("cost_per_month", found.value(row, column, "cost_per_month"), currency)
    st.markdown(f"**{plain(written((row, column)))}**: value {plain(value)}, {plain(cost)} a month on average, {plain(zone_text(cell.zones))}.")
    take_over({names[0]: found.x.values[column], names[1]: found.y.values[row]}, "edge_take", written((row, column)))


def _label(name: str) -> str:
    return INPUTS[name].label
