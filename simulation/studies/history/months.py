"""Rows of days, weeks or months added up to whole months without gaps."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from simulation.studies.history.columns import EVENTS, PEOPLE
from simulation.studies.history.numbers import ends_month
from simulation.studies.history.series import LONGEST_GAP, HistoryError


@dataclass(frozen=True)
class Months:
    """Whole months in a row, and what was counted in each; NaN where a month holds no number."""

    names: tuple[str, ...]
    values: dict[str, np.ndarray]


def by_month(days: Sequence[date], values: Mapping[str, np.ndarray], today: date | None) -> tuple[Months, list[str]]:
    """Add rows up to whole months without gaps."""
    order = sorted(range(len(days)), key=lambda place: days[place])
    steps = [(days[later] - days[earlier]).days for earlier, later in pairwise(order)]
    usual = float(np.median(steps)) if steps else 31.0
    notes: list[str] = []
    if usual > 20:
        if any(step < 20 for step in steps):
            place = next(place for place, step in enumerate(steps) if step < 20)
            twice = days[order[place + 1]]
            raise HistoryError([f"row {order[place + 1] + 2}: {twice:%Y-%m} stands in row {order[place] + 2} already"])
    elif usual > 0:
        counted = [name for name in PEOPLE if name in values]
        period = "day" if usual < 4 else "week"
        if {"active", "visited"} & set(counted):
            raise HistoryError(
                [
                    f"rows stand for a {period} each: active people of a {period} cannot be added up to a month, "
                    "because the same people come again; give active people by month"
                ]
            )
        notes.append(f"rows stand for a {period} each and were added up to whole months")
    else:
        raise HistoryError([f"several rows stand for {days[order[0]]:%Y-%m-%d}"])
    sums: dict[str, dict[str, float]] = {name: {} for name in values}
    last_day: dict[str, date] = {}
    rows: dict[str, int] = defaultdict(int)
    for place in order:
        month = f"{days[place]:%Y-%m}"
        rows[month] += 1
        last_day[month] = days[place]
        for name, column in values.items():
            value = float(column[place])
            if name in EVENTS and usual <= 20:
                sums[name][month] = sums[name].get(month, 0.0) + (0.0 if math.isnan(value) else value)
            else:
                sums[name][month] = value
    names = list(last_day)
    if usual <= 20:
        least = {month: rows[month] for month in (names[0], names[-1])}
        if (usual < 4 and days[order[0]].day > 1) or (usual >= 4 and least[names[0]] < 4):
            notes.append(f"{names[0]} is not whole and was left out")
            names = names[1:]
        if names and ((usual < 4 and not ends_month(last_day[names[-1]])) or (usual >= 4 and least.get(names[-1], 4) < 4)):
            notes.append(f"{names[-1]} is not whole and was left out")
            names = names[:-1]
    if today is not None and names and names[-1] >= f"{today:%Y-%m}":
        notes.append(f"{names[-1]} is not over yet and was left out")
        names = [name for name in names if name < f"{today:%Y-%m}"]
    every, missing = _without_gaps(names)
    columns = {name: np.array([sums[name].get(month, math.nan) for month in every]) for name in values}
    for name, column in columns.items():
        holes = np.isnan(column)
        if holes.any() and not holes.all() and name in ("active", "visited", "active_28", "visited_28"):
            longest = max(len(run) for run in "".join("x" if hole else " " for hole in holes).split())
            if longest > LONGEST_GAP:
                first = every[int(np.flatnonzero(holes)[0])]
                raise HistoryError([f"{longest} months in a row hold no number of active people (from {first}); at most {LONGEST_GAP} are filled in"])
            where = np.arange(len(column))
            columns[name] = np.interp(where, where[~holes], column[~holes])
            filled = [every[place] for place in np.flatnonzero(holes)]
            notes.append(f"active people of {', '.join(filled[:6])} are missing and were filled in between their neighbours")
    if missing and not np.isnan(next(iter(columns.values()), np.zeros(1))).any() and not any("filled in" in note for note in notes):
        notes.append(f"no row for {', '.join(missing[:6])}")
    if len(every) > 6 and "active" in columns:
        last, before = columns["active"][-1], float(np.mean(columns["active"][-4:-1]))
        if last < 0.4 * before:
            notes.append(f"{every[-1]} has {last:g} active people, the three months before {before:.0f}: leave it out if it is not whole")
    return Months(tuple(every), columns), notes


def _without_gaps(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return every month from the first to the last, and those without a row."""
    if not names:
        return [], []
    (year, month), (last_year, last_month) = (tuple(map(int, name.split("-"))) for name in (names[0], names[-1]))
    count = (last_year - year) * 12 + last_month - month + 1
    every = [f"{year + (month - 1 + step) // 12:04d}-{(month - 1 + step) % 12 + 1:02d}" for step in range(count)]
    return every, [name for name in every if name not in set(names)]


def never_falls(values: np.ndarray) -> bool:
    """Say whether numbers rise from month to month without ever falling, as totals so far do."""
    known = values[~np.isnan(values)]
    return len(known) >= 12 and bool((np.diff(known) >= 0).all()) and known[-1] > 1.5 * max(1.0, known[0])


def month_after(month: str) -> str:
    """Return the month after one, both as 2024-05."""
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}"
