"""The list of saved scenarios: search, sort, one row each with its picture and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from scenarios.saved import Entry, Version
from scenarios.scenario import Scenario
from simulation.vocabulary.version import MODEL_VERSION
from simulation.vocabulary.words import counted
from ui.comparison.options import details_of
from ui.saved.dialogs import carry_picture, history, notes, rename, rerun_on_today, take_along
from ui.saved.sharing import share
from ui.session.asking import ask
from ui.session.identity import reader
from ui.session.reader_name import reader_name
from ui.session.saved_scenario import open_saved
from ui.session.store import attempted, store
from ui.session.thumbnail import LEGEND, described, picture, told
from ui.text.dates import when
from ui.text.labels import Named, told_apart
from ui.text.wording import plain, spoken

PAGE_LENGTH = 20
TITLE = 120  # characters of a title that the list shows
SELECTED = "selected_saved"  # session keys
DELETED = "just_deleted"
MOST_COMPARED = 5  # beside the present setting
RERUN = "Re-run on today's model"
SHARE = "Who may see it"
DIALOGS: dict[str, Callable[..., None]] = {
    "Rename": rename,
    "Notes": notes,
    "Versions": history,
    RERUN: rerun_on_today,
    "File": take_along,
    SHARE: share,
}
SIMULATE, COMPARE = "ui/simulate/page.py", "ui/compare/page.py"
WAS_KEPT = (
    "What was computed when it was saved: medians, in brackets the range of eight of ten worlds. "
    "The zone is the worst in which a world stayed for a while."
)


def listed(entries: Sequence[Entry]) -> None:
    """Draw one page of the list."""
    pages = -(-len(entries) // PAGE_LENGTH)
    page = 1
    if pages > 1:
        page = st.number_input(f"Page of {pages}", 1, pages, key="saved_page", width=140)
    labels = labels_of(entries)
    shown = range((page - 1) * PAGE_LENGTH, min(page * PAGE_LENGTH, len(entries)))
    st.caption(LEGEND)
    held = attempted(lambda: store().contents([entries[place].latest.identity for place in shown]), st.warning) or {}
    for place in shown:
        _row(entries[place], labels[place], held.get(entries[place].latest.identity))


def labels_of(entries: Sequence[Entry]) -> list[str]:
    """Return what the list calls its scenarios; no two are called the same."""
    return told_apart([Named(entry.latest.title, details_of("saved", entry.latest)[1:]) for entry in entries], TITLE)


def undo_bar() -> None:
    """Offer to take back what was just deleted."""
    deleted = st.session_state.get(DELETED)
    if not deleted:
        return
    identity, title = deleted
    with st.container(border=True, horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="undo_bar"):
        st.markdown(f"Moved **{plain(title, 80)}** to the trash, where it stays for 60 days.")
        if st.button("Undo", key="undo_delete") and attempted(lambda: store().undelete(identity)):
            st.session_state[DELETED] = None
            st.rerun()


def trash() -> None:
    """List what can still be taken back."""
    deleted = attempted(lambda: store().trash()) or []
    if not deleted:
        return
    with st.expander(f"Trash ({len(deleted)})", key="trash"):
        for entry, label in zip(deleted, labels_of(deleted), strict=True):
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                who = f" by {plain(entry.deleted_by, 60)}" if entry.deleted_by else ""
                st.markdown(f"**{plain(label, 120)}** :gray[deleted{who}, {when(entry.deleted_at)}]")
                identity = entry.latest.identity
                if st.button("Take back", key=f"take_back_{identity}") and attempted(lambda identity=identity: store().undelete(identity)):
                    st.session_state[DELETED] = None
                    st.rerun()


def _row(entry: Entry, label: str, held: Scenario | str | None) -> None:
    """Draw one scenario; `held` is what its latest version holds, or why that cannot be read."""
    latest = entry.latest
    broken = held if isinstance(held, str) else ""
    with st.container(border=True, key=f"entry_{latest.identity}"):
        mark, drawing, words, actions = st.columns([0.3, 1.5, 6.5, 1.7], vertical_alignment="center")
        with mark:
            chosen = st.session_state.setdefault(SELECTED, [])
            st.checkbox(
                f"Select {spoken(label)}",
                value=latest.identity in chosen,
                key=f"select_{latest.identity}",
                label_visibility="collapsed",
                on_change=_select,
                args=(latest.identity,),
            )
        with drawing:
            svg = picture(latest.thumbnail)
            if svg:
                st.image(svg, width=150, alt=described(latest.thumbnail))
            else:
                st.caption("No result kept yet", help="A picture is kept when a result has been computed on the Simulate or the Compare page.")
        with words, st.container(gap=None):
            unreadable = "  :red-badge[cannot be read]" if broken else ""
            st.markdown(f"**{plain(label, 160)}**{_drifted(latest)}{_marks(entry)}{_begins(held)}{unreadable}")
            kept = told(latest.thumbnail)
            if kept:
                st.caption(plain(kept), help=WAS_KEPT)
            st.caption(_about(latest))
            if broken:
                st.caption(plain(broken, 500))
        with actions, st.container(horizontal=True, horizontal_alignment="right"):
            if st.button("Open", key=f"open_{latest.identity}", help="Work on it on the Simulate page"):
                _open(latest)
            _more(entry)


def _sharing(entry: Entry) -> list[str]:
    return [SHARE] if entry.owner and entry.owner == reader() else []


def _marks(entry: Entry) -> str:
    """Return the badges of whose it is."""
    private = "  :gray-badge[private]" if entry.visibility == "private" else ""
    return private + (f"  :gray-badge[{plain(entry.owner, 60)}]" if entry.owner and entry.owner != reader() else "")


def _begins(held: Scenario | str | None) -> str:
    """Return the badges of what no figure tells: a community that is there already, and what is planned."""
    if not isinstance(held, Scenario):
        return ""
    planned = len(held.timeline.changes) + len(held.timeline.shocks)
    there = f"  :gray-badge[from {counted(held.existing.members, 'member')} today]" if held.existing is not None else ""
    return there + (f"  :gray-badge[{planned} planned]" if planned else "")


def _about(version: Version) -> str:
    """Return who wrote a scenario and who saved its newest version, which may be two people, or nobody who gave a name."""
    same = version.saved_by == version.author
    author = f"{'' if same else 'first '}by {plain(version.author, 60)} · " if version.author else ""
    saver = "" if same else f" by {plain(version.saved_by, 60)}" if version.saved_by else ", without a name"
    return f"{author}version {version.number}, {plain(version.action)} {when(version.saved_at)}{saver}"


def _drifted(version: Version) -> str:
    return "" if version.model_version == MODEL_VERSION else f"  :orange-badge[model {plain(version.model_version)}]"


def _more(entry: Entry) -> None:
    latest = entry.latest
    drifted = latest.model_version != MODEL_VERSION
    actions = [
        "Rename",
        "Notes",
        "Duplicate",
        "Versions",
        *([RERUN] if drifted else []),
        "File",
        *([SHARE] if entry.owner and entry.owner == reader() else []),
        "Delete",
    ]
    chosen = st.menu_button("More", actions, key=f"more_{latest.identity}", help="Rename, notes, duplicate, versions, file, delete")
    if chosen == SHARE:
        ask(chosen, entry)
    elif chosen in DIALOGS:
        ask(chosen, latest)
    elif chosen == "Duplicate":
        _duplicate(latest)
    elif chosen == "Delete":
        _delete(latest)


def _open(latest: Version) -> None:
    found = attempted(lambda: store().load(latest.identity))
    if found:
        open_saved(found)
        st.switch_page(SIMULATE)


def _duplicate(latest: Version) -> None:
    copy = attempted(lambda: store().duplicate(latest.identity, reader_name()))
    if copy and attempted(lambda: (carry_picture(latest, copy), True)):
        st.rerun()


def _delete(latest: Version) -> None:
    if attempted(lambda: (store().delete(latest.identity, reader_name()), True)):
        st.session_state[DELETED] = (latest.identity, latest.title)
        st.rerun()


def _select(identity: str) -> None:
    chosen: list[str] = st.session_state.setdefault(SELECTED, [])
    if st.session_state.get(f"select_{identity}"):
        chosen.append(identity)
    elif identity in chosen:
        chosen.remove(identity)
