"""Turn the model into machine code for this machine, once.

Everything that simulates does this by itself when it is needed first; done beforehand, the first answer does not wait
for it. Where it has been done already, it takes a second.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `prepare`: there are none."""


def execute(arguments: argparse.Namespace) -> None:
    """Compile every loop under a bar that counts them."""
    import threading

    from cli.progress import Progress
    from simulation.engine.preparation import loops_ready, prepare_loops

    done = threading.Event()
    _, total = loops_ready()
    with Progress("preparing the model for this machine", total, unit="loops") as progress:

        def count() -> None:
            while not done.wait(0.2):
                progress.show(loops_ready()[0])

        counting = threading.Thread(target=count, name="counting", daemon=True)
        counting.start()
        try:
            prepare_loops()
        finally:
            done.set()
            counting.join()
        progress.show(total)
