"""The classes of this server's store: one read per class and second for everybody, and the lesson's worlds computed ahead."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import streamlit as st

from scenarios.classes import Class, Classes
from scenarios.failures import StoreUnavailable
from scenarios.lesson import Lesson
from scenarios.lesson_task import spec_of
from scenarios.store import Store
from simulation.engine.pool import EngineError
from simulation.engine.stream import stream
from ui.learn.worlds import PUZZLE_WORLDS, WORLDS
from ui.session.runs import engine, result_cache
from ui.session.store import store

FRESH = 1.0  # [s] that what was read of a class is good for
STUDENTS_ASK = 2.0  # [s]
TEACHER_ASKS = 1.0  # [s]
REMEMBERED = 500  # classes


@dataclass(frozen=True)
class Seen:
    """A class as last read, with all answers by seat."""

    of: Class
    answers: dict[int, str]
    at: float


_seen: dict[str, Seen] = {}
_failed: dict[str, tuple[float, Exception]] = {}  # when a class could not be read, and why
_reading: dict[str, threading.Lock] = {}
_all = threading.Lock()


@st.cache_resource(show_spinner=False, max_entries=8)
def _classes(_kept: Store, which: int) -> Classes:
    return Classes(_kept)


def classes() -> Classes:
    """Return the classes of the store in use.

    Raises:
        StoreUnavailable, ScenarioError: it cannot be opened.
    """
    opened = store()
    return _classes(opened, id(opened.database))  # it lives as long as what is kept here holds it


def look(code: str) -> Seen:
    """Return a class as it was at most a second ago, however many ask; where it cannot be read, one tries for all who ask meanwhile.

    Raises:
        Missing: there is no such class.
        StoreUnavailable: it cannot be read now.
    """
    with _all:
        lock = _reading.setdefault(code, threading.Lock())
        if len(_reading) > REMEMBERED:
            for old in list(_reading)[: REMEMBERED // 2]:
                _reading.pop(old), _seen.pop(old, None), _failed.pop(old, None)
    with lock:
        known = _seen.get(code)
        if known is None or time.monotonic() - known.at > FRESH:
            failed = _failed.get(code)
            if failed and time.monotonic() - failed[0] <= FRESH:
                raise failed[1].with_traceback(None)
            try:
                kept_classes = classes()
                found = kept_classes.find(code)
                known = _seen[code] = Seen(found, kept_classes.answers(code), time.monotonic())
            except StoreUnavailable as error:
                _failed[code] = time.monotonic(), error
                raise
        return known


def forget(code: str) -> None:
    """Let the next look read anew: something was just changed here."""
    _seen.pop(code, None)
    _failed.pop(code, None)


def compute_ahead(lesson: Lesson) -> None:
    """Begin the lesson's worlds in the background, so that the reveal finds them done, and the puzzle those where it starts."""
    pool, cache = engine(), result_cache()
    specs = [*(spec_of(one, WORLDS) for one in (lesson.before, lesson.after)), spec_of(lesson.puzzle.start, PUZZLE_WORLDS)]

    def work() -> None:
        for spec in specs:
            try:
                for _ in stream(spec, pool=pool, cache=cache, owner="a class"):
                    pass
            except EngineError:
                return  # whoever asks for the worlds is told

    threading.Thread(target=work, name="lesson worlds", daemon=True).start()
