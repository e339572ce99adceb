"""Compute anew what the page shows first: the worlds of the default scenario.

They are kept in simulation/default_results.npz, so that the page paints before anything is simulated. With --check nothing
is written, and the exit code is 1 when the stored worlds are not those of this model.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `opening`."""
    parser.add_argument("--check", action="store_true", help="only say whether the stored worlds are current")


def execute(arguments: argparse.Namespace) -> int:
    """Simulate the default scenario and keep its worlds, or compare them with what is kept."""
    import sys

    from cli.computing import compute
    from cli.errors import FAILED, CommandError
    from simulation.studies.default_results import PLACE, alike, load, save
    from simulation.vocabulary.run_spec import RunSpec

    (results,) = compute([RunSpec()])
    kept = load()
    if kept is not None and alike(kept, results):
        return 0
    if arguments.check:
        print(f"{PLACE} is stale: run python -m simulation opening", file=sys.stderr)
        return FAILED
    try:
        save(results)
    except OSError as error:
        raise CommandError(f"{PLACE}: it cannot be written ({error.strerror})") from None
    return 0
