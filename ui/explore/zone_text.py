"""Zones as people see them: a word with a shape and a colour, and in how many worlds."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.zones import zone_of, zone_words
from ui.charts.style import BAD, GOOD, GREY, WATCH

SHAPES = {"healthy": "●", "at risk": "▲", "auditorium": "■", None: "–"}
COLOURS = {"healthy": GOOD, "at risk": WATCH, "auditorium": BAD, "not judged": GREY}


def zone_text(zones: np.ndarray) -> str:
    """Return the zone of a setting with its shape: "▲ at risk in 3 of 4 worlds"."""
    return f"{SHAPES[zone_of(zones)]} {zone_words(zones)}"
