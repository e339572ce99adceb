"""Model: what is assumed, what happens in a week, and how this version compares with what is known."""

import streamlit as st

from simulation import ASSUMPTIONS, LEVERS, MEASURES, MODEL_VERSION
from ui.model.catalogue import assumptions, levers, measures
from ui.model.evidence import evidence
from ui.model.limits import limits, variants
from ui.model.week import week

VIEWS = {
    "The week": week,
    "Assumptions": assumptions,
    "Levers": levers,
    "Measures": measures,
    "Evidence": evidence,
    "Variants": variants,
    "Limits": limits,
}

st.markdown("## The model")
st.caption(
    f"Version {MODEL_VERSION}. Read from the code that runs: {len(LEVERS)} levers you choose, {len(ASSUMPTIONS)} assumptions the model makes, "
    f"{len(MEASURES)} measures it reports."
)
view = st.segmented_control(
    "Part", list(VIEWS), default="The week", required=True, key="model_view", label_visibility="collapsed", persist_state="session"
)
VIEWS[view if view in VIEWS else "The week"]()
