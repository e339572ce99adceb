"""Which saved scenario a session is working on, and what a save would keep."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import Missing, StoreError
from scenarios.saved import Saved
from scenarios.scenario import Scenario
from simulation.vocabulary.version import MODEL_VERSION
from ui.session.runs import known
from ui.session.state import Session, begin, scenario_of, session, setting_of
from ui.session.store import message, store
from ui.session.thumbnail import thumbnail
from ui.text.wording import plain

OPENED = "opened_saved"  # session keys
AGAIN = "resume_again"  # when a store that could not be read is asked again
ADDRESS = "saved"  # in the page's address: <identity>.<version>
RETRY = 30.0  # [s]


@dataclass(frozen=True)
class Opened:
    """A saved scenario under work: its identity, the version it was read from or saved as, and what that version keeps."""

    identity: str
    number: int
    scenario: Scenario
    start: Scenario  # the session's start at that time: another start ends the link to the saved scenario
    resumed: bool = False  # read from an address, which may be somebody else's: a save asks first


def resume(current: Session) -> None:
    """Go on with the saved scenario that the page's address names, once in a session and before anything is drawn."""
    if OPENED in st.session_state or time.monotonic() < st.session_state.get(AGAIN, 0.0):
        return
    named = re.fullmatch(r"([0-9a-f]{32})\.([0-9]{1,9})", st.query_params.get(ADDRESS, ""))
    if named is None:
        st.session_state[OPENED] = None
        return
    try:
        saved = store().load(named[1], int(named[2]))
        thrown_away = store().in_trash(named[1])
    except (Missing, ScenarioError):  # gone, or kept elsewhere: the setting stands in the address too, and a save keeps it as a new one
        st.session_state[OPENED] = None
        return
    except StoreError as error:
        st.session_state[AGAIN] = time.monotonic() + RETRY
        current.say("warning", f"The saved scenario you worked on cannot be read just now; what you set is here. {message(error)}")
        return
    if thrown_away:
        st.session_state[OPENED] = None
        current.say("info", f"“{plain(saved.version.title, 60)}” is in the trash. What you set is here; a save keeps it as a new scenario.")
        return
    if not current.start_name and replace(setting_of(saved.scenario), runs=current.start_setting.runs) == current.start_setting:
        current.start = saved.scenario  # the address holds its numbers only, not its texts
    follow(current, saved, resumed=True)


def opened(current: Session) -> Opened | None:
    """Return the saved scenario under work, if the session still works on one."""
    found: Opened | None = st.session_state.get(OPENED)
    return found if found is not None and found.start is current.start else None


def follow(current: Session, saved: Saved, resumed: bool = False) -> None:
    """Remember that the session now works on this version."""
    st.session_state[OPENED] = Opened(saved.version.identity, saved.version.number, saved.scenario, current.start, resumed)


def write_address(found: Opened | None) -> None:
    """Put the saved scenario under work into the page's address, so that a reload goes on with it."""
    if OPENED not in st.session_state:
        return  # it could not be read so far: the next try needs the address
    wanted = f"{found.identity}.{found.number}" if found else None
    if wanted is None:
        st.query_params.pop(ADDRESS, None)
    elif st.query_params.get(ADDRESS) != wanted:
        st.query_params[ADDRESS] = wanted


def open_saved(saved: Saved) -> None:
    """Start the session from a saved version, which becomes the baseline."""
    begin(saved.scenario)
    follow(session(), saved)


def unsaved(current: Session, found: Opened) -> bool:
    """Say whether the present setting differs from the version it was read from."""
    kept = setting_of(found.scenario)
    return replace(current.now, runs=kept.runs) != kept


def to_save(current: Session, title: str, author: str, story: str) -> Scenario:
    """Return what a save keeps: the present setting under a title, made with today's model.

    Raises:
        ScenarioError: a text is not allowed.
    """
    return replace(scenario_of(current, title), author=author, story=story, model_version=MODEL_VERSION)


def picture_of(current: Session) -> dict[str, list[float]] | None:
    """Return the small picture of the present setting's result, if it has been computed."""
    results = known(current.now)
    return thumbnail(results) if results is not None else None
