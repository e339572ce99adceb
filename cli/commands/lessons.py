"""List the lessons, check one, or compute what all of them claim.

A teacher's own folder is named by the environment variable CLG_LESSONS. `--check FILE` names every mistake in a file and,
where there is none, computes what it claims: the effect in paired worlds, its absence without the mechanism, and the
puzzle's winner and losers. Ends with exit code 1 when a claim is not so.
"""

from __future__ import annotations

import argparse
from typing import Any

from cli.arguments import add_output, whole

RUNS = 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `lessons`."""
    parser.add_argument("--check", metavar="FILE", help="check one lesson file and compute its claims")
    parser.add_argument("--prove", action="store_true", help="compute the claims of all built-in lessons")
    parser.add_argument("--save", action="store_true", help="with --prove: keep the findings beside the code")
    parser.add_argument("--only", metavar="NAME", action="append", default=[], help="with --prove: only this lesson; may be repeated")
    parser.add_argument("--runs", metavar="N", default=str(RUNS), help=f"worlds, 4 to 200 (default {RUNS})")
    add_output(parser, "text", "json", "csv")


def execute(arguments: argparse.Namespace) -> int:
    """List, check or prove."""
    from pathlib import Path

    from cli.errors import CommandError
    from scenarios.lesson import FOLDER, lessons, load_lesson

    runs = whole("--runs", arguments.runs, 4, 200)
    if arguments.check is not None:
        if arguments.prove or arguments.save or arguments.only:
            raise CommandError("--check is about one file; leave out --prove, --save and --only")
        return _proved(arguments, [load_lesson(Path(arguments.check))], runs)
    if arguments.prove:
        built_in = {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}
        unknown = [name for name in arguments.only if name not in built_in]
        if unknown:
            raise CommandError(f"--only: there is no lesson {unknown[0]!r:.60}")
        return _proved(arguments, [load_lesson(path) for name, path in built_in.items() if name in (arguments.only or built_in)], runs)
    if arguments.save or arguments.only:
        raise CommandError("--save and --only belong to --prove")
    found, problems = lessons()
    if problems:
        raise CommandError("\n".join(problems))
    _listed(arguments, list(found.values()))
    return 0


def _listed(arguments: argparse.Namespace, found: list[Any]) -> None:
    from cli.listing import paragraph, write_listing

    entries = [{"name": one.name, "title": one.title, "minutes": one.minutes, "asks": one.predict.question, "claims": one.claim} for one in found]
    parts = [paragraph(f"{one['name']}  ({one['title']}, {one['minutes']} minutes)", one["asks"], one["claims"]) for one in entries]
    write_listing(arguments, entries, "\n\n".join(parts))


def _proved(arguments: argparse.Namespace, found: list[Any], runs: int) -> int:
    from cli.listing import write_listing
    from cli.progress import Progress
    from scenarios.lesson_task import task_of
    from simulation.engine.pool import EnginePool
    from simulation.engine.stream import stream
    from simulation.studies.lesson_proof import prove, rows, save

    proofs = []
    with EnginePool() as pool, Progress("computing what the lessons claim", len(found), unit="lessons") as progress:

        def compute(spec: Any) -> Any:
            *_, results = stream(spec, pool=pool)
            return results

        for lesson in found:
            proofs.append(prove(task_of(lesson, runs), compute))
            progress.show(len(proofs))
    if arguments.save:
        save(proofs, runs, found[0].after.seed)
    write_listing(arguments, rows(proofs), "\n".join(line for proof in proofs for line in _told(proof)))
    return 1 if any(proof.problems for proof in proofs) else 0


def _told(proof: Any) -> list[str]:
    near = ", ".join(map(str, proof.near_in))
    found = f"effect {proof.effect_in} of {proof.of}, without the mechanism {proof.off_in}; winner {proof.winner_in}, near misses {near}"
    best = max(proof.first_slider_in.items(), key=lambda item: item[1])
    lines = [f"{proof.name}: {found}; best single slider {best[0]} in {best[1]}"]
    lines += [f"    options right in {', '.join(map(str, proof.right_in))}"] if proof.right_in else []
    lines += [f"    claims of the explanation {', '.join(map(str, proof.explained_in))}"] if proof.explained_in else []
    return lines + [f"    NOT SO: {problem}" for problem in proof.problems]
