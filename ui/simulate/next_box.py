"""Next: the best single moves from here, checked in worlds the choice has not seen, each one click."""

from __future__ import annotations

import streamlit as st

from simulation import INPUTS, RunSpec
from simulation.engine.pool import EngineError
from simulation.studies.cloud import Point
from simulation.studies.moves import moves_from
from simulation.studies.sensitivity import Effect, next_moves
from simulation.vocabulary.amounts import money, money_range
from ui.session.exploring import cloud
from ui.session.queue import queue_place
from ui.session.state import NEXT, Session, session
from ui.simulate.compare_with import compare_with
from ui.simulate.lever import change
from ui.text.currencies import CURRENCIES
from ui.text.lever_text import shown
from ui.text.wording import plain, why_failed

FOUND, ASKED = "next_found", "next_asked"  # session keys: what was found for which setting, and the setting it was asked for
HELP = (
    "Tries every single step of every lever from here, at the assumptions as they are set, in a few worlds, and checks the best in ten worlds "
    "the choice has not seen. Only steps that are better there and no worse for health are named."
)


@st.fragment(key=NEXT)
def next_box() -> None:
    """Draw the question, the work on it, or the answer, in room that is kept."""
    queue_place("next")
    current = session()
    with st.container(key="next", horizontal=True, gap="small", vertical_alignment="center"):
        if not current.now.inputs.community:
            compare_with(current)
            return
        found = st.session_state.get(FOUND)
        if st.session_state.get(ASKED) == current.now and (found is None or found[0] != current.now):
            found = _search(current)
        if found is not None and found[0] == current.now:
            _answer(found[1], current)
        else:
            st.button("What next?", key="ask_next", on_click=_ask, help=HELP)
            st.caption("The best single moves from here, each one click.", width="content")
        compare_with(current)


def _ask() -> None:
    st.session_state[ASKED] = session().now


def _search(current: Session) -> tuple[RunSpec, list[Effect]] | None:
    """Search; whatever the reader does meanwhile ends it."""
    now = current.now
    base = Point(now.inputs, now.timeline)
    place = st.empty()
    effects: list[Effect] = []
    try:
        for share, found in next_moves(cloud(now.seed, now.weeks), base, moves_from(base, existing=now.existing)):
            place.progress(min(1.0, share), "Trying every single move from here …")
            effects = found
    except EngineError as error:
        st.error(f"The search ended: {why_failed(error)}.")
        return None
    finally:
        st.session_state[ASKED] = None
    place.empty()
    st.session_state[FOUND] = (now, effects)
    return now, effects


def _answer(effects: list[Effect], current: Session) -> None:
    if not effects:
        st.caption("No single move from here is better in worlds it was not chosen in, and no worse for health.")
        return
    st.markdown("**Next**", width="content", help=HELP)
    currency = CURRENCIES[current.currency]
    for effect in effects:
        spec, gained = INPUTS[effect.move.name], effect.difference("npv")
        gain = f"{money(gained.median, currency, signed=True)} ({money_range(gained.low, gained.high, currency)})"
        chosen = st.button(
            f"{plain(spec.label)}: {plain(shown(spec, effect.move.value))} :gray[{gain}]".replace("$", "\\$"),
            key=f"next_{spec.name}",
            help=f"The range holds eight of ten worlds; better in {gained.better_in} of {gained.of}; "
            f"then {effect.health or 'too small to judge'}, {money(effect.cost_per_month, currency)} a month on average.".replace("$", "\\$"),
        )
        if chosen:
            change(spec.name, effect.move.value)
            st.rerun()  # of the whole page: the levers and the answer show it, not this part alone
