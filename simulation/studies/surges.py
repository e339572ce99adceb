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
RESAMPLED = 400  # times the runs are drawn anew
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
    """Return the ratio of pooled retentions (people new, of whom came back) with an 80 % range over resampled pairs of runs."""
    from scipy.stats import bootstrap  # a second to import: only where it is needed

    new, back, new_usually, back_usually = counts = (*np.array(surge, dtype=float).T, *np.array(base, dtype=float).T)
    whole = float((back.sum() / new.sum()) / (back_usually.sum() / new_usually.sum()))
    if len(surge) == 1:  # one pair cannot be resampled
        return whole, whole, whole

    def ratio(new: np.ndarray, back: np.ndarray, new_usually: np.ndarray, back_usually: np.ndarray, axis: int) -> np.ndarray:
        usual = back_usually.sum(axis=axis) / np.maximum(new_usually.sum(axis=axis), 1)
        return back.sum(axis=axis) / np.maximum(new.sum(axis=axis), 1) / np.maximum(usual, 1e-9)

    found = bootstrap(counts, ratio, n_resamples=RESAMPLED, paired=True, method="percentile", rng=np.random.default_rng(1))
    ratios = np.sort(found.bootstrap_distribution)
    return float(ratios[RESAMPLED // 10]), whole, float(ratios[RESAMPLED - RESAMPLED // 10])


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
