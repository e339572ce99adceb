"""A mark of what the model does: short runs of the settings in which kept findings were made.

A version number or a list of defaults says that something was edited. This says whether the figures are still those of today's model:
a lever more, which changes nothing where it stands at its default, leaves the mark as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from simulation.engine.ensemble import simulate_rows
from simulation.state.world import Row
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.timeline import timeline_from

WEEKS = 60
READ = ("npv", "weekly_active", "speakers", "customers", "trust", "visible_life", "knowledge", "churn_rate", "signups")
DIGITS = 6  # significant: another processor may round the last ones differently


def fingerprint(settings: Iterable[Mapping[str, Any]], changes: Iterable[tuple[int, str, Any]] = ()) -> str:
    """Return a mark of one world of each setting, every change planned in each of them."""
    plan = timeline_from(changes, (), WEEKS)
    rows = [Row(inputs_from(values), plan, 1) for values in settings]
    found = simulate_rows(rows, seed=1, weeks=WEEKS, groups=range(len(rows)))
    values = np.array([[one.final(name)[0] for name in READ] for one in found])
    return hashlib.sha256("\n".join(f"{value:.{DIGITS}g}" for value in values.ravel()).encode()).hexdigest()[:16]
