"""List every lever: what it is, its unit, range, default, source and confidence."""

from __future__ import annotations

import argparse

from cli.arguments import add_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `levers`."""
    parser.add_argument("--assumptions", action="store_true", help="list the assumptions as well: what is believed, not chosen")
    add_output(parser, "text", "json", "csv")


def execute(arguments: argparse.Namespace) -> None:
    """Write the list."""
    from dataclasses import asdict

    from cli.listing import paragraph, write_listing
    from simulation.vocabulary.inputs import ASSUMPTIONS, GROUPS, LEVERS

    specs = [*LEVERS.values(), *(ASSUMPTIONS.values() if arguments.assumptions else ())]
    parts = []
    for group, meaning in GROUPS.items():
        inside = [spec for spec in specs if spec.group == group]
        parts += [f"{group.upper()}: {meaning}"] if inside else []
        for spec in inside:
            default = str(spec.default).lower() if isinstance(spec.default, bool) else spec.default
            details = f"{spec.range_text()}; default {default}; confidence {spec.confidence}; source: {spec.source}"
            parts.append(paragraph(f"  {spec.name}  ({spec.label})", spec.help, details))
    write_listing(arguments, [{**asdict(spec), "range": spec.range_text()} for spec in specs], "\n\n".join(parts))
