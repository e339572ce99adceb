"""Below the benchmarks of Health: members against others, the usual business case beside what is caused, and the seven pillars."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from simulation import Results, band
from simulation.outcomes.business_case import business_case, causal_total, claimed_total
from simulation.outcomes.cohort_text import told
from simulation.outcomes.cohorts import cohorts
from simulation.outcomes.pillars import pillars, summary
from simulation.vocabulary.amounts import money, money_range
from simulation.vocabulary.existing import Existing, arms, other_arm
from simulation.vocabulary.words import counted
from ui.text.wording import plain

NOBODY = "There is no community in this setting, so there are no members to compare and nothing to assess."
HOW_PILLARS = (
    "Each pillar is the mean of a few marks between 0 and 1 for what is set and what came of it, times four, plus one. "
    "Under 2.5 it takes more than it gives. The marks and their weights are this model's own."
)


def caused(existing: Existing | None) -> str:
    """Say what the causal column takes from what."""
    if existing is None:
        return "Caused: the company with its community minus the same company without, in the same worlds."
    return f"Caused: the company with its community as planned minus the one with {other_arm(existing)}, in the same worlds."


def cohort_box(results: Results, currency: str) -> None:
    """Draw the three parts for a setting."""
    if not results.inputs.community:
        st.info(NOBODY)
        return
    with st.container(key="cohorts"):
        st.markdown("##### Members against others, over the last year")
        st.caption(
            f"Naive: members minus others, as a dashboard shows it. {caused(results.spec.existing)} "
            f"Medians of {counted(len(results), 'world')}, those of a difference are of the differences: "
            f"what two medians differ by may be another number. Amounts in {plain(currency)}."
        )
        cohort_table(results, currency)
        with st.expander("The usual business case, and what is caused", key="business_case"):
            _case(results, currency)
        with st.expander("Seven pillars: where the programme gives and where it takes", key="pillars"):
            _assessment(results)


def cohort_table(results: Results, currency: str) -> None:
    """Draw the six rows, members against others and one arm against the other, each with the line on why they differ."""
    found = cohorts(results)
    one, other = (name.capitalize() for name in arms(results.spec.existing))
    parts = {"Members": "members", "Others": "others", "Naive": "naive", one: "with_community", other: "without", "Caused": "causal"}
    table = [
        {"Figure": row.label, **{head: told(row, part, currency) for head, part in parts.items()}, "They differ because": row.why} for row in found
    ]
    st.table(pd.DataFrame(table).set_index("Figure"))


def _case(results: Results, currency: str) -> None:
    terms = business_case(results)

    def amount(values: Any) -> str:
        low, median, high = (float(end) for end in band(values))
        return f"{money(median, currency)} ({money_range(low, high, currency)})"

    rows = [
        {
            "Term": term.label,
            "It would claim": amount(term.claimed),
            "Caused": amount(term.causal),
            "Counted twice": term.counts_twice,
            "Left out": term.leaves_out or "–",
        }
        for term in terms
    ]
    rows.append(
        {"Term": "In all", "It would claim": amount(claimed_total(terms)), "Caused": amount(causal_total(terms)), "Counted twice": "", "Left out": ""}
    )
    st.caption("Over the horizon, before discounting; medians with the range of eight in ten worlds. Terms need not add up to the median of all.")
    st.table(pd.DataFrame(rows).set_index("Term"))
    st.caption("; ".join(f"{term.label}: {term.formula}" for term in terms) + ".")


def _assessment(results: Results) -> None:
    found = pillars(results)
    st.markdown(summary(found))
    st.table(pd.DataFrame([{"Pillar": each.label, "1 to 5": f"{each.score:.1f}", "Why": each.reason} for each in found]).set_index("Pillar"))
    st.caption(HOW_PILLARS)
