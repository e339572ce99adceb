"""Every weekly process writes only the columns it declares: all others are read-only while it runs."""

from __future__ import annotations

import pytest
from worlds import EVERYTHING, SHOCKS

from simulation import RunSpec, inputs_from, timeline_from
from simulation.kernels.process import Process
from simulation.schedule import CORE, SOCIAL, WEEK, new_world
from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS
from simulation.state.world import World

WEEKS = 30


def guard(world: World, process: Process | None) -> None:
    """Make every column read-only that `process` does not declare; None opens all."""
    for kind, table in (("people", world.people), ("members", world.members)):
        for name in table.names:
            getattr(table, name).flags.writeable = process is None or process.may_write(f"{kind}.{name}")


def live(world: World, weeks: int, week: tuple[Process, ...] = WEEK) -> None:
    for number in range(weeks):
        world.begin(number)
        for process in week:
            guard(world, process)
            process(world)
        guard(world, None)


@pytest.mark.parametrize("market", ["prosumer", "enterprise"])
def test_processes_write_only_what_they_declare(market):
    timeline = timeline_from([(10, "recognition", "mass_badges"), (20, "incentive", "none")], SHOCKS)
    world = new_world(RunSpec(inputs_from({**EVERYTHING, "market": market}), timeline, seed=5, weeks=WEEKS), range(2))
    live(world, WEEKS)
    assert (world.members.counts > 100).all()


def test_a_process_that_writes_more_is_caught():
    def meddle(world) -> None:
        """Raise everybody's habit without saying so."""
        world.members.habit += 0.1

    world = new_world(RunSpec(seed=5, weeks=2), range(1))
    with pytest.raises(ValueError, match="read-only"):
        live(world, 1, (Process("meddle", "Meddle", meddle, ("members.identity",)),))


def test_declared_columns_exist():
    world = new_world(RunSpec(seed=5, weeks=2), range(1))
    columns = [f"people.{name}" for name in world.people.names] + [f"members.{name}" for name in world.members.names]
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
