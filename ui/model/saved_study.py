"""What was found by long work and saved: whether there is anything to show, and whether it may be out of date."""

from __future__ import annotations

import streamlit as st

from simulation import MODEL_VERSION
from simulation.documentation.findings import SavedStudy
from ui.text.wording import plain


def to_show(kept: SavedStudy | None, what: str, command: str) -> bool:
    """Say how to make what was never saved, warn of what was found with another model, and return whether there is anything to show."""
    if kept is None:
        st.info(f"No {what} have been saved for this version of the model. `python -m simulation {command} --save` makes them, in a few minutes.")
        return False
    if not kept.current:
        versions = f"model version {plain(kept.version)}; this is version {MODEL_VERSION}"
        st.warning(f"These {what} were found with other assumptions ({versions}). They may no longer be true.")
    return True
