"""The state of one session: where the reader stands, how it came there, and the address that restores it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from scenarios.scenario import Scenario, load_library
from simulation import INPUTS, InputError, RunSpec, changed_names
from ui.session.address import Address
from ui.session.link import HOME, NAMES, RUN_CHOICES, LinkError, at_start, place_of, query_of, scenario_at, setting_of, with_one_past, without_setting
from ui.session.settings import History, Place

__all__ = ["HOME", "RUN_CHOICES", "setting_of"]
RESULTS = "results"  # the keys of the parts of the page that show the answer: the first screen, and what stands below it
NEXT = "next_moves"
DETAILS = "details"
ANSWER = (RESULTS, NEXT, DETAILS)
OWN_FIGURES = tuple(name for name, spec in INPUTS.items() if spec.group == "Business" or (spec.group == "Staff" and spec.money))
REMEMBERED = 400  # addresses whose places are kept whole: an address itself holds no story


@dataclass(frozen=True)
class Move:
    """The last change a reader made: what it touched, and the settings on both sides."""

    label: str
    before: RunSpec
    after: RunSpec


@dataclass
class Session:
    """Everything one reader's page remembers."""

    history: History
    last: Move | None = None
    replaying: bool = False
    greeted: bool = False  # whether results have been shown: until then their places are marked
    messages: list[tuple[str, str]] = field(default_factory=list)  # (kind, text), shown once
    drawers: tuple[str, ...] = ()  # open ones, as drawn last
    drawn_controls: tuple[Any, ...] = ()  # of the controls, as drawn last from the first to the last one
    drawn: float = 0.0  # when that was, by the clock that only runs on [s]
    behind: bool = False  # whether the answer is drawn first and the controls only after its first curves
    address: Address = field(default_factory=lambda: Address(NAMES))
    seen: Place | None = None  # where the reader stood when the address was last read or written
    places: dict[tuple[tuple[str, str], ...], Place] = field(default_factory=dict)  # by the address written there
    works: dict[str, Any] = field(default_factory=dict)  # saved scenarios under work, by identity
    looked_closer: tuple[str, dict[int, int]] = field(default_factory=lambda: ("", {}))  # tries by stop, at which other levers
    asked: dict[str, str] = field(default_factory=dict)  # what the address says of one that could not be read yet, by identity

    @property
    def place(self) -> Place:
        """Return where the reader stands."""
        return self.history.current

    @property
    def now(self) -> RunSpec:
        """Return the present setting."""
        return self.place.now

    @property
    def start(self) -> Scenario:
        """Return the scenario the levers started from."""
        return self.place.start

    @property
    def start_name(self) -> str:
        """Return the library's name of the start, or "" for a scenario from a link, a file or the store."""
        return self.place.start_name

    @property
    def start_setting(self) -> RunSpec:
        """Return what the start sets."""
        return self.place.start_setting

    @property
    def baseline(self) -> RunSpec:
        """Return what every difference is taken against: the start, unless another one was pinned."""
        return self.place.baseline

    @property
    def view(self) -> str:
        """Return the open view, or "" for the first one."""
        return self.place.view

    @property
    def currency(self) -> str:
        """Return the currency in which amounts are read and shown."""
        return self.place.currency

    @currency.setter
    def currency(self, wanted: str) -> None:
        self.step(f"currency: {wanted}", currency=wanted)

    def say(self, kind: str, text: str) -> None:
        """Show a message once: kind is "error", "warning" or "info"."""
        self.messages.append((kind, text))

    def step(self, label: str, **parts: Any) -> None:
        """Change parts of the place as one step, which Undo takes back as one; a baseline with another past gives way to the start."""
        before = self.now
        place, note = with_one_past(replace(self.place, **parts))
        if note:
            self.say("info", note)
        if self.history.move_to(place) and self.now != before:
            self.last = Move(label, before, self.now)

    def move(self, label: str, setting: RunSpec) -> None:
        """Make `setting` the present one and remember the step."""
        self.step(label, now=setting)

    def pin(self) -> None:
        """Make the present setting the baseline; pinned again, the start is it."""
        same = self.baseline == self.now
        self.step("baseline", pinned=None if same or self.now == self.start_setting else self.now)

    def undo(self) -> None:
        """Go back one step: levers, start, baseline, heading, saved name, currency and view together."""
        self.history.undo()

    def redo(self) -> None:
        """Go forward one step."""
        self.history.redo()


