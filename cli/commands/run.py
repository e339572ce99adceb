"""Simulate one scenario.

SCENARIO is a built-in name (see `scenarios`) or the path of a TOML file.

On a terminal the answer is text: the verdict, the key figures with their ranges, and their course. JSON holds scenario,
model_version, seed, runs, weeks, summary, weekly, roi and verdict; low and high are the 10 and 90 % points over the
runs. CSV is one long table measure, week, low, median, high; the row of a measure without a week is its summary over
the whole run.
"""

from __future__ import annotations

import argparse

from cli.answer import add_answer
from cli.arguments import add_beliefs, add_ensemble, add_scenario
from cli.existing import add_existing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `run`."""
    add_scenario(parser)
    add_ensemble(parser)
    add_existing(parser)
    add_beliefs(parser)
    add_answer(parser)
    parser.add_argument("--per-run", metavar="FILE", help="write every run as CSV: run, week, one column per measure")
    parser.add_argument("--members", metavar="FILE", help="write every member of every run as CSV")


def execute(arguments: argparse.Namespace) -> None:
    """Simulate and write."""
    from cli.answer import answer_to, write_answer
    from cli.computing import compute
    from cli.key_figures import run_text
    from cli.settings import spec_from
    from simulation.outcomes.export import document, member_rows, run_rows, weekly_rows

    spec = spec_from(arguments)
    with answer_to(arguments, inputs=[arguments.scenario], per_run=arguments.per_run, members=arguments.members) as outputs:
        (results,) = compute([spec], members=arguments.members is not None)
        write_answer(
            arguments,
            outputs,
            document=lambda: document(results, arguments.scenario),
            rows=lambda: weekly_rows(results),
            text=lambda: run_text(arguments.scenario, results),
        )
        if arguments.per_run is not None:
            outputs.write_csv("--per-run", run_rows(results))
        if arguments.members is not None:
            outputs.write_csv("--members", member_rows(results))
