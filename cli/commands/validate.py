"""Hold this version of the model against its target patterns and real communities.

Says how many patterns lie inside what is accepted and how many outside, and prints one line per pattern: what is accepted,
what this version shows (median and the range of 80 % of the runs), on which side of it, and why where it lies outside. Ends
with exit code 1 when a gated pattern fails. With --ablations it switches each mechanism by which
money follows health off alone and says which targets fall without it; with --matrix it holds the programmes of the
strategy matrix against the default one in every cell; with --practices it pulls the levers of further practices with and
without the mechanism of each, and measures what the field claims of them; with --spread it says how far futures spread a year
ahead and what makes them do so. These are results, never failures. With --directions it says in how many worlds every lever moves what it
is said to move, and ends with exit code 1 when fewer than nine in ten do.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.arguments import add_study, study_of
from simulation.vocabulary.version import DEFAULT_RUNS

ABLATION_RUNS, MATRIX_RUNS = 10, 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `validate`."""
    add_study(parser)
    told = f"switch each mechanism off alone instead, and say what happens to every target ({ABLATION_RUNS} worlds per setting unless --runs says so)"
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--ablations", action="store_true", help=told)
    told = f"hold the programmes of the strategy matrix against the default one instead ({MATRIX_RUNS} worlds unless --runs says so)"
    instead.add_argument("--matrix", action="store_true", help=told)
    told = f"pull each lever of the further practices with its mechanism and without it instead ({DEFAULT_RUNS} worlds unless --runs says so)"
    instead.add_argument("--practices", action="store_true", help=told)
    told = f"take apart how far worlds spread a year ahead: by chance, interest, beliefs, door and size ({DEFAULT_RUNS} worlds unless --runs says so)"
    instead.add_argument("--spread", action="store_true", help=told)
    told = f"say in how many worlds every lever moves what it is said to move instead ({DEFAULT_RUNS} worlds unless --runs says so)"
    instead.add_argument("--directions", action="store_true", help=told)
    parser.set_defaults(runs=None)


