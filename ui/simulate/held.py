"""While a thumb is held: a small program watches the sliders and asks for a preview of the value under it.

Streamlit's own slider stays what it is, keyboard and screen reader included, and reports the release. What is asked for here is
a look ahead: nothing is set, and a value that is not allowed is passed over. The browser lays the answer over verdict, figures and
charts. It asks beside the page's script: a run of it, however small, has the browser go through every element of the page four times.
Once a value is set, by the release or by a key, its first worlds are asked for in the same way, and lie there until the script's answer comes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

import streamlit as st

from simulation import INPUTS, InputError, RunSpec
from ui.session.look_again import program
from ui.session.runs import owner
from ui.session.state import Session, session
from ui.simulate.track import STOPS
from ui.text.lever_text import shown
from ui.text.wording import plain

SCRIPT = program("aside.js", "held.js")
KEY = "held_watch"
READER = "held_reader"  # session key

_watch = st.components.v2.component("clg_held", js=SCRIPT)


@dataclass(eq=False)
class Reader:
    """One session as its page's program knows it: by a word that nobody can guess. With the session it is gone."""

    session: Session
    owner: str
    word: str = field(default_factory=lambda: uuid4().hex)
    turn: int = 0  # of the last question


_readers: WeakValueDictionary[str, Reader] = WeakValueDictionary()


def watch() -> None:
    """Put the program in its place; it shows nothing."""
    _watch(key=KEY, data={"reader": _reader().word}, height=0)


def _reader() -> Reader:
    found: Reader | None = st.session_state.get(READER)
    if found is None or found.session is not session():
        found = Reader(session(), owner())
        st.session_state[READER] = found
        _readers[found.word] = found
    return found


def asked(given: Mapping[str, Any]) -> tuple[Reader, tuple[RunSpec, str, int] | None] | None:
    """Return who asks, and the setting to preview with its note, empty where it is set, and its turn; None for it where a hold has ended.

    Nobody else is answered.

    From now on whoever works for an older turn of this reader can see that nobody waits for it any more.
    """
    word, turn = given.get("reader"), given.get("turn")
    reader = _readers.get(word) if isinstance(word, str) else None
    if reader is None or not isinstance(turn, int) or isinstance(turn, bool):
        return None
    reader.turn = turn
    return reader, preview_of(reader.session.now, given)


def preview_of(now: RunSpec, given: Any) -> tuple[RunSpec, str, int] | None:
    """Read what the browser says about the held slider; anything but a known lever and an allowed value is nothing.

    Neither is a hold that has ended meanwhile: the lever no longer stands where it was taken `from`, for its release came first. A value
    that is `settled` is set already, or about to be.

    >>> preview_of(RunSpec(), {"lever": "batch_size", "place": 0, "turn": 1})[1]
    'Preview: Batch size open door'
    """
    if not isinstance(given, Mapping):
        return None
    name, place, turn = given.get("lever"), given.get("place"), given.get("turn")
    spec = INPUTS.get(name) if isinstance(name, str) else None
    if spec is None or isinstance(place, bool) or not isinstance(place, (int, float)) or not isinstance(turn, int):
        return None
    try:
        settled = given.get("settled") is True
        if "from" in given and not settled and not _stands_at(now, spec, given["from"]):
            return None
        value = _value(now, spec, place)
        return now.with_value(spec.name, value), "" if settled else f"Preview: {plain(spec.label)} {plain(shown(spec, value))}", turn
    except (InputError, IndexError, TypeError, ValueError, OverflowError):
        return None


def _stands_at(now: RunSpec, spec: Any, place: float) -> bool:
    """Say whether a lever stands at a place of its slider, which knows a number only to the nearest step."""
    there, here = _value(now, spec, place), now.value(spec.name)
    return there == here if spec.choices or spec.name == "batch_size" else abs(there - here) <= (spec.step or 0) / 2


def _value(now: RunSpec, spec: Any, place: float) -> Any:
    if spec.name == "batch_size":
        return sorted({*STOPS, now.value(spec.name)})[_index(place)]
    if spec.choices:
        return spec.choices[_index(place)]
    return spec.check(int(place) if spec.type is int else round(float(place), 10))


def _index(place: float) -> int:
    if place != int(place) or place < 0:
        raise IndexError(place)
    return int(place)
