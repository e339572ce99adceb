"""Say which headline conclusions stand under every structural variant.

A conclusion stands in a variant when it is true in at least nine of ten paired worlds. Ends with exit code 0
whatever is found: a conclusion that falls in a variant is a result, not a failure.
"""

from __future__ import annotations

import argparse

from cli.arguments import add_study, study_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `variants`."""
    add_study(parser)


def execute(arguments: argparse.Namespace) -> None:
    """Judge every conclusion in every variant and write the table."""
    from dataclasses import asdict

    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.studies.robustness import headlines, save

    runs, seed = study_of(arguments)
    standings = under_bar("comparing variants", lambda progress: headlines(runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(standings, runs, seed)
    rows = [{**asdict(one), "stands": one.stands} for one in standings]
    width = max((len(row["claim"]) for row in rows), default=0)
    lines = [f"{row['claim']:{width}s}  {row['variant']:14s} {row['true_in']:4d} of {row['of']:<4d} {_word(row['stands'])}" for row in rows]
    write_listing(arguments, rows, "\n".join(lines))


def _word(stands: bool) -> str:
    return "stands" if stands else "falls"
