"""The thirty worlds of a lesson, and figures as its sentences write them."""

from __future__ import annotations

from functools import cache

import numpy as np

from scenarios.lesson import FOLDER, Lesson, load_lesson
from scenarios.lesson_task import spec_of
from scenarios.scenario import Scenario
from simulation import Results, band
from simulation.engine.ensemble import run_replicates
from simulation.outcomes.reading import read

WORLDS = 30
simulated = cache(run_replicates)


def lesson(name: str) -> Lesson:
    """Return a built-in lesson."""
    return load_lesson(FOLDER / f"{name}.toml")


def of(scenario: Scenario) -> Results:
    """Return the worlds of a scenario."""
    return simulated(spec_of(scenario, WORLDS))


def off(told: Lesson, scenario: Scenario) -> Results:
    """Return the worlds of one of a lesson's scenarios with its mechanism off."""
    return of(told.switched_off(scenario))


def ratio(one: Results, other: Results, measure: str, month: int) -> np.ndarray:
    """Return a measure at the end of a month, world by world one divided by the other, (worlds,)."""
    return read(one, measure, month) / read(other, measure, month)


def percent(values: np.ndarray) -> tuple[int, int, int]:
    """Return low, median and high of shares [%]."""
    low, middle, high = (round(100 * float(value)) for value in band(values))
    return low, middle, high


def median(results: Results, measure: str, month: int) -> float:
    """Return the median over worlds of a measure at the end of a month."""
    return float(np.nanmedian(read(results, measure, month)))
