"""Measure how fast the engine is, as ratios within one run.

Prints the time of one answer, the cost against the floor (drawing the model's random numbers and reading its
columns once a week), against the agent-by-agent Mesa version of the community core, and by size, and where the
time goes. Takes about two minutes; other work on the machine makes every figure worse.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from cli.arguments import add_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `bench`."""
    parser.add_argument("--small", action="store_true", help="measure next to nothing: shows that everything runs, not how fast")
    parser.add_argument("--explore", action="store_true", help="measure exploration instead: how soon it answers and how right it is")
    parser.add_argument("--starts", action="store_true", help="live the past of six communities instead: how near it comes and how long it takes")
    add_output(parser, "text", "json", "csv")


def execute(arguments: argparse.Namespace) -> None:
    """Measure and write the figures."""
    from cli.listing import write_listing
    from cli.progress import Progress
    from simulation.studies import explore_benchmark, starts
    from simulation.studies.benchmark import SMALL, Size, measure

    with Progress("measuring", 100, unit="%") as progress:

        def show(share: float, stage: str) -> None:
            progress.show(int(100 * share))

        if arguments.starts:
            figures = starts.measure(arguments.small, show)
        elif arguments.explore:
            figures = explore_benchmark.measure(arguments.small, show)
        else:
            figures = measure(SMALL if arguments.small else Size(), show)
    write_listing(arguments, [figure.as_row() for figure in figures], "\n".join(_lines(figures)))


def _lines(figures: list[Any]) -> Iterator[str]:
    for group, inside in groupby(figures, key=lambda figure: figure.group):
        yield group
        for figure in inside:
            asked = [f"{sign} {bound:g}" for sign, bound in (("at most", figure.most), ("at least", figure.least)) if bound is not None]
            goal = f"asked for {', '.join(asked)}: {figure.verdict}" if asked else ""
            yield f"    {figure.name:44s} {figure.value:10.3g} {figure.unit:24s} {goal}".rstrip()
