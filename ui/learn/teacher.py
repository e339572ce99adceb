"""The teacher's page of a class: the code for the projector, the steps, how many have answered, everybody at the reveal."""

from __future__ import annotations

import csv
import io

import streamlit as st

from scenarios.classes import PREDICT, REVEAL, STEPS, seat_name
from scenarios.errors import ScenarioError
from scenarios.failures import Missing, StoreError
from scenarios.lesson import Lesson, lessons
from scenarios.lesson_answer import answer_from, months_asked
from simulation import INPUTS
from simulation.engine.pool import EngineError
from ui.learn.class_page import Page
from ui.learn.classes import Seen, classes, compute_ahead, forget, look
from ui.learn.explain import explain
from ui.learn.following import away, counting, still_here
from ui.learn.home import go, unproved
from ui.learn.open_class import invitation
from ui.learn.puzzle import posed
from ui.learn.reveal import reveal
from ui.learn.sheet import downloads
from ui.learn.student import student
from ui.learn.texts import prose
from ui.session.store import attempted
from ui.text.wording import plain


def teacher(page: Page, key: str) -> None:
    """Draw the teacher's view; without the right key it is the student's."""
    code, page.teacher = page.code, True
    last = f"taught_{code}_{key}"
    try:
        allowed = _allowed(code, key)
        seen = look(code)
        page.stands(seen)
    except Missing:
        student(page, "")
        return
    except (StoreError, ScenarioError) as error:
        page.stands(None)
        seen, allowed = st.session_state.get(last), True  # only who was allowed has seen it
        if seen is None:
            away(error)
            return
        still_here()
    if not allowed:
        st.query_params.pop("key", None)
        student(page, st.query_params.get("seat", ""))
        return
    st.session_state[last] = seen
    lesson = lessons()[0].get(seen.of.lesson)
    if lesson is None:
        st.error("The lesson of this class is not on this server any more.")
        return
    compute_once(lesson)
    step = seen.of.step
    st.markdown(f"## {plain(lesson.title, 120)}")
    unproved(lesson)
    if step <= PREDICT:
        invitation(code)
    else:
        st.caption(f"Class {code}: late students join with this code at the present step.")
    _bar(code, key, step)
    counting(seen)
    try:
        _shown(lesson, seen)
    except EngineError as error:
        page.broken = True
        st.error(f"The worlds could not be computed. {plain(str(error))}")
    _take_away(lesson, code, key, seen)


def _allowed(code: str, key: str) -> bool:
    kept = f"teacher_{code}_{key}"
    if not st.session_state.get(kept):
        st.session_state[kept] = classes().is_teacher(code, key)
    return st.session_state[kept]


def compute_once(lesson: Lesson) -> None:
    """Begin the lesson's worlds once in a session: after a restart of the server too they are there at the reveal."""
    if st.session_state.get("class_worlds") != lesson.name:
        st.session_state["class_worlds"] = lesson.name
        compute_ahead(lesson)


def _bar(code: str, key: str, step: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="teacher_bar"):
        for place, name in enumerate(STEPS):
            st.button(
                name,
                key=f"to_{name.lower().replace(' ', '_')}",
                type="primary" if place == step else "secondary",
                disabled=step >= REVEAL > place,
                on_click=_move,
                args=(code, key, place),
            )


def _move(code: str, key: str, step: int) -> None:
    attempted(lambda: (classes().move(code, key, step), forget(code)))


def _shown(lesson: Lesson, seen: Seen) -> None:
    name = STEPS[seen.of.step]
    with st.container(key=f"teacher_step_{seen.of.step}"):
        if name == "Information":
            prose(lesson.information)
        elif name == "Predict":
            st.markdown(f"#### {plain(lesson.predict.question, 400)}")
        elif name == "Reveal":
            reveal(lesson, None, [answer_from(lesson, text) for text in seen.answers.values()], key="teacher_reveal")
        elif name == "Explain":
            explain(lesson, "teacher_explain")
        elif name == "Puzzle":
            posed(lesson)
            levers = ", ".join(INPUTS[name].label.lower() for name in lesson.puzzle.levers)
            st.markdown(f"**What may be moved**, by everybody on their own page: {levers}.")
            st.caption("What wins in the ten worlds of a try is confirmed in all thirty. One way to win stands in the script.")
        else:
            prose(lesson.take_home)


def _take_away(lesson: Lesson, code: str, key: str, seen: Seen) -> None:
    with st.popover("Take away, delete", key="teacher_more"):
        downloads(lesson)
        st.download_button(
            "Answers (CSV)", answers_csv(lesson, seen.answers), f"class-{code}.csv", "text/csv", key="class_csv", on_click="ignore", width="stretch"
        )
        st.caption("Answers carry a seat's colour and number, no names. They are deleted after 30 days, or now.")
        if st.button("Delete the class and all answers", key="delete_class") and attempted(lambda: (classes().delete(code, key), True)):
            forget(code)
            go()


def answers_csv(lesson: Lesson, answers: dict[int, str]) -> bytes:
    """Return all predictions, one row per seat."""
    asked = lesson.predict
    heads = [f"month_{month}" for month in months_asked(lesson)] if asked.kind == "curve" else [asked.kind]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["seat", *heads])
    for seat, text in answers.items():
        answer = answer_from(lesson, text)
        values = answer if asked.kind == "curve" else [asked.options[answer][0] if asked.kind == "choice" else answer]
        writer.writerow([seat_name(seat), *values])
    return buffer.getvalue().encode("utf-8-sig")
