"""Saving on the Simulate page: save, save as, and what happens when somebody else was faster."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, Missing, StoreError
from scenarios.saved import Saved
from scenarios.texts import MAX_STORY, MAX_TITLE
from ui.session.asking import answered, ask, draw_asked
from ui.session.reader_name import keep_name, name_field, reader_name
from ui.session.saved_scenario import Opened, follow, open_saved, opened, picture_of, to_save, unsaved
from ui.session.state import Session, session
from ui.session.store import attempted, message, store
from ui.text.wording import plain


def save_controls(current: Session) -> None:
    """Draw the two buttons and say what the present setting is saved as."""
    found = opened(current)
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", width="content", key="saving"):
        again = st.button(
            "Save", key="save", disabled=found is not None and not unsaved(current, found), help="Keep the present setting. Nothing is overwritten."
        )
        anew = st.button("Save as", key="save_as", disabled=found is None, help="Keep the present setting as a new scenario")
    if anew or (again and found is None):
        ask("save as")
    elif again and found is not None and found.resumed:
        ask("again", found)
    elif again and found is not None:
        _save_version(current, found, reader_name())
    draw_asked({"save as": save_as, "again": again_after_all, "conflict": conflict, "gone": gone})


@st.dialog("Save the scenario", on_dismiss=answered)
def save_as() -> None:
    """Ask for a title, a name and notes, and save as a new scenario."""
    current = session()
    found = opened(current)
    suggested = found.scenario.title if found else "" if current.start_name else current.start.title
    title = st.text_input("Title", value=suggested, max_chars=MAX_TITLE, key="save_title", placeholder="What is this setting about?")
    by = name_field("save_by")
    story = st.text_area("Notes", value=found.scenario.story if found else "", max_chars=MAX_STORY, key="save_story", height=120)
    if st.button("Save as new", key="save_confirm"):
        try:
            kept = store().save(to_save(current, title.strip(), by, story), by, thumbnail=picture_of(current))
        except (StoreError, ScenarioError) as error:
            st.error(message(error))
        else:
            _done(current, kept, by)


@st.dialog("Save it as the next version?", on_dismiss=answered)
def again_after_all(found: Opened) -> None:
    """Ask before a page that was opened by its address adds to a saved scenario: the address may be somebody else's."""
    current = session()
    title = plain(found.scenario.title, 60)
    st.markdown(f"This page was opened by its address. Saving adds a version to **{title}**, for everybody who uses this place.")
    by = name_field("again_by")
    next_version, new = st.columns(2)
    if next_version.button("Save the version", key="again_confirm", width="stretch") and _save_version(current, found, by):
        st.rerun()
    if new.button("Save as new", key="again_new", width="stretch"):
        ask("save as")
        st.rerun()


@st.dialog("Somebody saved in the meantime", on_dismiss=answered)
def conflict(error: Conflict, found: Opened) -> None:
    """Say who saved what, and offer to keep both."""
    current = session()
    st.warning(message(error))
    title = st.text_input("Title for yours", value=f"{found.scenario.title[: MAX_TITLE - 7]} (mine)", max_chars=MAX_TITLE, key="conflict_title")
    by = name_field("conflict_by")
    both, theirs = st.columns(2)
    if both.button("Keep both", key="keep_both", width="stretch", help="Save yours as a new scenario; theirs stays as it is"):
        kept = attempted(lambda: store().save(to_save(current, title.strip(), by, found.scenario.story), by, thumbnail=picture_of(current)))
        if kept:
            _done(current, kept, by)
    if theirs.button("Open theirs", key="open_theirs", width="stretch", help="Load their version; yours stays in Undo"):
        newer = attempted(lambda: store().load(found.identity))
        if newer:
            open_saved(newer)
            answered()
            st.rerun()


@st.dialog("It was deleted in the meantime", on_dismiss=answered)
def gone(error: Missing) -> None:
    """Say that the saved scenario was removed, and how to keep the work."""
    st.warning(message(error))
    st.caption("Your setting is still on the page. Close this and choose Save as.")


def _save_version(current: Session, found: Opened, by: str) -> bool:
    """Save, and say whether there is something to ask instead; a failure is shown where this is called."""
    try:
        older = found.scenario
        wanted = replace(to_save(current, older.title, older.author, older.story), reference=older.reference)
        kept = store().save_version(found.identity, wanted, by, expected=found.number, thumbnail=picture_of(current))
    except Conflict as error:
        ask("conflict", error, found)
        return True
    except Missing as error:
        ask("gone", error)
        return True
    except (StoreError, ScenarioError) as error:
        st.error(message(error))
    else:
        _done(current, kept, by)
    return False


def _done(current: Session, kept: Saved, by: str) -> None:
    keep_name(by)
    follow(current, kept)
    answered()
    st.toast(f"Saved: {plain(kept.version.title, 60)}, version {kept.version.number}")
    st.rerun()
