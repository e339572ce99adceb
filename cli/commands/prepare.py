"""Turn the model into machine code for this machine, once.

Everything that simulates does this by itself when it is needed first; done beforehand, the first answer does not wait
for it. Where it has been done already, it takes a second. With --bounds it runs every step once with loops that check every index
instead, and keeps what was found; exit code 1 when a loop leaves its arrays.
"""

from __future__ import annotations

import argparse

WHAT = "preparing the model for this machine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `prepare`."""
    parser.add_argument("--bounds", action="store_true", help="check that loops stay within their arrays instead, and keep what was found")


def execute(arguments: argparse.Namespace) -> int:
    """Compile every loop on all cores under a bar that counts them; where there is no terminal, a line tells each quarter."""
    if arguments.bounds:
        return _bounds()
    from cli.progress import Progress, Stages
    from simulation.engine.cores import usable_cores
    from simulation.engine.preparation import prepare_on
    from simulation.kernels.compiled import LOOPS

    loops = len(LOOPS)
    with Progress(WHAT, loops, unit="loops") as progress, Stages(WHAT, loops, unit="loops") as stages:

        def told(done: int) -> None:
            progress.show(done)
            stages.show(done)

        prepare_on(usable_cores(), told)
    return 0


def _bounds() -> int:
    import sys

    from simulation.studies.bounds import check_bounds, save

    left = check_bounds()
    save(left)
    print(left or "Every loop stays within its arrays.", file=sys.stderr if left else sys.stdout)
    return 1 if left else 0
