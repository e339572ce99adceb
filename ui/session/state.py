"""The state of one session: where it started, where it is, and the link that restores it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from scenarios.link import LinkError, from_link, to_link
from scenarios.scenario import Scenario, library_names, load_library
from simulation import INPUTS, InputError, RunSpec, changed_names
from simulation.vocabulary.version import DEFAULT_RUNS
from ui.session.settings import History
from ui.text.currencies import CURRENCIES

HOME = "default"
RESULTS = "results"  # the keys of the parts of the page that show the answer: the first screen, and what stands below it
DETAILS = "details"
ANSWER = (RESULTS, DETAILS)
RUN_CHOICES = (10, 30, 100, 200)
OWN_FIGURES = tuple(name for name, spec in INPUTS.items() if spec.group == "Business" or (spec.group == "Staff" and spec.money))


@dataclass(frozen=True)
class Move:
    """The last change a reader made: what it touched, and the settings on both sides."""

    label: str
    before: RunSpec
    after: RunSpec


@dataclass
class Session:
    """Everything one reader's page remembers."""

    start: Scenario
    start_name: str  # the library name, or "" for a scenario from a link or a file
    start_setting: RunSpec
    history: History
    currency: str = "USD"
    last: Move | None = None
    replaying: bool = False
    greeted: bool = False  # whether results have been shown: until then their places are marked
    messages: list[tuple[str, str]] = field(default_factory=list)  # (kind, text), shown once
    drawers: tuple[str, ...] = ()  # open ones, as drawn last
    face: tuple[Any, ...] = ()  # of the controls, as drawn last from the first to the last one
    drawn: float = 0.0  # when that was, by the clock that only runs on [s]
    link: str = ""  # the last link written, to notice when the reader pasted or went back to another

    @property
    def now(self) -> RunSpec:
        """Return the present setting."""
        return self.history.current

    def say(self, kind: str, text: str) -> None:
        """Show a message once: kind is "error", "warning" or "info"."""
        self.messages.append((kind, text))

    def move(self, label: str, setting: RunSpec) -> None:
        """Make `setting` the present one and remember the step."""
        before = self.now
        if self.history.move_to(setting):
            self.last = Move(label, before, setting)


def setting_of(scenario: Scenario) -> RunSpec:
    """Return what a scenario sets."""
    return RunSpec(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks)


def scenario_of(session: Session, title: str | None = None) -> Scenario:
    """Return the present setting as a scenario that can be saved, sent and run elsewhere."""
    now = session.now
    return replace(
        session.start,
        title=title if title is not None else session.start.title,
        differences=now.differences,
        timeline=now.timeline,
        seed=now.seed,
        weeks=now.weeks,
        currency=session.currency,
    )


def fresh(scenario: Scenario, name: str = "", figures: Mapping[str, Any] | None = None) -> Session:
    """Return a session that starts from a scenario, with the reader's own business figures on top."""
    setting = setting_of(scenario)
    if figures:
        setting = setting.with_values(figures)
    return Session(start=scenario, start_name=name, start_setting=setting, history=History(setting))


def session() -> Session:
    """Return this session's state, restored from the link when it is opened or changed by hand."""
    current: Session | None = st.session_state.get("session")
    if current is None:
        current = st.session_state.session = _opened()
    elif "s" in st.query_params and st.query_params["s"] != current.link:
        _adopt(current, st.query_params["s"])
    return current


