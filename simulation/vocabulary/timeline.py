"""What is planned: levers changed at a week, and shocks that hit at a week."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulation.vocabulary.inputs import ALLOWED, LEVERS
from simulation.vocabulary.specification import InputError

MAX_WEEKS = 520
MAX_INFLUX = 20_000
SHOCKS = {
    "influx": "people who join overnight, interested in the subject",
    "influx_low_intent": "people who join overnight out of curiosity",
    "migration": "the platform the community moves to",
    "algorithm": "the share of reach that is left for a quarter of a year (0-1)",
}


@dataclass(frozen=True, order=True)
class Change:
    """One lever takes a new value from the start of `week` on."""

    week: int
    name: str
    value: Any


@dataclass(frozen=True, order=True)
class Shock:
    """Something happens at the start of `week`: `size` is people, a platform or a reach."""

    week: int
    kind: str
    size: Any


@dataclass(frozen=True)
class Timeline:
    """The planned changes and shocks of one scenario, in order."""

    changes: tuple[Change, ...] = ()
    shocks: tuple[Shock, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.shocks)


def timeline_from(changes: Iterable[Any] = (), shocks: Iterable[Any] = (), weeks: int = MAX_WEEKS) -> Timeline:
    """Return a checked timeline from (week, name, value) and (week, kind, size) triples.

    Raises:
        InputError: names every wrong week, lever, value, kind and size.
    """
    problems: list[str] = []
    good_changes: dict[tuple[int, str], Change] = {}
    good_shocks: list[Shock] = []
    for item in changes:
        week, name, value = _parts(item, "name", "value")
        label = f"change of {name!s:.60} at week {week!s:.20}"
        problems += _week_problems(week, weeks, label)
        if name in LEVERS and LEVERS[name].initial:
            problems.append(f"{label}: {name} describes the start and cannot change later")
            continue
        if name not in LEVERS:
            problems.append(
                f"{label}: {ALLOWED.unknown(name)}"
                if name not in ALLOWED.specs
                else f"{label}: only levers can change over time, {name} is an assumption"
            )
            continue
        try:
            value = LEVERS[name].check(value)
        except InputError as error:
            problems += [f"{label}: {problem}" for problem in error.problems]
        if (week, name) in good_changes:
            problems.append(f"{label}: {name} changes twice in the same week")
        elif _is_whole(week):
            good_changes[week, name] = Change(int(week), name, value)
    for item in shocks:
        week, kind, size = _parts(item, "kind", "size")
        label = f"shock {kind!s:.60} at week {week!s:.20}"
        problems += _week_problems(week, weeks, label)
        try:
            size = check_shock(kind, size)
        except InputError as error:
            problems += [f"{label}: {problem}" for problem in error.problems]
            continue
        if _is_whole(week):
            good_shocks.append(Shock(int(week), kind, size))
    if problems:
        raise InputError(problems)
    # A stable sort by week: two shocks in one week keep the order in which they were planned.
    return Timeline(tuple(sorted(good_changes.values(), key=lambda c: (c.week, c.name))), tuple(sorted(good_shocks, key=lambda s: s.week)))


def check_shock(kind: Any, size: Any) -> Any:
    """Return the checked size of a shock, given as a value or as text.

    Raises:
        InputError: the kind is unknown or the size is out of range.
    """
    if kind not in SHOCKS:
        raise InputError([f"{kind!s:.60}: there is no such shock; choose one of {', '.join(SHOCKS)}"])
    if kind == "migration":
        if size not in LEVERS["platform"].choices:
            raise InputError([f"{kind}: {size!s:.60} is not a platform; choose one of {', '.join(LEVERS['platform'].choices)}"])
        return size
    limit = 1.0 if kind == "algorithm" else MAX_INFLUX
    number = _number(size)
    if number is None or not 0 <= number <= limit or (kind != "algorithm" and number != int(number)):
        allowed = "a number from 0 to 1" if kind == "algorithm" else f"a whole number from 0 to {limit:,}"
        raise InputError([f"{kind}: {size!r:.60} is not allowed; it must be {allowed}"])
    return number if kind == "algorithm" else int(number)


def _parts(item: Any, second: str, third: str) -> tuple[Any, Any, Any]:
    if isinstance(item, (Change, Shock)):
        return (item.week, item.name, item.value) if isinstance(item, Change) else (item.week, item.kind, item.size)
    if isinstance(item, Mapping):
        missing = {"week", second, third} ^ set(item)
        if missing:
            raise InputError([f"a planned entry needs exactly week, {second} and {third}; check {', '.join(sorted(map(str, missing)))}"])
        return item["week"], item[second], item[third]
    return tuple(item)


def _week_problems(week: Any, weeks: int, label: str) -> list[str]:
    if not _is_whole(week):
        return [f"{label}: the week must be a whole number"]
    if not 0 <= week < weeks:
        return [f"{label}: the week must lie from 0 to {weeks - 1}, the last week of the run"]
    return []


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
