"""The bars of what moves bring: what stands in each, and which are cut so that the others can be told apart."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from simulation.studies.compare import Difference
from simulation.studies.sensitivity import Effect
from simulation.vocabulary.words import beside
from ui.explore.take_over import in_words
from ui.explore.zone_text import zone_split, zone_text
from ui.text.wording import amount

LONG = 3.0  # times the bar than which three of four are shorter: longer ones are cut
LEFT, RIGHT = "◂", "▸"  # where a bar that is cut goes on


def bars(effects: Sequence[Effect], measure: str, currency: str) -> list[dict[str, Any]]:
    """Return a row for every effect: move, low, median, high (as far as they are drawn), zone, words, text, cost, said,
    split, place, side, cut, input.

    `said` is the figure that stands beside the bar at `place`: behind its end, to the left or right of it, or on the
    other side of the present setting where the bar is cut. Below it stands in `split` in how many worlds the zone is so, where they disagree.
    """
    changes = [effect.difference(measure) for effect in effects]
    longest = reach([change.median for change in changes])
    kept = [change for change in changes if abs(change.median) <= longest]
    furthest = max((abs(end) for change in kept for end in (change.low, change.median, change.high) if math.isfinite(end)), default=math.inf)
    rows = []
    for effect, change in zip(effects, changes, strict=True):
        known = math.isfinite(change.median)
        cut = known and abs(change.median) > longest
        drawn = {name: _within(getattr(change, name), furthest if cut else math.inf) for name in ("low", "median", "high")}
        left = known and (change.median < 0) != cut
        figure = amount(measure, change.median, currency, signed=True) if known else "no number"
        going_on = (f"{LEFT} {figure}" if change.median < 0 else f"{figure} {RIGHT}") if cut else figure
        split = zone_split(effect.after.zones)
        ends = [value for value in drawn.values() if value is not None]
        rows.append(
            {
                "move": in_words(effect.move.name, effect.move.value, effect.move.before),
                **drawn,
                "zone": effect.health or "not judged",
                "words": zone_text(effect.after.zones),
                "text": span(change, currency, measure),
                "cost": f"{amount('cost_per_month', effect.cost_per_month, currency)} a month on average",
                "said": f"{going_on}\n{split}" if split else going_on,
                "split": split,
                "place": 0.0 if cut or not ends else min(ends) if left else max(ends),
                "side": "left" if left else "right",
                "cut": cut,
                "input": effect.move.name,
            }
        )
    return rows


def span(change: Difference, currency: str, name: str = "npv") -> str:
    """Write a difference with its range."""
    if not math.isfinite(change.median):
        return "only one of the two is paid back" if name == "payback_month" else "no number"
    middle, low, high = (amount(name, value, currency, signed=True) for value in (change.median, change.low, change.high))
    return beside(middle, low, high)


def reach(medians: Sequence[float]) -> float:
    """Return how long a bar may be that is drawn whole: one move that loses millions would leave nothing to be seen of all others."""
    sizes = sorted(abs(value) for value in medians if math.isfinite(value))
    if len(sizes) < 4:
        return math.inf
    usual = LONG * statistics.quantiles(sizes, n=4, method="inclusive")[2]
    return usual if 0 < usual < sizes[-1] else math.inf


def _within(value: float, furthest: float) -> float | None:
    return min(max(value, -furthest), furthest) if math.isfinite(value) else None
