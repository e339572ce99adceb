"""The list of lessons, and the way into a class."""

from __future__ import annotations

import streamlit as st

from scenarios.lesson import ENVIRONMENT, Lesson, lessons
from scenarios.lesson_task import mark
from simulation.studies.lesson_proof import standing
from simulation.vocabulary.words import counted
from ui.text.wording import plain


def home() -> None:
    """Draw the list."""
    st.markdown("## Learn")
    left, right = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    left.markdown(
        "Predict first, then see. Each lesson takes about half an hour, alone or as a class: a teacher opens one under “For teachers” in a lesson."
    )
    with right.container(horizontal=True, vertical_alignment="bottom"):
        code = st.text_input("Join a class with its code", key="join_code", max_chars=12, placeholder="for example K7M4Q")
        if st.button("Join", key="join", disabled=not (code or "").strip()):
            go(**{"class": code.strip().upper()})
    found, problems = lessons()
    for problem in problems:
        st.warning(plain(f"A lesson cannot be used. {problem}", 600))
    grid = st.grid(3, min_column_width=300, gap="medium")
    for lesson in found.values():
        with grid.cell().container(border=True, key=f"lesson_{lesson.name}", height="stretch"):
            st.markdown(f"##### {plain(lesson.title, 120)}")
            st.caption(f"{counted(lesson.minutes, 'minute')} · {kind(lesson)}")
            st.markdown(plain(lesson.predict.question, 400))
            unproved(lesson)
            if st.button("Begin", key=f"begin_{lesson.name}"):
                go(lesson=lesson.name)
    st.caption(f"A teacher's own lessons are TOML files in a folder that the environment variable {ENVIRONMENT} names.")


def unproved(lesson: Lesson) -> None:
    """Say where a lesson's proof does not hold; nothing where it does."""
    if words := caution(standing(lesson.name, mark(lesson))):
        st.caption(words)


def caution(problems: list[str] | None) -> str:
    """Say what to know of a lesson whose claims were not computed on this version of the model, or do not all hold on it.

    Which move was found to solve a puzzle stands behind a colon and is left out: that would be telling.
    """
    if problems is None:
        return "Not yet proved on this version of the model: what you see in the worlds counts, not what the lesson says."
    said = dict.fromkeys(problem.partition(":")[0] for problem in problems)
    return f"On this version of the model: {'; '.join(plain(problem, 200) for problem in said)}." if said else ""


def kind(lesson: Lesson) -> str:
    """Return in two words what is predicted."""
    return {"curve": "draw a curve", "number": "guess a number", "choice": "choose an answer"}[lesson.predict.kind]


def go(**query: str) -> None:
    """Lead to another part of the page by its address."""
    st.query_params.clear()
    st.query_params.update(query)
    st.rerun()
