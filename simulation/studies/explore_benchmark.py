"""How fast and how right exploration is: the figures the project asks for, measured on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from simulation.engine.other_arm import SHELF
from simulation.engine.quiet_pool import QuietPool
from simulation.outcomes.zones import zone_of
from simulation.studies.benchmark import Figure
from simulation.studies.cloud import Cloud, Point
from simulation.studies.cloud_block import evaluate_block
from simulation.studies.conditions import conditions_from
from simulation.studies.moves import moves_from
from simulation.studies.seek import Goal, seek
from simulation.studies.sensitivity import sensitivity
from simulation.studies.zone_map import HIGH, WIDE, axis_from, map_zones
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

WORLDS = 4  # per setting, where blocks of different settings are held against blocks of one
GOAL = ("payback_month<=18", "cost_per_month<=20000")


def measure(small: bool = False, progress: Callable[[float, str], object] = lambda share, stage: None) -> list[Figure]:
    """Measure everything on all cores; `small` shows that everything runs, not how fast."""
    weeks, truth, seeds = (12, 3, 1) if small else (DEFAULT_WEEKS, 30, 5)
    base = Point(inputs_from())
    figures: list[Figure] = []
    with QuietPool(niceness=0) as pool:
        for future in [pool.submit(evaluate_block, [(base.inputs, base.timeline, 0)], 0, 1, ()) for _ in range(pool.workers)]:
            future.result()

        def cloud(seed: int = DEFAULT_SEED, **more: Any) -> Cloud:
            return Cloud(pool, seed=seed, weeks=weeks, **more)

        progress(0.0, "blocks of different settings")
        figures += _blocks(base, weeks)
        progress(0.1, "which lever first")
        figures += _tornado(cloud, base, truth)
        progress(0.4, "where it tips over")
        figures += _map(cloud, base, truth)
        progress(0.7, "how do I get there")
        figures += _seek(cloud, base, seeds)
    progress(1.0, "done")
    return figures


def _blocks(base: Point, weeks: int) -> list[Figure]:
    """Hold one block of different settings against one block for each, in processor time of this process."""
    points = [base, *(move.point for move in moves_from(base)[:11])]
    rows = [[(point.inputs, point.timeline, nth) for nth in range(WORLDS)] for point in points]
    apart, together = [], []
    for _ in range(2):
        SHELF.clear()  # arms that one way has simulated are no gift to the other
        started = time.process_time()
        one_by_one = [evaluate_block(some, DEFAULT_SEED, weeks, ())[0] for some in rows]
        apart.append(time.process_time() - started)
        SHELF.clear()
        started = time.process_time()
        at_once, _ = evaluate_block([row for some in rows for row in some], DEFAULT_SEED, weeks, ())
        together.append(time.process_time() - started)
    same = np.array_equal(np.concatenate(one_by_one), at_once, equal_nan=True)
    group = f"blocks of {len(points)} settings, {WORLDS} worlds each"
    return [
        Figure(group, "one block each / all in one", min(apart) / min(together), "times", least=2),
        Figure(group, "a world in a block of many", min(together) / (len(points) * WORLDS), "s of a core"),
        Figure(group, "lines the same bit for bit", float(same), "1 is yes", least=1),
    ]


def _tornado(cloud: Callable[..., Cloud], base: Point, truth: int) -> list[Figure]:
    moves = moves_from(base)[:40]
    first, whole, few = _timed(sensitivity(cloud(), base, moves, runs=2), lambda state: bool(state.effects))
    *_, many = sensitivity(cloud(), base, moves, runs=truth)
    places = {(effect.move.name, effect.move.value): nth for nth, effect in enumerate(few.effects)}
    both = [(nth, places[key]) for nth, effect in enumerate(many.effects) if (key := (effect.move.name, effect.move.value)) in places]
    agreement = float(np.corrcoef(np.argsort(np.argsort([a for a, _ in both])), np.argsort(np.argsort([b for _, b in both])))[0, 1])
    group = f"which lever first: {len(moves)} moves in two worlds"
    return [
        Figure(group, "first bars", first, "s", most=1),
        Figure(group, "all moves", whole, "s", most=3),
        Figure(group, f"order against {truth} worlds (rank correlation)", agreement, "", least=0.95),
    ]


def _map(cloud: Callable[..., Cloud], base: Point, truth: int) -> list[Figure]:
    x, y = axis_from("batch_size", base, WIDE), axis_from("ritual_cadence=none,monthly,biweekly,weekly,twice_weekly", base, HIGH)

    def everywhere(state: Any) -> bool:
        return all(cell is not None for line in state.cells for cell in line)

    first, whole, found = _timed(map_zones(cloud(), base, x, y), everywhere)
    full = cloud()
    right = 0
    for row, up in enumerate(y.values):
        points = [Point(inputs_from({x.name: across, y.name: up})) for across in x.values]
        zones = [zone_of(sample.zones) for sample in full.run([(point, range(truth)) for point in points])]
        seen = [found.health(row, column) for column in range(len(x.values))]
        right += _close(zones, seen)
    group = f"where it tips over: {len(x.values)} by {len(y.values)} cells"
    return [
        Figure(group, "coarse", first, "s", most=1),
        Figure(group, "final", whole, "s", most=5),
        Figure(group, f"rows whose tipping points lie within a cell of {truth} worlds", right / len(y.values), "share", least=0.9),
    ]


def _close(truth: list[Any], seen: list[Any]) -> bool:
    points = [[(nth, zones[nth], zones[nth + 1]) for nth in range(len(zones) - 1) if zones[nth] != zones[nth + 1]] for zones in (truth, seen)]
    return all(any(abs(one[0] - other[0]) <= 1 for other in points[1]) for one in points[0]) and all(
        any(abs(one[0] - other[0]) <= 1 for other in points[0]) for one in points[1]
    )


def _seek(cloud: Callable[..., Cloud], base: Point, seeds: int) -> list[Figure]:
    goal = Goal(conditions_from(GOAL[:1]), conditions_from(GOAL[1:]))
    suggested, verified, met = [], [], []
    for seed in range(DEFAULT_SEED, DEFAULT_SEED + seeds):
        first, whole, route = _timed(seek(cloud(seed, conditions=goal.conditions), base, goal), lambda state: bool(state.changes))
        suggested.append(first)
        verified.append(whole)
        met.append(route.met_in)
    group = f"how do I get there: {' and '.join(GOAL)}, healthy; {seeds} seeds"
    return [
        Figure(group, "first suggestion (median)", float(np.median(suggested)), "s", most=5),
        Figure(group, "verified on 30 unseen worlds (median)", float(np.median(verified)), "s", most=10),
        Figure(group, "seeds that meet it in 20 of 30", float(np.mean([count >= 20 for count in met])), "share", least=0.8),
        Figure(group, "unseen worlds in which it is met (median seed)", float(np.median(met)), "of 30"),
    ]


def _timed(states: Iterator[Any], enough: Callable[[Any], bool]) -> tuple[float, float, Any]:
    """Return when the first state that is enough was there, when the last one was [s], and the last one."""
    started, first, state = time.perf_counter(), float("nan"), None
    for state in states:
        if first != first and enough(state):
            first = time.perf_counter() - started
    return first, time.perf_counter() - started, state
