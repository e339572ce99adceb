"""Run replicates of one scenario together: every process once a week for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Sequence

import numpy as np

from simulation.engine.other_arm import Others, new_block
from simulation.engine.past import Begun, Life
from simulation.engine.starting import started
from simulation.engine.today import both_arms, lived
from simulation.outcomes.recording import results_of, split
from simulation.outcomes.results import Results
from simulation.schedule import rows_of, step
from simulation.state.population import FOUNDER, LEFT, MENTORED, SOURCES
from simulation.state.world import Row, World
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.personas import PERSONAS
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS


class Cancelled(Exception):  # noqa: N818 - nothing went wrong, so it is no error
    """The run was superseded and stopped between two weeks."""


def simulate(
    inputs: Inputs,
    timeline: Timeline | None = None,
    *,
    seed: int = DEFAULT_SEED,
    weeks: int = DEFAULT_WEEKS,
    replicates: Iterable[int] = range(DEFAULT_RUNS),
    members: bool = False,
    stop: Callable[[int], bool] | None = None,
) -> Results:
    """Run both arms of the given replicates in this process: `run_replicates` with everything by name.

    A replicate is the same bit for bit alone, in any company and in any split.

    Args:
        stop: asked before each week; True ends the run.

    Raises:
        Cancelled: `stop` said so.
    """
    which = tuple(replicates)
    spec = RunSpec(inputs, timeline or Timeline(), seed, weeks, runs=len(which))
    return run_replicates(spec, which, members=members, stop=stop)


def run_replicates(
    spec: RunSpec, replicates: Iterable[int] | None = None, *, members: bool = False, stop: Callable[[int], bool] | None = None
) -> Results:
    """Run both arms of some replicates of a specification in this process, of all by default; see `simulate`.

    Raises:
        Cancelled: `stop` said so.
    """
    began = time.perf_counter()
    which = range(spec.runs) if replicates is None else tuple(replicates)
    if spec.existing is not None:
        spec = started(spec, _halting(stop))
        assert spec.existing is not None
        life, settings = lived(spec.existing, [Row(spec.inputs, spec.timeline, int(one)) for one in which], spec.seed, spec.weeks)
        return _from_today(spec, life, settings, members, stop, began)
    return _live(*new_block(rows_of(spec, which), spec.seed, spec.weeks, spec), members, stop, began)


def simulate_rows(
    rows: Sequence[Row],
    *,
    seed: int = DEFAULT_SEED,
    weeks: int = DEFAULT_WEEKS,
    groups: Sequence[Hashable] | None = None,
    members: bool = False,
    stop: Callable[[int], bool] | None = None,
    existing: Existing | None = None,
) -> list[Results]:
    """Run rows with settings and timelines of their own together, and return their results by setting.

    A row is the same bit for bit alone and in any company.

    Args:
        rows: at least one: (inputs, timeline, replicate) each.
        groups: which rows belong together, one mark for each: rows with the same mark make one result, named after the
            setting of the first of them (say, replicates whose assumptions were drawn at random). By default, rows with
            the same inputs and timeline.
        stop: asked before each week; True ends the run.
        existing: the community all rows start from; its start must have been found, and the levers of its past said.

    Returns:
        one result per group in the order in which the groups first appear, its replicates in the order of the rows.

    Raises:
        Cancelled: `stop` said so.
    """
    began = time.perf_counter()
    if existing is None:
        world, others = new_block(rows, seed, weeks)
        whole = _live(world, others, members, stop, began)
    else:
        spec = RunSpec(rows[0].inputs, rows[0].timeline, seed, weeks, runs=len(rows), existing=existing)
        life, settings = lived(existing, rows, seed, weeks)
        whole, world = _from_today(spec, life, settings, members, stop, began), life.world
        world.rows, world.weeks = tuple(rows), weeks  # as they were asked for
    together: dict[Hashable, list[int]] = {}
    for place, mark in enumerate(groups if groups is not None else [(row.inputs, row.timeline) for row in rows]):
        together.setdefault(mark, []).append(place)
    return split(whole, world, list(together.values()))


def _halting(stop: Callable[[int], bool] | None) -> Callable[[float], None]:
    """Return what ends a search where a run would be ended."""

    def halt(share: float) -> None:
        if stop is not None and stop(0):
            raise Cancelled("stopped while its past was sought")

    return halt


def _from_today(spec: RunSpec, life: Life, settings: Sequence[Begun], members: bool, stop: Callable[[int], bool] | None, began: float) -> Results:
    """Run communities that are there already: their past, then both arms from today on."""

    def halt(week: int) -> None:
        if stop is not None and stop(week):
            raise Cancelled(f"stopped before week {week}")

    assert spec.existing is not None
    world, reference = both_arms(life, settings, spec.existing.counterfactual, halt)
    world.spec = spec
    tables = tuple(member_table(world, row, life.past) for row in range(world.count)) if members else ()
    return results_of(world, tables, time.perf_counter() - began, reference, life.past)


def _live(world: World, others: Others, members: bool, stop: Callable[[int], bool] | None, started: float) -> Results:
    for week in range(world.weeks):
        if stop is not None and stop(week):
            raise Cancelled(f"stopped before week {week}")
        step(world, week)
    others.complete(world)
    tables = tuple(member_table(world, row) for row in range(world.count)) if members else ()
    return results_of(world, tables, time.perf_counter() - started)


def member_table(world: World, row: int, past: int = 0) -> dict[str, np.ndarray]:
    """Return one replicate's members as columns, in the order in which they joined.

    Weeks count from today, where `past` weeks were lived before: those before it are below zero, and "never" lies before the launch.
    """
    table = world.members
    base = row * table.capacity
    who = np.arange(base, base + int(table.counts[row]))
    left = table.status[who] == LEFT
    return {
        "run": np.full(len(who), world.replicates[row]),
        "id": np.arange(len(who)),
        "joined_week": np.maximum(table.joined[who], 0) - past,
        "cohort": np.maximum(table.joined[who], 0) - past,
        "source": np.array(SOURCES)[table.source[who]],
        "persona": np.array(PERSONAS)[table.persona[who]],
        "mentored": (table.flags[who] & MENTORED) > 0,
        "founder": (table.flags[who] & FOUNDER) > 0,
        "posts": table.posts[who].astype(np.int64),
        "replies": table.replies[who].astype(np.int64),
        "first_post_week": np.where(table.first_post[who] >= 0, table.first_post[who] // 2, -1) - past,
        "first_post_answered": (table.first_post[who] > 0) & (table.first_post[who] % 2 == 1),
        "last_visit_week": np.where(table.last_visit[who] >= 0, table.last_visit[who], -1) - past,
        "left_week": np.where(left, table.left[who], -1) - past,
        "weeks_visited": table.weeks_visited[who].astype(np.int64),
        "contributed_weeks": table.contributed_weeks[who].astype(np.int64),
        "customer_since_week": table.bought[who].astype(np.int64) - past,
        "customer_lost_week": np.where(table.churned[who] >= 0, table.churned[who], -1) - past,
    }
