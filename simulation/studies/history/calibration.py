"""Fit a history: what it teaches, how forecasts would have done on its last months, and where its level goes.

Two answers that must not be mixed up: the *level* of the months to come is a forecast of the past's kind (Theta, with the errors of
real communities); the *differences* that a decision makes come from the model, which starts from what the history teaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any

import numpy as np

from simulation.studies.history.cautions import cautions
from simulation.studies.history.forecast import HORIZON, Level, level, naive, theta
from simulation.studies.history.learning import NOT_TAUGHT, Learnt, Posterior, ahead, learn, outside
from simulation.studies.history.library import PARAMETERS, Library
from simulation.studies.history.months import month_after
from simulation.studies.history.reading import Reading
from simulation.studies.history.refinement import FURTHER, Simulate, here, refined
from simulation.studies.history.series import CLAIM_MONTHS, FEWEST_MONTHS, History, HistoryError
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import INPUTS, VARIANTS

HOLD_BACK = 12
METHODS = ("naive", "theta", "engine")
SETS = tuple(one.name for one in PARAMETERS if one.name in INPUTS)  # those a run can take over; the change of intake lies in the past


@dataclass(frozen=True)
class Backtest:
    """The last months, held back, and what each forecast said of them; None where the history is too short."""

    months: tuple[str, ...]
    came: np.ndarray
    said: dict[str, np.ndarray]

    @property
    def off(self) -> dict[str, float]:
        """Return the mean absolute error by forecast [people a month]."""
        return {name: float(np.abs(values - self.came).mean()) for name, values in self.said.items()}


@dataclass(frozen=True)
class Calibration:
    """Everything a history led to.

    `by_further` is what was learnt when further communities were simulated for it, `by_variant` the same under each structural variant.
    """

    reading: Reading
    fitted: dict[str, Learnt]
    silent: tuple[str, ...]
    backtest: Backtest | None
    level: Level
    level_months: tuple[str, ...]
    notes: tuple[str, ...]
    used: History = field(repr=False)  # without columns that lie outside what the model produces
    posterior: Posterior = field(repr=False)
    by_further: dict[str, Learnt] | None = None
    by_variant: dict[str, dict[str, Learnt]] | None = None

    @property
    def history(self) -> History:
        """Return the history."""
        return self.reading.history

    @property
    def cautions(self) -> tuple[str, ...]:
        """Return which estimates are not to be taken at their word, and why; those by further communities where the first ones are not doubted."""
        first, further = cautions(self.fitted), cautions(self.by_further or self.fitted)
        return (*first.values(), *(f"By further communities: {why}" for name, why in further.items() if name not in first))

    def differences(self) -> dict[str, Any]:
        """Return the inputs that the history teaches, as a scenario takes them over."""
        return {name: float(f"{self.fitted[name].median:.4g}") for name in SETS if name in self.fitted and self.fitted[name].taught}

    def existing(
        self,
        members: int | None = None,
        age_weeks: int | None = None,
        counterfactual: str = "closed",
        customers: int | None = None,
        posts: float | None = None,
    ) -> Existing | None:
        """Return the community of the history's last months as a start; None where its members are not known.

        What is not given is taken from the history, but for posts: fewer pasts lead to as many, so they are met where somebody asks for it.
        Where it says nothing of customers, those of the scenario are met as far as its past leads there.
        """
        history = self.history
        members = self.last("members") if members is None else members
        if members is None:
            return None
        active = round(float(history.active[-3:].mean()))
        age = len(history) * 52 // 12 if age_weeks is None else age_weeks
        return Existing(
            members=members, active=min(active, members), age_weeks=age, active_means=history.active_means,
            customers=self.last("customers") if customers is None else customers, posts=posts, counterfactual=counterfactual,
        )  # fmt: skip

    @property
    def written(self) -> int | None:
        """Return what was contributed in a month of late; None where that is not known."""
        late = self.history.contributions[-3:]
        return round(float(late.mean())) or None if np.isfinite(late).all() else None

    def last(self, column: str) -> int | None:
        """Return what a column that can be done without says of the last month; None where there is none, or it says nothing."""
        values = self.history.others.get(column)
        return int(values[-1]) if values is not None and np.isfinite(values[-1]) else None

    def document(self) -> dict[str, Any]:
        """Return it as plain values."""
        ends = zip(self.level_months, self.level.median, self.level.low, self.level.high, strict=True)
        columns = [list(column) for column in zip(*((month, *(round(float(value), 1) for value in values)) for month, *values in ends), strict=True)]
        off = self.backtest.off if self.backtest is not None else dict.fromkeys(METHODS)
        return {
            "read_as": self.reading.read_as,
            "fitted": _plain(self.fitted),
            **({} if self.by_further is None else {"by_further": _plain(self.by_further)}),
            **({} if self.by_variant is None else {"by_variant": {name: _plain(one) for name, one in self.by_variant.items()}}),
            "cautions": list(self.cautions),
            "silent": list(self.silent),
            "backtest": off,
            "held_back": len(self.backtest.months) if self.backtest is not None else 0,
            "level": dict(zip(("month", "median", "low", "high"), columns, strict=True)),
            "claims": self.history.claims,
            "notes": list(self.notes),
        }


def calibrate(reading: Reading, library: Library, hold_back: int = HOLD_BACK, tell: Callable[[str], None] = lambda stage: None) -> Calibration:
    """Fit a history that was read.

    Args:
        hold_back: months at the end that forecasts are held against; 0 for none.
        tell: told each stage before it begins; it may raise to stop.

    Raises:
        HistoryError: it cannot be used; the message says why.
    """
    history = reading.history
    tell("Looking whether the model can produce such a history")
    problems, left_out, history = outside(history, library)
    if problems:
        raise HistoryError(problems)
    notes = [*reading.notes, *left_out]
    tell("Comparing it with simulated communities")
    found = learn(history, library)
    if not found.ordered:
        notes.append("in any order of its months the history would look the same: its course teaches nothing, so the fitted values are the prior's")
    if not history.claims:
        notes.append(f"{len(history)} months are fitted without a claim: {CLAIM_MONTHS} are needed to say how good a forecast is")
    tell("Forecasting the months held back")
    backtest = _backtest(history, library, hold_back)
    if backtest is None:
        notes.append(f"nothing is held back: at least {FEWEST_MONTHS} months must be left to learn from")
    elif backtest.off["engine"] > backtest.off["naive"]:
        notes.append("on the months held back the model's forecast was worse than the last value: it is shown, and not used")
    notes.append("the level is a forecast of the past's kind; differences between settings come from the model")
    tell("Forecasting the year to come")
    months: list[str] = []
    for _ in range(HORIZON):
        months.append(month_after(months[-1] if months else history.months[-1]))
    fitted = found.learnt()
    silent = (*(name for name, one in fitted.items() if not one.taught), *NOT_TAUGHT)
    return Calibration(reading, fitted, silent, backtest, level(history.active), tuple(months), tuple(notes), history, found)


def refine(found: Calibration, simulate: Simulate = here, many: int = FURTHER, tell: Callable[[int], None] = lambda done: None) -> Calibration:
    """Return a fit with what is learnt when communities are simulated where it points; `tell` is told how many are, and may raise to stop."""
    return replace(found, by_further=refined(found.used, found.posterior, simulate, many, tell).learnt())


def under_variants(found: Calibration, many: int = FURTHER, tell: Callable[[int], None] = lambda done: None) -> Calibration:
    """Return a fit with what is learnt when the communities simulated for it live under each structural variant."""
    learnt = {}
    for place, (name, beliefs) in enumerate(VARIANTS.items()):
        told = partial(_told, tell, place * many)
        learnt[name] = refined(found.used, found.posterior, partial(here, beliefs=beliefs), many, told).learnt()
    return replace(found, by_variant=learnt)


def _told(tell: Callable[[int], None], before: int, done: int) -> None:
    tell(before + done)


def _plain(learnt: dict[str, Learnt]) -> dict[str, dict[str, float]]:
    return {name: {key: value for key, value in asdict(one).items() if key != "taught"} for name, one in learnt.items()}


def _backtest(history: History, library: Library, hold_back: int) -> Backtest | None:
    """Forecast the last months from those before them; None where too few would be left."""
    known = len(history) - hold_back
    if not hold_back or known < FEWEST_MONTHS:
        return None
    before = history.part(0, known)
    said = {"naive": naive(before.active, hold_back), "theta": theta(before.active, hold_back), "engine": ahead(before, library, hold_back)}
    return Backtest(history.months[known:], history.active[known:], said)
