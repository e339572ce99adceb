"""Comparisons as tables for reading. Cells are markup made here; names are escaped."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from simulation import MEASURES
from ui.comparison.comparison import Comparison
from ui.comparison.figures import difference_told, label, level
from ui.comparison.inputs import Row
from ui.text.wording import plain

ROOMY = 4  # with more columns than this, only the shortest words are kept whole
UNBROKEN, NARROW = 30, 16  # characters


def inputs_table(rows: Sequence[Row], names: Sequence[str]) -> pd.DataFrame:
    """Return the inputs that differ: one line each, one column per scenario, what differs from the baseline in bold."""
    table = {"Input": [f"{plain(row.label)}" + (f" :gray[{plain(row.unit)}]" if row.unit else "") for row in rows]}
    for place, name in enumerate(names):
        table[_heading(name, place)] = [_set(row, place) for row in rows]
    return pd.DataFrame(table)


def figures_table(comparison: Comparison, figures: Sequence[str], currency: str) -> pd.DataFrame:
    """Return one line per figure: the baseline's value, then each scenario's paired difference with range and certainty."""
    known = [name for name in figures if name in comparison.differences[0]]
    table = {"Figure": [f"**{plain(label(name, currency))}**" for name in known]}
    table[_heading(comparison.names[0], 0)] = [_level(comparison, 0, name, currency) for name in known]
    for place, differences in enumerate(comparison.differences, 1):
        table[_heading(comparison.names[place], place)] = [_difference(name, comparison, place, differences[name], currency) for name in known]
    return pd.DataFrame(table)


def _heading(name: str, place: int) -> str:
    return f"{plain(name)}" + (" :gray[(baseline)]" if place == 0 else "")


def _set(row: Row, place: int) -> str:
    value = plain(row.values[place], 400)
    return f"**{value}**" if place and row.values[place] != row.values[0] else value


def _level(comparison: Comparison, place: int, name: str, currency: str) -> str:
    median, span = level(comparison, place, name, currency)
    return f"{_whole(median)} :gray[({_whole(span, len(comparison.options))})]" if span != median else _whole(median)


def _difference(name: str, comparison: Comparison, place: int, found: object, currency: str) -> str:
    told = difference_told(name, found, currency)
    colour = _colour(name, told.certainty)
    many = len(comparison.options)
    span = f" :gray[({_whole(told.range, many)})]" if told.range else ""
    sure = f":{colour or 'gray'}[{_whole(told.certainty)}]"
    return f"**{_whole(told.change)}**{span} {_whole(told.worlds, many)}, {sure}" if told.worlds else f"{_whole(told.change)}, {sure}"


def _whole(words: str, columns: int = 0) -> str:
    """Return short words that stay on one line: columns keep a readable width, and narrow screens scroll sideways."""
    longest = NARROW if columns > ROOMY else UNBROKEN
    return plain(words).replace(" ", "\N{NO-BREAK SPACE}") if len(words) <= longest else plain(words)


def _colour(name: str, certainty: str) -> str:
    if not MEASURES[name].better:
        return ""
    return "green" if certainty.endswith("better") else "orange" if certainty.endswith("worse") else ""
