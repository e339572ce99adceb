"""Write a list of declared things as text, JSON or CSV."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from typing import Any

from cli.output import Outputs
from simulation.outcomes.export import cell

PAGE = 110  # [characters] of a line of text


def write_listing(arguments: argparse.Namespace, entries: Sequence[dict[str, Any]], text: str) -> None:
    """Write the entries (JSON, CSV) or the text, as --format and --out ask."""
    with Outputs({"--out": arguments.out}) as outputs:
        if arguments.format == "json":
            outputs.write_json("--out", list(entries))
        elif arguments.format == "csv":
            outputs.write_csv("--out", [list(entries[0]), *([_flat(value) for value in entry.values()] for entry in entries)])
        else:
            outputs.write_text("--out", text)


def paragraph(heading: str, *lines: str) -> str:
    """Return a heading with indented, wrapped lines below it."""
    wrapped = [textwrap.fill(" ".join(line.split()), PAGE, initial_indent="    ", subsequent_indent="    ") for line in lines if line.strip()]
    return "\n".join([heading, *wrapped])


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return " ".join(f"{name}={cell(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(str(_flat(each)) for each in value)
    return cell(value)
