"""List every measure: what it is, its unit, and whether more or less is better."""

from __future__ import annotations

import argparse

from cli.arguments import add_output

SUMMARY = {"last": "value of the last week", "last4": "mean of the last four weeks", "run": "one number per run"}
BETTER = {"up": "more is better", "down": "less is better", "": "neither is better"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `measures`."""
    add_output(parser, "text", "json", "csv")


def execute(arguments: argparse.Namespace) -> None:
    """Write the list."""
    from dataclasses import asdict

    from cli.listing import paragraph, write_listing
    from simulation.vocabulary.measures import GROUPS, MEASURES

    parts = []
    for group, meaning in GROUPS.items():
        parts.append(f"{group.upper()}: {meaning}")
        for measure in (measure for measure in MEASURES.values() if measure.group == group):
            parts.append(
                paragraph(
                    f"  {measure.name}  ({measure.label}, {measure.unit})",
                    measure.help,
                    f"{BETTER[measure.better]}; summary: {SUMMARY[measure.summary]}",
                )
            )
    write_listing(arguments, [asdict(measure) for measure in MEASURES.values()], "\n\n".join(parts))
