"""Notices beside the results: a lever that changed nothing and why, and effects whose size is uncertain."""

from __future__ import annotations

import numpy as np

from simulation import INPUTS, MEASURES, Results, RunSpec, changed_names
from simulation.studies.silence import NO_COMMUNITY, because
from ui.session.state import Session, changed_from_start
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
    names = changed_names(before, after)
    label = plain(INPUTS[names[0]].label) if len(names) == 1 else "The last change"
    if not after.value("community") and not before.value("community"):
        reason = NO_COMMUNITY
    elif len(names) == 1:
        reason = because(names[0], before.inputs, after.inputs, after.weeks)
    else:
        reason = "nothing in these worlds came to depend on it"
    return f"**{label} changed nothing.** Every number is the same in every world: {reason}."


def direction_only(current: Session) -> str | None:
    """Name the changed inputs whose effect is known in its direction only."""
    unsure = [plain(INPUTS[name].label) for name in changed_from_start(current) if INPUTS[name].confidence == "low"]
    if not unsure:
        return None
    return f":orange-badge[Direction only] {', '.join(unsure[:6])}{' and more' if len(unsure) > 6 else ''}: trust which way it goes, not how far."
