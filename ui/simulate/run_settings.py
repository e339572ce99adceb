"""How the setting is run: the seed, the horizon, the number of worlds and what the bands show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from simulation import MAX_WEEKS, Change, InputError, Shock
from simulation.vocabulary.run_spec import launch_problems
from simulation.vocabulary.version import MAX_SEED
from simulation.vocabulary.words import counted
from ui.session.counting import by_week, counting_choice
from ui.session.number_field import number_field
from ui.session.state import RUN_CHOICES, Session, attempt, session
from ui.text.bands import BANDS, BANDS_HELP
from ui.text.lever_text import exact
from ui.text.months import months_of, told, weeks_of
from ui.text.quantities import Quantity

IN_WEEKS = Quantity(label="Horizon", low=1, high=MAX_WEEKS, whole=True, unit="weeks")
IN_MONTHS = Quantity(label="Horizon", low=months_of(1), high=months_of(MAX_WEEKS), unit="months")
SEED = Quantity(label="Seed", low=0, high=MAX_SEED, whole=True)


def run_settings(current: Session) -> None:
    """Draw the seed, the horizon, the number of worlds and what the bands show."""
    if st.session_state.get("worlds") != current.now.runs:
        st.session_state["worlds"] = current.now.runs
    if by_week():
        number_field("Horizon in weeks", IN_WEEKS, current.now.weeks, key="weeks", on_value=_put, args=("weeks",), help="156 weeks are three years.")
    else:
        number_field(
            "Horizon in months", IN_MONTHS, months_of(current.now.weeks), key="months", on_value=_end_after, help="36 months are three years."
        )
    counting_choice("run")
    number_field(
        "Seed",
        SEED,
        current.now.seed,
        key="seed",
        on_value=_put,
        args=("seed",),
        help="The same seed shows everybody the same numbers, to the last digit.",
    )
    options = RUN_CHOICES if current.now.runs in RUN_CHOICES else (current.now.runs, *RUN_CHOICES)
    st.segmented_control(
        "Worlds",
        options,
        key="worlds",
        required=True,
        on_change=_set,
        help="Worlds differ by stochastic variation alone; every setting is run in the same ones. 30 show the middle, 100 or more the tails.",
    )
    if st.session_state.get("bands") != current.now.beliefs:
        st.session_state["bands"] = current.now.beliefs
    st.segmented_control(
        "Bands show",
        (False, True),
        key="bands",
        required=True,
        format_func=BANDS.__getitem__,
        on_change=_widen,
        help=BANDS_HELP,
    )


def _set() -> None:
    _put("runs", st.session_state.get("worlds"))


def _widen() -> None:
    current = session()
    beliefs = bool(st.session_state.get("bands"))

    def change() -> None:
        setting = replace(current.now, beliefs=beliefs)
        current.baseline.run_like(setting)  # what it is held against has to be able to draw them, too
        current.move(f"bands show {BANDS[beliefs].lower()}", setting)

    attempt(change)


def _end_after(months: float) -> None:
    _put("weeks", max(1, weeks_of(months)))


def _long(weeks: int) -> str:
    """Write how long a run is, as the reader counts."""
    if by_week():
        return counted(weeks, "week")
    return f"{exact(months_of(weeks))} {'month' if months_of(weeks) == 1 else 'months'}"


def _put(part: str, value: object) -> None:
    current = session()

    def change() -> None:
        problem = _problem(part, value)
        if problem:
            raise InputError([problem])
        changed: dict[str, Any] = {part: value}
        setting = replace(current.now, **changed)
        planned: tuple[Change | Shock, ...] = (*setting.timeline.changes, *setting.timeline.shocks)
        late = [entry for entry in planned if entry.week >= setting.weeks]
        if late:
            raise InputError(
                [f"something is planned for {told(late[0].week)}; a run of {_long(setting.weeks)} ends before it. Move or remove it first."]
            )
        if problems := launch_problems(setting.inputs, setting.weeks, setting.existing):
            raise InputError(problems)
        current.move(f"horizon: {_long(setting.weeks)}" if part == "weeks" else f"{part}: {value:,}", setting)

    attempt(change)


def _problem(part: str, value: object) -> str | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return f"{part}: a whole number is needed"
    low, high = {"seed": (0, MAX_SEED), "weeks": (1, MAX_WEEKS), "runs": (1, max(RUN_CHOICES))}[part]
    return None if low <= value <= high else f"{part}: {value} is not allowed; it must be a whole number from {low} to {high:,}"
