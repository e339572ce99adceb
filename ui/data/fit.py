"""The fit: begun by a button, with its stages, stopped by another, kept while the file and its reading stay the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import streamlit as st

from simulation.engine.pool import EngineError
from simulation.studies.history.calibration import HOLD_BACK, Calibration, calibrate, refine
from simulation.studies.history.library import library, simulated
from simulation.studies.history.reading import Reading
from simulation.studies.history.refinement import FURTHER
from simulation.studies.history.series import HistoryError
from ui.session.exploring import quiet
from ui.session.runs import give_way, owner
from ui.text.wording import plain

FIT = "your_data"  # session key


@dataclass
class Fit:
    """One fit of this session: what it is of, whether it goes on, what was found, and why nothing was."""

    of: str = ""
    running: bool = False
    found: Calibration | None = None
    problems: tuple[str, ...] = ()


def fit(reading: Reading) -> Calibration | None:
    """Draw the button, the stages and what is wrong; return what was found about this reading, or None."""
    mine: Fit = st.session_state.setdefault(FIT, Fit())
    held = st.slider("Months held back to test the forecasts on", 0, 24, HOLD_BACK, key="hold_back")
    of = _mark(reading, held)
    if mine.of != of:
        mine.of, mine.running, mine.found, mine.problems = of, False, None, ()
    label = "Stop" if mine.running else "Learn from it" if mine.found is None else "Learn again"
    st.button(label, key="fit", type="secondary" if mine.running else "primary", on_click=_press)
    if mine.running:
        _go(mine, reading, held)
        st.rerun()
    if mine.problems:
        st.error(("Nothing was learnt:\n" if mine.found is None else "") + "\n".join(f"- {plain(problem)}" for problem in mine.problems))
    return mine.found


def _go(mine: Fit, reading: Reading, held: int) -> None:
    with st.status("Learning from your history", expanded=True) as status:

        def tell(stage: str) -> None:
            give_way()  # whoever pressed Stop is heard here
            status.write(stage)

        try:
            mine.found, mine.problems = calibrate(reading, library(), held, tell), ()
            if mine.found.posterior.ordered:
                mine.found = _refined(mine.found)  # whoever stops it keeps what was found before
        except HistoryError as error:
            mine.found, mine.problems = None, tuple(error.problems)
        except EngineError as error:
            mine.problems = (f"no further communities could be simulated: {error}",)
    mine.running = False


def _refined(found: Calibration) -> Calibration:
    """Return the fit refined by communities that the quiet workers simulate; whatever the reader does next ends it."""
    bar = st.progress(0.0, "Simulating communities like yours …")

    def tell(done: int) -> None:
        bar.progress(done / FURTHER, f"Simulating communities like yours: {done} of {FURTHER}")

    return refine(found, lambda blocks: quiet().seat(owner()).each(simulated, blocks, give_way), FURTHER, tell)


def _press() -> None:
    mine: Fit = st.session_state[FIT]  # not handed on by the button, which would hold it when the page has been left
    mine.running = not mine.running


def _mark(reading: Reading, held: int) -> str:
    history = reading.history
    digest = hashlib.sha256(repr((history.months, history.active_means, held)).encode())
    for values in (history.active, history.new, history.contributions, *history.others.values()):
        digest.update(np.asarray(values, dtype=np.float64).tobytes())
    return digest.hexdigest()
