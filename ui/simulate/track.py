"""The coloured track under the batch size: healthy, at risk or an auditorium at every stop, all other levers as they are.

Its worlds are the first ones of each stop: whoever then moves there has the first curves at once. They are begun when the reader's
own answer is complete, all at once where nobody else computes, else one after the other in turn with the others' work: colours wait
for nobody for long. What is not known yet is grey, and the browser asks for it once a second while the page rests (`zones.js`).

Where the first worlds of a stop do not agree, they say little: two of four at risk make it "at risk", which of thirty worlds two or
three are. Idle workers simulate more of those; until then the line says that it is a first look. The stop at which the reader stands is
judged by the worlds that the verdict is judged by.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from simulation import RunSpec, changed
from simulation.engine.stream import FIRST
from simulation.outcomes.zones import disagree, zone_of, zones_of_worlds
from ui.charts.style import BAD, GOOD, WATCH
from ui.session.first_worlds import MOST, ask, enough, first_worlds, guess, guess_more, too_dear, under_way
from ui.session.look_again import asking_while_calm, looked
from ui.session.runs import known
from ui.session.state import Session, session
from ui.session.unasked import by_itself

TRACK = "track"  # the key of the part of the page that shows it
STOPS = (0, 5, 10, 15, 20, 30, 40, 60, 80, 120, 200, 300, 500)
TRIES = 12  # how often more worlds of a stop are begun, about once a second: while others have work they are dropped at once
TOO_SMALL = "too small to judge"
TOO_DEAR = "not looked at"  # its worlds would take more than idle moments
FIRST_LOOK = " · a first look"
HELP = (
    "The worst zone that half of the worlds or more reach at each stop of the slider, every other lever as it is: "
    f"of the first {FIRST} worlds where these agree, of up to {MOST} where they do not. Until those are simulated it is a first look."
)
COLOURS = {"healthy": GOOD, "at risk": WATCH, "auditorium": BAD, TOO_SMALL: "#9aa5b1", TOO_DEAR: "#9aa5b1", None: "#9aa5b1"}

_again = st.components.v2.component("clg_zones", js=asking_while_calm("zones.js"))


def track(current: Session) -> None:
    """Draw the track as a part of the page that can be drawn anew by itself."""
    part()


@st.fragment(key=TRACK)
def part() -> None:
    """Draw what is known of every stop."""
    current = session()
    if not current.now.value("community"):
        return
    _again(key="zones_again", on_look_change=looked, height=0)
    zones, unsure = zones_along(current.now)
    complete = known(current.now) is not None
    goes_on = False
    if None in zones.values() and complete:
        if too_dear(current.now):
            zones = dict.fromkeys(zones, TOO_DEAR)
        else:
            work_out(current)
            ask(at_stop(current.now, next(stop for stop in _nearest(current.now) if zones[stop] is None)))
    elif unsure and complete:
        goes_on = look_closer(current, unsure)
    waits = None in zones.values() or (unsure and not complete) or goes_on or any(under_way(at_stop(current.now, stop)) for stop in unsure)
    words = in_words(zones) + (FIRST_LOOK if unsure and None not in zones.values() else "")
    places = "".join(f'<i style="background:{COLOURS[zone]}"></i>' for zone in zones.values())
    state = f'data-known="{int(not waits)}" data-of="{mark_of(current.now)}" data-zones="|{"|".join(map(_named, zones.items()))}|"'
    st.html(f'<div class="track" role="img" aria-label="{words}" {state}>{places}</div>')
    st.caption(words, help=HELP)


def mark_of(setting: RunSpec) -> str:
    """Return a mark of everything that the zones depend on: the browser sees by it that they are those of another setting."""
    return f"{hash(at_stop(setting, 0)) & 0xFFFFFFFF:x}"


def zone_here(setting: RunSpec) -> str:
    """Return the stop at which a setting stands and its zone, by all worlds that are known of it; "" between stops, or where none are."""
    if setting.value("batch_size") not in STOPS:
        return ""
    zone, _ = zone_at(setting)
    return "" if zone is None else _named((setting.value("batch_size"), zone))


def _named(stop: tuple[int, str | None]) -> str:
    return f"{stop[0]} {stop[1]}"


def at_stop(setting: RunSpec, stop: int) -> RunSpec:
    """Return the setting with another batch size."""
    return replace(setting, inputs=changed(setting.inputs, "batch_size", stop))


def zones_along(setting: RunSpec) -> tuple[dict[int, str | None], list[int]]:
    """Return the zone at every stop, None where nothing is known, and the stops of which more worlds are to be looked at."""
    found = {stop: zone_at(at_stop(setting, stop)) for stop in STOPS}
    return {stop: zone for stop, (zone, _) in found.items()}, [stop for stop, (_, sure) in found.items() if not sure]


def zone_at(setting: RunSpec) -> tuple[str | None, bool]:
    """Return the zone of a setting, None where nothing is known, and whether that will do: its worlds agree, or are as many as are looked at."""
    results = first_worlds(setting)
    if results is None:
        return None, True
    worlds = zones_of_worlds(results.series["auditorium_index"])
    sure = not disagree(worlds) or len(results) >= enough(setting)
    return zone_of(worlds) or TOO_SMALL, sure


def look_closer(current: Session, unsure: list[int]) -> bool:
    """Let idle workers simulate more worlds of stops whose first ones do not agree, the nearest first, a few times at most.

    Returns:
        whether any of them may be begun again: the page has to ask once more, as what was begun now may have been dropped.
    """
    if not by_itself():
        return False
    mark = mark_of(current.now)
    if current.looked_closer[0] != mark:
        current.looked_closer = (mark, {})
    tries = current.looked_closer[1]
    for stop in sorted(unsure, key=_nearest(current.now).index):
        if tries.get(stop, 0) < TRIES and not under_way(at_stop(current.now, stop)):
            tries[stop] = tries.get(stop, 0) + 1
            guess_more(at_stop(current.now, stop))
    return any(tries.get(stop, 0) < TRIES for stop in unsure)


def in_words(zones: dict[int, str | None]) -> str:
    """Say where one zone ends and the next begins: a range of stops for each."""
    if set(zones.values()) == {TOO_DEAR}:
        return "Zones are not looked for ahead: a community of this size takes too long."
    if None in zones.values():
        return f"Looking where it stays healthy: {sum(zone is not None for zone in zones.values())} of {len(zones)} sizes …"
    runs: list[list] = []
    for stop, zone in [(stop, zone) for stop, zone in zones.items() if stop] + [(0, zones[0])]:
        if runs and runs[-1][0] == zone and stop:
            runs[-1][2] = stop
        else:
            runs.append([zone, stop, stop])
    told = [f"{zone} {first}" + (f" to {last}" if last != first else "") if first else f"open door: {zone}" for zone, first, last in runs]
    return " · ".join(told)


def work_out(current: Session) -> None:
    """Let idle workers begin every stop that is not known yet, the nearest to the present one first."""
    if not current.now.value("community"):
        return
    for stop in _nearest(current.now):
        guess(at_stop(current.now, stop))


def _nearest(setting: RunSpec) -> list[int]:
    """Return the stops, those beside the present one first: one step up and down, then two."""
    here = min(range(len(STOPS)), key=lambda place: abs(STOPS[place] - setting.value("batch_size")))
    return [STOPS[place] for place in sorted(range(len(STOPS)), key=lambda place: abs(place - here))]
