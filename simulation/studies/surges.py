"""What a surge of newcomers does to them and to those who were there: the natural experiments, repeated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results, nanmean
from simulation.studies.traces import Trace, traces
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import timeline_from

SURGE_WEEK = 65
WEEKS = 100
WINDOW = 5  # [weeks] whose newcomers count as the surge
SURGE_RANGES: dict[str, tuple[str, float, float]] = {
    "moderate": ("retention of newcomers, intake 2-4 x usual, relative", 0.67, 1.05),
    "large": ("retention of newcomers, intake over 4 x usual, relative", 0.43, 0.96),
    "low_intent": ("retention of a low-intent flood, relative", 0.10, 0.40),
    "reply_exponent": ("odds of an answer against newcomers per core member, exponent", -0.52, -0.10),
    "incumbent_elasticity": ("incumbents' speaking against intake, elasticity", -0.05, 0.20),
}


def surge_effects(inputs: Inputs, seed: int, runs: int) -> dict[str, tuple[float, float, float]]:
    """Return (low, median, high) of each effect over paired halves of the runs."""
    quiet = RunSpec(inputs, seed=seed, weeks=WEEKS, runs=runs)
    calm = traces(quiet)
    joiners = _joiners(inputs, seed)
    sizes = {"moderate": 2.0, "large": 7.0, "low_intent": 15.0}  # real floods of the curious were larger than other surges
    retention, shocked = {}, {}
    for name, times in sizes.items():
        kind = "influx_low_intent" if name == "low_intent" else "influx"
        plan = timeline_from(shocks=[(SURGE_WEEK, kind, int(times * joiners))])
        retention[name] = [_kept(trace) for trace in traces(replace(quiet, timeline=plan))]
        shocked[name] = plan
    base = [_kept(trace) for trace in calm]
    effects = {name: _ratio_range(retention[name], base) for name in sizes}
    flood = replace(quiet, timeline=shocked["large"])
    effects["reply_exponent"], effects["incumbent_elasticity"] = _dilution(run_replicates(quiet), run_replicates(flood))
    return effects


def _joiners(inputs: Inputs, seed: int) -> float:
    """Return how many people usually join in the window."""
    results = run_replicates(RunSpec(inputs, seed=seed, weeks=SURGE_WEEK, runs=4), members=True)
    came = [np.count_nonzero(table["joined_week"] >= SURGE_WEEK - 13) for table in results.members]
    return float(np.mean(came)) / 13 * WINDOW


def _first(trace: Trace) -> tuple[np.ndarray, np.ndarray]:
    persons, place = np.unique(trace.person, return_index=True)
    return persons, trace.week[place]  # entries are in the order of weeks


def _kept(trace: Trace) -> tuple[int, int]:
    """Return how many wrote first in the window, and how many of them wrote again 9-17 weeks later."""
    persons, first = _first(trace)
    new = (first >= SURGE_WEEK) & (first < SURGE_WEEK + WINDOW)
    start = dict(zip(persons[new].tolist(), first[new].tolist(), strict=True))
    back = {
        person for person, week in zip(trace.person.tolist(), trace.week.tolist(), strict=True) if person in start and 9 <= week - start[person] < 17
    }
    return int(new.sum()), len(back)


def _ratio_range(surge: list[tuple[int, int]], base: list[tuple[int, int]]) -> tuple[float, float, float]:
    """Return the ratio of pooled retentions with an 80 % range over resampled runs."""
    surge_counts, base_counts = np.array(surge, dtype=float), np.array(base, dtype=float)
    rng = np.random.default_rng(1)
    picks = rng.integers(0, len(surge_counts), (400, len(surge_counts)))

    def pooled(counts: np.ndarray) -> np.ndarray:
        total = counts[picks].sum(axis=1)
        return total[:, 1] / np.maximum(total[:, 0], 1)

    ratios = np.sort(pooled(surge_counts) / np.maximum(pooled(base_counts), 1e-9))
    whole = (surge_counts[:, 1].sum() / surge_counts[:, 0].sum()) / (base_counts[:, 1].sum() / base_counts[:, 0].sum())
    return float(ratios[40]), float(whole), float(ratios[360])


def _dilution(quiet: Results, flood: Results) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    weeks = slice(SURGE_WEEK, SURGE_WEEK + WINDOW)

    def log_odds(results: Results) -> np.ndarray:
        rate = np.clip(nanmean(results.series["newcomer_response_rate"][:, weeks]), 0.02, 0.98)
        return np.log(rate / (1 - rate))

    def per_core(results: Results) -> np.ndarray:
        ratio = results.series["absorption_ratio"][:, weeks].mean(axis=1)
        return np.log(ratio, out=np.full(ratio.shape, np.nan), where=ratio > 0)

    crowd = per_core(flood) - per_core(quiet)
    # Where nobody joined, wrote or was there to meet them, there is nothing to compare.
    told = (crowd > 0) & np.isfinite(log_odds(flood) - log_odds(quiet))
    crowd = crowd[told]
    reply = np.sort((log_odds(flood) - log_odds(quiet))[told] / crowd)
    speaking = np.log(flood.series["incumbent_speaking"][:, weeks].mean(axis=1) / quiet.series["incumbent_speaking"][:, weeks].mean(axis=1))
    spoken = np.sort(speaking[told] / crowd)
    return _eight_in_ten(reply), _eight_in_ten(spoken)


def _eight_in_ten(values: np.ndarray) -> tuple[float, float, float]:
    low, median, high = (float(np.quantile(values, share)) for share in (0.1, 0.5, 0.9))
    return low, median, high
