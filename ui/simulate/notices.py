"""Notices beside the results: a lever that changed nothing and why, and effects whose size is uncertain."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation import INPUTS, MEASURES, Change, Results, RunSpec, changed_names
from simulation.studies.silence import NO_COMMUNITY, because
from ui.session.state import Session, changed_from_start
from ui.text.lever_text import shown
from ui.text.wording import plain


def identical(one: Results, other: Results) -> bool:
    """Say whether two results are the same in every world, week and measure."""
    if len(one) != len(other) or one.weeks != other.weeks:
        return False
    names = [name for name in MEASURES if name in one.series or name in one.runs]
    return all(np.array_equal(_values(one, name), _values(other, name), equal_nan=True) for name in names)


def _values(results: Results, name: str) -> np.ndarray:
    return results.series[name] if name in results.series else results.runs[name]


def silent(before: RunSpec, after: RunSpec) -> str:
    """Return the notice for a change that changed nothing: which input, and the reason where one is known."""
    names, planned = changed_names(before, after), _planned_anew(before, after)
    label = plain(INPUTS[names[0]].label) if len(names) == 1 else "The last change"
    if not after.value("community") and not before.value("community"):
        reason = NO_COMMUNITY
    elif len(names) == 1:
        reason = because(names[0], before.inputs, after.inputs, after.weeks)
    elif not names and planned and all(_in_force(after, one) == one.value for one in planned):
        levers = ", ".join(dict.fromkeys(f"{plain(INPUTS[one.name].label)} {shown(INPUTS[one.name], one.value)}" for one in planned))
        reason = f"what is planned is in force by then anyhow ({levers})"
    else:
        reason = "nothing in these worlds came to depend on it"
    return f"**{label} changed nothing.** Every number is the same in every world: {reason}."


def _planned_anew(before: RunSpec, after: RunSpec) -> list[Change]:
    """Return the changes that only one of two plans holds, where the plans differ in nothing else."""
    then, now = before.timeline, after.timeline
    return sorted(set(then.changes) ^ set(now.changes), key=lambda one: one.week) if then.shocks == now.shocks else []


def _in_force(setting: RunSpec, planned: Change) -> Any:
    """Return the value its lever has just before a change: the last one planned earlier, or else the one that is set."""
    earlier = [one for one in setting.timeline.changes if one.name == planned.name and one.week < planned.week]
    return max(earlier, key=lambda one: one.week).value if earlier else setting.value(planned.name)


def direction_only(current: Session) -> str | None:
    """Name the changed inputs whose effect is known in its direction only."""
    unsure = [plain(INPUTS[name].label) for name in changed_from_start(current) if INPUTS[name].confidence == "low"]
    if not unsure:
        return None
    return f":orange-badge[Direction only] {', '.join(unsure[:6])}{' and more' if len(unsure) > 6 else ''}: trust which way it goes, not how far."
