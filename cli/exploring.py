"""What the exploring commands share: their flags, where they compute, and how they write."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cli.answer import format_of
from cli.arguments import whole
from simulation.vocabulary.version import MAX_RUNS

if TYPE_CHECKING:
    from simulation.studies.cloud import Cloud
    from simulation.studies.conditions import Condition
    from simulation.vocabulary.run_spec import RunSpec

FEW = 8  # worlds that are evaluated sooner in this process than in others that must be started first


def add_scenario(parser: argparse.ArgumentParser) -> None:
    """Add one scenario and what is changed in it."""
    parser.add_argument("scenario", metavar="SCENARIO", help="built-in name or TOML file")
    add_changes(parser)


def add_changes(parser: argparse.ArgumentParser) -> None:
    """Add the flags that change a scenario before it is explored."""
    parser.add_argument("--set", metavar="name=value", action="append", default=[], help="set an input from the start; may be repeated")
    parser.add_argument("--seed", metavar="S", help="which stochastic variation; the scenario's own by default")
    parser.add_argument("--weeks", metavar="W", help="horizon; the scenario's own by default")
    parser.set_defaults(at=[], shock=[], runs="4")


def add_runs(parser: argparse.ArgumentParser, usual: int) -> None:
    """Add the number of matched worlds per setting."""
    parser.add_argument("--runs", metavar="N", default=str(usual), help=f"matched worlds per setting, 2 to {MAX_RUNS:,} (default {usual})")


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add where it is computed, and what is written where."""
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, say tcp://10.0.0.1:8786; this machine by default")
    parser.add_argument("--format", choices=("text", "json", "csv"), help="text on a terminal by default, otherwise json")
    parser.add_argument("--out", metavar="FILE", help="write to a file, whole or not at all, instead of standard output")


def runs_of(arguments: argparse.Namespace) -> int:
    """Return the number of matched worlds per setting."""
    return whole("--runs", arguments.runs, 2, MAX_RUNS)


@contextmanager
def cloud_for(arguments: argparse.Namespace, spec: RunSpec, conditions: Iterable[Condition] = (), worlds: int = 1_000) -> Iterator[Cloud]:
    """Give a cloud under a specification's seed and horizon, on the cluster named or on this machine's cores.

    Raises:
        CommandError: the cluster cannot be used, or went away.
    """
    from cli.errors import FAILED, CommandError
    from simulation.studies.cloud import Cloud
    from simulation.studies.cluster import ClusterError

    try:
        with executor_for(arguments.cluster, worlds) as executor:
            yield Cloud(executor, seed=spec.seed, weeks=spec.weeks, conditions=conditions)
    except ClusterError as error:
        raise CommandError(str(error), FAILED) from error


@contextmanager
def executor_for(cluster: str | None, worlds: int) -> Iterator[Any]:
    """Give the executor asked for and shut it down afterwards; what still waits on it is dropped."""
    from cli.errors import CommandError
    from simulation.engine.pool import usable_cores
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


def write(arguments: argparse.Namespace, document: Any, rows: Callable[[], Iterable[Sequence[Any]]], text: Callable[[], str], outputs: Any) -> None:
    """Write a finding in the format asked for."""
    wanted = format_of(arguments)
    if wanted == "json":
        outputs.write_json("--out", document)
    elif wanted == "csv":
        outputs.write_csv("--out", rows())
    else:
        outputs.write_text("--out", text())