def execute(arguments: argparse.Namespace) -> int:
    """Judge every pattern, write the table and return 1 when a gated one fails."""
    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.studies.findings import save
    from simulation.studies.validation import failed, validate

    if arguments.runs is None:
        arguments.runs = str(ABLATION_RUNS if arguments.ablations else MATRIX_RUNS if arguments.matrix else DEFAULT_RUNS)
    runs, seed = study_of(arguments)
    if arguments.ablations:
        _ablations(arguments, runs, seed)
        return 0
    if arguments.matrix:
        _matrix(arguments, runs, seed)
        return 0
    if arguments.practices:
        _practices(arguments, runs, seed)
        return 0
    if arguments.spread:
        _spread(arguments, runs, seed)
        return 0
    if arguments.directions:
        return _directions(arguments, runs, seed)
    findings = under_bar("validating", lambda progress: validate(runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(findings, runs, seed)
    write_listing(arguments, [one.as_row() for one in findings], "\n".join(_lines(findings)))
    return 1 if failed(findings) else 0


def _ablations(arguments: argparse.Namespace, runs: int, seed: int) -> None:
    from dataclasses import asdict

    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.studies.ablations import ablations, changes, save

    rows = under_bar("switching mechanisms off", lambda progress: ablations(runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(rows, runs, seed)
    lines = []
    for name, (fallen, risen) in changes(rows).items():
        lines += [f"{name}: {'' if fallen or risen else 'no target changes its verdict'}".rstrip()]
        marked = [("falls", one) for one in fallen] + [("holds now", one) for one in risen]
        lines += [f"    {word}: {one.target} ({one.median:{one.format}})" for word, one in marked]
    write_listing(arguments, [asdict(one) for one in rows], "\n".join(lines))


def _practices(arguments: argparse.Namespace, runs: int, seed: int) -> None:
    from dataclasses import asdict

    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.documentation.ablated import levers
    from simulation.studies import practice_figures
    from simulation.studies.levers_off import levers_off, save

    rows = under_bar("switching levers off", lambda progress: levers_off(runs=runs, seed=seed, progress=progress))
    found = under_bar("measuring what is claimed", lambda progress: practice_figures.figures(runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(rows, runs, seed)
        practice_figures.save(found, runs, seed)
    lines = [f"{one.name}: {one.median:.2f} ({one.low:.2f} to {one.high:.2f})" for one in found]
    for told in levers(rows):
        lines += [f"{told['Lever']}: {told['Measure']} {told['Moves it by']}; value {told['Value [$]']}"]
        lines += [f"    with {told['Off']}: {told['Without its mechanism']}; value {told['Value without']}"]
    write_listing(arguments, [asdict(one) for one in rows], "\n".join(lines))


def _spread(arguments: argparse.Namespace, runs: int, seed: int) -> None:
    from dataclasses import asdict

    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.studies.year_ahead import save, year_ahead

    rows = under_bar("taking the spread apart", lambda progress: year_ahead(runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(rows, runs, seed)
    lines = [f"{'speakers against a year before':78s} months 24-36        36-48              differ by"]
    for one in rows:
        third, fourth = (
            f"{low:.2f} {mid:.2f} {high:.2f}"
            for low, mid, high in ((one.low, one.median, one.high), (one.later_low, one.later_median, one.later_high))
        )
        lines.append(f"{one.name:78s} {third:20s} {fourth:18s} {one.spread:.2f}, in number {one.level:.2f}")
    write_listing(arguments, [asdict(one) for one in rows], "\n".join(lines))


def _directions(arguments: argparse.Namespace, runs: int, seed: int) -> int:
    from dataclasses import asdict

    from cli.listing import write_listing
    from cli.progress import under_bar
    from simulation.studies.direction_table import TABLE
    from simulation.studies.directions import directions, save

    rows = under_bar("moving levers", lambda progress: directions(TABLE, runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(rows, runs, seed)
    lines = [f"{'holds' if one.holds else 'fails'} in {one.share:.0%} of {one.of} worlds: {one.name}" for one in rows]
    write_listing(arguments, [asdict(one) for one in rows], "\n".join(lines))
    return 0 if all(one.holds for one in rows) else 1


def _matrix(arguments: argparse.Namespace, runs: int, seed: int) -> None:
    from cli.listing import write_listing
    from cli.progress import under_bar
    from scenarios.matrix import programmes
    from simulation.studies.matrix import as_rows, hold, save

    chosen = programmes()
    rows = under_bar("holding programmes against the default", lambda progress: hold(chosen, runs=runs, seed=seed, progress=progress))
    if arguments.save:
        save(rows, chosen, runs, seed)
    lines = []
    for one in rows:
        cell = f"{one.market}, {one.pmf_stage}: {one.programme}{' (named here)' if one.own else ''}"
        lines.append(f"{cell:62s} {one.median:>12,.0f} ({one.low:,.0f} to {one.high:,.0f}), better in {one.better_in} of {one.of}, {one.certainty}")
    write_listing(arguments, as_rows(rows), "\n".join(lines))


def _lines(findings: list[Any]) -> Iterator[str]:
    from simulation.documentation.findings import VERDICTS
    from simulation.studies.validation import GATED, tally

    yield tally(findings)
    yield GATED
    yield ""
    yield f"{'pattern':58s} {'source':22s} {'accepted':>16s}  {'this version (80 % of runs)':30s} verdict"
    for one in findings:
        seen = f"{one.median:{one.format}} ({one.seen_low:{one.format}} to {one.seen_high:{one.format}})"
        verdict = VERDICTS[one.verdict] + ("" if one.fitted else ", not fitted")
        yield f"{one.name:58s} {one.source:22s} {one.accepted:>16s}  {seen:30s} {verdict}"
        if one.reason:
            yield f"    {one.reason}"
