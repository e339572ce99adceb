"""What is watched: the logs of the chosen world, its picture, and where it lies among the other worlds."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from simulation import InputError, Results, RunSpec
from simulation.engine.budget import check
from simulation.engine.pool import EngineError
from simulation.engine.single_flight import Flight, SingleFlight
from simulation.studies.median_world import closest_to_median
from simulation.studies.replay import replay_block
from ui.charts.style import with_data
from ui.session.queue import Wait
from ui.session.runs import breathe, engine, give_way, grow, known, owner
from ui.text.wording import plain
from ui.watch.chart import band_and_world, rows
from ui.watch.choice import Choice
from ui.watch.component import stages

KEPT = 24  # logs of at most half a megabyte
_logs: OrderedDict[tuple[RunSpec, int], bytes] = OrderedDict()
_lock = threading.Lock()
_flights = SingleFlight()


def log_of(setting: RunSpec, replicate: int) -> bytes:
    """Return the log of one world, lived through by a worker, once for all readers.

    Raises:
        InputError: it is too large to be watched.
    """
    key = replace(setting, runs=1), replicate
    check(key[0])
    with _lock:
        if key in _logs:
            _logs.move_to_end(key)
            return _logs[key]

    def begin(flight: Flight[bytes]) -> Iterator[bytes]:
        pool = engine()
        job = pool.job(owner=reader)
        flight.when_abandoned(lambda: pool.stop(job))
        flight.ahead = lambda: pool.ahead(job)
        yield pool.submit(replay_block, (key[0], replicate), job).result()

    reader, wait = owner(), Wait()
    try:
        (log,) = _flights.follow(key, begin, give_way, waits=wait.tell)
    finally:
        wait.over()
    with _lock:
        _logs[key] = log
        while len(_logs) > KEPT:
            _logs.popitem(last=False)
    return log


def show(choice: Choice) -> None:
    """Draw the chosen world at once, and where it lies among the others when those are there."""
    first = choice.settings[0]
    try:
        replicate = closest_to_median(_all_worlds(first)) if choice.world is None else choice.world - 1
        logs = [log_of(setting, replicate) for setting in choice.settings]
        stages(logs, choice.names, key="watch_stages")
        which = "the one closest to the median" if choice.world is None else "chosen by you"
        own = ", with the beliefs drawn for this world" if first.beliefs else ""
        breathe()  # the picture is painted before the browser is given anything else to draw
        st.caption(f"World {replicate + 1} of {first.runs}, seed {first.seed}{own}, {which}. Every dot is one member.")
        _among_the_others(choice, replicate)
    except EngineError as error:
        st.error(f"The worlds could not be computed. {plain(str(error))}")
    except InputError as error:
        st.error(f"This cannot be watched: {plain(str(error))}")


def _all_worlds(setting: RunSpec) -> Results:
    *_, results = grow(setting)
    return results


def _among_the_others(choice: Choice, replicate: int) -> None:
    help_text = "Band: eight of ten worlds. Thin line: the median. Thick line: the world shown above."
    st.markdown("##### Weekly active members: this world among the others", help=help_text)
    many = len(choice.settings) > 1
    columns = st.columns(len(choice.settings)) if many else [st.container()]
    alternative = "Band of all worlds' weekly active members over the months with their median, and the line of the world that is shown."
    places = []
    for column, name, setting in zip(columns, choice.names, choice.settings, strict=True):
        with column:
            if many:
                st.caption(plain(name))
            places.append(st.empty())
            if known(setting) is None:
                places[-1].skeleton(height=170)
    frames = [rows(_all_worlds(setting), replicate) for setting in choice.settings]
    top = max(float(frame[["high", "world"]].max().max()) for frame in frames)  # side by side they have one axis
    for nth, (place, frame) in enumerate(zip(places, frames, strict=True)):
        spec = with_data(band_and_world(), frame.assign(top=top))
        place.vega_lite_chart(spec, width="stretch", height="content", alt=alternative, key=f"watch_band_{nth}")
