"""Numbers and dates as people's files write them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

SHORTEST = 330  # [days] that a year of months covers, from the first day of its first to that of its last
CURRENCY = re.compile(r"[$€£¥]|\b(?:USD|EUR|GBP|CHF|JPY|INR)\b", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*")
_NAMES = ("%b %Y", "%B %Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%b-%y", "%Y %b", "%Y %B")


def number_of(text: str) -> float:
    """Return a number written with or without thousands separators, a decimal comma, a currency; NaN for an empty cell.

    Groups of exactly three digits are thousands, whatever parts them; a single comma before other than three digits is a decimal comma.

    >>> number_of("1.234"), number_of("1,234,567"), number_of("12,5"), number_of("€ 1.234,50"), number_of("3%")
    (1234.0, 1234567.0, 12.5, 1234.5, 3.0)

    Raises:
        ValueError: it is no number.
    """
    plain = CURRENCY.sub("", text).strip().removesuffix("%").strip()
    if plain in ("", "-", "–", "n/a", "N/A", "NA", "null", "None"):
        return math.nan
    sign = -1.0 if plain.startswith("-") else 1.0
    plain = plain.lstrip("+-").strip()
    if _GROUPED.fullmatch(plain):
        return sign * float(re.sub(r"\D", "", plain))
    mixed = re.fullmatch(r"([\d.' \u00a0\u202f]+),(\d+)|([\d,' \u00a0\u202f]+)\.(\d+)", plain)
    if mixed:
        whole, behind = (mixed[1], mixed[2]) if mixed[1] is not None else (mixed[3], mixed[4])
        if whole.isdigit() or _GROUPED.fullmatch(whole):
            return sign * float(f"{re.sub(chr(92) + 'D', '', whole)}.{behind}")
    if re.fullmatch(r"\d+(\.\d+)?([eE]\+?\d{1,2})?", plain):
        return sign * float(plain)
    raise ValueError(text)


def dates_of(texts: Sequence[str]) -> tuple[list[date] | None, str]:
    """Return the days that a column of dates names, and why not where it cannot be told ("" where it can).

    Numbers parted by slashes, dots or dashes are read with the day or the month first, whichever gives days that rise in even steps.
    """
    readings: dict[tuple[date, ...], str] = {}
    for order in ("iso", "day first", "month first"):
        try:
            days = [_date(text.strip(), order) for text in texts]
        except ValueError:
            continue
        readings.setdefault(tuple(days), order)
    if not readings:
        bad = next((place for place, text in enumerate(texts) if not _readable(text)), 0)
        return None, f"row {bad + 2}: {texts[bad][:40]!r} is no month or day; write months as 2024-05 or days as 2024-05-31"
    best = max(_even(days) for days in readings)
    chosen = [days for days in readings if _even(days) == best]
    if len(chosen) > 1:  # of two that are as even, one that covers less than a year could not be used
        chosen = [days for days in chosen if abs((days[-1] - days[0]).days) >= SHORTEST] or chosen
    if len(chosen) > 1:
        return None, f"{texts[0][:20]!r} can be read with the day or the month first; write months as 2024-05"
    return list(chosen[0]), ""


def _readable(text: str) -> bool:
    for order in ("iso", "day first", "month first"):
        try:
            _date(text.strip(), order)
        except ValueError:
            continue
        return True
    return False


def _date(text: str, order: str) -> date:
    """Return the day that a text names; a month is its first day."""
    if iso := re.fullmatch(r"(\d{4})[-/.]?(\d{2})(?:[-/.]?(\d{2}))?(?:[T ].*)?", text):
        return date(int(iso[1]), int(iso[2]), int(iso[3] or 1))
    if week := re.fullmatch(r"(\d{4})-?W(\d{2})", text):
        return date.fromisocalendar(int(week[1]), int(week[2]), 1)
    if short := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", text):
        return date(int(short[2]), int(short[1]), 1)
    if parts := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ].*)?", text):
        first, second, year = int(parts[1]), int(parts[2]), int(parts[3])
        year += 2000 if year < 100 else 0
        if order == "iso":
            raise ValueError(text)
        return date(year, second, first) if order == "day first" else date(year, first, second)
    for form in _NAMES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise ValueError(text)


def _even(days: Sequence[date]) -> float:
    """Return the share of days that follow the one before as months, weeks or days do, rising or falling."""
    steps = [abs((later - earlier).days) for earlier, later in pairwise(days)]
    if not steps:
        return 1.0
    return max(sum(low <= step <= high for step in steps) for low, high in ((28, 31), (7, 7), (1, 1))) / len(steps)


def ends_month(day: date) -> bool:
    """Say whether a day is the last of its month."""
    return (day + timedelta(days=1)).month != day.month