def scenario_of(session: Session, title: str | None = None) -> Scenario:
    """Return the present setting as a scenario that can be saved, sent and run elsewhere."""
    return scenario_at(session.place, title)


def fresh(scenario: Scenario, name: str = "", figures: Mapping[str, Any] | None = None) -> Session:
    """Return a session that starts from a scenario, with the reader's own business figures on top."""
    place = at_start(scenario, name)
    if figures:
        place = replace(place, now=place.now.with_values(figures), start_setting=place.now.with_values(figures))
    return Session(history=History(place))


def session() -> Session:
    """Return this session's state, which begins where the address says."""
    current: Session | None = st.session_state.get("session")
    return current if current is not None else arrive()


def arrive() -> Session:
    """Return this session's state after the address has been obeyed: once per run, before anything is drawn."""
    current: Session | None = st.session_state.get("session")
    first = current is None
    if current is None:
        current = st.session_state.session = fresh(load_library(HOME), HOME)
    wish = current.address.wish(changed=not first and current.place != current.seen)
    if wish is not None:
        _obey(current, wish, first)
    elif not any(name in st.query_params for name in NAMES):
        current.places[()] = current.place  # an address without wishes, by which the reader came from another page
    current.seen = current.place
    return current


def _obey(current: Session, wish: dict[str, str], first: bool) -> None:
    """Go where an address leads; whatever is wrong with it becomes a message."""
    remembered = None if first else current.places.get(tuple(sorted(wish.items())))
    if remembered is not None:
        current.history.go_to(remembered)
        return
    place, notes, readable = place_of(wish)
    current.messages += notes
    if place.saved:
        current.asked[place.saved] = wish["saved"]
    if first:
        current.history.current = place
    elif readable:
        before = current.now
        current.history.go_to(place)
        if current.now != before:
            current.last = Move("open a link", before, current.now)


def write_link(current: Session) -> None:
    """Put the present place into the address, so that it can be sent, survives a reload and is one step of the browser's history."""
    place = current.place
    try:
        wanted = query_of(place, saved_text(current))
    except LinkError:  # what stood there would be another setting's (Take away says so)
        wanted = without_setting(place)
    else:
        current.places[tuple(sorted(wanted.items()))] = place
        while len(current.places) > REMEMBERED:
            del current.places[next(iter(current.places))]
    current.address.write(wanted)
    current.seen = place


def saved_text(current: Session) -> str:
    """Return what the address says of the saved scenario under work: its identity and version."""
    identity = current.place.saved
    work = current.works.get(identity)
    return f"{identity}.{work.number}" if work else current.asked.get(identity, "") if identity else ""


def load(name: str) -> None:
    """Start from a library scenario, keeping the reader's own business figures, currency and history."""
    current = session()
    figures = own_figures(current)
    begin(load_library(name), name, figures)
    if figures:
        current.say("info", "Your own business figures are kept. Reset the Business group to use the scenario's.")


def begin(scenario: Scenario, name: str = "", figures: Mapping[str, Any] | None = None, saved: str = "") -> None:
    """Make a scenario the start of this session, and its baseline where none is pinned; `saved` is the identity of a saved one."""
    current = session()
    setting = setting_of(scenario).in_worlds_of(current.now)
    if figures:
        setting = setting.with_values(figures)
    currency = current.currency if name else scenario.currency  # the library has no currency of its own; somebody's scenario has
    current.step(f"start from {scenario.title}", now=setting, start=scenario, start_name=name, start_setting=setting, currency=currency, saved=saved)


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
