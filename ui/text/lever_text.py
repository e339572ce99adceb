"""Levers and their values in words and units."""

from __future__ import annotations

from typing import Any

from simulation import Spec
from ui.text.currencies import CURRENCIES

WORDS = {"high": "well supported", "medium": "fairly supported", "low": "direction only: trust the sign, not the size"}


def shown(spec: Spec, value: Any) -> str:
    """Write one value of a lever as people read it."""
    if spec.type is bool:
        return "on" if value else "off"
    if spec.choices:
        return spec.choice_labels[spec.choices.index(value)]
    if is_share(spec):
        return f"{value * 100:g} %"
    if spec.name == "batch_size" and value == 0:
        return "open door"
    if spec.name == "roi_review_month" and value == 0:
        return "never"
    return f"{value:,}" if spec.type is int else f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def is_share(spec: Spec) -> bool:
    """Say whether the value is a share that reads best in per cent."""
    return spec.type is float and spec.unit.startswith("share") and spec.high <= 1


def unit_text(spec: Spec, currency: str) -> str:
    """Return the unit in the reader's currency."""
    if is_share(spec):
        return spec.unit.removeprefix("share").strip()
    return spec.unit.replace("$", CURRENCIES[currency].strip())


def step_of(spec: Spec) -> int | float:
    """Return by how much one press of a key moves a lever."""
    return spec.type(spec.step) if spec.step else 1 if spec.type is int else (spec.high - spec.low) / 100
