"""What the exploring commands share: their flags and where they compute."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cli.answer import add_answer
from cli.arguments import add_course, whole
from simulation.vocabulary.version import MAX_RUNS

if TYPE_CHECKING:
    from simulation.studies.cloud import Cloud
    from simulation.studies.conditions import Condition
    from simulation.studies.sweep import Sweep
    from simulation.vocabulary.run_spec import RunSpec

FEW = 8  # worlds that are evaluated sooner in this process than in others that must be started first


def add_exploration(parser: argparse.ArgumentParser, runs: int | None = None) -> None:
    """Add seed and horizon, the matched worlds per setting (so many by default, where that can be chosen), the place and the answer."""
    add_course(parser)
    if runs is None:
        parser.set_defaults(runs="4")
    else:
        parser.add_argument("--runs", metavar="N", default=str(runs), help=f"matched worlds per setting, 2 to {MAX_RUNS:,} (default {runs})")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, say tcp://10.0.0.1:8786; this machine by default")
    add_answer(parser)


def runs_of(arguments: argparse.Namespace) -> int:
    """Return the number of matched worlds per setting."""
    return whole("--runs", arguments.runs, 2, MAX_RUNS)


@contextmanager
def cloud_for(arguments: argparse.Namespace, spec: RunSpec | Sweep, conditions: Iterable[Condition] = (), worlds: int = 1_000) -> Iterator[Cloud]:
    """Give a cloud under a specification's seed and horizon, on the cluster named or on this machine's cores.

    Raises:
        CommandError: the cluster cannot be used, or went away.
    """
    from cli.errors import FAILED, CommandError
    from simulation.engine.starting import common_start
    from simulation.studies.cloud import Cloud
    from simulation.studies.cluster import ClusterError
    from simulation.vocabulary.run_spec import RunSpec

    try:
        with executor_for(arguments.cluster, worlds) as executor:
            start = common_start(spec) if isinstance(spec, RunSpec) else None  # a sweep begins with its launches
            yield Cloud(executor, seed=spec.seed, weeks=spec.weeks, conditions=conditions, existing=start)
    except ClusterError as error:
        raise CommandError(str(error), FAILED) from error


@contextmanager
def executor_for(cluster: str | None, worlds: int) -> Iterator[Any]:
    """Give the executor asked for and shut it down afterwards; what still waits on it is dropped."""
    from cli.errors import CommandError
    from simulation.engine.cores import usable_cores
    from simulation.engine.quiet_pool import QuietPool
    from simulation.engine.worker import NICENESS
    from simulation.studies.cloud import Here
    from simulation.studies.cluster import Cluster, ClusterError

    if cluster is not None:
        try:
            executor: Any = Cluster(cluster)
        except ClusterError as error:
            raise CommandError(str(error)) from error
    elif usable_cores() == 1 or worlds <= FEW:
        executor = Here()
    else:
        executor = QuietPool(niceness=NICENESS)  # at a terminal somebody waits for it
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def watch(states: Iterator[Any], share: Callable[[Any], float], stage: Callable[[Any], str]) -> Any:
    """Go through the states of a study under a progress bar and return the last one."""
    from cli.progress import Progress

    last = None
    with Progress("exploring", 100, unit="%") as progress:
        for last in states:
            progress.label = stage(last)
            progress.show(int(100 * share(last)))
    return last
