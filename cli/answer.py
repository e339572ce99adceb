"""Write an answer as whoever asked can use it: text for somebody at a terminal, JSON for a program, CSV on request.

A command that answers a question declares its flags and writes like this:

    def add_arguments(parser):
        add_scenario(parser)           # SCENARIO, --set, --at and --shock; `spec_from` turns them into a RunSpec
        add_ensemble(parser)           # --runs, --seed, --weeks
        add_answer(parser)             # --format text|json|csv, --out FILE

    def execute(arguments):
        with answer_to(arguments, inputs=[arguments.scenario]) as outputs:    # every place is tried before anything is computed
            ...
            write_answer(arguments, outputs, document=lambda: {...}, rows=lambda: [[...]], text=lambda: "...")

Only the layout that is asked for is made. `--out -` is standard output. A file holds JSON unless --format says otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from cli.output import Outputs

FORMATS = ("text", "json", "csv")
STANDARD_OUTPUT = "-"


def add_answer(parser: argparse.ArgumentParser) -> None:
    """Add the flags that say what is written where."""
    parser.add_argument("--format", choices=FORMATS, help="text on a terminal by default, otherwise json")
    parser.add_argument("--out", metavar="FILE", help="write to a file, whole or not at all, instead of standard output (-)")


def format_of(arguments: argparse.Namespace) -> str:
    """Return the format asked for; where none is, text for somebody who looks at a terminal, JSON for a program or a file."""
    to_screen = arguments.out in (None, STANDARD_OUTPUT) and sys.stdout.isatty()
    return arguments.format or ("text" if to_screen else "json")


def answer_to(arguments: argparse.Namespace, inputs: Iterable[str] = (), **others: str | None) -> Outputs:
    """Return the outputs of a command, whose places are tried as they are entered: --out, and others by their flag's name where they are given.

    Raises:
        CommandError: a place cannot be written, or is a file that is read.
    """
    places = {"--out": arguments.out} | {f"--{name.replace('_', '-')}": place for name, place in others.items() if place is not None}
    return Outputs(places, inputs=inputs)


def write_answer(
    arguments: argparse.Namespace,
    outputs: Outputs,
    document: Callable[[], Mapping[str, Any] | list[Any]],
    rows: Callable[[], Iterable[Iterable[Any]]],
    text: Callable[[], str],
) -> None:
    """Write an answer to --out in the format asked for."""
    wanted = format_of(arguments)
    if wanted == "json":
        outputs.write_json("--out", document())
    elif wanted == "csv":
        outputs.write_csv("--out", rows())
    else:
        outputs.write_text("--out", text())
