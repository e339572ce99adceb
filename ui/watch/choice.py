"""Choosing what is watched: one scenario, another one beside it, and which of their worlds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import streamlit as st

from scenarios.lesson import lessons
from scenarios.scenario import Scenario
from simulation import RunSpec
from ui.comparison.offers import Offer, offered
from ui.comparison.offers import labels as labels_of
from ui.comparison.options import Option, aligned, told_apart
from ui.session.state import Session
from ui.text.labels import shortened

NOTHING = ""
LESSON = "lesson:"
FIRST, BESIDE, WORLD = "show", "beside", "world"  # in the address
PAIR = ("library:batched-twenty", "library:auditorium-overnight")


@dataclass(frozen=True)
class Choice:
    """What is watched: names and settings of the same seed and horizon, and the world by its number from 1, or None for the usual one."""

    names: tuple[str, ...]
    settings: tuple[RunSpec, ...]
    world: int | None


def choose(current: Session) -> Choice | None:
    """Draw the choice and return it; None where a scenario could not be read, which is said."""
    offers = {**offered(current, st.warning), **_lesson_offers()}
    labels = labels_of(offers)
    _from_address(offers)
    left, right, third, fourth = st.columns([4, 4, 2, 2.6], vertical_alignment="bottom")
    first = left.selectbox("Community", list(offers), key="watch_show", format_func=labels.__getitem__)
    others = [NOTHING, *(key for key in offers if key != first)]
    if st.session_state.get("watch_beside") not in others:
        st.session_state.watch_beside = NOTHING
    second = right.selectbox(
        "Beside it", others, key="watch_beside", format_func=lambda key: labels[key] if key else "Nothing", help="The same world, on one clock."
    )
    loaded = [offers[key].load() for key in (first, second) if key]
    if any(option is None for option in loaded):
        return None
    options: list[Option] = told_apart([option for option in loaded if option])
    settings = tuple(aligned(options, current.now.runs))
    beliefs = current.now.beliefs and not any(option.key.startswith(LESSON) for option in options)  # a lesson is about its own two worlds
    if any(setting.existing is not None for setting in settings):
        st.info("Watch plays a community from its founding: a past that was lived until today is not played, so what you see is one founded anew.")
    settings = tuple(replace(setting, existing=None, beliefs=beliefs) for setting in settings)
    runs = settings[0].runs
    if not 1 <= (st.session_state.get("watch_world") or 1) <= runs:
        st.session_state.watch_world = None
    third.number_input(
        "World",
        value=None,
        min_value=1,
        max_value=runs,
        step=1,
        key="watch_world",
        placeholder="usual",
        help=f"One of the {runs} worlds; empty is the one closest to the median. The command line counts from 0: world 3 is --replicate 2"
        f"{', with --beliefs' if beliefs else ''}.",
    )
    fourth.button(
        "Batched or overnight",
        key="watch_pair",
        on_click=_pair,
        width="stretch",
        disabled=(first, second) == PAIR,
        help="The same people let in by twenties and all at once, side by side.",
    )
    world = st.session_state.watch_world
    _write({FIRST: first, BESIDE: second, WORLD: "" if world is None else str(world)})
    return Choice(tuple(option.name for option in options), settings, world)


def _lesson_offers() -> dict[str, Offer]:
    """Return the two worlds of the lesson that leads here, if one does."""
    named = re.fullmatch(r"lesson:([\w-]{1,80}):(?:before|after)", st.query_params.get(FIRST, st.session_state.get("watch_show", "")) or "")
    lesson = lessons()[0].get(named[1]) if named else None
    if lesson is None:
        return {}
    return {
        f"lesson:{lesson.name}:{side}": Offer(
            scenario.title, "lesson", (side,), lambda side=side, scenario=scenario: _of_lesson(lesson.name, side, scenario)
        )
        for side, scenario in (("before", lesson.before), ("after", lesson.after))
    }


def _of_lesson(name: str, side: str, scenario: Scenario) -> Option:
    return Option(key=f"lesson:{name}:{side}", name=shortened(scenario.title), scenario=scenario)


def _pair() -> None:
    st.session_state.watch_show, st.session_state.watch_beside = PAIR


def _from_address(offers: dict[str, Offer]) -> None:
    """Take over what the address asks for, once and whenever another page leads here with another one."""
    asked = tuple(st.query_params.get(name, "") for name in (FIRST, BESIDE, WORLD))
    if asked != st.session_state.get("watch_address") and any(asked):
        first, beside, world = asked
        if first in offers:
            st.session_state.watch_show = first
        elif first:
            st.warning("What this address shows is not here any more; another community is shown.")
        st.session_state.watch_beside = beside if beside in offers else NOTHING
        st.session_state.watch_world = int(world) if world.isdecimal() and len(world) < 6 else None
    if st.session_state.get("watch_show") not in offers:
        st.session_state.watch_show = next(iter(offers))


def _write(wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
        elif not value and name in st.query_params:
            del st.query_params[name]
    st.session_state.watch_address = tuple(wanted.values())
