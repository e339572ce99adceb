"""The puzzle: few levers, conditions over the worlds, and how close each of them is."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from scenarios.lesson import Lesson
from simulation import INPUTS, MEASURES, InputError, Results, Spec
from simulation.outcomes.reading import read
from simulation.studies.conditions import Condition, all_met
from simulation.studies.lesson_proof import needed
from simulation.vocabulary.words import in_worlds
from ui.learn.texts import prose
from ui.learn.worlds import PUZZLE_WORLDS, WORLDS, computed
from ui.text.lever_text import shown, slider_format, step_of, unit_text
from ui.text.wording import amount, plain


def puzzle(lesson: Lesson, key: str) -> dict[str, Any] | None:
    """Draw the puzzle; return the moves that win in all worlds, once they are confirmed."""
    task = lesson.puzzle
    posed(lesson)
    left, right = st.columns([2, 3], gap="large")
    moves: dict[str, Any] = {}
    with left:
        for name in task.levers:
            start = task.start.inputs
            value = _lever(INPUTS[name], getattr(start, name), f"{key}_{name}")
            if value != getattr(start, name):
                moves[name] = value
        st.caption("Nothing is moved yet." if not moves else f"{len(moves)} moved.")
    with right:
        try:
            results = computed(task.played(moves), PUZZLE_WORLDS)
        except InputError as error:
            st.error(plain(str(error)))
            return None
        for condition in task.win:
            _close(condition, results)
        won = int(all_met(task.win, results).sum())
        st.markdown(f"All at once in **{in_worlds(won, len(results))}**.")
        if won < needed(task.share, len(results)):
            return None
        if not st.button("Confirm in all worlds", key=f"{key}_confirm", type="primary") and st.session_state.get(f"{key}_won") != moves:
            return None
        results = computed(task.played(moves), WORLDS)
        won = int(all_met(task.win, results).sum())
        if won < needed(task.share, len(results)):
            st.warning(f"In all worlds it is so in {won} of {len(results)} only; {needed(task.share, len(results))} are needed. You are close.")
            return None
        st.session_state[f"{key}_won"] = moves
        st.success(f"Solved: in {in_worlds(won, len(results))}.")
        return moves


def posed(lesson: Lesson) -> None:
    """Draw what the puzzle asks and when it is won."""
    task = lesson.puzzle
    prose(task.text)
    share = f"in {in_worlds(needed(task.share, PUZZLE_WORLDS), PUZZLE_WORLDS)}"
    st.markdown(f"**You win when {share}:** " + "; ".join(plain(_said(one)) for one in task.win) + ".")


def _said(condition: Condition) -> str:
    return condition.words(lambda measure, value: amount(measure, value) if measure in MEASURES else f"${value:,.0f}")


def _close(condition: Condition, results: Results) -> None:
    values = read(results, *condition.reading)
    met = int(condition.met_by(values).sum())
    known = values[np.isfinite(values)]
    middle = float(np.median(known)) if len(known) else float("nan")
    typical = amount(condition.measure, middle) if condition.measure in MEASURES else f"${middle:,.0f}"
    st.progress(met / len(results), text=plain(f"{_said(condition)}: met in {in_worlds(met, len(results))}, median {typical}"))


def _lever(spec: Spec, start: Any, key: str) -> Any:
    label = spec.label + (f" [{unit_text(spec, 'USD')}]" if unit_text(spec, "USD") else "")
    if spec.type is bool:
        return st.toggle(label, value=start, key=key, help=spec.help)
    if spec.choices:
        return st.selectbox(
            label, spec.choices, index=spec.choices.index(start), format_func=lambda value: shown(spec, value), key=key, help=spec.help
        )
    low, high = spec.type(spec.low), spec.type(spec.high)
    value = st.slider(label, low, high, spec.type(start), step_of(spec), format=slider_format(spec, start), key=key, help=spec.help)
    if not (words := shown(spec, value))[:1].isdigit():  # a number with a meaning of its own
        st.caption(f"{value:g} means: {words}.")
    try:
        return spec.check(value)
    except InputError:
        return start
