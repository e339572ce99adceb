"""Sweep through many settings by a plan, shard by shard; run it again and it does only what is missing.

PLAN.toml names scenario, runs, seed and weeks, a design, and what it needs: factorial ([values] input = [..]),
latin_hypercube ([ranges] input = [lowest, highest], samples, seed_of_plan) or listed ([[settings]] input = value).
The folder holds manifest.json, one CSV per shard, and at the end results.csv: a row per world with every measure and its zone.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

KEYS = ("scenario", "runs", "seed", "weeks", "design", "values", "ranges", "samples", "seed_of_plan", "settings")
USUAL_RUNS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `sweep`."""
    parser.add_argument("plan", metavar="PLAN.toml", help="what is swept")
    parser.add_argument("--out", metavar="FOLDER", required=True, help="where the shards are kept; a new folder, or one of the same sweep")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler, say tcp://10.0.0.1:8786; this machine by default")


def execute(arguments: argparse.Namespace) -> int:
    """Evaluate the missing shards."""
    from cli.errors import CommandError
    from cli.exploring import cloud_for
    from cli.progress import Progress
    from simulation.studies.sweep import SweepError, run

    sweep = plan_from(arguments.plan)
    try:
        with (
            cloud_for(arguments, sweep, worlds=len(sweep.settings) * sweep.runs) as cloud,
            Progress("sweeping", sweep.shards, unit="shards") as progress,
        ):
            for done, _ in run(cloud, sweep, Path(arguments.out)):
                progress.show(done)
    except (SweepError, OSError) as error:
        raise CommandError(str(error)) from error
    return 0


def plan_from(path: str) -> Any:
    """Read a plan.

    Raises:
        InputError: names everything that is wrong with it.
    """
    from scenarios.scenario import resolve
    from scenarios.toml_text import read_toml
    from simulation import MAX_WEEKS, InputError, timeline_from
    from simulation.studies.sweep import Sweep
    from simulation.studies.sweep_plan import settings_of
    from simulation.vocabulary.version import MAX_RUNS, MAX_SEED

    try:
        plan = read_toml(Path(path).read_bytes(), path)
    except OSError as error:
        raise InputError([f"{path:.200}: {error.strerror or error}"]) from None
    problems = [f"{name!s:.60}: a plan has no such entry; it may hold {', '.join(KEYS)}" for name in plan if name not in KEYS]
    scenario = resolve(str(plan.get("scenario", "default")))
    numbers = {}
    for name, usual, low, high in (("runs", USUAL_RUNS, 1, MAX_RUNS), ("seed", scenario.seed, 0, MAX_SEED), ("weeks", scenario.weeks, 1, MAX_WEEKS)):
        value = plan.get(name, usual)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            problems.append(f"{name}: {value!r:.60} is not allowed; it must be a whole number from {low:,} to {high:,}")
        numbers[name] = value
    if scenario.existing is not None:
        problems.append("scenario: a community that is there already cannot be swept: every setting founds one of its own")
    settings: tuple[dict[str, Any], ...] = ()
    try:
        settings = settings_of({**plan, "seed": plan.get("seed_of_plan", 0)})
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError([f"{path:.200}: {problem}" for problem in problems])
    timeline = timeline_from(scenario.changes, scenario.shocks, numbers["weeks"])
    return Sweep(dict(scenario.differences), timeline, settings, **numbers)
