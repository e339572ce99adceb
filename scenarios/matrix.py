"""The strategy matrix: which library scenario is the programme of which cell of market and product-market fit."""

from __future__ import annotations

from typing import Any

from scenarios.scenario import load_library

CELLS = {
    ("enterprise", "exploring"): "advisory-board",
    ("enterprise", "established"): "enterprise-champions",
    ("prosumer", "exploring"): "user-testing",
    ("prosumer", "established"): "ambassadors",
}


def programmes() -> dict[tuple[str, str], tuple[str, dict[str, Any]]]:
    """Return the programme of each cell: its name in the library and what it sets."""
    return {cell: (name, load_library(name).differences) for cell, name in CELLS.items()}
