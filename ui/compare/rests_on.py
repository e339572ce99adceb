"""What the decision rests on: at which value of an own figure or a belief it turns round.

It is worked out by itself once all worlds of a comparison are in, by the quiet workers, and goes on whatever the reader does. What
was found is kept beside the saved scenarios, so that whoever opens the same comparison has it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import StoreError
from scenarios.findings import Findings
from simulation import INPUTS
from simulation.engine.pool import EngineError
from simulation.studies.cloud import Point
from simulation.studies.recommendation import contest, judged
from simulation.studies.recommendation import recommend as decide
from simulation.studies.turning_points import ALWAYS, MOST_OTHERS, TESTED, Rests, TurningPoint, turning_points
from simulation.studies.turning_record import document, found_in, mark
from simulation.vocabulary.existing import past_holds
from simulation.vocabulary.version import MODEL_VERSION
from simulation.vocabulary.words import counted
from ui.comparison.comparison import Comparison
from ui.comparison.offers import NOW
from ui.session.background import Study, Tick, studies
from ui.session.exploring import unattended
from ui.session.look_again import look_again
from ui.session.runs import owner
from ui.session.store import store
from ui.session.unasked import by_itself
from ui.text.lever_text import with_unit
from ui.text.wording import plain

STOPPED = "stopped_tests"  # session key: marks of what this reader has stopped
COST = "It takes some thousand worlds, in the background and behind everybody's answers: a minute or two on a machine that is idle."


@dataclass(frozen=True)
class Question:
    """The two options between which the decision lies, and what an answer goes by."""

    mark: str
    ahead: Point
    behind: Point
    names: tuple[str, str]
    lasts: bool  # whether the answer may be kept: what rests on a setting that nobody saved stays in memory


def question(comparison: Comparison) -> Question:
    """Return what is asked of a comparison: the recommended option against the baseline, or the baseline against its best rival."""
    places = contest(decide(judged(comparison.names, comparison.results), comparison.wanted))
    ahead, behind = (Point(comparison.results[place].inputs, comparison.results[place].timeline) for place in places)
    named = mark(ahead, behind, comparison.results[0].spec)
    lasts = all(option.key != NOW for option in comparison.options)
    return Question(named, ahead, behind, (comparison.names[places[0]], comparison.names[places[1]]), lasts)


def tested(comparison: Comparison) -> Rests | None:
    """Return what is known of where the decision turns; None where nothing is."""
    study = studies().get(question(comparison).mark)
    return study.state if study is not None else None


def rests_on(comparison: Comparison, currency: str) -> None:
    """Draw what the decision rests on, as far as it is known, and let it be found out where it is not."""
    if why := past_holds(comparison.results[0].spec.existing):
        with st.container(key="rests_on"):
            st.markdown("##### What it rests on")
            st.caption(f"Not tested: {why}.")
        return
    asked = question(comparison)
    study = _known(asked)
    stopped: set[str] = st.session_state.setdefault(STOPPED, set())
    if by_itself() and asked.mark not in stopped and not (study is not None and (study.done or study.problem)):
        study = _ask(asked, comparison)
    with st.container(key="rests_on"):
        st.markdown("##### What it rests on")
        ahead, behind = (plain(name) for name in asked.names)
        st.caption(
            f"At which value the advantage of {ahead} over {behind} in net present value turns round: {_labels()}, "
            f"and the {MOST_OTHERS} beliefs that move it most. "
            f"Medians of {TESTED} matched worlds per value: a value is where it turns about, not to the digit."
        )
        first = comparison.results[0]
        rate = with_unit(INPUTS["discount_rate"], first.inputs.discount_rate, currency)
        st.caption(
            f"Discount rate {rate}, {counted(first.months, 'month')}, seed {first.seed}, "
            f"{counted(comparison.worlds, 'matched world')}, model {MODEL_VERSION}."
        )
        running = _goes_on(asked, study)
        st.fragment(_look)(asked, comparison, currency, running)


def _look(asked: Question, comparison: Comparison, currency: str, running: bool) -> None:
    """Draw how far it is and what was found; again and again while it goes on."""
    if running:
        look_again("rests_on_again")
    study = studies().get(asked.mark)
    if running != _goes_on(asked, study):
        st.rerun()  # it has begun or ended: the page is drawn once more, and looks again and again, or no longer
    state: Rests | None = study.state if study is not None else None
    found = state.found if state is not None else ()
    done = study is not None and study.done
    if running:
        share, stage = (state.share, state.stage) if state is not None else (0.0, "waiting for its turn")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(1.0, share), f"Testing what would turn it: {share:.0%}, {stage}. It goes on while you do something else.")
            st.button("Stop", key="test_turns", on_click=_stop, args=(asked,))
    elif not done:
        if study is not None and study.problem:
            st.error(f"This could not be tested: {plain(study.problem, 500)}")
        label = "Go on testing" if found or (study is not None and study.problem) else "Test what would turn it"
        st.button(label, key="test_turns", on_click=_go_on, args=(asked, comparison), help=COST)
    st.markdown("\n".join(f"- {plain(_sentence(point, currency), 400)}" for point in found))
    if done and not any(point.turns for point in found):
        st.markdown("Nothing tested turns the decision within its range.")


def _sentence(point: TurningPoint, currency: str) -> str:
    return point.sentence(lambda name, value: with_unit(INPUTS[name], INPUTS[name].type(value), currency))


def _known(asked: Question) -> Study | None:
    """Return what is known about a question: by this server, or by the store, which is given what it lacks."""
    study = studies().get(asked.mark)
    if study is not None and study.done and not study.kept and asked.lasts:
        study.kept = _keep(Findings(store()), asked, study.state)
    if study is not None and (study.done or study.running):
        return study
    try:
        found = found_in(Findings(store()).get(asked.mark))
    except (StoreError, ScenarioError, ValueError):
        return study  # nothing that could be read: it is worked out
    return studies().remember(asked.mark, Rests(1.0, "done", found))


def _ask(asked: Question, comparison: Comparison) -> Study | None:
    try:
        made = unattended(comparison.results[0].spec)
        kept = Findings(store()) if asked.lasts else None
    except (StoreError, ScenarioError):
        kept = None
    except EngineError as error:
        return Study(problem=str(error))

    def states(tick: Tick) -> Iterator[Any]:
        return turning_points(made(tick), asked.ahead, asked.behind)

    return studies().ask(asked.mark, owner(), states, partial(_keep, kept, asked))


def _keep(kept: Findings | None, asked: Question, state: Rests) -> bool:
    """Keep an answer in the store, and say whether it is there; a store that is away is asked another time."""
    if kept is None:
        return False
    try:
        kept.keep(asked.mark, document(state.found))
    except (StoreError, ScenarioError):
        return False
    return True


def _stop(asked: Question) -> None:
    st.session_state[STOPPED].add(asked.mark)
    studies().leave(asked.mark, owner())


def _go_on(asked: Question, comparison: Comparison) -> None:
    st.session_state[STOPPED].discard(asked.mark)
    _ask(asked, comparison)


def _goes_on(asked: Question, study: Study | None) -> bool:
    """Say whether this reader waits for an answer that is being worked out."""
    return study is not None and study.running and asked.mark not in st.session_state[STOPPED]


def _labels() -> str:
    labels = [INPUTS[name].label.lower() for name in ALWAYS]
    return ", ".join(labels)
