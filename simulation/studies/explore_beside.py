"""What exploring costs others, what a cluster makes of it, and how large a community may be: measured on this machine."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.engine.pool import EnginePool
from simulation.engine.quiet_pool import QuietPool
from simulation.engine.stream import stream
from simulation.studies.benchmark import NO_PRODUCT, Figure
from simulation.studies.cloud import Cloud, Here, Point
from simulation.studies.cluster import Cluster
from simulation.studies.moves import moves_from
from simulation.studies.sensitivity import sensitivity
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import Shock, Timeline
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

APART = 500  # between the seeds of questions that are not to know one another's worlds
GIGABYTE = 2**30
SHORT = 0.5  # [s of a core] a block with which a cluster is measured: shorter ones would show what sending costs more than what worlds do
SAME = 2  # worlds of each setting in which a cluster's lines are held against this process's


def others_first_curves(weeks: int, questions: int) -> list[Figure]:
    """Measure other readers' first curves with and without somebody who explores in the lowest lane, by turns."""
    spec = RunSpec(weeks=weeks, runs=8)
    times: dict[bool, list[float]] = {False: [], True: []}
    with EnginePool() as engine, QuietPool() as quiet:

        def first_curve(seed: int) -> float:
            started = time.perf_counter()
            for _ in stream(replace(spec, seed=seed), pool=engine):
                return time.perf_counter() - started
            return float("nan")

        first_curve(DEFAULT_SEED + APART)  # wakes the workers
        for nth in range(questions):
            times[False].append(first_curve(DEFAULT_SEED + APART + 1 + nth))
            over = threading.Event()
            begun = threading.Event()
            reader = threading.Thread(target=_explore, args=(quiet, DEFAULT_SEED + APART + nth, weeks, begun, over))
            reader.start()
            begun.wait(60)
            times[True].append(first_curve(DEFAULT_SEED + 2 * APART + 1 + nth))
            over.set()
            reader.join()
    alone, beside = float(np.median(times[False])), float(np.median(times[True]))
    group = "another reader's first curve while somebody explores"
    return [
        Figure(group, "nobody explores (median)", alone, "s"),
        Figure(group, "somebody explores (median)", beside, "s"),
        Figure(group, "one / the other", beside / alone, "times", most=1.5),
    ]


def _explore(quiet: QuietPool, seed: int, weeks: int, begun: threading.Event, over: threading.Event) -> None:
    class EnoughError(Exception):
        pass

    def tick() -> None:
        begun.set()
        if over.is_set():
            raise EnoughError

    base = Point(inputs_from())
    with suppress(EnoughError):
        for _ in sensitivity(Cloud(quiet.seat(), seed=seed, weeks=weeks, tick=tick), base, moves_from(base)):
            pass
    begun.set()


def crowded(members: int, weeks: int = DEFAULT_WEEKS) -> list[Figure]:
    """Measure one world of a very large community: how long it takes in a process of its own, and how much memory."""
    with QuietPool(workers=1, niceness=0) as pool:
        seconds, before, after = pool.submit(_crowd, members, weeks).result()
    group = f"one world of {members:,} members, {weeks} weeks"
    return [
        Figure(group, "time", seconds, "s", most=20),
        Figure(group, "memory", (after - before) / GIGABYTE, "GB", most=1),
    ]


def _crowd(members: int, weeks: int) -> tuple[float, int, int]:
    spec = RunSpec(inputs_from(NO_PRODUCT), Timeline(shocks=(Shock(0, "influx", members),)), weeks=weeks)
    run_replicates(replace(spec, timeline=Timeline(), weeks=2), [0])
    before, started = _most(), time.perf_counter()
    run_replicates(spec, [0])
    return time.perf_counter() - started, before, _most()


def _most() -> int:
    """Return the most memory this process has held [bytes]."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def on_cluster(address: str, known: Mapping[str, Point], settings: int = 24, worlds: int = 40, weeks: int = DEFAULT_WEEKS) -> list[Figure]:
    """Hold a cluster's lines against this process's, and measure how much of its workers' time goes into worlds.

    Their time is taken on the clocks of the workers: how long they wait for a core beside other work is not the cluster's doing.

    Args:
        known: settings whose lines are held against this process's, by name.

    Raises:
        ClusterError: the cluster cannot be used, or went away.
    """
    base = Point(inputs_from())
    points = [base, *(move.point for move in moves_from(base)[: settings - 1])]
    wanted = [(point, range(SAME)) for point in known.values()]
    cluster = Cluster(address)
    try:
        Cloud(cluster, seed=DEFAULT_SEED + 1, weeks=2).run([(base, range(8))])  # every worker reads its machine code
        cloud = Cloud(cluster, seed=DEFAULT_SEED, weeks=weeks, block=SHORT)
        busy, began = cluster.clock(), time.perf_counter()
        cloud.run([(point, range(worlds)) for point in points])
        took, inside = time.perf_counter() - began, busy()
        workers = cluster.workers
        there = Cloud(cluster, seed=DEFAULT_SEED, weeks=weeks).run(wanted)
    finally:
        cluster.shutdown()
    here = Cloud(Here(), seed=DEFAULT_SEED, weeks=weeks).run(wanted)
    same = sum(np.array_equal(one.lines, other.lines, equal_nan=True) for one, other in zip(here, there, strict=True))
    group = f"a cluster of {workers} workers: {len(points)} settings, {worlds} worlds each"
    return [
        Figure(group, "time in blocks / time of all workers", inside / (workers * took), "share", least=0.9),
        Figure(group, "a block, on average", cloud.seconds / max(1, cloud.blocks), "s of a core"),
        Figure(group, f"settings whose {SAME} worlds are the same bit for bit as here", same, f"of {len(known)}", least=len(known)),
    ]
