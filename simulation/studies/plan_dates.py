"""When the entries of a plan template are due: in a month after the launch, or when the present run reaches a size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from simulation.outcomes.results import Results
from simulation.state.world import week_of
from simulation.vocabulary.inputs import INPUTS
from simulation.vocabulary.timeline import Change
from simulation.vocabulary.words import counted

STAY = 4  # [weeks] for which a size must be kept to count as reached


class Due(Protocol):
    """What an entry of a template says."""

    @property
    def lever(self) -> str:
        """Return the name of the lever."""

    @property
    def value(self) -> Any:
        """Return what it is set to."""

    @property
    def month(self) -> int | None:
        """Return the month after the launch, if it is due by date."""

    @property
    def active(self) -> int | None:
        """Return the weekly active members at which it is due, if it is due by size."""


@dataclass(frozen=True)
class Dated:
    """The entries with their weeks, and in words what could not be dated."""

    changes: tuple[Change, ...]
    left_out: tuple[str, ...] = field(default=())


def dated(entries: Iterable[Due], results: Results) -> Dated:
    """Return the entries as changes of the plan of a run.

    A size is reached when the median world has had so many weekly active members for four weeks. What lies behind the horizon,
    what is never reached, and what the plan's start already exceeds is left out, and said. Of a community that is there already
    the weeks of the plan count from today, months from its launch: what was due before today is left out, too.
    """
    there = results.spec.existing
    launch, age = results.inputs.launch_month, there.age_weeks if there is not None else 0
    active = np.median(results.series["weekly_active"], axis=0)
    changes, left_out = [], []
    for entry in entries:
        label = INPUTS[entry.lever].label.lower()
        present = getattr(results.inputs, entry.lever)
        if entry.active is not None and isinstance(present, (int, float)) and present >= entry.value:
            left_out.append(f"{label}: there are {present:g} from the start")
            continue
        week = week_of(launch + entry.month) - age if entry.month is not None else reached(active, entry.active or 0)
        if week is None:
            left_out.append(
                f"{label}: {counted(entry.active or 0, 'weekly active member')} are not reached in this run (at most {active.max():,.0f})"
            )
        elif week < 0:
            left_out.append(f"{label}: month {entry.month} after the launch lies before today, {counted(age, 'week')} after it")
        elif week >= results.weeks:
            left_out.append(f"{label}: it would be due after the end of the run")
        else:
            changes.append(Change(week, entry.lever, entry.value))
    return Dated(tuple(changes), tuple(left_out))


def reached(active: np.ndarray, size: int) -> int | None:
    """Return the first week after which so many have come for four weeks; None where that never is."""
    enough = np.convolve(active >= size, np.ones(STAY), mode="valid") >= STAY
    return int(enough.argmax()) + STAY if enough.any() else None


def merged(plan: Iterable[Change], new: Iterable[Change]) -> list[Change]:
    """Return a plan with new entries; where both set a lever in the same week the new one counts."""
    by_place = {(change.week, change.name): change for change in plan}
    by_place |= {(change.week, change.name): change for change in new}
    return list(by_place.values())
