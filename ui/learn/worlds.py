"""The worlds of a lesson: computed once for everybody, and read only as far as a step may see."""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np

from scenarios.lesson import Lesson
from scenarios.lesson_task import spec_of
from scenarios.scenario import Scenario
from simulation import Results, band
from simulation.outcomes.reading import read, weeks_by
from ui.charts.chart_data import month_of
from ui.session.runs import give_way, grow

WORLDS = 30
HIDDEN = 2.0  # times the highest known month from which a week is drawn
PUZZLE_WORLDS = 10  # of a try; a win is confirmed in all


def computed(scenario: Scenario, worlds: int = WORLDS, tick: Callable[[], object] = give_way) -> Results:
    """Return the worlds of a scenario; the same ones asked for by several are computed once."""
    *_, results = growing(scenario, worlds, tick)
    return results


def growing(scenario: Scenario, worlds: int, tick: Callable[[], object] = give_way) -> Generator[Results, None, None]:
    """Yield the worlds of a scenario as more and more of them are finished; the last answer has them all.

    While others wait for their first answer, the first one has a single world: a class tries its moves in the same minute.
    """
    yield from grow(spec_of(scenario, worlds), tick, hurried=1)


def asked_world(lesson: Lesson) -> Scenario:
    """Return the world whose course or number is asked for."""
    return getattr(lesson, lesson.predict.of)


def known_part(lesson: Lesson) -> list[float]:
    """Return the medians of the months that are known before the prediction, and no others."""
    results = computed(asked_world(lesson))
    return [float(np.nanmedian(read(results, lesson.predict.measure, month))) for month in range(1, lesson.predict.known_until + 1)]


def known_course(lesson: Lesson) -> tuple[np.ndarray, np.ndarray, bool]:
    """Return when each known point is [month], (points,), what was in it, (worlds, points), and whether these are weeks.

    They are months, unless a week stands far above all of them: months are means of their last weeks, and hide a crowd that came within one.
    """
    results, asked = computed(asked_world(lesson)), lesson.predict
    weeks, months = results.series[asked.measure][:, : weeks_by(asked.known_until)], monthly(results, asked.measure)[:, : asked.known_until]
    middle = band(weeks)[1]
    if not np.isfinite(middle).all() or middle.max() <= HIDDEN * np.nanmax(band(months)[1]):
        return np.arange(1.0, asked.known_until + 1), months, False
    return month_of(np.arange(weeks.shape[1])), weeks, True


def before_number(lesson: Lesson) -> float:
    """Return the median of the other world's number, which is shown as a starting point."""
    other = lesson.before if lesson.predict.of == "after" else lesson.after
    return float(np.nanmedian(read(computed(other), lesson.predict.measure, lesson.predict.month)))


def monthly(results: Results, measure: str) -> np.ndarray:
    """Return a measure at the end of each month, (worlds, months)."""
    months = results.weeks * 12 // 52
    return np.stack([read(results, measure, month) for month in range(1, months + 1)], axis=1)
