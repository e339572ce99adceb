"""Does the money follow the health of the community? Paired worlds of two settings, and what the default comes down to.

Rows that compare settings hold in at least nine of ten worlds; rows of one figure hold for the median. All were looked at while the
defaults were set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results, band
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import timeline_from

FIVE_YEARS, THREE_YEARS = 260, 156  # [weeks]
MONTH_6, LAST = 25, -1
GONE = ((78, "community_managers", 0.0),)
GHOST_TOWN = {"founders": 3, "seed_threads": 0, "ritual_cadence": "none", "personal_onboarding": False, "community_managers": 0.0}
SILENT_CROWD = {"disappointment": 0.0}  # nobody is warned off: what batches are worth has to come from somewhere else
LINES = ("ceo", "product", "support", "marketing", "sales")
SIZES = (100, 1_200, 20_000)
SPREAD = (("10th of 100", 0.45, 0.75), ("median", 0.95, 1.25), ("90th of 100", 1.6, 2.4))  # of real communities
HOLDS = 0.9  # of the worlds
VALUE = ("acquisition", "retention", "expansion", "deflection")

Run = Callable[..., Results]


class Target(NamedTuple):
    """What was found of one target: (low, median, high) over worlds, or a share of the worlds three times."""

    name: str
    source: str
    low: float
    high: float
    seen: tuple[float, float, float]
    format: str
    gated: bool


def money_targets(seed: int, runs: int, stop: Callable[[int], bool] | None = None, throughout: Mapping[str, Any] | None = None) -> list[Target]:
    """Simulate what the targets need and say what is found of each; `throughout` are inputs that stand in every setting."""
    done: dict[Any, Results] = {}

    def run(differences: Mapping[str, Any] | None = None, changes: tuple = (), weeks: int = THREE_YEARS, beliefs: bool = False) -> Results:
        values = {**(differences or {}), **(throughout or {})}
        key = (tuple(sorted(values.items())), changes, weeks, beliefs)
        if key not in done:
            done[key] = run_replicates(RunSpec(inputs_from(values), timeline_from(changes, (), weeks), seed, weeks, runs, beliefs), stop=stop)
        return done[key]

    return [*_care(run), *_door(run), *_lines(run), *_default(run), *_others(run)]


def _share(worse: np.ndarray, better: np.ndarray) -> tuple[float, float, float]:
    share = float((worse < better).mean())
    return share, share, share


def _ends(values: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = band(values)
    return float(low), float(middle), float(high)


def _of(results: Results, name: str) -> np.ndarray:
    return results.runs[name]


npv = partial(_of, name="npv")
at_the_end = partial(_of, name="monthly_result_end")


def _care(run: Run) -> Iterator[Target]:
    base, gone = run(weeks=FIVE_YEARS), run(changes=GONE, weeks=FIVE_YEARS)
    yield Target(
        "worlds in which the only manager leaving in week 78 costs value over 260 weeks", "S3", HOLDS, 1, _share(npv(gone), npv(base)), ".2f", True
    )
    found = _share(at_the_end(gone), at_the_end(base))
    yield Target("worlds in which it costs monthly result in the last quarter", "S3", HOLDS, 1, found, ".2f", True)
    for month in (1, 6, 12):
        asked = run({"roi_review_month": month}, weeks=FIVE_YEARS)
        name = f"worlds in which reviews from month {month} on cost value over 260 weeks"
        yield Target(name, "S0", HOLDS, 1, _share(npv(asked), npv(base)), ".2f", True)


def _door(run: Run) -> Iterator[Target]:
    twenty = npv(run(SILENT_CROWD))
    for batch, name, gated in ((500, "batches of 500", True), (0, "an open door", True), (60, "batches of 60", False)):
        found = _share(npv(run({**SILENT_CROWD, "batch_size": batch})), twenty)
        yield Target(f"worlds in which batches of 20 are worth more than {name}, nobody warned off", "S0", HOLDS, 1, found, ".2f", gated)


def _lines(run: Run) -> Iterator[Target]:
    value = [float(np.median(npv(run({"reporting_line": line}, weeks=FIVE_YEARS)))) for line in LINES]
    kept = sum(above >= below for above, below in pairwise(value)) / (len(value) - 1)
    name = "steps of CEO, product, support, marketing, sales that lose median value over 260 weeks"
    yield Target(name, "S3 S1", 1, 1, (kept, kept, kept), ".2f", True)


def _default(run: Run) -> Iterator[Target]:
    results = run()
    series, typed = results.series, results.inputs.monthly_churn
    ratio = np.nanmean(results.counterfactual["churn_rate"][:, 13:], axis=1) / typed
    yield Target("churn without a community, years 1-3, against what was typed in", "arithmetic", 0.9, 1.1, _ends(ratio), ".2f", True)
    parts = {name: results.books[name].sum(axis=1) for name in VALUE}
    total = sum(parts.values())
    yield Target("share of value by acquisition [%]", "A", 0, 70, _ends(100 * parts["acquisition"] / total), ".0f", False)
    held = 100 * (parts["retention"] + parts["expansion"]) / total
    yield Target("share of value by retention and expansion [%]", "A", 15, 100, _ends(held), ".0f", False)
    yield Target("share of value by deflection [%]", "A", 5, 25, _ends(100 * parts["deflection"] / total), ".1f", False)
    inside, seen = (100 * series[name][:, LAST] for name in ("customers_members", "customers_seen"))
    yield Target("customers who are members, month 36 [%]", "A", 15, 40, _ends(inside), ".0f", False)
    yield Target("customers seen in four weeks, month 36 [%]", "A", 4, 12, _ends(seen), ".1f", False)
    wheel = series["flywheel_number"]
    yield Target("flywheel number, month 6", "A", 0.01, 10, _ends(wheel[:, MONTH_6]), ".2f", False)
    yield Target("flywheel number, month 36", "A", 0.4, 1.6, _ends(wheel[:, LAST]), ".2f", False)
    yield Target("payback of the default [month]", "S3 S4", 12, 30, _ends(results.runs["payback_month"]), ".0f", False)
    yield from _year_ahead(run(beliefs=True))


def _year_ahead(results: Results) -> Iterator[Target]:
    """Yield how far futures spread: the last quarter's speakers against those of the same quarter a year before, beliefs drawn."""
    speakers = results.series["speakers"]

    def ahead(end: int) -> tuple[float, float, float]:
        before = speakers[:, end - 65 : end - 52].mean(axis=1)
        return _ends(speakers[:, end - 13 : end].mean(axis=1) / np.maximum(before, 0.1))

    for (name, low, high), found in zip(SPREAD, ahead(156), strict=True):
        yield Target(f"speakers a year ahead, months 24-36, beliefs drawn, {name} world", "H", low, high, (found, found, found), ".2f", False)
    yield Target("speakers a year ahead, months 12-24, beliefs drawn (reported)", "H", 0, 10, ahead(104), ".2f", False)


def _others(run: Run) -> Iterator[Target]:
    ghost = npv(run(GHOST_TOWN))
    yield Target("worlds in which a ghost town is worth less than nothing", "S1", HOLDS, 1, _share(ghost, np.zeros(len(ghost))), ".2f", True)
    value = np.array([np.median(npv(run({"starting_customers": size}))) for size in SIZES])
    rising = float((np.diff(value) > 0).all())
    yield Target("value rises with 100, 1,200 and 20,000 customers", "arithmetic", 1, 1, (rising, rising, rising), ".0f", False)
    chat = 100 * float(np.median(npv(run({"platform": "chat"}))) / np.median(npv(run())))
    yield Target("value of a chat against a forum's [%]", "S3 S4", -100, 60, (chat, chat, chat), ".0f", False)
