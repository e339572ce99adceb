"""The week read aloud: every step in order, and what it may write."""

from __future__ import annotations

import streamlit as st

from simulation.documentation.tables import Row, schedule
from ui.text.wording import plain


def week() -> None:
    """Draw the steps of a week."""
    steps = schedule()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f"#### One week in {len(steps)} steps", width="content")
        details = st.toggle("What each step may write", key="model_writes", persist_state="session")
    st.caption(
        "Once a week, in this order, for every world. Within a step all act at the same time on what earlier steps left behind. "
        "A step can write the columns it declares and no others."
    )
    grid = st.grid(2, min_column_width=330, gap="small", key="model_week")
    for step in steps:
        box = grid.cell().container(border=True, gap="xsmall", height="stretch")
        box.markdown(f"**{step['Step']} · {plain(spoken(step['Process']))}**  \n{plain(step['What happens'])}")
        if details:
            box.caption(written(step))


def spoken(name: str) -> str:
    """Return a process name as words: apply_plans is read `Apply plans`."""
    return name.replace("_", " ").capitalize()


def written(step: Row) -> str:
    """Say which columns a step may write and which variables it sets."""
    columns, variables = step["Columns it may write"], step["Variables it sets"]
    parts = [f"May write {plain(columns, 600)}" if columns else "Writes no column of people or members"]
    parts += [f"sets {plain(variables, 600)}"] if variables else []
    alone = ". Has nothing to do without a community." if step["Without a community"] == "nothing to do" else "."
    return "; ".join(parts) + alone
