"""What differs between scenarios before anything is simulated: inputs, plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulation import INPUTS
from simulation.studies.difference_export import inputs_that_differ
from ui.comparison.options import Option
from ui.text.lever_text import shown, unit_text, with_unit
from ui.text.plan_text import planned
from ui.text.wording import some_of

MOST_NAMED = 6  # inputs in one sentence


@dataclass(frozen=True)
class Row:
    """One line of the table of inputs: what it is, its unit, and its value in each scenario."""

    label: str
    unit: str
    values: tuple[str, ...]
    confidence: str = ""
    spoken: tuple[str, ...] = ()  # the values with their units, for sentences


def differing(options: Sequence[Option], currency: str = "USD") -> list[Row]:
    """Return the inputs that are not the same everywhere, then the plans where there are any."""
    settings = {str(place): option.scenario.inputs for place, option in enumerate(options)}
    rows = []
    for name, values in inputs_that_differ(settings).items():
        spec = INPUTS[name]
        said = tuple(with_unit(spec, value, currency) for value in values.values())
        rows.append(Row(spec.label, unit_text(spec, currency), tuple(shown(spec, value) for value in values.values()), spec.confidence, said))
    plans = [planned(option.scenario.timeline) for option in options]
    if any(plans):
        rows.append(Row("Planned", "", tuple("; ".join(words for _, words in plan) or "nothing" for plan in plans)))
    return rows


def direction_only(rows: Sequence[Row]) -> str:
    """Name the inputs among these whose effect is known in its direction only; nothing where there are none."""
    unsure = [row.label.lower() for row in rows if row.confidence == "low"]
    return (
        f"The options differ in {some_of(unsure, MOST_NAMED)}: the evidence supports the direction of these effects, not their size."
        if unsure
        else ""
    )


def told(option: Option, baseline: Option, currency: str = "USD", weight: Sequence[str] = ()) -> str:
    """Say in one line how an option differs from the baseline; nothing is left out.

    Args:
        weight: labels of inputs, the weightiest first, where that is known: they are named in this order.
    """
    places = {name: place for place, name in enumerate(weight)}
    rows = sorted(differing([baseline, option], currency), key=lambda row: places.get(row.label, len(places)))
    if not rows:
        return "Sets the same as the baseline."
    parts = [f"{row.label.lower() if row.label[1:2].islower() else row.label}: {(row.spoken or row.values)[1]}" for row in rows]
    return "; ".join(parts)
