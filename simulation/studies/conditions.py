"""Conditions on a result, in one closed grammar: MEASURE[@MONTH] (<=|>=|<|>|=) NUMBER. Parsed, never evaluated as code.

    payback_month<=18        weekly_active@24 >= 450        auditorium_weeks=0        cost_per_month<=10000

A payback or break-even that never comes is later than any month: it meets no upper bound and every lower one. Any other
number that a world does not have meets nothing.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from simulation.outcomes.arrival import MAY_NEVER_COME
from simulation.outcomes.reading import dated, read, weeks_by
from simulation.outcomes.results import Results
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import MAX_WEEKS

GRAMMAR = "MEASURE[@MONTH] (<=|>=|<|>|=) NUMBER"
LONGEST = 120  # [characters] of a condition
LAST_MONTH = MAX_WEEKS * 12 // 52
EQUAL = 1e-9  # relative: what differs by less is rounding
_PATTERN = re.compile(
    r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:@\s*([0-9]{1,4}))?\s*(<=|>=|<|>|=)\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)\s*"
)
_WORDS = {"<=": "at most", ">=": "at least", "<": "below", ">": "above", "=": "exactly"}


@dataclass(frozen=True)
class Condition:
    """One condition on one number of each world. `month` is None where the number of the whole run is meant."""

    measure: str
    month: int | None
    sign: str
    number: float

    def __str__(self) -> str:
        return f"{self.measure}{'' if self.month is None else f'@{self.month}'}{self.sign}{self.number:g}"

    @property
    def reading(self) -> tuple[str, int | None]:
        """Return what is read from each world: (measure, month)."""
        return self.measure, self.month

    def met(self, results: Results) -> np.ndarray:
        """Return which worlds meet the condition, (R,) bool."""
        return self.met_by(read(results, *self.reading))

    def met_by(self, values: np.ndarray) -> np.ndarray:
        """Return which of the numbers of worlds (R,) meet the condition, bool."""
        values, bound = self._known(values), self.number
        close = np.isclose(values, bound, rtol=EQUAL, atol=0)
        with np.errstate(invalid="ignore"):
            return {
                "<=": (values <= bound) | close,
                ">=": (values >= bound) | close,
                "<": (values < bound) & ~close,
                ">": (values > bound) & ~close,
                "=": close | (values == bound),
            }[self.sign]

    def shortfall(self, values: np.ndarray) -> np.ndarray:
        """Return how far each number (R,) is from meeting the condition, in its unit: 0 where it is met, inf where there is no number."""
        known = self._known(values)
        with np.errstate(invalid="ignore"):
            distance = np.abs(known - self.number)
        return np.where(self.met_by(values), 0.0, np.where(np.isnan(distance), np.inf, distance))

    def check_horizon(self, weeks: int) -> None:
        """Check that a run of so many weeks reaches the month.

        Raises:
            InputError: it ends before.
        """
        if self.month is not None and weeks_by(self.month) > weeks:
            raise InputError([f"{self}: the run ends after {weeks} weeks, before the end of month {self.month}"])

    def words(self, amount: Callable[[str, float], str] | None = None) -> str:
        """Say the condition in words; `amount(measure, number)` writes the number."""
        declared = MEASURES[self.measure]
        number = amount(self.measure, self.number) if amount else declared.text(self.number)
        when = "" if self.month is None else f" at the end of month {self.month}"
        return f"{declared.label}{when} {_WORDS[self.sign]} {number}"

    def _known(self, values: np.ndarray) -> np.ndarray:
        values = np.asarray(values, dtype=np.float64)
        return np.where(np.isnan(values), np.inf, values) if self.measure in MAY_NEVER_COME else values


def condition_from(text: str) -> Condition:
    """Return the condition written as text.

    Raises:
        InputError: says what is wrong with it and what is allowed.
    """
    shown = repr(text) if len(text) <= LONGEST else repr(text[:57] + "...")
    found = _PATTERN.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        raise InputError([f"{shown} is no condition; write {GRAMMAR}, for example payback_month<=18 or weekly_active@24>=450"])
    measure, month, sign, number = found[1], found[2], found[3], float(found[4])
    if measure not in MEASURES:
        near = difflib.get_close_matches(measure, MEASURES, 1)
        raise InputError([f"{shown}: there is no measure {measure!r:.60}" + (f"; did you mean {near[0]}?" if near else "; see the command measures")])
    if not math.isfinite(number):
        raise InputError([f"{shown}: {found[4]} is too large"])
    if month is not None and not dated(measure):
        raise InputError([f"{shown}: {measure} is one number for a whole run; leave out @{month}"])
    if month is not None and not 1 <= int(month) <= LAST_MONTH:
        raise InputError([f"{shown}: the month must lie from 1 to {LAST_MONTH}"])
    return Condition(measure, None if month is None else int(month), sign, number)


def conditions_from(texts: Iterable[str], weeks: int | None = None) -> tuple[Condition, ...]:
    """Return several conditions; where `weeks` is given, a run of so many weeks must reach their months.

    Raises:
        InputError: names every wrong one at once.
    """
    conditions: list[Condition] = []
    problems: list[str] = []
    for text in texts:
        try:
            condition = condition_from(text)
            if weeks is not None:
                condition.check_horizon(weeks)
            conditions.append(condition)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return tuple(conditions)


def all_met(conditions: Iterable[Condition], results: Results) -> np.ndarray:
    """Return which worlds meet every condition, (R,) bool."""
    met = np.ones(len(results), dtype=bool)
    for condition in conditions:
        met &= condition.met(results)
    return met
