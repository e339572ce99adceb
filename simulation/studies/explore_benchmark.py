"""How fast and how right exploration is: the figures the project asks for, measured on this machine.

Seconds belong to a machine and to what else it does; beside them stands how many worlds were evaluated, which belongs to the method.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from simulation.engine.other_arm import SHELF
from simulation.engine.quiet_pool import QuietPool
from simulation.outcomes.zones import zone_of
from simulation.studies.benchmark import Figure
from simulation.studies.cloud import MOST_ROWS, Cloud, Point
from simulation.studies.cloud_block import Row, evaluate_block
from simulation.studies.conditions import conditions_from
from simulation.studies.explore_beside import crowded, others_first_curves
from simulation.studies.moves import moves_from
from simulation.studies.route import REACHED, Goal
from simulation.studies.seek import UNSEEN, seek
from simulation.studies.sensitivity import THOROUGH, Effect, Tornado, sensitivity
from simulation.studies.zone_map import HIGH, WIDE, ZoneMap, axis_from, map_zones, tipping_points_are_bracketed
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

WORLDS = 4  # per setting, where blocks of different settings are held against blocks of one
GOAL = ("payback_month<=18", "cost_per_month<=20000")
FRESH = 12  # seeds nobody searched under, in which a way that was found is tried


def measure(small: bool = False, progress: Callable[[float, str], object] = lambda share, stage: None) -> list[Figure]:
    """Measure everything on all cores; `small` shows that everything runs, not how fast."""
    weeks, truth, seeds, fresh = (12, 3, 1, 2) if small else (DEFAULT_WEEKS, 30, 5, FRESH)
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
        progress(0.35, "where it tips over")
        figures += _map(cloud, base, truth)
        progress(0.6, "how do I get there")
        figures += _seek(cloud, base, seeds, fresh)
    progress(0.9, "other readers")
    figures += others_first_curves(weeks, 1 if small else 5)
    progress(0.95, "a million members")
    figures += crowded(300 if small else 1_000_000, weeks)
    progress(1.0, "done")
    return figures


def _blocks(base: Point, weeks: int) -> list[Figure]:
    """Hold blocks of different settings, as large as a study's, against one block for each, in processor time of this process."""
    points = [base, *(move.point for move in moves_from(base)[:11])]
    rows = [[(point.inputs, point.timeline, nth) for nth in range(WORLDS)] for point in points]
    every = [row for some in rows for row in some]
    mixed = [every[first : first + MOST_ROWS] for first in range(0, len(every), MOST_ROWS)]

    def took(blocks: list[list[Row]], sharing: bool) -> tuple[float, np.ndarray]:
        lines, seconds = [], 0.0
        SHELF.clear()  # arms that one way has simulated are no gift to the other
        for block in blocks:
            if not sharing:
                SHELF.clear()
            started = time.process_time()
            lines.append(evaluate_block(block, DEFAULT_SEED, weeks, ())[0])
            seconds += time.process_time() - started
        return seconds, np.concatenate(lines)

    turns = [(took(rows, False), took(rows, True), took(mixed, True)) for _ in range(3)]
    alone, apart, together = (min(turn[way][0] for turn in turns) for way in range(3))
    same = all(np.array_equal(lines, turns[0][0][1], equal_nan=True) for turn in turns for _, lines in turn)
    group = f"{len(points)} settings of {WORLDS} worlds each, {MOST_ROWS} worlds a block"
    return [
        Figure(group, "one block each / these", apart / together, "times", least=2),
        Figure(group, "one block each, nothing of another setting being known / these", alone / together, "times"),
        Figure(group, "a world in these", together / len(every), "s of a core"),
        Figure(group, "lines the same bit for bit", float(same), "1 is yes", least=1),
    ]


