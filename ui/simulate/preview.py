"""The value under a held thumb, or one just set, as soon as its first worlds are there: one answer, laid over what stands on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from simulation.engine.failures import EngineError
from simulation.engine.stream import crowded
from simulation.vocabulary.words import in_worlds
from ui.charts.curves import rows_of
from ui.session.runs import Pair, engine, glance
from ui.simulate.figures import FIGURES, cell_of
from ui.simulate.held import asked
from ui.simulate.verdict_box import SIGNS, around_zone, progress, sentences
from ui.simulate.views.cockpit import months_shown, panels
from ui.text.currencies import CURRENCIES
from ui.text.wording import why_failed

MARKED = re.compile(r":\w+\[([^\]]*)\]")


class SupersededError(Exception):
    """The thumb has moved on, or was released."""


def preview(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Answer what is under the thumb, or was just set; a newer question of the same reader, or the end of the hold, ends the work.

    What is set has its answer from the page in any case: where more wait for theirs than there are workers, it is left to that.
    """
    known = asked(given)
    if known is None or known[1] is None or not engine().prepared:
        return None
    reader, (setting, note, turn) = known
    settled = not note
    if settled and crowded(engine()):  # two of them may be this reader's: the page's answer, and a place left behind
        return None

    def look() -> None:
        if reader.turn != turn:
            raise SupersededError

    try:
        pair = glance(setting, reader.session.baseline, look, reader.owner, settled)
    except SupersededError:
        return None
    except EngineError as error:
        return None if settled else {"turn": turn, "verdict": [f"The worlds could not be simulated: {why_failed(error)}.", "", ""], "note": note}
    return {"turn": turn, **shown_while_held(pair, note, CURRENCIES[reader.session.currency])}


def shown_while_held(pair: Pair, note: str, currency: str) -> dict[str, Any]:
    """Return the verdict, the figures and the rows of the charts in plain words and numbers."""
    first, below = sentences(pair, currency)
    before, zone, after = around_zone(pair, first)
    cells = {name: cell_of(name, pair, currency) for name in FIGURES}
    return {
        "verdict": [before, f"{SIGNS[zone][1]} {zone}" if zone else "", after],
        "colour": SIGNS[zone][0] if zone else "",
        "below": below,
        "note": f"{note}, {in_worlds(len(pair.current), pair.wanted)}" if note else progress(pair),
        "figures": {
            name: [cell.label, cell.value, " ".join(filter(None, (cell.change, cell.certainty))), MARKED.sub(r"\1", cell.span)]
            for name, cell in cells.items()
        },
        "curves": rows_of(panels(months_shown(pair.current.weeks), currency), pair),
    }
