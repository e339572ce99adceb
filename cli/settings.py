"""From a scenario and what the command line changes in it to one complete specification of a run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from cli.arguments import pair, runs_of, seed_of, weeks_of, whole
from cli.existing import existing_of, with_one_past, with_staff
from scenarios.scenario import Scenario, resolve
from simulation.vocabulary.inputs import ALLOWED, inputs_from
from simulation.vocabulary.run_spec import RunSpec, launch_problems
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import MAX_WEEKS, check_shock, timeline_from


def spec_from(arguments: argparse.Namespace) -> RunSpec:
    """Return what `run` simulates: the scenario with --set, --at, --shock, --runs, --seed and --weeks applied.

    Raises:
        InputError: names every problem at once.
    """
    problems: list[str] = []

    def read(action: Callable[..., Any], *details: Any, instead: Any = None) -> Any:
        try:
            return action(*details)
        except InputError as error:
            problems.extend(error.problems)
            return instead

    scenario: Scenario = read(resolve, arguments.scenario, instead=Scenario())
    runs = read(runs_of, arguments)
    seed = read(seed_of, arguments)
    weeks = read(weeks_of, arguments) or scenario.weeks
    seen: set[str] = set()
    differences = dict(scenario.differences)
    for text in arguments.set:
        name, value = read(_set, text, seen, instead=("", None))
        differences |= {name: value} if name else {}
    planned = {(change.week, change.name): change.value for change in scenario.changes}
    for week, text in arguments.at:
        entry = read(_at, week, text)
        planned |= {entry[:2]: entry[2]} if entry else {}
    shocks = [(shock.week, shock.kind, shock.size) for shock in scenario.shocks]
    shocks += [entry for week, text in arguments.shock if (entry := read(_shock, week, text))]
    changes = [(week, name, value) for (week, name), value in planned.items()]
    timeline = read(timeline_from, changes, shocks, weeks)
    existing = read(existing_of, arguments, scenario.existing) if hasattr(arguments, "from_members") else scenario.existing
    if not problems:
        existing, differences = read(with_staff, arguments, existing, differences, instead=(existing, differences))
    inputs = read(inputs_from, differences)
    problems += launch_problems(inputs, weeks, existing) if inputs else []
    if problems:
        raise InputError(problems)
    return RunSpec(inputs, timeline, scenario.seed if seed is None else seed, weeks, runs, getattr(arguments, "beliefs", False), existing)


def specs_from(arguments: argparse.Namespace) -> dict[str, RunSpec]:
    """Return what `compare` simulates by the scenario's name, the baseline first, over the same seed and the same weeks.

    The seed is the baseline's unless given; the horizon is the longest of all unless given.

    Raises:
        InputError: names every problem at once.
    """
    problems: list[str] = []
    scenarios: dict[str, Scenario] = {}
    for name in arguments.scenarios:
        if name in scenarios:
            problems.append(f"{name:.60}: the scenario is named twice")
            continue
        try:
            scenarios[name] = resolve(name)
        except InputError as error:
            problems.extend(error.problems)
    baseline = arguments.baseline or arguments.scenarios[0]
    if baseline not in arguments.scenarios:
        problems.append(f"--baseline: {baseline!r:.60} is not among the scenarios compared: {', '.join(arguments.scenarios)}")
    limits: dict[str, int | None] = {}
    for flag, reader in (("runs", runs_of), ("seed", seed_of), ("weeks", weeks_of)):
        try:
            limits[flag] = reader(arguments)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    seed = scenarios[baseline].seed if limits["seed"] is None else limits["seed"]
    assert limits["runs"] is not None  # it has a default
    weeks = limits["weeks"] or max(scenario.weeks for scenario in scenarios.values())
    specs: dict[str, RunSpec] = {}
    for name in sorted(scenarios, key=lambda name: name != baseline):  # the baseline first, the others as given
        scenario = scenarios[name]
        try:
            timeline = timeline_from(scenario.changes, scenario.shocks, weeks)
        except InputError as error:
            problems += [f"{name}: {problem}" for problem in error.problems]
            continue
        if wrong := launch_problems(scenario.inputs, weeks, scenario.existing):
            problems += [f"{name}: {problem}" for problem in wrong]
            continue
        beliefs = getattr(arguments, "beliefs", False)
        existing, differences = with_staff(arguments, existing_of(arguments, scenario.existing), scenario.differences)
        specs[name] = RunSpec(inputs_from(differences), timeline, seed, weeks, limits["runs"], beliefs, existing)
    if problems:
        raise InputError(problems)
    return with_one_past(specs, baseline, arguments.from_members is not None)


def _set(text: str, seen: set[str]) -> tuple[str, Any]:
    name, value = pair("--set", text)
    if name in seen:
        raise InputError([f"--set: {name} is set twice"])
    seen.add(name)
    return name, ALLOWED.parse(name, value)


def _at(week: str, text: str) -> tuple[int, str, Any]:
    name, value = pair("--at", text)
    return whole("--at", week, 0, MAX_WEEKS - 1), name, ALLOWED.parse(name, value)


def _shock(week: str, text: str) -> tuple[int, str, Any]:
    kind, size = pair("--shock", text)
    return whole("--shock", week, 0, MAX_WEEKS - 1), kind, check_shock(kind, size)
