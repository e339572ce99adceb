"""Every weekly process writes the columns and variables it declares, all of them and no others."""

from __future__ import annotations

import ast
import copy
import inspect
import sys
from typing import Any

import numpy as np
import pytest
from worlds import EVERYTHING, SHOCKS

from simulation import RunSpec, inputs_from, timeline_from
from simulation.kernels.process import Process
from simulation.schedule import CORE, SOCIAL, WEEK, new_world
from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS, WIDE_COLUMNS
from simulation.state.world import World

WEEKS = 54  # after a year its first quarter is forgotten


SETTINGS = (EVERYTHING, {}, {"launch_month": 3})
STATE = {"people": PEOPLE_COLUMNS, "members": {**MEMBER_COLUMNS, **WIDE_COLUMNS}}
# What is no state of its own: the tables themselves, the week and its crowds, what is recorded, and inputs as the loops read them
# (and, with an underscore, what is only kept to be looked up again).
APART = {
    "people", "members", "draws", "record", "now", "week", "arrivals", "rows", "spec", "inputs", "groups", "numbers", "effects", "gains", "crowding",
    "audience", "ageing",
}  # fmt: skip


def state(world: World) -> dict[str, Any]:
    """Return copies of all columns, as (rows, capacity, ...), and of all variables of the worlds."""
    found: dict[str, Any] = {}
    for kind, declared in STATE.items():
        table = getattr(world, kind)
        for name, column in declared.items():
            found[f"{kind}.{name}"] = getattr(table, name).reshape(table.rows, table.capacity, *column.tail).copy()
    return found | {f"world.{name}": copy.copy(value) for name, value in vars(world).items() if name not in APART and name[0] != "_"}


def same(name: str, before: Any, after: Any) -> bool:
    """Say whether a column or variable is as it was; slots that are new count as changed where they do not hold the default."""
    kind, _, column = name.partition(".")
    if kind == "world":
        return (
            np.array_equal(before, after, equal_nan=True)
            if isinstance(after, np.ndarray) and after.dtype.kind == "f"
            else np.array_equal(before, after)
        )
    old = min(before.shape[1], after.shape[1])
    return np.array_equal(before[:, :old], after[:, :old]) and bool((after[:, old:] == STATE[kind][column].default).all())


def live(world: World, weeks: int, week: tuple[Process, ...] = WEEK) -> dict[str, set[str]]:
    """Live through some weeks and return what each process has changed. Where people are dropped, all columns move."""
    written: dict[str, set[str]] = {process.name: set() for process in week}
    for number in range(weeks):
        world.begin(number)
        after = state(world)
        for process in week:
            before, people = after, world.people.counts.copy()
            process(world)
            after = state(world)
            dropped = bool((world.people.counts < people).any())
            changed = {name for name, value in after.items() if not (dropped and name.startswith("people.")) and not same(name, before[name], value)}
            written[process.name] |= changed | ({"people.*"} if dropped else set())
    return written


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    """Return what each process changes over both markets and three settings."""
    found: dict[str, set[str]] = {process.name: set() for process in WEEK}
    for market in ("prosumer", "enterprise"):
        for setting in SETTINGS:
            full = setting is EVERYTHING
            timeline = timeline_from([(10, "recognition", "mass_badges"), (20, "incentive", "none")] if full else [], SHOCKS if full else [])
            world = new_world(RunSpec(inputs_from({**setting, "market": market}), timeline, seed=5, weeks=WEEKS), range(2))
            for name, changed in live(world, WEEKS).items():
                found[name] |= changed
            assert (world.members.counts > 20).all()
    return found


@pytest.mark.parametrize("process", WEEK, ids=lambda process: process.name)
def test_a_process_writes_what_it_declares_and_nothing_else(process, written):
    columns = {name for name in written[process.name] if not (name.startswith("people.") and "people.*" in process.writes)}
    declared = {name for name in process.writes if name != "people.*"}
    assert columns <= declared, "it writes more than it says"
    assert not [name for name in declared - columns if not name.startswith("world.")], "it says more than it writes"
    # A variable that none of these settings moves is at least assigned by the step.
    module = ast.parse(inspect.getsource(sys.modules[process.run.__module__]))
    assigned = {node.attr for node in ast.walk(module) if isinstance(node, ast.Attribute)}
    assert {name.partition(".")[2] for name in declared - columns} <= assigned


def test_a_process_that_writes_more_is_seen():
    def meddle(world) -> None:
        """Raise everybody's habit without saying so."""
        world.members.habit += 0.1

    world = new_world(RunSpec(seed=5, weeks=2), range(1))
    assert live(world, 1, (Process("meddle", "Meddle", meddle, ("members.identity",)),)) == {"meddle": {"members.habit"}}


def test_declared_columns_exist():
    world = new_world(RunSpec(seed=5, weeks=2), range(1))
    columns = [*state(world), "world.arrivals"]
    assert set(PEOPLE_COLUMNS) <= set(world.people.names)
    assert set(MEMBER_COLUMNS) <= set(world.members.names)
    for process in WEEK:
        for pattern in process.writes:
            assert any(Process("", "", print, (pattern,)).may_write(column) for column in columns), (process.name, pattern)


def test_the_week_reads_as_a_list_of_verbs():
    names = [process.name for process in WEEK]
    assert len(set(names)) == len(names)
    assert set(SOCIAL) < set(WEEK)
    assert [process for process in WEEK if process in CORE] == list(CORE)
    assert all(process.title.endswith(".") for process in WEEK)
