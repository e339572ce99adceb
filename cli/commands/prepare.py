"""Turn the model into machine code for this machine, once.

Everything that simulates does this by itself when it is needed first; done beforehand, the first answer does not wait
for it. Where it has been done already, it takes a second.
"""

from __future__ import annotations

import argparse

WHAT = "preparing the model for this machine"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `prepare`: there are none."""


def execute(arguments: argparse.Namespace) -> None:
    """Compile every loop on all cores under a bar that counts them; where there is no terminal, a line tells each quarter."""
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
