"""The mechanisms switched off one by one, as tables for the model document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.documentation.tables import Row
from simulation.studies.ablations import ALL_ON, MECHANISMS, PLACE, Ablated, changes, load

FALLS, RISES = "falls", "holds now"


def kept(place: Path = PLACE) -> dict[str, Any] | None:
    """Return what was kept, or None where nothing was."""
    try:
        return load(place)
    except FileNotFoundError:
        return None


def mechanisms() -> list[Row]:
    """Return what each mechanism is switched off by."""
    return [
        {"Off": name, "Assumptions": ", ".join(f"{one} {value:g}" for one, value in values.items())} for name, values in MECHANISMS.items() if values
    ]


def targets(rows: list[Ablated]) -> list[Row]:
    """Return one row per target, one column per mechanism; what turns the target's verdict over is marked."""
    turned = {one: FALLS for fallen, _ in changes(rows).values() for one in fallen}
    turned |= {one: RISES for _, risen in changes(rows).values() for one in risen}
    cells = {(one.mechanism, one.target): f"{one.median:{one.format}}" + (f", {turned[one]}" if one in turned else "") for one in rows}
    columns = dict.fromkeys(one.mechanism for one in rows)
    gated = {one.target: one.gated for one in rows}
    return [{"Target": f"{name}{' (a condition)' * gated[name]}", **{column: cells[column, name] for column in columns}} for name in gated]


def summary(rows: list[Ablated]) -> list[Row]:
    """Return how many targets hold without each mechanism, and which conditions fall."""
    found = []
    for name in dict.fromkeys(one.mechanism for one in rows):
        own = [one for one in rows if one.mechanism == name]
        fallen, risen = changes(rows).get(name, ([], []))
        conditions = [one.target for one in fallen if one.gated and one.group == "money"]
        found.append(
            {
                "Off": "nothing" if name == ALL_ON else name,
                "Targets that hold": f"{sum(one.holds for one in own)} of {len(own)}",
                "Fall": str(len(fallen)),
                "Hold now": str(len(risen)),
                "Conditions on money and health that fall": "; ".join(conditions) or "none",
            }
        )
    return found
