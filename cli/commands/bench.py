"""Measure how fast the engine is, as ratios within one run.

Prints the time of one answer, the cost against the floor (drawing the model's random numbers and reading its
columns once a week), against the agent-by-agent Mesa version of the community core, and by size, and where the
time goes: each as the median and the range of five repeats, with the processor. Takes about three minutes; other work on the
machine makes every figure worse. With --peers it holds the engine against Starsim, a well-known agent-based simulator of
diseases, where that is installed.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cli.arguments import add_output
from simulation.vocabulary.specification import InputError

REPEATS, MOST_REPEATS = 5, 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `bench`."""
    parser.add_argument("--small", action="store_true", help="measure next to nothing: shows that everything runs, not how fast")
    parser.add_argument("--repeats", type=int, default=REPEATS, metavar="N", help=f"how often everything is measured (default {REPEATS})")
    parser.add_argument("--peers", action="store_true", help="hold the engine against Starsim instead, where it is installed")
    parser.add_argument("--explore", action="store_true", help="measure exploration instead: how soon it answers and how right it is")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="measure a Dask cluster instead: whether its numbers are the same, and what sending costs"
    )
    parser.add_argument("--starts", action="store_true", help="live the past of six communities instead: how near it comes and how long it takes")
    add_output(parser, "text", "json", "csv")


def execute(arguments: argparse.Namespace) -> None:
    """Measure and write the figures."""
    from cli.listing import write_listing
    from cli.progress import Progress
    from simulation.studies import benchmark, explore_benchmark, peers, starts

    if not 1 <= arguments.repeats <= MOST_REPEATS:
        raise InputError([f"--repeats: {arguments.repeats} is not allowed; it must be a whole number from 1 to {MOST_REPEATS}"])
    if arguments.peers and not peers.installed():
        raise InputError(["--peers: Starsim is not installed; `pip install starsim` brings it"])
    with Progress("measuring", 100, unit="%") as progress:

        def show(share: float, stage: str) -> None:
            progress.show(int(100 * share))

        if arguments.starts:
            figures = starts.measure(arguments.small, show)
        elif arguments.cluster is not None:
            figures = _on_cluster(arguments.cluster, arguments.small)
        elif arguments.explore:
            figures = explore_benchmark.measure(arguments.small, show)
        elif arguments.peers:
            figures = peers.measure(arguments.small, arguments.repeats, show)
        elif arguments.small:
            figures = benchmark.measure(benchmark.SMALL, show)
        else:
            figures = benchmark.repeated(benchmark.Size(), arguments.repeats, show)
    text = "\n".join([benchmark.processor(), *_lines(figures)])
    write_listing(arguments, [{**figure.as_row(), "processor": benchmark.processor()} for figure in figures], text)


def _on_cluster(address: str, small: bool) -> list[Any]:
    from cli.errors import FAILED, CommandError
    from scenarios.scenario import library_names, load_library
    from simulation.studies.cloud import Point
    from simulation.studies.cluster import ClusterError
    from simulation.studies.explore_beside import on_cluster

    library = {name: load_library(name) for name in library_names()}
    known = {name: Point(scenario.inputs, scenario.timeline) for name, scenario in library.items()}
    try:
        return on_cluster(address, dict([*known.items()][:2]), 4, 4, 156) if small else on_cluster(address, known)
    except ClusterError as error:
        raise CommandError(str(error), FAILED) from error


def _lines(figures: list[Any]) -> Iterator[str]:
    for group, inside in groupby(figures, key=lambda figure: figure.group):
        yield group
        for figure in inside:
            asked = [f"{sign} {bound:g}" for sign, bound in (("at most", figure.most), ("at least", figure.least)) if bound is not None]
            goal = f"asked for {', '.join(asked)}: {figure.verdict}" if asked else ""
            span = "" if figure.low is None or figure.high is None else f"({figure.low:.3g} to {figure.high:.3g})"
            yield f"    {figure.name:44s} {figure.value:10.3g} {span:20s} {figure.unit:24s} {goal}".rstrip()
