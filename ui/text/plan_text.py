"""What is planned over time, in words."""

from __future__ import annotations

from simulation import INPUTS, LEVERS, Shock, Timeline
from simulation.vocabulary.words import counted
from ui.text.lever_text import percent, shown
from ui.text.months import told

SHOCK_WORDS = {
    "influx": "Influx of interested people",
    "influx_low_intent": "Influx of curious people",
    "migration": "Move to another platform",
    "algorithm": "Change of algorithm",
}


def size_text(shock: Shock) -> str:
    """Write the size of a shock."""
    if shock.kind == "migration":
        return LEVERS["platform"].choice_labels[LEVERS["platform"].choices.index(shock.size)]
    return f"{percent(shock.size)} of reach left" if shock.kind == "algorithm" else counted(shock.size, "person", "people")


def planned(timeline: Timeline) -> list[tuple[int, str]]:
    """Return (week, words) of everything planned."""
    entries = [(change.week, f"{INPUTS[change.name].label}: {_value(change.name, change.value)}") for change in timeline.changes]
    entries += [(shock.week, f"{SHOCK_WORDS[shock.kind]}: {size_text(shock)}") for shock in timeline.shocks]
    entries.sort(key=lambda entry: entry[0])
    return [(week, f"{told(week).capitalize()}: {text}") for week, text in entries]


def _value(name: str, value: object) -> str:
    return shown(INPUTS[name], value)
