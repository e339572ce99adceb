"""The fit: begun by a button, with its stages, stopped by another, kept while the file and its reading stay the same."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import streamlit as st

from simulation.studies.history.calibration import HOLD_BACK, Calibration, calibrate
from simulation.studies.history.library import library
from simulation.studies.history.reading import Reading
from simulation.studies.history.series import HistoryError
from ui.session.runs import give_way
from ui.text.wording import plain


@dataclass
class Fit:
    """One fit of this session: what it is of, whether it goes on, what was found, and why nothing was."""

    of: str = ""
    running: bool = False
    found: Calibration | None = None
    problems: tuple[str, ...] = ()


def fit(reading: Reading) -> Calibration | None:
    """Draw the button, the stages and what is wrong; return what was found about this reading, or None."""
    mine: Fit = st.session_state.setdefault("your_data", Fit())
    held = st.slider("Months held back to test the forecasts on", 0, 24, HOLD_BACK, key="hold_back")
    of = _mark(reading, held)
    if mine.of != of:
        mine.of, mine.running, mine.found, mine.problems = of, False, None, ()
    label = "Stop" if mine.running else "Learn from it" if mine.found is None else "Learn again"
    st.button(label, key="fit", type="secondary" if mine.running else "primary", on_click=_press, args=(mine,))
    if mine.running:
        _go(mine, reading, held)
        st.rerun()
    if mine.problems:
        st.error("Nothing was learnt:\n" + "\n".join(f"- {plain(problem)}" for problem in mine.problems))
    return mine.found


def _go(mine: Fit, reading: Reading, held: int) -> None:
    with st.status("Learning from your history", expanded=True) as status:

        def tell(stage: str) -> None:
            give_way()  # whoever pressed Stop is heard here
            status.write(stage)

        try:
            mine.found, mine.problems = calibrate(reading, library(), held, tell), ()
        except HistoryError as error:
            mine.found, mine.problems = None, tuple(error.problems)
    mine.running = False


def _press(mine: Fit) -> None:
    mine.running = not mine.running


def _mark(reading: Reading, held: int) -> str:
    history = reading.history
    digest = hashlib.sha256(repr((history.months, history.active_means, held)).encode())
    for values in (history.active, history.new, history.contributions, *history.others.values()):
        digest.update(np.asarray(values, dtype=np.float64).tobytes())
    return digest.hexdigest()
