"""While a thumb is held: a small component watches the sliders and asks for a preview of the value under it.

Streamlit's own slider stays what it is, keyboard and screen reader included, and reports the release. What comes from here is
a look ahead: nothing is set, and a value that is not allowed is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from simulation import INPUTS, InputError, RunSpec
from ui.session.state import ANSWER, PREVIEW, Session, session
from ui.simulate.track import STOPS
from ui.text.lever_text import shown
from ui.text.wording import plain

SCRIPT = (Path(__file__).parents[1] / "assets" / "held.js").read_text(encoding="utf-8")
KEY, EVENT = "held_watch", "held"
ASKED = "held"  # session key: what is previewed next, and its turn

_watch = st.components.v2.component("clg_held", js=SCRIPT)


def watch() -> None:
    """Put the component in its place; it shows nothing."""
    _watch(key=KEY, on_held_change=_held, height=0)


def _held() -> None:
    given = getattr(st.session_state.get(KEY), EVENT, None)
    st.session_state[ASKED] = given
    if not session().drawn_controls:
        return  # the whole page is being drawn: the preview comes with it, and nothing of it is dropped
    back = not isinstance(given, Mapping) or given.get("lever") is None
    st.rerun(list(ANSWER) if back else PREVIEW)  # on its way back it may have ended an answer before all worlds were in


def asked(current: Session) -> tuple[RunSpec, str, int] | None:
    """Return the setting to preview, its note and its turn, once; None where nothing is held or the thumb went back."""
    given = st.session_state.pop(ASKED, None)
    return preview_of(current.now, given)


def preview_of(now: RunSpec, given: Any) -> tuple[RunSpec, str, int] | None:
    """Read what the browser says about the held slider; anything but a known lever and an allowed value is nothing.

    Neither is a hold that has ended meanwhile: the lever no longer stands where it was taken `from`, for its release came first.

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
        if "from" in given and not _stands_at(now, spec, given["from"]):
            return None
        value = _value(now, spec, place)
        return now.with_value(spec.name, value), f"Preview: {plain(spec.label)} {plain(shown(spec, value))}", turn
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