def write_link(current: Session) -> None:
    """Put the present state into the address, so that it can be sent and survives a reload."""
    wanted = {}
    try:
        if not _from_library(current):  # somebody's own start, or the library's with the reader's own figures in it
            wanted["base"] = to_link(replace(current.start, **_parts(current.start_setting)), texts=False)
        elif current.start_name != HOME:
            wanted["from"] = current.start_name
        if current.currency != "USD":
            wanted["currency"] = current.currency
        if current.now != current.start_setting or wanted:
            wanted["s"] = to_link(scenario_of(current), texts=False)
    except LinkError:
        wanted = {}  # no address holds so long a plan: the one that stood there would be another setting's (Take away says so)
    if current.now.runs != DEFAULT_RUNS:
        wanted["runs"] = str(current.now.runs)
    current.link = wanted.get("s", "")
    for name in ("from", "base", "currency", "s", "runs"):
        if name in wanted:
            if st.query_params.get(name) != wanted[name]:
                st.query_params[name] = wanted[name]
        elif name in st.query_params:
            del st.query_params[name]


def _from_library(current: Session) -> bool:
    return bool(current.start_name) and current.start_setting == replace(setting_of(current.start), runs=current.start_setting.runs)


def load(name: str) -> None:
    """Start from a library scenario, keeping the reader's own business figures, currency and history."""
    current = session()
    figures = own_figures(current)
    begin(load_library(name), name, figures)
    if figures:
        current.say("info", "Your own business figures are kept. Reset the Business group to use the scenario's.")


def begin(scenario: Scenario, name: str = "", figures: Mapping[str, Any] | None = None) -> None:
    """Make a scenario the start and the baseline of this session."""
    current = session()
    other = fresh(scenario, name, figures)
    other.history.current = other.start_setting = replace(other.start_setting, runs=current.now.runs)
    current.start, current.start_name, current.start_setting = other.start, name, other.start_setting
    if not name:  # the library has no currency of its own; somebody's scenario has
        current.currency = scenario.currency
    current.move(f"start from {scenario.title}", other.now)


def own_figures(current: Session) -> dict[str, Any]:
    """Return the business figures the reader has set, as against the scenario's and the default ones."""
    now, start = current.now.differences, current.start.differences
    return {name: now[name] for name in OWN_FIGURES if name in now and now[name] != start.get(name)}


def attempt(action: Callable[[], None]) -> None:
    """Run a change; a value that is not allowed becomes a message and changes nothing."""
    try:
        action()
    except InputError as error:
        session().say("error", "Not changed: " + "; ".join(error.problems))


def changed_from_start(current: Session) -> list[str]:
    """Return the names of the inputs that differ from the start."""
    return changed_names(current.start_setting, current.now)


def _parts(setting: RunSpec) -> dict[str, Any]:
    return {"differences": setting.differences, "timeline": setting.timeline, "seed": setting.seed, "weeks": setting.weeks}


def _opened() -> Session:
    """Return the session an address asks for; whatever is wrong with it becomes a message and the default."""
    query = st.query_params
    name, notes = query.get("from", HOME), []
    scenario = load_library(HOME)
    if "base" in query:
        try:
            scenario, name = from_link(query["base"]), ""
        except ValueError as error:
            name = HOME
            notes.append(("warning", f"The link's baseline cannot be read, so the default stands in: {error}"))
    elif name in library_names():
        scenario = load_library(name)
    else:
        notes.append(("warning", f"There is no library scenario called {name[:60]!r}, so the page starts from the default."))
        name = HOME
    opened = fresh(scenario, name)
    opened.history.current = opened.start_setting = replace(opened.start_setting, runs=_worlds())
    opened.messages += notes
    if query.get("currency") in CURRENCIES:
        opened.currency = query["currency"]
    if "s" in query:
        _adopt(opened, query["s"])
        opened.last = None
        opened.history.past.clear()
    return opened


def _adopt(current: Session, text: str) -> None:
    try:
        setting = replace(setting_of(from_link(text)), runs=_worlds())
    except ValueError as error:
        current.say("error", f"This link cannot be opened, so nothing was changed: {str(error)[:500]}")
    else:
        current.move("open a link", setting)
    current.link = text


def _worlds() -> int:
    """Return the number of worlds the address asks for, or the usual one."""
    asked = st.query_params.get("runs", "")
    return next((count for count in RUN_CHOICES if str(count) == asked), DEFAULT_RUNS)
