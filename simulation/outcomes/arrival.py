"""When something comes that may never come within the horizon, payback and break-even: in numbers and in words.

One rule for pages, papers and terminals: a world in which it does not come counts as later than the horizon. Median and range are
therefore those of all worlds, not of the fortunate ones; where the median itself is later than the horizon, that is said; and
wherever it does not come in all worlds, it is said in how many it does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation.outcomes.results import Results, band
from simulation.vocabulary.words import counted, in_worlds, ranged, whole

MAY_NEVER_COME = frozenset({"payback_month", "breakeven_month"})  # here no number means "not within the horizon"
OF_ALL = "_of_all_worlds"  # behind a measure's name in documents: there its band is over the worlds in which it comes, here over all
LATER = "later"  # than the horizon
_FAR = 1e9  # [months] stands for what does not come while worlds are sorted: between it and a month lies no month of the horizon


@dataclass(frozen=True)
class Arrival:
    """The months in which something comes over all worlds; infinite where that is later than the horizon.

    `low`, `median` and `high` are the 10, 50 and 90 % points [month]; it comes in `came` of `worlds`; the horizon has `months`.
    """

    low: float
    median: float
    high: float
    came: int
    worlds: int
    months: int

    @property
    def in_time(self) -> bool:
        """Say whether it comes within the horizon in the median world."""
        return math.isfinite(self.median)

    @property
    def always(self) -> bool:
        """Say whether it comes in every world."""
        return self.came == self.worlds

    @property
    def when(self) -> str:
        """Return the month of the median world, or that it does not come: "month 23", "not by month 36"."""
        return f"month {whole(self.median)}" if self.in_time else f"not by month {self.months}"

    @property
    def span(self) -> str:
        """Return the range that holds eight of ten worlds, "20 to 27" or "25 to later"; nothing where all of it is later."""
        if not math.isfinite(self.low):
            return ""
        return ranged(whole(self.low), whole(self.high) if math.isfinite(self.high) else LATER)

    @property
    def share(self) -> str:
        """Return in how many worlds it comes within the horizon, as it goes on behind `when`; nothing where it comes in all."""
        if self.always:
            return ""
        if not self.came:
            return f"in any of {counted(self.worlds, 'world')}" if self.worlds > 1 else "in the one world simulated"
        return f"by month {self.months} in {in_worlds(self.came, self.worlds)}"

    @property
    def details(self) -> str:
        """Return range and share: what stands behind the month."""
        return "; ".join(part for part in (f"month {self.span}" if self.span else "", self.share) if part)

    @property
    def told(self) -> str:
        """Return all of it in one piece: "month 35 (25 to later; by month 36 in 17 of 30 worlds)"."""
        return self._with(self.share)

    def sentence(self, done: str = "paid back") -> str:
        """Return it as a part of a sentence: "paid back in month 23 (20 to 27)", "not paid back by month 36 (it is in 10 of 30 worlds)"."""
        if self.in_time:
            return f"{done} in {self._with(f'in time in {in_worlds(self.came, self.worlds)}' if not self.always else '')}"
        late = f"not {done} by month {self.months}"
        if self.came:
            return f"{late} (it is in {in_worlds(self.came, self.worlds)})"
        return f"{late} in any of {counted(self.worlds, 'world')}" if self.worlds > 1 else late

    def _with(self, share: str) -> str:
        span = self.span if self.span != whole(self.median) else ""
        behind = "; ".join(part for part in (span, share) if part)
        return f"{self.when} ({behind})" if behind else self.when

    def document(self) -> dict[str, float | int | None]:
        """Return it as plain values; None where it is later than the horizon."""
        ends = {"median": self.median, "low": self.low, "high": self.high}
        return {**{name: end if math.isfinite(end) else None for name, end in ends.items()}, "in": self.came, "of": self.worlds}


def arrival_of(values: np.ndarray, months: int) -> Arrival:
    """Return when something comes, from one month per world, (worlds,); NaN where it does not come within the horizon [months]."""
    come = np.isfinite(values)
    ends = (float(end) for end in band(np.where(come, values, _FAR)))
    low, median, high = (end if end < _FAR / 1_000 else math.inf for end in ends)
    return Arrival(low, median, high, int(come.sum()), len(values), months)


def payback_of(results: Results) -> Arrival:
    """Return when a programme is paid back."""
    return arrival_of(results.runs["payback_month"], results.months)
