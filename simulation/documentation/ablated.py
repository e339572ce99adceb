"""The mechanisms switched off one by one, as tables for the model document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulation.documentation.tables import Row
from simulation.studies import levers_off
from simulation.studies.ablations import ALL_ON, MECHANISMS, PLACE, Ablated, changes, load
from simulation.studies.levers_off import Left
from simulation.vocabulary.measures import MEASURES

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


def kept_levers(place: Path = levers_off.PLACE) -> dict[str, Any] | None:
    """Return what was kept of the levers, or None where nothing was."""
    try:
        return levers_off.load(place)
    except FileNotFoundError:
        return None


def levers(rows: list[Left]) -> list[Row]:
    """Return what each lever moves with its mechanism, and what is left of that without it."""
    return [
        {
            "Lever": f"{one.lever} {one.value}".lower() + (f", where {_given(one.where)}" if one.where else ""),
            "Off": _given(one.off),
            "Measure": f"{MEASURES[one.measure].label} [{MEASURES[one.measure].unit}]",
            "Moves it by": _moved(one.moved, one.moved_up, one.moved_in, one.of),
            "Without its mechanism": _moved(one.left, one.left_up, one.left_in, one.of),
            "Value [$]": f"{one.npv:+,.0f}",
            "Value without": f"{one.npv_left:+,.0f}",
        }
        for one in rows
    ]


def _given(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}".lower() for name, value in values.items())


def _moved(size: float, up: int, moved: int, of: int) -> str:
    """Write a change with the worlds that move that way, or that nothing moves."""
    if not moved:
        return f"nothing, in all {of} worlds"
    if not size:
        return f"nothing in the median world; a little in {moved} of {of}"
    return f"{size:+.3g}, {'up' if size >= 0 else 'down'} in {up if size >= 0 else moved - up} of {of}"
