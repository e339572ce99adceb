"""Read a history from a file: find its columns and months, and say in words whatever is wrong with them."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from simulation.studies.history.columns import MEANINGS, Column, recognise, simplified
from simulation.studies.history.months import Months, by_month, never_falls
from simulation.studies.history.numbers import CURRENCY, dates_of, number_of
from simulation.studies.history.series import VISITED, WROTE, History, HistoryError, refusals
from simulation.vocabulary.words import some_of

MOST_BYTES, MOST_ROWS, MOST_COLUMNS = 5_000_000, 20_000, 200
SHOWN = 5  # problems of one kind before the rest is only counted


@dataclass(frozen=True)
class Reading:
    """What a file was read as: its history, what each column was taken for, what was done to it, and its first rows."""

    history: History
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]

    @property
    def read_as(self) -> dict[str, str]:
        """Return {column: meaning}."""
        return {column.name: column.meaning for column in self.columns}


@dataclass(frozen=True)
class Table:
    """A file as cells: the names of its columns and its rows, the first of which is line 2 of the file."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_of(content: bytes | str) -> Table:
    """Return a file's cells, whatever parts them.

    Raises:
        HistoryError: it is no table.
    """
    if isinstance(content, bytes):
        content = _decoded(content)
    lines = [line for line in content.splitlines() if line.strip()]
    if len(lines) < 2:
        raise HistoryError(["the file holds no rows below its column names"])
    parted_by = max(",;\t", key=lambda mark: lines[0].count(mark))
    try:
        cells = list(csv.reader(io.StringIO("\n".join(lines)), delimiter=parted_by, strict=True))
    except csv.Error as error:
        raise HistoryError([f"the file is no table of values: {error}"]) from None
    names = tuple(name.strip() for name in cells[0])
    problems = []
    if len(cells) > MOST_ROWS or len(names) > MOST_COLUMNS:
        problems.append(f"the file holds {len(cells):,} rows and {len(names)} columns; at most {MOST_ROWS:,} and {MOST_COLUMNS} are read")
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    problems += [f"two columns are called {name[:60]!r}: rename one" for name in repeated]
    wrong = [place for place, row in enumerate(cells[1:], start=2) if len(row) != len(names)]
    problems += [
        f"row {place} has {len(cells[place - 1])} cells, the column names are {len(names)} (a number with an unquoted separator?)"
        for place in wrong[:SHOWN]
    ]
    if problems:
        raise HistoryError(problems)
    return Table(names, tuple(tuple(cell.strip() for cell in row) for row in cells[1:]))


def read_history(
    content: bytes | str | Mapping[str, bytes | str],
    *,
    given: Mapping[str, str] | None = None,
    active_means: str | None = None,
    today: date | None = None,
) -> Reading:
    """Read a history from one file, or from several by name, whose months are laid together.

    Args:
        given: {column: meaning} where somebody corrected what a column was taken for; with several files {"file:column": meaning}.
        active_means: "wrote" or "visited"; without it, people who wrote where the file has them.
        today: months that are not over on this day are left out.

    Raises:
        HistoryError: the file cannot be read or nothing can be learnt from it; names row, column and what is allowed.
    """
    if active_means not in (None, WROTE, VISITED):
        raise HistoryError([f"active means {active_means!r} is not known; allowed are {WROTE}, {VISITED}"])
    files = dict(content) if isinstance(content, Mapping) else {"": content}
    given = dict(given or {})
    parts = []
    for name, one in files.items():
        mine = {column.removeprefix(f"{name}:"): meaning for column, meaning in given.items() if not name or column.startswith(f"{name}:")}
        try:
            parts.append(_file(one, mine, today))
        except HistoryError as error:
            raise HistoryError([f"{name}: {problem}" if name else problem for problem in error.problems]) from None
    values, names = _together([part.months for part in parts])
    notes = [f"{name}: {note}" if name else note for name, part in zip(files, parts, strict=True) for note in part.notes]
    columns = tuple(
        Column(f"{name}:{column.name}" if name else column.name, column.meaning, column.tool)
        for name, part in zip(files, parts, strict=True)
        for column in part.columns
    )
    means = active_means or (WROTE if {"active", "active_28"} & set(values) or ("visited" not in values and "visited_28" not in values) else VISITED)
    active, note = _active(values, columns, means)
    notes += note
    if active_means is None:
        who = "wrote" if means == WROTE else "visited"
        notes.append(f"active people are taken to be those who {who}; say so if that is not what was counted")
    notes += _staff_and_bots(columns) + _ever(columns)
    new = values.get("new", np.full(len(names), math.nan))
    if len(names) > 6 and never_falls(new) and new[-1] > active[-1]:
        new = np.diff(new, prepend=math.nan)
        notes.append("new people never fall from month to month: read as a total so far, of which each month's difference was taken")
    history = History(
        months=names,
        active=active,
        new=new,
        contributions=values.get("contributions", np.full(len(names), math.nan)),
        active_means=means,
        others={name: values[name] for name in ("members", "signups", "customers", "mrr") if name in values},
    )
    problems = refusals(history)
    if problems:
        raise HistoryError(problems)
    return Reading(history, columns, tuple(notes), parts[0].first_rows)


@dataclass(frozen=True)
class _Part:
    """One file: its columns, its months, what was done to them, and its first rows."""

    columns: tuple[Column, ...]
    months: Months
    notes: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]


