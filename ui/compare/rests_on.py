"""What the decision rests on: at which value of an own figure or a belief it turns round."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import streamlit as st

from simulation import INPUTS
from simulation.engine.pool import EngineError
from simulation.studies.cloud import Point
from simulation.studies.recommendation import contest, judged
from simulation.studies.recommendation import recommend as decide
from simulation.studies.turning_points import ALWAYS, MOST_OTHERS, TESTED, Rests, TurningPoint, turning_points
from ui.comparison.comparison import Comparison
from ui.session.exploring import cloud
from ui.text.lever_text import with_unit
from ui.text.wording import plain

TESTING, KNOWN = "testing_turns", "known_turns"  # session keys: what is being tested; (what was compared, turning points, share)


def pair(comparison: Comparison) -> tuple[int, int]:
    """Return the places of the option that is ahead and of the one it is held against: the recommended one and the baseline, or its best rival."""
    return contest(decide(judged(comparison.names, comparison.results), comparison.wanted))


def rests_on(comparison: Comparison, currency: str) -> tuple[tuple[TurningPoint, ...], Any]:
    """Draw what the decision rests on and the button that tests it; return what is known of it for this comparison, and the place of its progress."""
    subject = _subject(comparison)
    found, share, stage = _known(subject)
    ahead, behind = pair(comparison)
    names = f"{plain(comparison.names[ahead])} over {plain(comparison.names[behind])}"
    testing = st.session_state.get(TESTING) == subject
    with st.container(key="rests_on"):
        st.markdown("##### What it rests on")
        st.caption(
            f"At which value the advantage of {names} in net present value turns round: {_labels()}, "
            f"and the {MOST_OTHERS} beliefs that move it most. "
            f"Medians of {TESTED} matched worlds per value: a value is where it turns about, not to the digit."
        )
        if share < 1:
            label = "Stop" if testing else "Go on testing" if share else "Test what would turn it"
            st.button(label, key="test_turns", on_click=_switch, args=(None if testing else subject,))
        bar = st.empty()
        if testing:
            bar.progress(share, f"{stage}: {share:.0%}")
        for point in found:
            st.markdown(f"- {plain(point.sentence(lambda name, value: with_unit(INPUTS[name], INPUTS[name].type(value), currency)), 400)}")
        if share == 1 and not any(point.turns for point in found):
            st.markdown("Nothing tested turns the decision within its range.")
    return found, bar


def go_on(comparison: Comparison, bar: Any) -> None:
    """Go on with a test that is under way and show how far it is; whatever the reader does meanwhile interrupts it, and what was found stays."""
    subject = _subject(comparison)
    if st.session_state.get(TESTING) != subject:
        return
    options = [Point(results.inputs, results.timeline) for results in comparison.results]
    ahead, behind = pair(comparison)
    first = comparison.results[0]
    try:
        for rests in turning_points(cloud(first.seed, first.weeks, first.spec), options[ahead], options[behind]):
            before = len(_known(subject)[0])
            if len(rests.found) >= before:
                st.session_state[KNOWN] = (subject, rests)
            bar.progress(rests.share, f"{rests.stage}: {rests.share:.0%}")
            if rests.share == 1:
                break
            if len(rests.found) > before:
                st.rerun()  # there is something to read; what was evaluated is kept, and the next look goes on where this one stopped
    except EngineError as error:
        st.error(plain(str(error)))
    _switch(None)
    st.rerun()


def _known(subject: Hashable) -> tuple[tuple[TurningPoint, ...], float, str]:
    known = st.session_state.get(KNOWN)
    if known is None or known[0] != subject:
        return (), 0.0, "beginning"
    rests: Rests = known[1]
    return rests.found, rests.share, rests.stage


def _switch(subject: Hashable) -> None:
    st.session_state[TESTING] = subject


def _labels() -> str:
    labels = [INPUTS[name].label.lower() for name in ALWAYS]
    return ", ".join(labels)


def _subject(comparison: Comparison) -> Hashable:
    return tuple((option.scenario.to_toml()) for option in comparison.options), comparison.wanted
