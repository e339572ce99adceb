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
from simulation.vocabulary.words import counted, in_worlds
from ui.learn.texts import prose
from ui.learn.worlds import PUZZLE_WORLDS, WORLDS, growing
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
            results = _tried(lesson, moves)
        except InputError as error:
            st.error(plain(str(error)))
            return None
        if not _wins(lesson, results):
            return None
        if not st.button("Confirm in all worlds", key=f"{key}_confirm", type="primary") and st.session_state.get(f"{key}_won") != moves:
            return None
        won = _confirmed(lesson, moves)
        if won is not None:
            st.session_state[f"{key}_won"] = moves
        return won


def _tried(lesson: Lesson, moves: dict[str, Any]) -> Results:
    """Draw how close a try is, from its first worlds on and refined in place, and return all its worlds."""
    task = lesson.puzzle
    bars: list[Any] = [st] * len(task.win)
    told: Any = st
    for results in growing(task.played(moves), PUZZLE_WORLDS):
        bars = [_close(condition, results, bar) for condition, bar in zip(task.win, bars, strict=True)]
        told = told.markdown(_told(lesson, results, PUZZLE_WORLDS))
    return results


def _told(lesson: Lesson, results: Results, worlds: int) -> str:
    """Say in how many worlds all conditions are met at once."""
    won = int(all_met(lesson.puzzle.win, results).sum())
    if len(results) == 1 < worlds:
        return f"So far all at once in **{in_worlds(won, 1)}**; {worlds} are tried."
    if len(results) < worlds:
        return f"So far all at once in **{so_far(won, len(results), worlds)}**; {worlds} are tried."
    return f"All at once in **{in_worlds(won, len(results))}**."


def so_far(number: int, of: int, worlds: int) -> str:
    """Write in how many worlds something is so; where not all that are tried are in, that these are the first ones.

    >>> so_far(3, 4, 10), so_far(8, 10, 10), so_far(0, 1, 10)
    ('3 of the first 4 worlds', '8 of 10 worlds', '0 of 1 world so far')
    """
    if of == 1 < worlds:
        return f"{in_worlds(number, of)} so far"
    return in_worlds(number, of) if of >= worlds else f"{number} of the first {counted(of, 'world')}"


def _wins(lesson: Lesson, results: Results) -> bool:
    return int(all_met(lesson.puzzle.win, results).sum()) >= needed(lesson.puzzle.share, len(results))


def _confirmed(lesson: Lesson, moves: dict[str, Any]) -> dict[str, Any] | None:
    """Hold a win in all worlds, saying so far how it stands; return the moves that won, or None."""
    told: Any = st
    for results in growing(lesson.puzzle.played(moves), WORLDS):
        if len(results) < WORLDS:
            told = told.info(_told(lesson, results, WORLDS))
    won, least = int(all_met(lesson.puzzle.win, results).sum()), needed(lesson.puzzle.share, len(results))
    if won >= least:
        told.success(f"Solved: in {in_worlds(won, len(results))}.")
        return moves
    told.warning(f"In all worlds it is so in {won} of {len(results)} only; {least} are needed. You are close.")
    return None


def posed(lesson: Lesson) -> None:
    """Draw what the puzzle asks and when it is won."""
    task = lesson.puzzle
    prose(task.text)
    share = f"in {in_worlds(needed(task.share, PUZZLE_WORLDS), PUZZLE_WORLDS)}"
    st.markdown(f"**You win when {share}:** " + "; ".join(plain(_said(one)) for one in task.win) + ".")


def _said(condition: Condition) -> str:
    return condition.words(lambda measure, value: amount(measure, value) if measure in MEASURES else f"${value:,.0f}")


def _close(condition: Condition, results: Results, place: Any) -> Any:
    """Draw in a place how close one condition is, and return the place for the next answer."""
    values = read(results, *condition.reading)
    met = int(condition.met_by(values).sum())
    known = values[np.isfinite(values)]
    met_in = so_far(met, len(results), PUZZLE_WORLDS)
    return place.progress(met / len(results), text=plain(f"{_said(condition)}: met in {met_in}, {_typical(condition, known, len(results))}"))


def _typical(condition: Condition, known: np.ndarray, worlds: int) -> str:
    """Say what is usual in the worlds that have a figure: a payback that never came is no number."""
    if not len(known):
        return "no figure in any of them" if worlds > 1 else "no figure in it"
    middle = float(np.median(known))
    typical = amount(condition.measure, middle) if condition.measure in MEASURES else f"${middle:,.0f}"
    among = f" among the {len(known)} that have one" if len(known) < worlds else ""
    return f"{'median' if worlds > 1 else 'value'} {typical}{among}"


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
