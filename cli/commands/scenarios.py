"""List the built-in scenarios: title, story, and what differs from the defaults."""

from __future__ import annotations

import argparse

from cli.arguments import add_output


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `scenarios`."""
    add_output(parser, "text", "json", "csv")


def execute(arguments: argparse.Namespace) -> None:
    """Write the list."""
    from cli.listing import paragraph, write_listing
    from scenarios.scenario import library_names, load_library
    from simulation.outcomes.export import cell

    entries = [{"name": name, **load_library(name).to_document()} for name in library_names()]
    parts = []
    for entry in entries:
        settings = ", ".join(f"{name} {cell(value)}" for name, value in entry["differences"].items())
        planned = [f"week {item['week']}: {item['name']} becomes {cell(item['value'])}" for item in entry["changes"]]
        planned += [f"week {item['week']}: {item['kind']} {item['size']}" for item in entry["shocks"]]
        parts.append(paragraph(f"{entry['name']}  ({entry['title']})", entry["story"], f"Differs: {settings or 'nothing'}", "; ".join(planned)))
    write_listing(arguments, entries, "\n\n".join(parts))
