"""The value under a held thumb, as soon as its first worlds are there: sent in one piece, which the browser lays over what stands there.

Nothing of the page is drawn anew for it: verdict, figures and charts stay what they are, and come back when the thumb does.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import Any

import streamlit as st

from simulation import RunSpec
from simulation.engine.failures import EngineError
from simulation.vocabulary.words import in_worlds
from ui.charts.curves import attribute, rows_of
from ui.session.runs import Pair, pairs
from ui.session.state import PREVIEW, Session, session
from ui.simulate.figures import FIGURES, cell_of
from ui.simulate.held import asked
from ui.simulate.verdict_box import SIGNS, around_zone, sentences
from ui.simulate.views.cockpit import months_shown, panels
from ui.text.currencies import CURRENCIES
from ui.text.wording import why_failed

MARKED = re.compile(r":\w+\[([^\]]*)\]")


@st.fragment(key=PREVIEW)
def preview() -> None:
    """Send what the first worlds of a value under the thumb show; a newer value or the release ends it."""
    current = session()
    held = asked(current)
    box = st.container(key="preview")
    if held is None:
        box.html("<i></i>")
        return
    setting, note, turn = held
    box.html(f'<i data-turn="{turn}" {attribute("preview", {"turn": turn, **_found(current, setting, note)})}></i>')


def _found(current: Session, setting: RunSpec, note: str) -> dict[str, Any]:
    """Return what is shown; nothing is sent before the worlds are there: the browser has the thumb to draw, and leaves them the cores."""
    growing = pairs(setting, current.baseline, glance=True)
    try:
        with closing(growing):
            pair = next(growing)
    except EngineError as error:
        return {"verdict": [f"The worlds could not be simulated: {why_failed(error)}.", "", ""], "below": "", "note": note}
    return shown_while_held(pair, note, CURRENCIES[current.currency])


def shown_while_held(pair: Pair, note: str, currency: str) -> dict[str, Any]:
    """Return the verdict, the figures and the rows of the charts in plain words and numbers."""
    first, below = sentences(pair, currency)
    before, zone, after = around_zone(pair, first)
    cells = {name: cell_of(name, pair, currency) for name in FIGURES}
    return {
        "verdict": [before, f"{SIGNS[zone][1]} {zone}" if zone else "", after],
        "colour": SIGNS[zone][0] if zone else "",
        "below": below,
        "note": f"{note}, {in_worlds(len(pair.current), pair.wanted)}",
        "figures": {
            name: [cell.label, cell.value, " ".join(filter(None, (cell.change, cell.certainty))), MARKED.sub(r"\1", cell.span)]
            for name, cell in cells.items()
        },
        "curves": rows_of(panels(months_shown(pair.current.weeks), currency), pair),
    }
