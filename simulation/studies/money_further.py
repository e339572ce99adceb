"""Further targets of money and health: kinds of community by market, a second manager, idle joiners, the wheel of a strong programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.auditorium import AUDITORIUM
from simulation.outcomes.results import Results, band
from simulation.studies.money import HOLDS, THREE_YEARS, Target, npv
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.timeline import timeline_from

KINDS = ("practice", "product", "interest")
MARKETS = ("prosumer", "enterprise")
FLOOD = {"batch_size": 0, "starting_customers": 10_000}
STREAM = tuple((week, "influx", 500) for week in range(4, THREE_YEARS, 4))  # people who join the flooded place from outside
IDLE = ((52, "influx_low_intent", 5_000),)
OVERNIGHT = ((4, "influx", 5_000),)
HALF_A_YEAR, MONTH = 26, 4  # [weeks]
AMBASSADORS = {
    "application_filter": True, "incentive": "spotlight", "incentive_targeting": "tailored", "recognition": "public", "mentorship": True,
    "empowerment": 0.7, "shareability": 0.8,
}  # fmt: skip

Run = Callable[..., Results]


def further_targets(seed: int, runs: int, stop: Callable[[int], bool] | None = None, throughout: Mapping[str, Any] | None = None) -> list[Target]:
    """Simulate what the further targets need and say what is found of each; `throughout` are inputs that stand in every setting."""

    def run(differences: Mapping[str, Any] | None = None, shocks: tuple = (), weeks: int = THREE_YEARS) -> Results:
        spec = RunSpec(inputs_from({**(differences or {}), **(throughout or {})}), timeline_from((), shocks, weeks), seed, weeks, runs)
        return run_replicates(spec, stop=stop)

    base = run()
    return [*_kinds(run), *_second_manager(run, base), *_idle(run, base), *_sources(run, base)]


def _once(value: float) -> tuple[float, float, float]:
    return value, value, value


def _kinds(run: Run) -> Iterator[Target]:
    best = []
    for market in MARKETS:
        value = {kind: float(np.median(npv(run({"market": market, "community_model": kind})))) for kind in KINDS}
        best.append(max(value, key=value.__getitem__))
        least = 100 * min(value.values()) / max(value.values())
        name = f"value of the least suitable kind of community against the best one's, {market} [%]"
        yield Target(name, "S3", -100, 60, _once(least), ".0f", False)
    differ = float(best[0] != best[1])
    yield Target("the best kind of community differs by market", "S3", 1, 1, _once(differ), ".0f", False)


def _second_manager(run: Run, base: Results) -> Iterator[Target]:
    one, two = (run({**FLOOD, "community_managers": number}, STREAM) for number in (1.0, 2.0))
    active = float(np.median(one.series["weekly_active"][:, -52:].mean(axis=1)))
    yield Target("weekly active members of the flooded place", "A", 800, 1e6, _once(active), ",.0f", False)
    pays = float((npv(two) > npv(one)).mean())
    yield Target("worlds in which a second manager pays in a flood", "S3", HOLDS, 1, _once(pays), ".2f", False)
    calm = float((npv(run({"community_managers": 2.0})) > npv(base)).mean())
    yield Target("worlds in which a second manager pays at a batch of twenty", "S3", 0, 1 - HOLDS, _once(calm), ".2f", False)


def _idle(run: Run, base: Results) -> Iterator[Target]:
    after = slice(52 + HALF_A_YEAR, 52 + HALF_A_YEAR + MONTH)
    index = [results.series["auditorium_index"][:, after].mean(axis=1) for results in (run(shocks=IDLE, weeks=90), base)]
    low, middle, high = band(index[0] - index[1])
    found = (float(low), float(middle), float(high))
    yield Target("what 5,000 idle joiners leave of their mark on the auditorium index after half a year", "P", -0.1, 0.1, found, ".2f", False)
    peak = run({"batch_size": 0}, OVERNIGHT, 26).runs["auditorium_peak"]
    share = float((peak >= AUDITORIUM).mean())
    yield Target("worlds in which 5,000 overnight make an auditorium at once", "S0", HOLDS, 1, _once(share), ".2f", False)


def _sources(run: Run, base: Results) -> Iterator[Target]:
    acquired = [results.books["acquisition"].sum(axis=1) for results in (base, run({"search_conversion": 0.0}))]
    low, middle, high = band(100 * (1 - acquired[1] / acquired[0]))
    yield Target("share of acquisition's value that search brings [%]", "A", 0, 50, (float(low), float(middle), float(high)), ".0f", False)
    strong = run(AMBASSADORS)
    low, middle, high = band(strong.final("flywheel_number") - strong.final("contributor_loss"))
    yield Target("flywheel number of ambassadors less their loss, month 36", "S0", 0, 10, (float(low), float(middle), float(high)), ".2f", False)
