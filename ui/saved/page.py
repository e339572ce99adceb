"""Scenarios: everything saved, to open, compare, rename, restore, take along."""

import streamlit as st

from ui.saved.browse import browse

st.markdown("## Saved scenarios")
browse()
