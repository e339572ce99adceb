"""Choosing what is compared: the scenarios, the baseline among them, and the number of worlds."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from simulation.vocabulary.version import DEFAULT_RUNS
from ui.comparison.offers import offered as offers_of
from ui.comparison.options import FEWEST, MOST, Option, told_apart
from ui.session.keys import HISTORY_KEY
from ui.session.state import RUN_CHOICES, Session

FIRST_CHOICE = ("library:default", "library:ambassadors", "library:roi-in-month-one")


@dataclass(frozen=True)
class Choice:
    """What is compared, the baseline first, in how many worlds, in which currency."""

    options: tuple[Option, ...]
    runs: int
    currency: str


def choose(current: Session) -> Choice | None:
    """Draw the choice; return it when there are enough scenarios, or say what is missing."""
    offered = offers_of(current, st.warning)
    wanted = [key for key in _remembered() if key in offered]
    if st.session_state.get("compare_options") is None:
        st.session_state.compare_options = wanted[:MOST]
    else:
        st.session_state.compare_options = [key for key in st.session_state.compare_options if key in offered]
    left, middle, right = st.columns([5, 3, 2], vertical_alignment="bottom")
    with left:
        st.multiselect(
            "Scenarios",
            list(offered),
            key="compare_options",
            format_func=lambda key: offered[key].label,
            max_selections=MOST,
            placeholder="Choose two to six",
            help="The present setting of the Simulate page, your saved scenarios, and the library.",
        )
    chosen = [key for key in st.session_state.compare_options if key in offered][:MOST]
    _write("with", ",".join(chosen))
    st.session_state[HISTORY_KEY] = chosen
    if not chosen:
        st.info("Choose two to six scenarios. The library has examples; save your own on the Simulate page.")
        return None
    if st.session_state.get("compare_baseline") not in chosen:
        st.session_state.compare_baseline = chosen[0]
    with middle:
        st.selectbox(
            "Baseline",
            chosen,
            key="compare_baseline",
            format_func=lambda key: offered[key].label,
            help="Every difference is a scenario minus this one, in the same worlds.",
        )
    if st.session_state.get("compare_runs") not in RUN_CHOICES:
        asked = st.query_params.get("worlds", "")
        st.session_state.compare_runs = next((runs for runs in RUN_CHOICES if str(runs) == asked), DEFAULT_RUNS)
    with right:
        runs = st.selectbox(
            "Worlds",
            RUN_CHOICES,
            key="compare_runs",
            persist_state="session",
            help="Each scenario is simulated in this many worlds: the same luck for all of them.",
        )
    if len(chosen) < FEWEST:
        st.info("Choose at least one more scenario to compare with.")
        return None
    baseline = st.session_state.compare_baseline
    runs = runs if runs in RUN_CHOICES else DEFAULT_RUNS
    _write("worlds", str(runs) if runs != DEFAULT_RUNS else "")
    loaded = [offered[key].load() for key in sorted(chosen, key=lambda key: key != baseline)]
    if any(option is None for option in loaded):
        return None
    return Choice(tuple(told_apart([option for option in loaded if option])), runs, current.currency)


def _write(name: str, value: str) -> None:
    """Put a value into the address, or take it out when it is empty."""
    if st.query_params.get(name, "") == value:
        return
    if value:
        st.query_params[name] = value
    else:
        del st.query_params[name]


def _remembered() -> list[str]:
    from_link = [key for key in st.query_params.get("with", "").split(",") if key]
    return from_link or st.session_state.get(HISTORY_KEY) or list(FIRST_CHOICE)
