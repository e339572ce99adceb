"""Which saved scenario a session is working on, and what a save would keep."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import Missing, StoreError
from scenarios.saved import Saved, Version
from scenarios.scenario import Scenario
from simulation.vocabulary.version import MODEL_VERSION
from ui.session.runs import known
from ui.session.state import Session, begin, scenario_of, session, setting_of
from ui.session.store import message, store
from ui.session.thumbnail import thumbnail
from ui.text.dates import when
from ui.text.labels import shortened
from ui.text.wording import plain

AGAIN = "resume_again"  # when a store that could not be read is asked again
RETRY = 30.0  # [s]


@dataclass(frozen=True)
class Opened:
    """A saved scenario under work: the version it was read from or saved as, what that version keeps, and who saved it when."""

    identity: str
    number: int
    scenario: Scenario
    version: Version
    resumed: bool = False  # read from an address, which may be somebody else's: a save asks first


def resume(current: Session) -> None:
    """Go on with the saved scenario that the page's address names, once for each and before anything is drawn."""
    identity = current.place.saved
    if not identity or identity in current.works or time.monotonic() < st.session_state.get(AGAIN, 0.0):
        return
    number = int(current.asked.get(identity, f"{identity}.1").partition(".")[2])
    try:
        saved = store().load(identity, number)
        thrown_away = store().in_trash(identity)
    except (Missing, ScenarioError) as error:  # the setting stands in the address too, and a save keeps it as a new one
        _forget(current, identity)
        current.say("warning", f"{message(error)} What you set is here; a save keeps it as a new scenario.")
        return
    except StoreError as error:
        st.session_state[AGAIN] = time.monotonic() + RETRY
        current.say("warning", f"The saved scenario you worked on cannot be read just now; what you set is here. {message(error)}")
        return
    if thrown_away:
        _forget(current, identity)
        current.say("info", f"“{plain(saved.version.title, 60)}” is in the trash. What you set is here; a save keeps it as a new scenario.")
        return
    start = current.start
    if not current.start_name and setting_of(saved.scenario).in_worlds_of(current.start_setting) == current.start_setting:
        # The address holds its numbers only, not its texts.
        current.history.rewrite(lambda place: replace(place, start=saved.scenario) if place.start == start else place)
    current.works[identity] = _work(saved, resumed=True)


def opened(current: Session) -> Opened | None:
    """Return the saved scenario under work, if the session still works on one."""
    return current.works.get(current.place.saved)


def named(current: Session, found: Opened) -> str:
    """Say which saved scenario is under work, whether it is saved as it stands, and by whom and when its version was."""
    by = found.version.saved_by or found.version.author
    state = "unsaved changes" if unsaved(current, found) else "saved"
    return f"{shortened(found.scenario.title)}, version {found.number} · {state} ({f'by {by[:40]}, ' if by else ''}{when(found.version.saved_at)})"


def follow(current: Session, saved: Saved) -> None:
    """Remember that the session now works on this version. That is no step: what was set before belongs to it, too."""
    identity, former, start = saved.version.identity, current.place.saved, current.start
    current.works[identity] = _work(saved)
    current.history.rewrite(lambda place: replace(place, saved=identity) if place.saved == former and place.start == start else place)


def _work(saved: Saved, resumed: bool = False) -> Opened:
    return Opened(saved.version.identity, saved.version.number, saved.scenario, saved.version, resumed)


def _forget(current: Session, identity: str) -> None:
    current.history.rewrite(lambda place: replace(place, saved="") if place.saved == identity else place)


def open_saved(saved: Saved) -> None:
    """Start the session from a saved version, which becomes the baseline."""
    current = session()
    current.works[saved.version.identity] = _work(saved)
    begin(saved.scenario, saved=saved.version.identity)


def unsaved(current: Session, found: Opened) -> bool:
    """Say whether the present setting differs from the version it was read from."""
    kept = setting_of(found.scenario)
    return current.now.in_worlds_of(kept) != kept


def to_save(current: Session, title: str, author: str, story: str) -> Scenario:
    """Return what a save keeps: the present setting under a title, made with today's model.

    Raises:
        ScenarioError: a text is not allowed.
    """
    return replace(scenario_of(current, title), author=author, story=story, model_version=MODEL_VERSION)


def picture_of(current: Session) -> dict[str, list[float]] | None:
    """Return the small picture of the present setting's result, if it has been computed."""
    results = known(current.now)
    return thumbnail(results, current.currency) if results is not None else None
