"""The settings of a sweep: every combination, a Latin hypercube over ranges, or a list."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.vocabulary.inputs import ALLOWED, INPUTS
from simulation.vocabulary.specification import InputError

DESIGNS = ("factorial", "latin_hypercube", "listed")
MOST_SETTINGS = 1_000_000


def settings_of(plan: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return the settings of a plan: `design`, and `values`, `ranges` with `samples` and `seed`, or `settings`.

    Raises:
        InputError: names everything that is wrong with it.
    """
    design = plan.get("design", "factorial")
    if design not in DESIGNS:
        raise InputError([f"design: {design!r:.60} is not allowed; it must be one of {', '.join(DESIGNS)}"])
    found = {"factorial": _factorial, "latin_hypercube": _latin_hypercube, "listed": _listed}[design](plan)
    if not found:
        raise InputError(["the plan has no settings"])
    return found


def _factorial(plan: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    values = _table(plan, "values")
    problems, lists = [], {}
    for name, given in values.items():
        if not isinstance(given, list) or not given:
            problems.append(f"values.{name!s:.60}: it must be a list of values")
            continue
        try:
            lists[name] = [ALLOWED.check({name: value})[name] for value in given]
        except InputError as error:
            problems += error.problems
    count = math.prod(len(one) for one in lists.values())
    if count > MOST_SETTINGS:
        problems.append(f"values: {count:,} settings are more than {MOST_SETTINGS:,}")
    if problems:
        raise InputError(problems)
    return tuple(dict(zip(lists, one, strict=True)) for one in itertools.product(*lists.values())) if lists else ()


def _latin_hypercube(plan: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    ranges, samples, seed = _table(plan, "ranges"), plan.get("samples", 0), plan.get("seed", 0)
    problems = []
    if not isinstance(samples, int) or isinstance(samples, bool) or not 2 <= samples <= MOST_SETTINGS:
        problems.append(f"samples: {samples!r:.60} is not allowed; it must be a whole number from 2 to {MOST_SETTINGS:,}")
    for name, ends in ranges.items():
        if name not in INPUTS:
            problems.append(ALLOWED.unknown(name))
        elif INPUTS[name].type not in (int, float):
            problems.append(f"ranges.{name}: it has no range; name its values in a factorial plan")
        elif not isinstance(ends, list) or len(ends) != 2:
            problems.append(f"ranges.{name}: it must be [lowest, highest]")
        else:
            try:
                low, high = (INPUTS[name].check(end) for end in ends)
                problems += [] if low < high else [f"ranges.{name}: {low} is not below {high}"]
            except InputError as error:
                problems += error.problems
    if problems:
        raise InputError(problems)
    rng = np.random.default_rng(seed)
    columns = {}
    for name, (low, high) in ranges.items():
        places = (rng.permutation(samples) + rng.random(samples)) / samples
        kind = INPUTS[name].type
        columns[name] = [kind(round(value)) if kind is int else float(f"{value:.6g}") for value in low + places * (high - low)]
    return tuple(dict(zip(columns, one, strict=True)) for one in zip(*columns.values(), strict=True)) if columns else ()


def _listed(plan: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    given = plan.get("settings", [])
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise InputError(["settings: it must be a list of tables, [[settings]] each"])
    problems, found = [], []
    for nth, one in enumerate(given, 1):
        try:
            found.append(ALLOWED.check(one))
        except InputError as error:
            problems += [f"settings {nth}: {problem}" for problem in error.problems]
    if problems:
        raise InputError(problems)
    return tuple(found)


def _table(plan: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = plan.get(name, {})
    if not isinstance(table, Mapping):
        raise InputError([f"{name}: it must be a table of inputs"])
    return table
