"""Turn the model into machine code for this machine, once.

Everything that simulates does this by itself when it is needed first; done beforehand, the first answer does not wait
for it. Where it has been done already, it takes a second.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `prepare`: there are none."""


def execute(arguments: argparse.Namespace) -> None:
    """Compile every loop on all cores under a bar that counts them."""
    from cli.progress import Progress
    from simulation.engine.cores import usable_cores
    from simulation.engine.preparation import loops_ready, prepare_on

    with Progress("preparing the model for this machine", loops_ready()[1], unit="loops") as progress:
        prepare_on(usable_cores(), progress.show)
