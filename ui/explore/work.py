"""Long work on a page: it shows stage and share, is stopped by a button, and keeps what it found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from simulation.engine.pool import EngineError
from ui.text.wording import why_failed


@dataclass
class Work:
    """One question of one reader: what was asked, what is known, and whether it goes on."""

    asked: Hashable = None
    state: Any = None
    running: bool = False
    problem: str = ""


def work(name: str, asked: Hashable, label: str, states: Callable[[], Iterator[Any]], preview: Callable[[Any], object]) -> Any:
    """Draw the button that begins or stops a study, go on with it, and return what it has found about `asked`; None before.

    Args:
        states: begins the study; each state has a share and a stage.
        preview: draws a state while more is to come.
    """
    mine: Work = st.session_state.setdefault(f"work_{name}", Work())
    current = mine.asked == asked
    running = mine.running and current
    whole = current and mine.state is not None and mine.state.share >= 1
    text = "Stop" if running else label if not current or mine.state is None else "Ask again" if whole else "Go on"
    st.button(text, key=f"ask_{name}", type="secondary" if running else "primary", on_click=_press, args=(mine, asked))
    if current and mine.problem:
        st.error(f"This could not be worked out: {mine.problem}. What was found is kept; ask again to go on.")
    if not running:
        if current and mine.state is not None and mine.state.share < 1:
            st.caption(f"Stopped at {mine.state.share:.0%}: what stands here is a first look.")
        return mine.state if current else None
    bar, box = st.progress(0.0, "Beginning …"), st.empty()
    try:
        for state in states():
            mine.state = state
            bar.progress(min(1.0, state.share), f"{state.share:.0%}, {state.stage}")
            with box.container():
                preview(state)
    except EngineError as error:
        mine.problem = why_failed(error)
    mine.running = False
    st.rerun()


def _press(mine: Work, asked: Hashable) -> None:
    going = mine.running and mine.asked == asked
    if mine.asked != asked:
        mine.asked, mine.state = asked, None
    mine.running, mine.problem = not going, ""