def _tornado(cloud: Callable[..., Cloud], base: Point, truth: int) -> list[Figure]:
    moves, used = moves_from(base)[:40], cloud()
    first, whole, few = _timed(sensitivity(used, base, moves, runs=2), lambda state: bool(state.effects))
    _, more, thorough = _timed(sensitivity(used, base, moves, runs=THOROUGH), lambda state: bool(state.effects))
    *_, many = sensitivity(cloud(), base, moves, runs=truth)
    group = f"which lever first: {len(moves)} moves in two worlds"
    return [
        Figure(group, "first bars", first, "s", most=1),
        Figure(group, "all moves", whole, "s", most=3),
        Figure(group, "worlds evaluated", used.evaluated, "worlds"),
        Figure(group, f"order against {truth} worlds (rank correlation)", agreement(few, many), "", least=0.95),
        Figure(group, f"from there to all moves in {THOROUGH} worlds, as on the page", more, "s"),
        Figure(group, f"order in {THOROUGH} worlds against {truth} worlds (rank correlation)", agreement(thorough, many), "", least=0.95),
        Figure(group, f"order of one half of {truth} worlds against the other half: what the truth itself is good for", halves(many), ""),
        Figure(group, f"pairs of moves that {truth} worlds tell apart in the same order", decided_alike(few, many), "share"),
    ]


def agreement(few: Tornado, many: Tornado) -> float:
    """Return the rank correlation of the order of moves in two tornados."""
    places = {_move(effect): nth for nth, effect in enumerate(few.effects)}
    both = [(nth, places[_move(effect)]) for nth, effect in enumerate(many.effects) if _move(effect) in places]
    return float(np.corrcoef(np.argsort(np.argsort([a for a, _ in both])), np.argsort(np.argsort([b for _, b in both])))[0, 1])


def halves(many: Tornado) -> float:
    """Return the rank correlation of moves by one half of their worlds and by the other."""
    gains = np.array([effect.after.final(many.measure) - effect.before.final(many.measure) for effect in many.effects])
    one, other = (np.argsort(np.argsort(np.median(part, axis=1))) for part in (gains[:, ::2], gains[:, 1::2]))
    return float(np.corrcoef(one, other)[0, 1])


def decided_alike(few: Tornado, many: Tornado) -> float:
    """Return which share of the pairs of moves whose order many worlds tell stand in that order in few.

    They tell it where one is better than the other in at least three in four of the worlds: others differ by less than worlds do.
    """
    places = {_move(effect): nth for nth, effect in enumerate(few.effects)}
    known = [effect for effect in many.effects if _move(effect) in places]
    values = np.array([effect.after.final(many.measure) for effect in known])
    alike = told = 0
    for one in range(len(known)):
        for other in range(one + 1, len(known)):
            better = float((values[one] > values[other]).mean())
            if max(better, 1 - better) >= 0.75:
                told += 1
                alike += (places[_move(known[one])] < places[_move(known[other])]) == (better > 0.5)
    return alike / told if told else float("nan")


def _move(effect: Effect) -> tuple[str, Any]:
    return effect.move.name, effect.move.value


def _map(cloud: Callable[..., Cloud], base: Point, truth: int) -> list[Figure]:
    x, y = axis_from("batch_size", base, WIDE), axis_from("ritual_cadence=none,monthly,biweekly,weekly,twice_weekly", base, HIGH)
    used, coarse, worlds = cloud(), [], []

    def bracketed(state: ZoneMap) -> bool:
        if tipping_points_are_bracketed(state):
            coarse.append(state)
            worlds.append(used.evaluated)
            return True
        return False

    first, whole, found = _timed(map_zones(used, base, x, y), bracketed)
    full = cloud()
    right = [0, 0]
    for row, up in enumerate(y.values):
        points = [Point(inputs_from({x.name: across, y.name: up})) for across in x.values]
        zones = [zone_of(sample.zones) for sample in full.run([(point, range(truth)) for point in points])]
        for nth, told in enumerate((coarse[0], found)):
            right[nth] += _close(zones, [(column, told.health(row, column)) for column, cell in enumerate(told.cells[row]) if cell is not None])
    group = f"where it tips over: {len(x.values)} by {len(y.values)} cells"
    return [
        Figure(group, "coarse", first, "s", most=1),
        Figure(group, "coarse: worlds evaluated", worlds[0], "worlds"),
        Figure(group, f"coarse: rows whose tipping points lie within a cell of {truth} worlds", right[0] / len(y.values), "share", least=0.9),
        Figure(group, "final", whole, "s", most=5),
        Figure(group, "final: worlds evaluated", used.evaluated, "worlds"),
        Figure(group, f"rows whose tipping points lie within a cell of {truth} worlds", right[1] / len(y.values), "share", least=0.9),
    ]


