"""Scenarios: everything saved, to open, compare, rename, restore, take along."""

import streamlit as st

from ui.saved.browse import browse
from ui.session.identity import sign_out

st.markdown("## Saved scenarios")
sign_out()
browse()
