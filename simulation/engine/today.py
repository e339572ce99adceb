"""From today on: the community goes on as decided, and a copy of it is closed, or goes on as it is. The sunk past never counts."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulation.engine.past import Begun, Life, begun, later
from simulation.state.population import NOT_MEMBER, ONBOARDED, QUEUED
from simulation.state.world import Row, World
from simulation.vocabulary.existing import CLOSED, COMPANY, Existing
from simulation.vocabulary.timeline import Change, Timeline

NOBODY_COMES = -1_000.0  # logit
# What a closed place does not do: it is not looked at, followed, applied for or talked about as one where nothing goes on.
CLOSED_BELIEFS: dict[str, Any] = {
    "visit_base": NOBODY_COMES, "looking": 0.0, "readers": 0.0, "applicant_share": 0.0, "invitation_rate": 0.0, "launch_interest": 0.0,
}  # fmt: skip
# And what nobody is paid for any more.
CLOSED_LEVERS: dict[str, Any] = {
    "community_managers": 0.0, "developer_advocates": 0.0, "operations": 0.0, "expert_sessions": 0, "events_budget": 0.0, "incentive": "none",
    "recognition": "none", "ritual_cadence": "none", "personal_onboarding": False, "mentorship": False, "astroturf_share": 0.0,
    "selling_pressure": 0.0, "roi_review_month": 0,
}  # fmt: skip


def lived(existing: Existing, rows: Sequence[Row], seed: int, weeks: int) -> tuple[Life, list[Begun]]:
    """Return rows of an existing community at its launch; the start of its past must have been found."""
    start = existing.start
    if start is None:
        raise ValueError("the start of the past has not been found")
    known = {(row.inputs, row.timeline): None for row in rows}
    settings = {key: begun(*key, existing, start) for key in known}
    each = [settings[row.inputs, row.timeline] for row in rows]
    return Life([(one, row.replicate) for one, row in zip(each, rows, strict=True)], existing, [start] * len(rows), seed, weeks), each


def both_arms(life: Life, settings: Sequence[Begun], counterfactual: str, stop: Callable[[int], None]) -> tuple[World, World]:
    """Live until today, then on with what is planned and in a copy without it; return both worlds at the end."""
    world = life.world
    for week in range(life.past):
        stop(week)
        life.live(world, week)
    other = copied(world)
    if counterfactual == CLOSED:
        close(other, settings, life.past)
    else:
        _follow(other, settings, life.past)
    for week in range(life.past, world.weeks):
        stop(week)
        life.live(world, week)
        life.live(other, week)
    return world, other


def copied(world: World) -> World:
    """Return a copy of a world that shares nothing with it."""
    return copy.deepcopy(world)


def _follow(world: World, settings: Sequence[Begun], past: int) -> None:
    """Let a copy go on as it is."""
    world.groups = _groups([setting.unchanged for setting in settings], past)


def close(world: World, settings: Sequence[Begun], past: int) -> None:
    """Close the communities of a world today.

    Nobody meets any more; bonds, habits and what members feel fade by the ordinary rules; pages can still be found. No anger is
    added: nobody resents that it is gone, and nobody takes it for a place where nothing goes on.
    """
    company = [tuple(change for change in setting.unchanged if change.name in COMPANY) for setting in settings]
    world.groups = _groups(company, past)
    before = list(world.inputs)
    for row, inputs in enumerate(before):
        world.inputs[row] = replace(inputs, **CLOSED_BELIEFS, **CLOSED_LEVERS)
        world.set_input([row], "community_managers", 0.0)  # which reads the row anew
    people: Any = world.people
    members: Any = world.members
    waiting = people.membership == QUEUED
    people.membership[waiting] = NOT_MEMBER
    people.interest[waiting] = np.inf
    members.flags |= np.uint8(ONBOARDED)
    world.arrivals = []


def _groups(changes: Sequence[tuple[Change, ...]], past: int) -> tuple[tuple[np.ndarray, Timeline], ...]:
    together: dict[tuple[Change, ...], list[int]] = {}
    for row, planned in enumerate(changes):
        together.setdefault(planned, []).append(row)
    return tuple((np.array(rows), later(planned, (), past)) for planned, rows in together.items())
