"""Lay answers out for a terminal: wrapped sentences, aligned tables, small trend lines."""

from __future__ import annotations

import math
import shutil
import textwrap
from collections.abc import Iterable, Sequence

WIDEST = 110  # [characters] of a line, however wide the terminal: longer ones are hard to read
BARS = "▁▂▃▄▅▆▇█"
NONE = "none"


def page_width() -> int:
    """Return how wide text is laid out [characters]."""
    return max(40, min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST))


def wrapped(text: str, indent: str = "") -> str:
    """Return a sentence in lines that fit."""
    return textwrap.fill(" ".join(text.split()), page_width(), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def aligned(rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> list[str]:
    """Return rows as lines whose columns stand below each other; columns in `right` end where they end.

    >>> aligned([("a", "10"), ("bcd", "5")], right=[1])
    ['a    10', 'bcd   5']
    """
    table = [list(map(str, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    flush = set(right)
    return [
        "  ".join(
            cell.rjust(width) if place in flush else cell.ljust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def trend(values: Sequence[float], width: int = 16) -> str:
    """Return a line of small bars from a series' own lowest value to its highest; a gap where nothing was measured.

    >>> trend([0.0, 1.0, 2.0, 3.0], width=4)
    '▁▃▆█'
    """
    count, parts = len(values), min(width, len(values))
    pieces = [values[count * place // parts : count * (place + 1) // parts] for place in range(parts)]
    known = [[value for value in piece if math.isfinite(value)] for piece in pieces]
    means = [sum(piece) / len(piece) if piece else math.nan for piece in known]
    finite = [mean for mean in means if math.isfinite(mean)]
    if not finite:
        return ""
    low, span = min(finite), max(finite) - min(finite)
    steps = len(BARS) - 1
    return "".join(" " if math.isnan(mean) else BARS[round((mean - low) / span * steps) if span else 0] for mean in means)
