"""Write one world down week by week: the log that the page Watch draws.

SCENARIO is a built-in name (see `scenarios`) or the path of a TOML file; replicate 0 is the page's world 1. The file
holds who came, posted, replied, was bound and left in every week, and the words of each week; its layout stands in
simulation/studies/replay_log.py.
"""

from __future__ import annotations

import argparse

from cli.arguments import add_beliefs, seed_of, weeks_of, whole
from simulation.vocabulary.version import MAX_SEED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `replay`."""
    parser.add_argument("scenario", metavar="SCENARIO", help="built-in name or TOML file")
    parser.add_argument("--replicate", metavar="N", default="0", help="which world of the seed, counted from 0 (default 0)")
    parser.add_argument("--seed", metavar="S", help="the scenario's own by default")
    parser.add_argument("--weeks", metavar="W", help="the scenario's own by default")
    add_beliefs(parser)
    parser.add_argument("--out", metavar="FILE", required=True, help="write the log to this file, whole or not at all")


def execute(arguments: argparse.Namespace) -> None:
    """Live through the world and write its log."""
    from cli.errors import CommandError
    from cli.output import Outputs
    from scenarios.scenario import resolve
    from simulation.studies.replay import replay
    from simulation.vocabulary.run_spec import launch_problems
    from simulation.vocabulary.specification import InputError
    from simulation.vocabulary.timeline import timeline_from

    scenario = resolve(arguments.scenario)
    if scenario.existing is not None:
        raise CommandError(f"{arguments.scenario:.80}: it starts from a community that is there already; only one that is founded can be replayed")
    replicate = whole("--replicate", arguments.replicate, 0, MAX_SEED)
    seed, weeks = seed_of(arguments), weeks_of(arguments) or scenario.weeks
    if problems := launch_problems(scenario.inputs, weeks):
        raise InputError(problems)
    timeline = timeline_from(scenario.changes, scenario.shocks, weeks)
    with Outputs({"--out": arguments.out}, inputs=[arguments.scenario]) as outputs:
        log = replay(scenario.inputs, timeline, scenario.seed if seed is None else seed, weeks, replicate, arguments.beliefs)
        outputs.write_bytes("--out", log)
