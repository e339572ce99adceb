"""The curve that is drawn by hand: one component of plain JavaScript, and the same by a number per half-year."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

HERE = Path(__file__).parent
HALF_YEAR = 6  # [months] between two typed numbers
_DRAWING = st.components.v2.component(
    "prediction_by_hand",
    html='<svg viewBox="0 0 640 300"\nrole="img" aria-label="Your prediction; the fields below take it as numbers"></svg>',
    css=(HERE / "curve.css").read_text(encoding="utf-8"),
    js=(HERE / "curve.js").read_text(encoding="utf-8"),
)


def drawing(
    known: Sequence[float], past: Sequence[tuple[float, float]], last: int, top: float, drawn: Sequence[float] | None, percent: bool, key: str
) -> list[Any] | None:
    """Show what is known and let the rest be drawn; return what was drawn now, or None.

    Args:
        known: what was in each known month; a curve that is drawn goes on from the last.
        past: when each known month ends [month], or each known week where months hide one, and what was in it.
    """
    data = {
        "known": [float(value) for value in known], "past": [list(week) for week in past], "last": last, "top": top,
        "drawn": list(drawn) if drawn else None, "percent": percent,
    }  # fmt: skip
    answer = _DRAWING(data=data, key=key, on_curve_change=lambda: None)
    return getattr(answer, "curve", None)


def knots(known_until: int, last: int) -> list[int]:
    """Return the months of which a number is typed: the ends of half-years that are not close to the known part or to the last month, and that."""
    near = HALF_YEAR // 2
    return [*(month for month in range(HALF_YEAR, last, HALF_YEAR) if month - known_until >= near and last - month >= near), last]


def through(known: float, known_until: int, months: Sequence[int], values: Sequence[float], last: int) -> list[float]:
    """Return one value per month on straight lines from the last known one through the typed ones."""
    return [float(value) for value in np.interp(range(known_until + 1, last + 1), [known_until, *months], [known, *values])]
