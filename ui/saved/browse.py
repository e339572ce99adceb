"""The page of saved scenarios: find, take in, take out, and the list."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from scenarios.archive import MAX_ARCHIVE_BYTES, MAX_ARCHIVED, Unpacked, export_archive, unpack
from scenarios.errors import ScenarioError
from scenarios.failures import Missing
from scenarios.place import ENVIRONMENT
from scenarios.saved import Entry
from scenarios.scenario import Scenario
from scenarios.store import MAX_LISTED, MAX_SEARCH
from scenarios.texts import MAX_TITLE, is_visible
from simulation.vocabulary.words import counted
from ui.saved.entries import COMPARE, DIALOGS, MOST_COMPARED, SELECTED, SIMULATE, listed, trash, undo_bar
from ui.session.asking import draw_asked
from ui.session.keys import HISTORY_KEY
from ui.session.reader_name import reader_name
from ui.session.state import session
from ui.session.store import address, attempted, place, store
from ui.text.wording import plain, some_of

SORTS = {"updated": "newest first", "name": "by name", "author": "by author"}


def browse() -> None:
    """Draw the page."""
    session()
    find, order, into, out, where = st.columns([5, 2, 1.5, 1.5, 1.5], vertical_alignment="bottom")
    words = find.text_input("Search", key="saved_search", type="search", placeholder="Title, author or notes", max_chars=MAX_SEARCH)
    sort = order.selectbox("Sort", list(SORTS), key="saved_sort", format_func=SORTS.__getitem__)
    entries = attempted(lambda: store().entries(words or "", sort=sort if sort in SORTS else "updated"))
    with into:
        _import()
    with out:
        _export(entries or [])
    with where:
        _place()
    if entries is None:
        st.button("Try again", key="saved_retry")
        st.caption("Your present setting is still on the Simulate page, and can be taken along there as a file or a link.")
        return
    undo_bar()
    if words:
        _found(words)
    if entries:
        _compare([entry.latest.identity for entry in entries])
        listed(entries)
        _left_out(words or "", len(entries))
    elif words:
        st.info("Nothing saved matches. Try fewer or shorter words.")
    else:
        st.info("Nothing is saved yet. Move some levers on the Simulate page and choose Save; scenarios from files can be imported here.")
        if st.button("Go to Simulate", key="saved_begin"):
            st.switch_page(SIMULATE)
    trash()
    draw_asked(DIALOGS)


def _found(words: str) -> None:
    """Say how many of all a search has found."""
    found, of = (attempted(lambda what=what: store().count(what)) for what in (words, ""))
    if found and of is not None:
        st.caption(f"{found:,} of {counted(of, 'scenario')}")


def _left_out(words: str, shown: int) -> None:
    """Say what the list leaves out, and what in it is damaged."""
    if shown < MAX_LISTED:
        return
    found = attempted(lambda: store().count(words)) or shown
    if found > shown:
        st.caption(f"The first {shown:,} of {found:,} are listed. Search to find the others; Export all takes every one along.")


def _compare(known: list[str]) -> None:
    chosen = [identity for identity in st.session_state.get(SELECTED, []) if identity in known]
    count = len(chosen)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(f"Compare {count}" if count else "Compare", key="compare_selected", disabled=not 1 <= count <= MOST_COMPARED + 1):
            keys = [f"saved:{identity}" for identity in chosen]
            st.session_state[HISTORY_KEY] = keys if count > 1 else ["now", *keys]
            st.session_state.pop("compare_options", None)
            st.switch_page(COMPARE)
        st.caption(
            "Tick up to six to compare them."
            if not count
            else "One is compared with the present setting."
            if count == 1
            else "At most six can be compared."
            if count > MOST_COMPARED + 1
            else f"{count} ticked"
        )


def _import() -> None:
    box = st.popover("Import", key="import_box", width="stretch", help="Scenario files (TOML), or many of them in a zip")
    with box:
        limit = MAX_ARCHIVE_BYTES // 1_048_576
        upload = st.file_uploader("Scenario file or zip", type=["toml", "zip"], key=_upload_key(), max_upload_size=limit)
        if upload is not None and st.button("Import", key="import_confirm"):
            by = reader_name()
            given = attempted(lambda: unpack(upload.getvalue(), upload.name))
            if given and attempted(lambda: store().save_all(_titled(given.scenarios, upload.name), by, action="imported")) is not None:
                st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1  # an empty field for the next file
                st.toast(plain(_imported(given), 600))
                st.rerun()


def _imported(given: Unpacked) -> str:
    passed_over = f". Passed over, left by another system: {some_of(given.passed_over)}" if given.passed_over else ""
    return f"Imported {counted(len(given.scenarios), 'scenario')}{passed_over}"


def _upload_key() -> str:
    return f"import_file_{st.session_state.get('uploads', 0)}"


def _titled(scenarios: list[Scenario], name: str) -> list[Scenario]:
    stem = "".join(character for character in name.rsplit(".", 1)[0] if character.isprintable())[:MAX_TITLE]
    stem = stem if is_visible(stem) else "Imported"
    return [scenario if is_visible(scenario.title) else replace(scenario, title=stem) for scenario in scenarios]


def _export(entries: list[Entry]) -> None:
    count = attempted(lambda: store().count()) or 0
    if count <= MAX_ARCHIVED:
        _download("Export all", "export_all", 0, "scenarios.zip", disabled=not entries)
        return
    with st.popover("Export all", key="export_parts", width="stretch"):
        st.caption(f"{count:,} scenarios are more than one archive holds: take them in parts.")
        for part, first in enumerate(range(0, count, MAX_ARCHIVED), 1):
            last = min(first + MAX_ARCHIVED, count)
            _download(f"{first + 1:,} to {last:,}", f"export_part_{part}", first, f"scenarios-{part}.zip")


def _download(label: str, key: str, first: int, name: str, disabled: bool = False) -> None:
    st.download_button(
        label,
        lambda: _archive(first),
        name,
        "application/zip",
        key=key,
        on_click="ignore",
        width="stretch",
        disabled=disabled,
        help="Every saved scenario as a TOML file, by name; damaged ones, which the list marks, are left out",
    )


def _archive(first: int = 0) -> bytes:
    """Return everything that can be read; one record that cannot is named and stops nothing."""
    kept, readable, lacking = store(), [], []
    for entry in kept.entries(sort="name", offset=first):
        try:
            readable.append(kept.load(entry.latest.identity).scenario)
        except (ScenarioError, Missing) as error:
            lacking.append(str(error))
    return export_archive(readable, lacking)


def _place() -> None:
    with st.popover("Place", key="place_box", width="stretch", help="Where saved scenarios live"):
        st.markdown("**Saved scenarios live in**")
        st.code(attempted(place) or "", language=None)
        if address() is not None:
            st.caption("Set by whoever runs this server.")
        else:
            st.caption(plain(f"Whoever runs this server names another file, or a team's PostgreSQL, with {ENVIRONMENT} or the secret store_url."))
