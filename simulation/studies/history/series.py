"""A history: the months of one community, as the file's owner counts them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

WROTE, VISITED = "wrote", "visited"
FEWEST_MONTHS = 12  # below, nothing is fitted
CLAIM_MONTHS = 24  # below, a fit is shown without a claim
FEWEST_ACTIVE = 5  # median people a month: below, chance says more than the community
LONGEST_GAP = 2  # months without a row that are filled in


class HistoryError(Exception):
    """A history cannot be used; every reason stands in a line of its own."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class History:
    """The months of one community, without gaps.

    `active` counts people per month, `new` those of them who were active for the first time, `contributions` what was
    posted; shape (months,), NaN where a month holds no number. `active_means` says whether active people wrote or visited.
    """

    months: tuple[str, ...]  # as 2024-05
    active: np.ndarray
    new: np.ndarray
    contributions: np.ndarray
    active_means: str = WROTE
    others: Mapping[str, np.ndarray] = field(default_factory=dict)  # members, signups, customers, mrr

    def __len__(self) -> int:
        """Return how many months it has."""
        return len(self.months)

    @property
    def claims(self) -> bool:
        """Say whether it is long enough for a fit that claims something."""
        return len(self) >= CLAIM_MONTHS

    def part(self, start: int, stop: int) -> History:
        """Return the months from `start` up to but not including `stop`."""
        cut = slice(start, stop)
        others = {name: values[cut] for name, values in self.others.items()}
        return History(self.months[cut], self.active[cut], self.new[cut], self.contributions[cut], self.active_means, others)


def refusals(history: History) -> list[str]:
    """Return why nothing can be learnt from a history, or an empty list."""
    problems = []
    if len(history) < FEWEST_MONTHS:
        problems.append(
            f"the file holds {len(history)} whole months; at least {FEWEST_MONTHS} are needed, {CLAIM_MONTHS} for a forecast that claims anything"
        )
    typical = float(np.nanmedian(history.active)) if len(history) else 0.0
    if typical < FEWEST_ACTIVE:
        problems.append(
            f"half of the months have fewer than {FEWEST_ACTIVE} active people (median {typical:g}): what they do is chance, not a pattern to learn"
        )
    for name, values in (("new", history.new), ("contributions", history.contributions)):
        if np.isnan(values).all():
            continue
        more = np.flatnonzero((values > history.active) if name == "new" else (values < history.active))
        if more.size:
            month, value, active = history.months[more[0]], values[more[0]], history.active[more[0]]
            problems.append(
                f"{month}: {value:g} new people but {active:g} active ones; new people are those active for the first time,"
                " so they cannot be more than the active (people who only joined belong into a column signups)"
                if name == "new"
                else f"{month}: {value:g} contributions by {active:g} people who wrote; everybody who wrote made at least one"
                " (if active people only visited, say that active means visited)"
            )
    return problems
