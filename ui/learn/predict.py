"""The prediction: a curve by pointer or by numbers, a number, or a choice. No result is sent before it is locked in."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from scenarios.lesson import Lesson
from scenarios.lesson_answer import months_asked
from simulation import MEASURES
from ui.learn.charts import in_percent
from ui.learn.curve import drawing, knots, through
from ui.learn.worlds import before_number, known_course, known_part
from ui.text.wording import amount, plain, spoken

DIGITS = 10  # behind the point: beyond, shares counted in per cent are binary fractions (.0333 is 3.3300000000000005 %)
FIELD = 380  # [pixels]
AS_TYPED = "%g"  # as many digits as the number has


def prediction(lesson: Lesson, given: Any, key: str, disabled: bool = False) -> Any:
    """Draw the question with what was answered so far, and return the present answer, or None where there is none yet."""
    asked = lesson.predict
    st.markdown(f"#### {plain(asked.question, 400)}")
    if asked.kind == "choice":
        return _choice(lesson, given, key, disabled)
    measure = MEASURES[asked.measure]
    st.caption(f"{measure.label} [{measure.unit}]: {plain(measure.help)}")
    return _number(lesson, given, key, disabled) if asked.kind == "number" else _curve(lesson, given, key)


def take_over(lesson: Lesson, before: Any, given: Any, key: str) -> None:
    """Let an answer that was given elsewhere stand in the place of the one before, unless something else is about to be answered here."""
    asked = lesson.predict
    name = f"{key}_{'drawn' if asked.kind == 'curve' else asked.kind}"
    if asked.kind == "number":
        before, given = (None if value is None else _as_typed(asked.measure, value) for value in (before, given))
    if st.session_state.get(name, before) == before:
        st.session_state[name] = given


def _as_typed(measure: str, value: float) -> float:
    return round(value * (100.0 if in_percent(measure) else 1.0), DIGITS)


def _choice(lesson: Lesson, given: Any, key: str, disabled: bool) -> int | None:
    texts = [text for text, _ in lesson.predict.options]
    name = f"{key}_choice"
    stands = None if name in st.session_state else given
    chosen = st.radio("Your answer", range(len(texts)), index=stands, format_func=lambda place: plain(texts[place]), key=name, disabled=disabled)
    return chosen if chosen in range(len(texts)) else None


def _number(lesson: Lesson, given: Any, key: str, disabled: bool) -> float | None:
    asked = lesson.predict
    if lesson.before != lesson.after:
        other = lesson.before if asked.of == "after" else lesson.after
        st.markdown(f"**{plain(other.title)}**: {plain(amount(asked.measure, before_number(lesson)))} in month {asked.month} (median of the worlds).")
    share = in_percent(asked.measure)
    scale = 100.0 if share else 1.0
    of = f" for “{spoken(getattr(lesson, asked.of).title)}”" if lesson.before != lesson.after else ""
    label = f"Your answer{of}, from 0 to {asked.top * scale:g}" + (" %" if share else "")
    name = f"{key}_number"
    value = st.number_input(
        label,
        0.0,
        asked.top * scale,
        None if given is None or name in st.session_state else _as_typed(asked.measure, given),
        format=AS_TYPED,
        key=name,
        placeholder="your number",
        disabled=disabled,
        width=FIELD,
    )
    return None if value is None else value / scale


def _curve(lesson: Lesson, given: Any, key: str) -> list[float] | None:
    asked, months = lesson.predict, months_asked(lesson)
    known, last = known_part(lesson), months[-1]
    memory = f"{key}_drawn"
    when, course, _ = known_course(lesson)
    past = [(float(month), float(value)) for month, value in zip(when, np.nanmedian(course, axis=0), strict=True)]
    drawn = drawing(known, past, last, asked.top, st.session_state.get(memory, given), in_percent(asked.measure), key=f"{key}_curve")
    typed_key = f"{key}_typed"
    if drawn is not None and drawn != st.session_state.get(f"{key}_seen"):
        st.session_state[f"{key}_seen"] = drawn
        st.session_state[memory] = drawn
    with st.expander("By numbers, one per half-year", expanded=False):
        places = knots(asked.known_until, last)
        share = in_percent(asked.measure)
        scale = 100.0 if share else 1.0
        columns = st.columns(min(len(places), 6))
        values = [
            columns[nth % len(columns)].number_input(
                f"Month {month}" + (" [%]" if share else ""),
                0.0,
                asked.top * scale,
                None,
                format=AS_TYPED,
                key=f"{typed_key}_{month}",
                placeholder="–",
            )
            for nth, month in enumerate(places)
        ]
        if st.button("Draw these numbers", key=f"{key}_draw", disabled=any(value is None for value in values)):
            st.session_state[memory] = through(known[-1], asked.known_until, places, [value / scale for value in values], last)
            st.rerun()
    return st.session_state.get(memory, given)
