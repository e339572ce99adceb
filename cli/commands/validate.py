"""Hold this version of the model against its target patterns and real communities.

Prints one line per pattern: what is accepted, what this version shows (median and the range of 80 % of the
runs) and the verdict. Ends with exit code 1 when a gated pattern fails.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.arguments import add_study, study_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `validate`."""
    add_study(parser)


def execute(arguments: argparse.Namespace) -> int:
    """Judge every pattern, write the table and return 1 when a gated one fails."""
    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.studies.findings import save
    from simulation.studies.validation import failed, validate

    runs, seed = study_of(arguments)
    findings = under_bar("validating", lambda progress: validate(runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(findings, runs, seed)
    write_listing(arguments, [one.as_row() for one in findings], "\n".join(_lines(findings)))
    return 1 if failed(findings) else 0


def _lines(findings: list[Any]) -> Iterator[str]:
    yield f"{'pattern':58s} {'source':22s} {'accepted':>16s}  {'this version (80 % of runs)':30s} verdict"
    for one in findings:
        seen = f"{one.median:{one.format}} ({one.seen_low:{one.format}} to {one.seen_high:{one.format}})"
        verdict = one.verdict + ("" if one.fitted else ", not fitted")
        yield f"{one.name:58s} {one.source:22s} {one.accepted:>16s}  {seen:30s} {verdict}"
        if one.reason:
            yield f"    {one.reason}"
