"""The one row of key figures: value, range, difference and how sure that is, in room that is kept from the first answer on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from simulation import MEASURES, band
from simulation.outcomes.arrival import Arrival, payback_of
from simulation.outcomes.running_cost import running_cost
from simulation.outcomes.zones import FLOORS, ZONES, zone_of, zones_of_worlds
from simulation.studies.compare import Difference
from simulation.vocabulary.amounts import money, money_range
from simulation.vocabulary.words import counted, in_worlds
from ui.session.runs import Pair
from ui.simulate.verdict_box import MARKS
from ui.text.wording import amount, matters, spread, sure

FIGURES = {
    "npv": "Value",
    "payback_month": "Payback",
    "monthly_result_end": "Result a month",
    "cost_per_month": "Cost a month",
    "weekly_active": "Weekly active",
    "auditorium_index": "Auditorium",
}
LATER_COUNTS = "A world that is not paid back within the horizon counts as later: month and range are those of all worlds."
MIDDLE = "The difference is the middle one of the differences world by world, which is not the difference of the two middle values."
CERTAINTY = (
    "*Clearly*: chance explains it in less than 1 of 100 cases; *probably*: in less than 10; *unsure*: it may be chance; "
    "*tiny*: under a hundredth of the figure (half a month of payback, .01 of the index), which is no reason for anything however sure it is."
)


@dataclass(frozen=True)
class Cell:
    """One figure in words: its value, its range, and where there is a baseline the difference and how sure that is."""

    label: str
    value: str
    span: str
    change: str | None
    certainty: str | None
    signed: bool  # whether the difference has a direction to point in
    judged: bool  # whether it says better or worse: sure enough, and large enough to matter


def cell_of(name: str, pair: Pair, currency: str, found: Difference | None = None) -> Cell:
    """Return one figure of a pair in words."""
    found = found or pair.difference(name)
    value, span = _value(name, pair, currency)
    counts = matters(name, found.median, float(band(pair.current.final(name))[1]))
    change = None if pair.same else amount(name, found.median, currency, signed=True) if math.isfinite(found.median) else "–"
    signed = change is not None and change[0] in "+-"
    now, then = (np.isfinite(values).sum() for values in pair.both(name))
    fewer = 0 if pair.same or name != "payback_month" else int(then - now)  # worlds that are no longer paid back in time
    both_ways = fewer * (found.better_in - found.worse_in) > 0  # sooner, but in fewer worlds, or later and in more
    return Cell(
        label=FIGURES[name],
        value=value,
        span=span,
        change=change.replace(" months", " mo.").replace(" month", " mo.") if change else change,
        certainty=None if pair.same else how_sure(found, counts) + _in_time(fewer),
        signed=signed,
        judged=signed and sure(found) and counts and not both_ways,
    )


class Figures:
    """Six figures, drawn once and then overwritten."""

    def __init__(self, currency: str) -> None:
        self.currency = currency
        grid = st.grid(len(FIGURES), min_column_width=128, gap="small", key="figures")
        self.cells: dict[str, dict[str, Any]] = {
            name: {"box": grid.cell().container(gap=None, key=f"figure_{name}"), "metric": None, "range": None} for name in FIGURES
        }

    def wait(self) -> None:
        """Mark the places of a first answer."""
        for cell in self.cells.values():
            cell["metric"] = cell["box"].skeleton(height=60)

    def draw(self, pair: Pair) -> None:
        """Draw or overwrite every figure with a pair."""
        for name, place in self.cells.items():
            found = pair.difference(name)
            cell = cell_of(name, pair, self.currency, found)
            place["metric"] = (place["metric"] or place["box"]).metric(
                cell.label,
                cell.value,
                cell.change,
                delta_arrow="auto" if cell.signed else "off",  # without a sign there is no better or worse either
                delta_color=("inverse" if MEASURES[name].better == "down" else "normal") if cell.judged else "off",
                delta_description=cell.certainty,
                help=self._help(name, found, pair),
            )
            place["range"] = (place["range"] or place["box"]).caption(cell.span.replace("$", "\\$"))

    def _help(self, name: str, found: Difference, pair: Pair) -> str:
        measure = MEASURES[name]
        values = pair.current.final(name)
        ranged = f"  \nEight of ten worlds: {spread(name, values, self.currency)}." if len(values) > 1 and np.isfinite(values).any() else ""
        if name == "payback_month":
            ranged = f"  \n{payback_of(pair.current).sentence().capitalize()}. {LATER_COUNTS}"
        counts = f"better in {found.better_in}, worse in {in_worlds(found.worse_in, found.of)}"
        against = "" if pair.same else f"  \nAgainst the baseline: {counts}. {MIDDLE} {CERTAINTY}"
        return (f"**{measure.label}.** {measure.help}{ranged}{against}").replace("$", "\\$")


def _value(name: str, pair: Pair, currency: str) -> tuple[str, str]:
    values = pair.current.final(name)
    low, middle, high = (float(end) for end in band(values))
    alone = "in one world" if len(pair.current) == 1 else None  # it has no range
    if name == "payback_month":
        return _payback(payback_of(pair.current))
    if name == "cost_per_month":
        besides = running_cost(pair.current).besides(currency).replace(" a month", "") if pair.current.inputs.community else ""
        return money(middle, currency), f"on average; {besides}" if besides else alone or money_range(low, high, currency)
    if MEASURES[name].unit.startswith("$"):
        return money(middle, currency), alone or money_range(low, high, currency)
    if name == "auditorium_index":
        zone = zone_of(zones_of_worlds(pair.current.series[name]))
        passed = " on the way" if zone in ZONES[1:] and middle < FLOORS[ZONES.index(zone) - 1] else ""
        there = MARKS.get(zone, "too small to judge") if pair.current.inputs.community else "no community"
        return amount(name, middle), there + passed
    return amount(name, middle, currency), alone or spread(name, values, currency)


def _in_time(fewer: int) -> str:
    """Say in how many fewer or more worlds it is paid back than in the baseline: no difference of months tells that."""
    return f"; in time in {counted(abs(fewer), 'fewer world' if fewer > 0 else 'more world')}" if fewer else ""


def how_sure(found: Difference, counts: bool = True) -> str:
    """Say in a word how sure a difference is, or that it is too small to matter (see `matters`)."""
    if not found.of:
        return "nothing to compare"
    if found.better_in == found.worse_in == 0:
        return "same"
    if sure(found) and not counts:
        return "tiny"
    return found.certainty.split()[0] if sure(found) else "unsure"


def _payback(found: Arrival) -> tuple[str, str]:
    """Return month and range of payback in the width of a figure; its help holds the whole of it."""
    share = "" if found.always else f"in {found.came} of {found.worlds}" if found.came else found.share
    return (found.when if found.in_time else "not in time"), "; ".join(part for part in (found.span, share) if part)
