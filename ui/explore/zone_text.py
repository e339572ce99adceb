"""Zones as people see them: a word with a shape and a colour, and in how many worlds."""

from __future__ import annotations

import numpy as np

from simulation.outcomes.zones import disagree, worlds_in_zone, zone_of, zone_words
from ui.charts.style import BAD, GOOD, GREY, WATCH

SHAPES = {"healthy": "●", "at risk": "▲", "auditorium": "■", None: "–"}
COLOURS = {"healthy": GOOD, "at risk": WATCH, "auditorium": BAD, "not judged": GREY}


def zone_text(zones: np.ndarray) -> str:
    """Return the zone of a setting with its shape: "▲ at risk in 3 of 4 worlds"."""
    return f"{SHAPES[zone_of(zones)]} {zone_words(zones)}"


def zone_split(zones: np.ndarray) -> str:
    """Return the zone of a setting whose worlds disagree in few letters, "● 6 of 10"; nothing where they are of one mind."""
    return f"{SHAPES[zone_of(zones)]} {worlds_in_zone(zones)} of {len(zones)}" if disagree(zones) else ""
