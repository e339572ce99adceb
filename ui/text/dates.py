"""Times as readers see them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def when(moment: datetime) -> str:
    """Write a time where the reader is, to the minute."""
    zone = st.context.timezone
    try:
        return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if zone else f"{moment:%Y-%m-%d %H:%M} UTC"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return f"{moment:%Y-%m-%d %H:%M} UTC"