def _close(truth: list[Any], seen: list[tuple[int, Any]]) -> bool:
    """Say whether the changes of zone along a row, each after some column, lie within a cell of the true ones, and these of them."""
    points = [[(one[0], one[1], other[1]) for one, other in pairwise(row) if one[1] != other[1]] for row in (list(enumerate(truth)), seen)]
    return all(any(abs(one[0] - other[0]) <= 1 for other in points[1]) for one in points[0]) and all(
        any(abs(one[0] - other[0]) <= 1 for other in points[0]) for one in points[1]
    )


def _searched(cloud: Cloud, base: Point, goal: Goal) -> tuple[tuple[float, float, float, int, int], Point]:
    """Search once; return when a first way is suggested, verified, and nothing worth more found [s], worlds evaluated and met, and the way."""
    started, suggested, verified = time.perf_counter(), float("nan"), float("nan")
    met, found = 0, base
    for route in seek(cloud, base, goal):
        spent = time.perf_counter() - started
        if route.changes and math.isnan(suggested):
            suggested = spent
        if route.unseen is not None and math.isnan(verified):
            verified = spent
        met, found = route.met_in, route.found.point if route.found else base
    return (suggested, verified, time.perf_counter() - started, cloud.evaluated, met), found


def _seek(cloud: Callable[..., Cloud], base: Point, seeds: int, fresh: int) -> list[Figure]:
    goal = Goal(conditions_from(GOAL[:1]), conditions_from(GOAL[1:]))
    searches = [_searched(cloud(seed, conditions=goal.conditions), base, goal) for seed in range(DEFAULT_SEED, DEFAULT_SEED + seeds)]
    suggested, verified, done, worlds, met = zip(*(figures for figures, _ in searches), strict=True)
    held = []
    for seed in range(DEFAULT_SEED + 1_000, DEFAULT_SEED + 1_000 + fresh):
        (sample,) = cloud(seed, conditions=goal.conditions).run([(searches[-1][1], range(10))])
        held.append(float(goal.met(sample).mean()))
    group = f"how do I get there: {' and '.join(GOAL)}, healthy; {seeds} seeds"
    return [
        Figure(group, "first suggestion (median)", float(np.median(suggested)), "s", most=5),
        Figure(group, f"first verified on {UNSEEN} unseen worlds (median)", float(np.median(verified)), "s", most=10),
        Figure(group, "nothing worth more is found, verified (median)", float(np.median(done)), "s"),
        Figure(group, "worlds evaluated (median)", float(np.median(worlds)), "worlds"),
        Figure(group, "seeds that meet it in 20 of 30", float(np.mean([count >= REACHED * UNSEEN for count in met])), "share", least=0.8),
        Figure(group, "unseen worlds in which it is met (median seed)", float(np.median(met)), f"of {UNSEEN}"),
        Figure(group, f"the last seed's way, met in worlds of {fresh} fresh seeds (mean)", float(np.mean(held)), "share", least=REACHED),
        Figure(group, "the same, in the worst fresh seed", min(held), "share"),
    ]


def _timed(states: Iterator[Any], enough: Callable[[Any], bool]) -> tuple[float, float, Any]:
    """Return when the first state that is enough was there, when the last one was [s], and the last one."""
    started, first, state = time.perf_counter(), float("nan"), None
    for state in states:
        if first != first and enough(state):
            first = time.perf_counter() - started
    return first, time.perf_counter() - started, state
