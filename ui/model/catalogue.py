"""Everything declared, to look something up: parameters, levers and measures in tables that can be searched."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from simulation.documentation import tables
from simulation.documentation.tables import Row
from ui.text.wording import plain

CONFIDENCE = ("high", "medium", "low")
ORDER = (
    "Label",
    "Default",
    "Range",
    "Unit",
    "Confidence",
    "Source",
    "Better",
    "One number per run",
    "What it does",
    "Meaning",
    "Changes later",
    "Name",
    "Group",
)
WIDE = ("Source", "What it does", "Meaning")
TALL = 640  # [pixels] most height of a table


def assumptions() -> None:
    """Draw what is believed: every parameter with source and confidence."""
    st.markdown("#### What is believed")
    counts = {level: sum(int(row[level]) for row in tables.confidence()) for level in CONFIDENCE}
    st.caption(
        f"Parameters nobody chooses: {counts['high']} of high, {counts['medium']} of medium and {counts['low']} of low confidence. "
        "Effects that rest on low confidence are directions only."
    )
    rows = _without(tables.parameters(), "Changes later")
    for row in rows:
        row["What it does"] = "" if row["What it does"] == row["Label"] else row["What it does"]
    _table(rows, "assumptions", confidence=True)
    with st.expander("What the source tags mean"):
        st.markdown("\n".join(f"- **{plain(row['Tag'])}** {plain(row['Meaning'])}" for row in tables.source_tags()))


def levers() -> None:
    """Draw what can be chosen, and what the levels do."""
    st.markdown("#### What you choose")
    st.caption("Levers with their ranges, sources and confidence. Those that change later can stand in a plan over time.")
    _table(tables.levers(), "levers", confidence=True)
    for title, rows in tables.levels().items():
        with st.expander(f"What the levels do: {title}"):
            st.dataframe(pd.DataFrame(rows), hide_index=True, key=f"model_levels_{title}", alt=f"What the levels do: {title}")


def measures() -> None:
    """Draw what is reported."""
    st.markdown("#### What is reported")
    st.caption("Every output with its unit and meaning, and how a weekly series becomes one number per run.")
    _table(tables.measures(), "measures")


def _table(rows: list[Row], name: str, confidence: bool = False) -> None:
    groups = list(dict.fromkeys(row["Group"] for row in rows))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        words = st.text_input("Search", key=f"model_find_{name}", placeholder="a word of the name, source or unit", max_chars=80)
        group = st.selectbox("Group", ["All", *groups], key=f"model_group_{name}")
        levels = st.pills("Confidence", CONFIDENCE, selection_mode="multi", key=f"model_confidence_{name}") if confidence else []
    kept = found(rows, words, group, levels)
    st.caption(f"{len(kept)} of {len(rows)}")
    if not kept:
        st.info(f"Nothing matches {plain(words, 80)}. Try another word, or all groups." if words else "Nothing matches. Try all groups.")
        return
    frame = pd.DataFrame(kept)
    st.dataframe(
        frame,
        hide_index=True,
        column_order=[column for column in ORDER if column in frame],
        key=f"model_table_{name}",
        height=min(TALL, 38 + 35 * len(frame)),
        column_config={column: st.column_config.TextColumn(width="large" if column in WIDE else None) for column in frame.columns},
        alt=f"{len(frame)} {name} with their units, sources and meaning",
    )


def found(rows: Iterable[Row], words: str | None, group: str | None = None, levels: Iterable[str] | None = None) -> list[Row]:
    """Return the rows in which every word occurs somewhere, of one group and of some levels of confidence."""
    wanted = [word.casefold() for word in (words or "").split()]
    chosen = set(levels or ())
    kept = []
    for row in rows:
        text = " ".join(row.values()).casefold()
        if all(word in text for word in wanted) and group in (None, "All", row["Group"]) and (not chosen or row.get("Confidence") in chosen):
            kept.append(row)
    return kept


def _without(rows: list[Row], name: str) -> list[Row]:
    return [{key: value for key, value in row.items() if key != name} for row in rows]
