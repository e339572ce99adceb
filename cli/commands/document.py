"""Write the tables of the model document anew from the code.

Everything between markers in simulation/ODD.md is generated; the rest is written by hand and stays as it is.
With --check nothing is written, and the exit code is 1 when the document is stale.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `document`."""
    parser.add_argument("--check", action="store_true", help="only say whether the document is current")


def execute(arguments: argparse.Namespace) -> int:
    """Rewrite the document, or compare it with the code."""
    import sys

    from cli.errors import FAILED, CommandError
    from cli.output import Outputs
    from simulation.documentation.document import PLACE, DocumentError, rewrite

    try:
        before = PLACE.read_text(encoding="utf-8")
        after = rewrite(before)
    except OSError as error:
        raise CommandError(f"{PLACE}: the document cannot be read ({error.strerror})") from None
    except DocumentError as error:
        raise CommandError(f"{PLACE}: {error}") from None
    if arguments.check and before != after:
        print(f"{PLACE} is stale: run python -m simulation document", file=sys.stderr)
        return FAILED
    if before != after:
        with Outputs({"--out": str(PLACE)}) as outputs:
            outputs.write_text("--out", after.removesuffix("\n"))
    return 0
