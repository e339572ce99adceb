"""Numbers and sentences as people read them."""

from __future__ import annotations

import math
import re

import numpy as np

from simulation import MEASURES, Results, band
from simulation.outcomes.arrival import payback_of
from simulation.studies.compare import Difference
from simulation.vocabulary.amounts import short
from simulation.vocabulary.words import counted, nearest, ranged, some_of, whole
from ui.text.inert import inert

__all__ = [
    "amount",
    "certainty",
    "matters",
    "median",
    "of_them",
    "payback_text",
    "plain",
    "short",
    "some_of",
    "spread",
    "sure",
    "told",
    "with_range",
]

SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~^]|:(?=\w)|(?<=\w):(?=\S)|\$(?=.*\$)")
DIGITS = re.compile(r"[1-9]")
HUNDREDTH = 0.01  # of a figure: less is no reason to do anything
LEAST_THAT_MATTERS = {"payback_month": 0.5, "auditorium_index": 0.01}  # in the measure's unit
LEAST = 1e-3  # the smallest difference that is written, in the unit it is written in


def plain(text: str, limit: int = 300) -> str:
    """Return a reader's text so that it is shown as it is and never read as markup."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return inert(shown)


def why_failed(error: Exception) -> str:
    """Return why something could not be worked out, as words that a sentence can go on after."""
    return plain("; ".join(str(error).splitlines()).replace("existing: ", "").removesuffix("."), 800)


def spoken(text: str, limit: int = 120) -> str:
    """Return a text as the name of a control: one line without any sign that a page takes for markup, so that it needs no escaping.

    Names of controls are read out as they are written: neither colours nor backslashes belong there.
    """
    shown = " ".join(SIGNS.sub("", text).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def of_them(number: str, one: str, many: str) -> str:
    """Write a number that is written already with what it counts: "1 person", "1.2k people", "1 (1 to 3) people"."""
    return f"{number} {one if number == '1' else many}"


def amount(name: str, value: float, currency: str = "$", signed: bool = False) -> str:
    """Write one value of a measure with its unit. What rounds to nothing has no sign; of a difference its first digit is written instead."""
    written = _amount(name, value, currency, signed)
    if DIGITS.search(written):
        return written
    finer = _first_digit(name, value, currency) if signed else ""
    return finer or written.lstrip("+-")


def _first_digit(name: str, value: float, currency: str) -> str:
    """Write a difference too small for the measure's usual digits with its first one: it may be a sure one. Not what is nothing but for rounding."""
    measure = MEASURES[name]
    seen = value * 100 if measure.format.endswith("%") else value
    if measure.unit == "month" or not LEAST <= abs(seen) < math.inf:
        return ""
    if measure.unit.startswith("$"):
        return f"{'-' if value < 0 else '+'}{currency}{abs(value):.1g}"
    return f"{seen:+.1g} points" if measure.format.endswith("%") else f"{seen:+.1g}"


def _amount(name: str, value: float, currency: str, signed: bool) -> str:
    measure = MEASURES[name]
    if not math.isfinite(value):
        return "none"
    sign = ("+" if value > 0 else "") if signed else ""
    if measure.unit.startswith("$"):
        return f"{'-' if value < 0 else sign}{currency}{short(abs(value))}"
    if measure.format.endswith("%"):
        if signed:
            return f"{value * 100:+.1f} points"
        return f"{value:{measure.format}}".replace("%", " %")
    if measure.unit == "month":
        months = nearest(value)
        return f"{'+' if months >= 0 else ''}{counted(months, 'month')}" if signed else f"month {whole(value)}"
    if measure.format in (",.0f", ",.1f", ".0f"):
        return sign + short(value)
    return f"{value:+{measure.format}}" if signed else f"{value:{measure.format}}"


def spread(name: str, values: np.ndarray, currency: str = "$") -> str:
    """Write the range that holds eight of ten worlds."""
    low, _, high = (float(end) for end in band(values))
    if not math.isfinite(low):
        return "none in any world"
    return ranged(amount(name, low, currency), amount(name, high, currency))


def told(name: str, values: np.ndarray, currency: str = "$") -> str:
    """Write the median of the worlds with the range that holds eight of ten: 12 (9 to 14)."""
    return with_range(amount(name, float(band(values)[1]), currency), spread(name, values, currency))


def with_range(middle: str, span: str) -> str:
    """Write a number with its range behind it, or alone where the range says no more than the number."""
    return middle if span in ("", middle) else f"{middle} ({span})"


def median(name: str, results: Results, currency: str = "$") -> str:
    """Write the median of the worlds at the end of the run."""
    return amount(name, float(band(results.final(name))[1]), currency)


def sure(found: Difference) -> bool:
    """Say whether a difference is more than stochastic variation: only then it is coloured as better or worse."""
    return found.better_in != found.worse_in and not found.certainty.startswith("not")


def matters(name: str, change: float, now: float) -> bool:
    """Say whether a difference is large enough to be painted as better or worse, however sure it is.

    The rule: a hundredth of the larger of the two figures it lies between; of a payback half a month; of an index between 0 and 1
    a hundredth of its range.

    >>> matters("cost_per_month", 1.38, 9_300.0), matters("cost_per_month", 400.0, 9_700.0), matters("payback_month", 1.0, 24.0)
    (False, True, True)
    """
    if not math.isfinite(change):
        return True  # paid back on one side alone, say
    least = LEAST_THAT_MATTERS.get(name)
    if least is not None:
        return abs(change) >= least
    return abs(change) >= HUNDREDTH * max(abs(now), abs(now - change))


def certainty(found: Difference) -> str:
    """Say in how many worlds something is better, or that it is the same in all."""
    if not found.of:
        return "nothing to compare"
    if found.better_in == found.worse_in == 0:
        return "same in all"
    if not sure(found):
        return f"could be chance, {found.better_in}/{found.of}"
    return f"better in {found.better_in}/{found.of}"


def payback_text(results: Results) -> tuple[str, str]:
    """Return (month, range and share of the worlds) of payback, never a date without its range."""
    found = payback_of(results)
    return found.when, found.details
