"""The coloured track under the batch size: healthy, at risk or an auditorium at every stop, all other levers as they are.

Its worlds are the first ones of each stop, simulated while nobody waits for anything: whoever then moves there has the first
curves at once. Where nothing is known yet the track is grey.
"""

from __future__ import annotations

import streamlit as st

from simulation import RunSpec
from simulation.engine.stream import FIRST
from simulation.outcomes.zones import zone_of, zones_of_worlds
from ui.charts.style import BAD, GOOD, WATCH
from ui.session.first_worlds import first_worlds, guess
from ui.session.state import Session, session

TRACK = "track"  # the key of the part of the page that shows it
STOPS = (0, 5, 10, 15, 20, 30, 40, 60, 80, 120, 200, 300, 500)
COLOURS = {"healthy": GOOD, "at risk": WATCH, "auditorium": BAD, None: "#9aa5b1"}
WORDS = {"healthy": "healthy", "at risk": "at risk", "auditorium": "auditorium", None: "not known yet"}


def track(current: Session) -> None:
    """Draw the track as a part of the page that can be drawn anew by itself."""
    part()


@st.fragment(key=TRACK)
def part() -> None:
    """Draw what is known of every stop."""
    current = session()
    if not current.now.value("community"):
        return
    zones = zones_along(current.now)
    places = "".join(f'<i style="background:{COLOURS[zone]}"></i>' for zone in zones.values())
    st.html(f'<div class="track" role="img" aria-label="{in_words(zones)}" data-known="{int(None not in zones.values())}">{places}</div>')
    st.caption(in_words(zones), help=f"The zone in most of the first {FIRST} worlds at each stop of the slider, every other lever as it is.")


def at_stop(setting: RunSpec, stop: int) -> RunSpec:
    """Return the setting with another batch size."""
    return setting.with_value("batch_size", stop)


def zones_along(setting: RunSpec) -> dict[int, str | None]:
    """Return the zone at every stop, None where nothing is known."""
    found = {}
    for stop in STOPS:
        results = first_worlds(at_stop(setting, stop))
        found[stop] = None if results is None else zone_of(zones_of_worlds(results.series["auditorium_index"]))
    return found


def in_words(zones: dict[int, str | None]) -> str:
    """Say where one zone ends and the next begins: a range of stops for each."""
    if None in zones.values():
        known = sum(zone is not None for zone in zones.values())
        return "Zones are worked out while you look …" if known < len(zones) else ""
    runs: list[list] = []
    for stop, zone in [(stop, zone) for stop, zone in zones.items() if stop] + [(0, zones[0])]:
        if runs and runs[-1][0] == zone and stop:
            runs[-1][2] = stop
        else:
            runs.append([zone, stop, stop])
    told = [
        f"{WORDS[zone]} {first}" + (f" to {last}" if last != first else "") if first else f"open door: {WORDS[zone]}" for zone, first, last in runs
    ]
    return " · ".join(told)


def work_out(current: Session) -> None:
    """Let idle workers begin every stop that is not known yet, the nearest to the present one first."""
    if not current.now.value("community"):
        return
    now = current.now.value("batch_size")
    for stop in sorted(STOPS, key=lambda stop: abs(stop - now)):
        guess(at_stop(current.now, stop))