def _file(content: bytes | str, given: Mapping[str, str], today: date | None) -> _Part:
    table = table_of(content)
    problems = [f"there is no column {name[:60]!r}" for name in given if name not in table.names]
    problems += [
        f"{meaning[:40]!r} is no meaning of a column; allowed are {', '.join(MEANINGS)}" for meaning in given.values() if meaning not in MEANINGS
    ]
    if problems:
        raise HistoryError(problems)
    columns = recognise(table.names, given)
    by_meaning = {column.meaning: place for place, column in enumerate(columns) if column.meaning != "ignored"}
    if "count" in by_meaning:
        name = columns[by_meaning["count"]].name
        raise HistoryError([f"column {name!r} does not say what it counts: active, visited, new, contributions, members or signups?"])
    if "month" not in by_meaning:
        raise HistoryError([f"no column holds the month; the columns are {', '.join(repr(name[:40]) for name in table.names[:12])}"])
    days, why = dates_of([row[by_meaning["month"]] for row in table.rows])
    if days is None:
        raise HistoryError([f"column {columns[by_meaning['month']].name!r}, {why}"])
    values, notes = _numbers(table, columns)
    months, more = by_month(days, values, today)
    return _Part(columns, months, tuple(notes + more), table.rows[:SHOWN])


def _together(parts: Sequence[Months]) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Return the values of the months that all files have."""
    names = tuple(name for name in parts[0].names if all(name in part.names for part in parts))
    if not names:
        raise HistoryError(["the files have no month in common"])
    values: dict[str, np.ndarray] = {}
    for part in parts:
        where = [part.names.index(name) for name in names]
        for meaning, column in part.values.items():
            if meaning in values:
                raise HistoryError([f"two files hold {meaning}: leave one out"])
            values[meaning] = column[where]
    return values, names


def _active(values: Mapping[str, np.ndarray], columns: Sequence[Column], means: str) -> tuple[np.ndarray, list[str]]:
    """Return the people active by month, and a note where they were counted over 28 days."""
    notes = []
    wanted = ("active", "active_28") if means == WROTE else ("visited", "visited_28", "active")
    name = next((name for name in wanted if name in values), None)
    if name is None:
        raise HistoryError([_no_active(columns)])
    if name.endswith("_28"):
        notes.append("active people are counted over the 28 days before each month's last day; read as the month (about a tenth too low)")
    if never_falls(values[name]):
        raise HistoryError(["column active never falls from month to month: it looks like all accounts so far; people of each month are needed"])
    return values[name], notes


def _staff_and_bots(columns: Sequence[Column]) -> list[str]:
    named = [column.name for column in columns if "bot" in column.name.lower() and column.meaning != "ignored"]
    if named:
        return [f"column {named[0][:40]!r} counts bots: they write regularly, answer at once and never leave, so what is learnt is about them too"]
    return ["staff and bots count as members unless they were left out of the file"]


def _ever(columns: Sequence[Column]) -> list[str]:
    """Return a note about a total so far that is taken for the accounts of a month: it may count those who left, too."""
    named = [column.name for column in columns if column.meaning == "members" and re.search(r"\b(cum|cumulative)\b", simplified(column.name))]
    said = "is read as accounts at the end of the month; if it counts everybody who ever took part, read it as not used"
    return [f"column {name[:40]!r} {said}" for name in named]


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise HistoryError([f"the file has {len(content) / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:g} MB are read"])
    for coding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(coding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise HistoryError(["the file is no text; save it as CSV in UTF-8"])


def _numbers(table: Table, columns: Sequence[Column]) -> tuple[dict[str, np.ndarray], list[str]]:
    """Return the numbers of every column that is used, by meaning, and notes; raise for cells that are no numbers."""
    found: dict[str, np.ndarray] = {}
    problems: list[str] = []
    notes: list[str] = []
    for place, column in enumerate(columns):
        if column.meaning in ("ignored", "month", "count"):
            continue
        numbers, wrong = [], []
        for row, cells in enumerate(table.rows, start=2):
            try:
                numbers.append(number_of(cells[place]))
            except ValueError:
                wrong.append((row, cells[place]))
                numbers.append(math.nan)
        problems += [f"row {row}, column {column.name!r}: {cell[:40]!r} is no number" for row, cell in wrong[:SHOWN]]
        if len(wrong) > SHOWN:
            problems.append(f"column {column.name!r}: {len(wrong) - SHOWN} more cells are no numbers")
        low = next(((row, value) for row, value in enumerate(numbers, start=2) if value < 0), None)
        if low:
            problems.append(f"row {low[0]}, column {column.name!r}: {low[1]:g} is below zero")
        if column.meaning != "mrr":
            part = next(((row, value) for row, value in enumerate(numbers, start=2) if value % 1 > 0), None)
            if part:
                problems.append(f"row {part[0]}, column {column.name!r}: {part[1]:g} is no whole number of {column.meaning}")
        signs = {sign.upper() for cells in table.rows for sign in CURRENCY.findall(cells[place])}
        if len(signs) > 1:
            problems.append(f"column {column.name!r} mixes currencies ({', '.join(sorted(signs))}); give amounts in one")
        found[column.meaning] = np.asarray(numbers)
    if problems:
        raise HistoryError(problems)
    unused = [column.name[:40] for column in columns if column.meaning == "ignored"]
    if unused:
        notes.append(f"not used: {some_of(unused, 12)}")
    return found, notes


def _no_active(columns: Sequence[Column]) -> str:
    found = {column.meaning: column.name for column in columns}
    for meaning, span in (("active_7", "week"), ("active_1", "day")):
        if meaning in found:
            return f"column {found[meaning]!r} counts people of a {span}, who cannot be added up to a month; give active people by month"
    return f"no column holds the active people of a month; the columns are {', '.join(repr(column.name[:40]) for column in columns[:12])}"
