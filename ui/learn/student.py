"""A student's page of a class: a seat without a name, the teacher's step, one's own prediction."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from scenarios.classes import PREDICT, REVEAL, STEPS, ClassRefused, seat_name
from scenarios.errors import ScenarioError
from scenarios.failures import Missing, StoreError
from scenarios.lesson import Lesson, lessons
from scenarios.lesson_answer import answer_from, answer_text
from simulation.engine.pool import EngineError
from ui.learn.class_page import Page
from ui.learn.classes import Seen, classes, forget, look
from ui.learn.explain import explain
from ui.learn.following import away, because, still_here
from ui.learn.home import go, unproved
from ui.learn.predict import prediction, take_over
from ui.learn.puzzle import puzzle
from ui.learn.reveal import reveal
from ui.learn.texts import prose
from ui.text.wording import plain


def student(page: Page, token: str) -> None:
    """Draw the class at its present step for one seat."""
    code, page.teacher = page.code, False
    last = f"class_seen_{code}"
    try:
        seen = st.session_state[last] = look(code)
        page.seat = _seat(code, token) if token else None
        page.stands(seen)
    except Missing as error:
        page.over = True
        st.error(plain(str(error)))
        if st.button("To the lessons", key="class_home"):
            go()
        return
    except (StoreError, ScenarioError) as error:
        page.stands(None)
        seen, page.seat = st.session_state.get(last), st.session_state.get(f"seat_{token}")
        if seen is None or page.seat is None:
            away(error)
            return
        still_here()  # above all an answer that was not sent yet
    lesson = lessons()[0].get(seen.of.lesson)
    if lesson is None:
        st.error("The lesson of this class is not on this server any more.")
        return
    if page.seat is None:
        _join(code, lesson)
        return
    st.markdown(f"## {plain(lesson.title, 120)}")
    st.caption(f"Class {code} · you are **{seat_name(page.seat)}** · {STEPS[seen.of.step]}. Keep this address: it is your seat.")
    if seen.of.step >= REVEAL:  # before it nothing is said of the result, not even how sure it is
        unproved(lesson)
    try:
        _step(lesson, seen, code, token, page.seat)
    except EngineError as error:
        page.broken = True
        st.error(f"The worlds could not be computed. {plain(str(error))}")


def _join(code: str, lesson: Lesson) -> None:
    st.markdown(f"## {plain(lesson.title, 120)}")
    st.markdown(f"Class **{code}**. No name is asked; you get a seat with a colour and a number.")
    if not st.button("Take a seat", key="take_seat", type="primary"):
        return
    try:
        seat, token = classes().join(code)
    except (StoreError, ScenarioError) as error:
        st.error(f"You have no seat yet. {because(error)}")
        return
    forget(code)
    st.session_state[f"seat_{token}"] = seat
    go(**{"class": code, "seat": token})


def _seat(code: str, token: str) -> int:
    kept = f"seat_{token}"
    if kept not in st.session_state:
        st.session_state[kept] = classes().seat(code, token)
    return st.session_state[kept]


def _step(lesson: Lesson, seen: Seen, code: str, token: str, seat: int) -> None:
    step = seen.of.step
    with st.container(key=f"class_step_{step}"):
        if step == 0:
            prose(lesson.information)
            st.caption("The teacher opens the prediction.")
        elif step == PREDICT:
            _predict(lesson, seen, code, token, seat)
        elif STEPS[step] == "Reveal":
            if failed := st.session_state.get(f"failed_{token}"):
                st.warning(failed)
            mine = seen.answers.get(seat)
            others = [answer_from(lesson, text) for other, text in seen.answers.items() if other != seat]
            reveal(lesson, None if mine is None else answer_from(lesson, mine), others, key="class_reveal")
        elif STEPS[step] == "Explain":
            explain(lesson, "class_explain", watch=False)
        elif STEPS[step] == "Puzzle":
            puzzle(lesson, "class_puzzle")
        else:
            prose(lesson.take_home)


def _predict(lesson: Lesson, seen: Seen, code: str, token: str, seat: int) -> None:
    sent, key, drawn = _sent(lesson, seen, token, seat), f"class_{code}", f"stood_{token}"
    if drawn in st.session_state and st.session_state[drawn] != sent:
        take_over(lesson, st.session_state[drawn], sent, key)
    st.session_state[drawn] = sent
    answer: Any = prediction(lesson, sent, key)
    failed = st.session_state.get(f"failed_{token}")
    if answer is not None and answer != sent:
        label = "Send again" if failed else "Change my answer" if sent is not None else "Send my answer"
        if st.button(label, key="send_answer", type="primary"):
            _send(lesson, code, token, answer)
            st.rerun()
    if failed:
        st.error(failed)
    elif sent is not None and answer == sent:
        st.success("Your answer is in. You can change it until the reveal.")


def _sent(lesson: Lesson, seen: Seen, token: str, seat: int) -> Any:
    """Return the seat's answer, which another tab may have sent, or None; what was sent here counts until the class was read again."""
    here, at = st.session_state.get(f"sent_{token}", (None, 0.0))
    kept = seen.answers.get(seat)
    return here if at >= seen.at else None if kept is None else answer_from(lesson, kept)


def _send(lesson: Lesson, code: str, token: str, answer: Any) -> None:
    st.session_state.pop(f"failed_{token}", None)
    try:
        classes().answer(code, token, answer_text(lesson, answer))
        st.session_state[f"sent_{token}"] = answer, time.monotonic()
        forget(code)
    except ClassRefused as error:
        st.session_state[f"failed_{token}"] = f"Your answer was not taken: {plain(str(error))}."
        forget(code)
    except (StoreError, ScenarioError) as error:
        st.session_state[f"failed_{token}"] = f"Your answer was not sent; it is still here. {because(error)}"
