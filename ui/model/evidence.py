"""This version of the model against its target patterns and against real communities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from simulation.documentation.findings import GROUPS, VERDICTS, Saved, rows, saved, shown
from simulation.studies.validation import FORUM_RUNS, GATED, Finding, tally
from ui.charts.evidence import evidence as chart
from ui.charts.style import with_data
from ui.model.saved_study import to_show
from ui.text.wording import plain

MEANING = {
    "target": "What the field and the literature report, against the default setting; what is said of newcomers who post, against an open "
    "forum without staff. The model document lists the settings.",
    "history": "What writers do in forty public communities, against an open forum looked at in the same way: only at who wrote, and when.",
    "direction": "Claims about which way a lever moves a measure, as the share of paired worlds in which they are true. "
    "Every other direction is a row of a table in the tests, which fail where it does not hold.",
    "money": "Whether the money follows the health of the community: paired worlds of two settings, and what the default comes down to. "
    "All of it was looked at while the defaults were set.",
}
MARGIN = 0.12  # of a row's axis on either side of what it shows


def evidence() -> None:
    """Draw the findings saved for this version."""
    st.markdown("#### What this version shows")
    kept = saved()
    if not to_show(kept, "findings", "validate"):
        return
    st.caption(
        f"Findings of model version {plain(kept.version)} over {kept.runs} runs from seed {kept.seed}, real communities over "
        f"{min(FORUM_RUNS, kept.runs)}. The band is what is accepted, the dot the median run, the line eight in ten runs; each row has its own "
        "scale. A pattern is inside when the median lies in the band."
    )
    st.markdown(f"**{tally(kept.findings)}**")
    st.caption(GATED)
    for group, title in GROUPS.items():
        if kept.of(group):
            _group(kept, group, title)


def _group(kept: Saved, group: str, title: str) -> None:
    inside = kept.of(group)
    fitted = sum(one.fitted for one in inside)
    st.markdown(f"##### {title}", help=MEANING[group])
    looked = {0: "None was", 1: "One was"}.get(fitted, f"{fitted} were") + " looked at while the defaults were set"
    rest = "; the others test the model." if 0 < fitted < len(inside) else "."
    st.caption(f"{kept.count('holds', group)} of {len(inside)} lie inside. {looked}{rest}")
    with_range = [one for one in inside if one.low is not None and one.high is not None]
    half = (len(with_range) + 1) // 2
    grid = st.grid(2, min_column_width=330, gap="medium")
    for place, part in enumerate((with_range[:half], with_range[half:])):
        if part:
            words = "; ".join(f"{one.name}: {shown(one)}, accepted {one.accepted}, {VERDICTS[one.verdict]}" for one in part)
            grid.cell().container(key=f"model_{group}_{place}").vega_lite_chart(
                with_data(chart(), frame(part)), width="stretch", height="content", alt=words
            )
    for one in inside:
        if one.verdict != "holds":
            why = f" {plain(one.reason, 900)}" if one.reason else " There is no explanation yet."
            st.markdown(f":orange-badge[{VERDICTS[one.verdict]}] **{plain(one.name)}**: {plain(shown(one))}, accepted {plain(one.accepted)}.{why}")
    with st.expander(f"{title} as a table, with sources"):
        st.dataframe(
            pd.DataFrame(rows(inside)), hide_index=True, key=f"model_findings_{group}", alt=f"{title}: accepted, this version, verdict, source"
        )


def frame(findings: list[Finding]) -> pd.DataFrame:
    """Return one row per finding with a range; places are shares of an axis that holds all its numbers."""
    table = []
    for one in findings:
        ends = np.array([one.low, one.high, one.median, one.seen_low, one.seen_high], dtype=float)
        known = ends[np.isfinite(ends)]
        low, high = float(known.min()), float(known.max())
        margin = MARGIN * ((high - low) or 1.0)
        places = (ends - low + margin) / (high - low + 2 * margin)
        start, end, middle, seen_low, seen_high = (float(place) if np.isfinite(place) else None for place in places)
        table.append(
            {
                "series": one.name[:1].upper() + one.name[1:],
                "from": start,
                "to": end,
                "low": seen_low,
                "median": middle,
                "high": seen_high,
                "now": shown(one),
                "accepted": one.accepted,
                "state": VERDICTS[one.verdict],
            }
        )
    return pd.DataFrame(table)
