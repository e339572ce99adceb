"""Simulate one scenario.

SCENARIO is a built-in name (see `scenarios`) or the path of a TOML file.

JSON holds scenario, model_version, seed, runs, weeks, summary, weekly, roi and verdict; low and high are the
10 and 90 % points over the runs. CSV is one long table measure, week, low, median, high; the row of a measure
without a week is its summary over the whole run.
"""

from __future__ import annotations

import argparse

from cli.arguments import add_ensemble, add_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `run`."""
    parser.add_argument("scenario", metavar="SCENARIO", help="built-in name or TOML file")
    parser.add_argument("--set", metavar="name=value", action="append", default=[], help="set an input from the start; may be repeated")
    parser.add_argument(
        "--at", metavar=("WEEK", "name=value"), nargs=2, action="append", default=[], help="change a lever from a week on; may be repeated"
    )
    parser.add_argument(
        "--shock",
        metavar=("WEEK", "kind=size"),
        nargs=2,
        action="append",
        default=[],
        help="influx=N, influx_low_intent=N, migration=PLATFORM or algorithm=REACH at a week; may be repeated",
    )
    add_ensemble(parser)
    add_output(parser, "json", "csv")
    parser.add_argument("--per-run", metavar="FILE", help="write every run as CSV: run, week, one column per measure")
    parser.add_argument("--members", metavar="FILE", help="write every member of every run as CSV")


def execute(arguments: argparse.Namespace) -> None:
    """Simulate and write."""
    from cli.computing import compute
    from cli.output import Outputs
    from cli.settings import spec_from
    from simulation.outcomes.export import document, member_rows, run_rows, weekly_rows

    spec = spec_from(arguments)
    wanted = {"--out": arguments.out}
    wanted |= {"--per-run": arguments.per_run} if arguments.per_run is not None else {}
    wanted |= {"--members": arguments.members} if arguments.members is not None else {}
    with Outputs(wanted, inputs=[arguments.scenario]) as outputs:
        (results,) = compute([spec], members=arguments.members is not None)
        if arguments.format == "json":
            outputs.write_json("--out", document(results, arguments.scenario))
        else:
            outputs.write_csv("--out", weekly_rows(results))
        if "--per-run" in wanted:
            outputs.write_csv("--per-run", run_rows(results))
        if "--members" in wanted:
            outputs.write_csv("--members", member_rows(results))
