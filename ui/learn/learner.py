"""One lesson, gone through alone: information, predict, reveal, explain, puzzle, what to take home."""

from __future__ import annotations

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.lesson import Lesson, lessons
from scenarios.lesson_answer import checked_answer
from simulation.engine.pool import EngineError
from ui.learn.explain import explain
from ui.learn.home import go, unproved
from ui.learn.open_class import open_class
from ui.learn.predict import prediction
from ui.learn.puzzle import puzzle
from ui.learn.reveal import reveal
from ui.learn.sheet import downloads
from ui.learn.texts import prose
from ui.text.wording import plain

STEPS = ("Information", "Predict", "Reveal", "Explain", "Puzzle", "Take home")
LAST_HIDDEN = "Predict"  # no result is sent up to this step


def learn(name: str) -> None:
    """Draw one lesson."""
    found, _ = lessons()
    lesson = found.get(name)
    if lesson is None:
        st.error("There is no such lesson here.")
        if st.button("To the lessons", key="learn_back"):
            go()
        return
    memory = st.session_state.setdefault(f"learn_{name}", {"step": STEPS[0], "locked": None})
    head(lesson)
    at = STEPS.index(memory["step"])
    reached = len(STEPS) - 1 if memory["locked"] is not None else STEPS.index(LAST_HIDDEN)
    st.segmented_control(
        "Step",
        STEPS,
        default=None if f"steps_{name}" in st.session_state else memory["step"],
        key=f"steps_{name}",
        label_visibility="collapsed",
        on_change=lambda: _jump(name, reached),
    )
    if st.session_state.get(f"steps_{name}") != memory["step"]:
        pass  # a step that is not open yet: the present one stays
    try:
        step(lesson, memory, STEPS[at])
    except EngineError as error:
        st.error(f"The worlds could not be computed. {plain(str(error))}")
        st.button("Try again", key="learn_again")


def head(lesson: Lesson) -> None:
    """Draw the title and what can be taken away."""
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.markdown(f"## {plain(lesson.title, 120)}")
    with right.container(horizontal=True, horizontal_alignment="right"):
        if st.button("All lessons", key="learn_home"):
            go()
        with st.popover("For teachers", key="for_teachers"):
            open_class(lesson)
            st.divider()
            downloads(lesson)
    unproved(lesson)


def _jump(name: str, reached: int) -> None:
    wanted = st.session_state.get(f"steps_{name}")
    memory = st.session_state[f"learn_{name}"]
    if wanted in STEPS and STEPS.index(wanted) <= reached:
        memory["step"] = wanted
    else:
        st.session_state[f"steps_{name}"] = memory["step"]


def _on(name: str, to: str) -> None:
    st.session_state[f"learn_{name}"]["step"] = st.session_state[f"steps_{name}"] = to


def _lock(lesson: Lesson, answer: object) -> None:
    st.session_state[f"learn_{lesson.name}"]["locked"] = checked_answer(lesson, answer)
    _on(lesson.name, "Reveal")


def step(lesson: Lesson, memory: dict, at: str) -> None:
    """Draw one step."""
    name = lesson.name
    with st.container(key="learn_step"):
        if at == "Information":
            prose(lesson.information)
        elif at == "Predict":
            _predict(lesson, memory)
            return
        elif at == "Reveal":
            reveal(lesson, memory["locked"])
        elif at == "Explain":
            explain(lesson)
        elif at == "Puzzle":
            puzzle(lesson, f"puzzle_{name}")
        else:
            prose(lesson.take_home)
            st.caption("The playground is Simulate: move anything and see.")
    following = STEPS[min(STEPS.index(at) + 1, len(STEPS) - 1)]
    if following != at:
        st.button(f"On to: {following}", key="learn_next", type="primary", on_click=_on, args=(name, following))


def _predict(lesson: Lesson, memory: dict) -> None:
    if memory["locked"] is not None:
        st.info("Your prediction is locked in; it cannot be changed after the reveal.")
        st.button("On to: Reveal", key="learn_next", type="primary", on_click=_on, args=(lesson.name, "Reveal"))
        return
    answer = prediction(lesson, None, f"predict_{lesson.name}")
    ready = False
    if answer is not None:
        try:
            checked_answer(lesson, answer)
            ready = True
        except ScenarioError as error:
            st.warning(plain(str(error)))
    st.button("Lock in my prediction", key="learn_lock", type="primary", disabled=not ready, on_click=_lock, args=(lesson, answer))
    if not ready:
        st.caption("The result is shown once you have committed yourself.")
