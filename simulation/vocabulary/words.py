"""Numbers of things and ranges in words: one and many, a range only where there are two ends, months rounded in one way."""

from __future__ import annotations

import math
from collections.abc import Sequence


def counted(number: float, one: str, many: str = "") -> str:
    """Write how many there are: "1 world", "2 worlds", "1,200 people".

    Args:
        one: what one of them is called; an adjective in front is part of it ("more world").
        many: what several are called where it is not `one` with an s.
    """
    whole = f"{number:,.0f}" if number == int(number) else f"{number:,}"
    return f"{whole} {one if abs(number) == 1 else many or one + 's'}"


def ranged(low: str, high: str) -> str:
    """Write a range from its two written ends; ends that are written the same are one number. A unit they share stands once, behind."""
    if low == high:
        return low
    before, after = low.split(" "), high.split(" ")
    if len(before) == len(after) == 2 and before[1].rstrip("s") == after[1].rstrip("s") and not before[1].isdigit():
        low = before[0]  # "5 % to 9 %" is read "5 to 9 %"
    elif len(before) == len(after) == 2 and before[0] == after[0]:
        high = after[1]  # "month 5 to month 9" is read "month 5 to 9"
    return f"{low} to {high}"


def beside(middle: str, low: str, high: str) -> str:
    """Write a number with its range behind it, 12 (9 to 14), or alone where the range is no other than the number."""
    return middle if middle == low == high else f"{middle} ({ranged(low, high)})"


def nearest(value: float) -> float:
    """Return the nearest whole number; a half goes away from zero, as in the charts, and not to the even one. What is no number stays none."""
    return math.copysign(math.floor(abs(value) + 0.5), value) if math.isfinite(value) else value


def whole(value: float) -> str:
    """Write a number without decimals, rounded to the `nearest` whole one."""
    return f"{nearest(value) + 0.0:,.0f}"


def some_of(names: Sequence[str], most: int = 4) -> str:
    """Name the first ones and say how many more there are; a last one is named, for "and 1 more" takes as much room and says less.

    >>> some_of(["a", "b", "c"], 2), some_of(["a", "b", "c", "d"], 2)
    ('a, b, c', 'a, b and 2 more')
    """
    left = len(names) - most
    return ", ".join(names) if left <= 1 else f"{', '.join(names[:most])} and {left} more"


def all_of(names: Sequence[str], word: str = "and") -> str:
    """Name every one, with a word before the last.

    >>> all_of(["a"]), all_of(["a", "b"]), all_of(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b or c')
    """
    *some, last = names
    return f"{', '.join(some)} {word} {last}" if some else last


def in_worlds(number: int, of: int) -> str:
    """Write in how many of the worlds something is so: "3 of 30 worlds", "1 of 1 world"."""
    return f"{number:,} of {counted(of, 'world')}"
