"""The upload: what each column was read as, correctable, with the first rows, before anything is fitted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from simulation.studies.history.columns import MEANINGS, recognise
from simulation.studies.history.reading import MOST_BYTES, Reading, read_history, table_of
from simulation.studies.history.series import VISITED, WROTE, HistoryError
from ui.text.wording import plain, spoken

SAMPLE = Path(__file__).parent / "sample.csv"
MOST_FILES = 6
SHOWN_COLUMNS = 24
MEANS = {"": "as the columns say", WROTE: "wrote in the month", VISITED: "visited in the month"}
EMPTY = (
    "A history is a CSV file with a row for each month: a column of months and one of **active** people. Better with **new** people and "
    "**contributions**; members, signups, customers and revenue are read where they are. Exports of Discourse, Slack, Discord, Common Room "
    "and counts by month from GitHub are recognised by their columns. At least twelve months are needed, two years for a forecast that claims "
    "anything."
)


def upload() -> Reading | None:
    """Draw the upload and return what was read; None while there is nothing, or something is wrong."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    files = left.file_uploader("History (CSV)", type=["csv", "tsv", "txt"], accept_multiple_files=True, key="history")
    right.download_button("Sample file", SAMPLE.read_bytes, "sample-history.csv", "text/csv", key="sample", on_click="ignore")
    if right.button("Try the sample", key="try_sample", type="tertiary", help="Use the sample file as if you had uploaded it"):
        st.session_state.sampled = True
    contents = {file.name: file.getvalue()[: MOST_BYTES + 1] for file in files[:MOST_FILES]}
    if not contents and st.session_state.get("sampled"):
        contents = {"sample-history.csv": SAMPLE.read_bytes()}
    if not contents:
        st.info(EMPTY)
        return None
    if len(files) > MOST_FILES:
        st.warning(f"Only the first {MOST_FILES} files are read.")
    if len(contents) == 1:
        contents = {"": next(iter(contents.values()))}
    return _read(contents)


def _read(contents: dict[str, bytes]) -> Reading | None:
    with st.container(border=True, key="read_as"):
        st.markdown("**What it was read as**")
        st.caption("Beside each column stands what it is taken for: choose something else where that is not what it counts.")
        given = _columns(contents)
        means = st.selectbox("Active people are those who", list(MEANS), format_func=MEANS.__getitem__, key="active_means")
        try:
            reading = read_history(contents, given=given, active_means=means or None, today=date.today())
        except HistoryError as error:
            st.error("This file cannot be used yet:\n" + "\n".join(f"- {plain(problem)}" for problem in error.problems[:12]))
            return None
        history = reading.history
        st.caption(f"{len(history)} whole months, {history.months[0]} to {history.months[-1]}.")
        for note in reading.notes:
            st.caption(plain(f"{note[:1].upper()}{note[1:]}."))
    return reading


def _columns(contents: dict[str, bytes]) -> dict[str, str]:
    """Draw what each column was taken for and return what the reader says instead."""
    given = {}
    for name, content in contents.items():
        try:
            table = table_of(content)
        except HistoryError:
            continue  # said with everything else that is wrong
        found = recognise(table.names, {})
        st.dataframe(pd.DataFrame(table.rows[:5], columns=table.names), hide_index=True, key=f"rows_{name}")
        for place, column in enumerate(found[:SHOWN_COLUMNS]):
            label = f"{name}: {column.name}" if name else column.name
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(plain(label or "(no name)", 60), width=220)
                chosen = st.selectbox(
                    f"Column {place + 1}, {spoken(label, 40)}, holds", list(MEANINGS), index=list(MEANINGS).index(column.meaning),
                    format_func=MEANINGS.__getitem__, key=f"meaning_{name}_{place}_{column.name[:40]}", label_visibility="collapsed",
                )  # fmt: skip
            if chosen != column.meaning:
                given[f"{name}:{column.name}" if name else column.name] = chosen
    return given
