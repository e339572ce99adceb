"""Hold this version of the model against its target patterns and against real communities."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from simulation.engine.ensemble import Cancelled, run_replicates
from simulation.outcomes.results import Results, band
from simulation.studies.money import SPREAD, Target, money_targets
from simulation.studies.money_further import further_targets
from simulation.studies.patterns import HISTORY_RANGES, PATTERNS, Pattern
from simulation.studies.programmes import COUNT, silent_share
from simulation.studies.programmes import NAME as DEATH
from simulation.studies.surges import SURGE_RANGES, surge_effects
from simulation.studies.traces import statistics, traces
from simulation.vocabulary.inputs import Inputs, inputs_from
from simulation.vocabulary.run_spec import RunSpec
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS
from simulation.vocabulary.words import ranged

OPEN_FORUM: dict[str, Any] = {
    "batch_size": 0,
    "founders": 40,
    "personal_onboarding": False,
    "ritual_cadence": "none",
    "community_managers": 0.0,
    "visit_base": -5.6,
    "waiting_list": 200,
    "launch_interest": 0.3,
    "disappointment": 0.0,  # who comes for one answer looks for nobody
}
SETTINGS: dict[str, dict[str, Any]] = {
    "default": {},
    "open": OPEN_FORUM,
    "chat": {"platform": "chat"},
    "mentored": {"mentorship": True},
    "founding": {
        "founders": 9,
        "batch_size": 5,
        "batch_interval": 13,
        "community_managers": 0.0,
        "personal_onboarding": False,
        "ritual_cadence": "none",
        "waiting_list": 0,
        "launch_interest": 0.02,
        "invitation_rate": 0.004,
        "applicant_share": 0.02,
        "seed_threads": 0,
        "founder_lift": 0.0,
    },
}
WEEKS = {"founding": 26}
FORUM_RUNS = 12  # traces are costly; twelve communities pin the medians down well enough
PROGRAMMES = 10  # drawn at random for each run asked for
HISTORY_SOURCE = "forty real histories"

RETURN_BY_BATCH = "worlds in which the return rises and then falls with the batch"
BATCHES = (5, 15, 50, 160, 500)  # the lever's range in even ratios

GATED = "A gated row is a condition: validating ends with exit code 1 where one lies outside. A row whose miss is known and explained is none."

# What does not hold, and why it is left so. An open pattern never counts as holding, and is not gated.
OPEN_REASONS: dict[str, str] = {
    "noise of monthly writers, in Poisson units": (
        "The open forum's monthly writers are hardly noisier than chance: short spells of interest come and go within the month, and larger ones "
        "widen futures more than the noise."
    ),
    RETURN_BY_BATCH: (
        "It falls in every world. It does not rise from five to fifteen at a time where few ask to come in, because interest in the subject fell: "
        "five at a time then lets in nearly all of them, and all are met."
    ),
    "acquisition cost per customer, change [%]": (
        "S2 speaks of influenced deals, the model of all customers. What makes small batches worth more than crowds is that many look "
        "before they buy, and a lively place then wins somewhat more of them than S2 reports."
    ),
}


OPEN_MONEY: dict[str, str] = {
    "the best kind of community differs by market": (
        "One around the product is worth most in both markets: it activates and is found more, and what a practice gains in identity and expansion "
        "does not make up for its slower sales in three years."
    ),
    "value of the least suitable kind of community against the best one's, enterprise [%]": (
        "An interest brings few buyers anywhere, but champions and yearly contracts carry an enterprise community whatever it is about."
    ),
    "worlds in which a second manager pays in a flood": (
        "At some 800 active members it is just about worth its cost: in the other worlds it costs a little more than it brings within three years."
    ),
    "flywheel number of ambassadors less their loss, month 36": (
        "More contributors fall silent in a year than come through the community: most new ones are customers who asked to come in, and are not "
        "counted as brought by it."
    ),
    DEATH: (
        "A handful of habitual writers keeps most of these places from falling silent. That owners give up and close a community that lives a "
        "little is not modelled, and the field counts those as dead."
    ),
    "share of value by acquisition [%]": (
        "Retention and expansion bring what was supposed of them, deflection less, so acquisition is what is left. It hangs on the proof that "
        "onlookers see and on word of mouth: with either one switched off the share lies in the band (see the ablations)."
    ),
    "share of value by deflection [%]": (
        "Deflection saves what tickets cost; with these prices it can only be a larger share where acquisition is smaller."
    ),
    **{
        f"speakers a year ahead, months 24-36, beliefs drawn, {name} world": (
            "Each community takes in its batch whatever the subject is worth by then, and beliefs move how many speak, not how a year compares with "
            "the one before. The open forum, which the real histories are of, reaches as far up but not as far down: see how far futures spread."
        )
        for name, _, _ in SPREAD
    },
}


@dataclass(frozen=True)
class Finding:
    """One pattern against this version: the median over runs, and the range of 80 % of them."""

    name: str
    group: str  # "target", "history" or "direction"
    source: str
    accepted: str
    low: float | None
    high: float | None
    median: float
    seen_low: float
    seen_high: float
    verdict: str  # "holds", "open" (outside the band, and not gated) or "fails" (outside the band; where gated, `validate` ends with 1)
    gated: bool
    fitted: bool
    reason: str
    format: str

    def as_row(self) -> dict[str, Any]:
        """Return the finding as a flat record."""
        return asdict(self)


def validate(
    *,
    runs: int = 30,
    seed: int = DEFAULT_SEED,
    progress: Callable[[float, str], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> list[Finding]:
    """Simulate every setting the patterns need and judge each pattern.

    `progress(share, stage)` is told how far the work is; `stop()` is asked between weeks.

    Raises:
        Cancelled: `stop` said so.
    """
    tell = progress or (lambda share, stage: None)
    findings: list[Finding] = []
    stages = [*SETTINGS, "real communities", "surges", "return by batch size", "money and health"]

    def halted(week: int) -> bool:
        return stop is not None and stop()

    for place, name in enumerate(SETTINGS):
        tell(place / len(stages), name)
        inputs = inputs_from(SETTINGS[name])
        weeks = WEEKS.get(name, DEFAULT_WEEKS)
        results = run_replicates(RunSpec(inputs, seed=seed, weeks=weeks, runs=runs), members=True, stop=halted)
        findings += [judge(pattern, results) for pattern in PATTERNS if pattern.setting == name]
    tell(len(SETTINGS) / len(stages), "real communities")
    forum = inputs_from(OPEN_FORUM)
    findings += history_findings(forum, seed, min(runs, FORUM_RUNS), stop)
    tell((len(SETTINGS) + 1) / len(stages), "surges")
    findings += surge_findings(forum, seed, min(runs, FORUM_RUNS), stop)
    tell((len(SETTINGS) + 2) / len(stages), "return by batch size")
    findings.append(batch_finding(seed, runs, halted))
    tell((len(SETTINGS) + 3) / len(stages), "money and health")
    findings += money_findings([*money_targets(seed, runs, halted), *further_targets(seed, runs, halted), _death(seed, runs, halted)])
    tell(1.0, "done")
    order = {pattern.name: place for place, pattern in enumerate(PATTERNS)}
    return sorted(findings, key=lambda finding: order.get(finding.name, len(order)))


def judge(pattern: Pattern, results: Results) -> Finding:
    """Judge one pattern by what is seen in its setting."""
    values = pattern.compute(results)
    if pattern.name.startswith("silent"):
        share = float(values.mean())
        spread = 1.28 * np.sqrt(share * (1 - share) / len(values))  # 80 % range of a share over that many runs
        low, median, high = share - spread, share, share + spread
    else:
        low, median, high = (float(value) for value in band(values))
    return finding(
        pattern.name, "target", pattern.source, pattern.low, pattern.high, (low, median, high), pattern.format, pattern.gated, pattern.fitted
    )


def finding(
    name: str, group: str, source: str, low: float, high: float, seen: Iterable[float], format: str, gated: bool = True, fitted: bool = False
) -> Finding:
    """Judge one pattern by its median over runs."""
    seen_low, median, seen_high = seen
    holds = low <= median <= high
    reason = OPEN_REASONS.get(name, "")
    verdict = "holds" if holds else "open" if reason else "fails"
    accepted = ranged(f"{low:{format}}", f"{high:{format}}")
    return Finding(
        name, group, source, accepted, low, high, median, seen_low, seen_high, verdict, gated and not reason, fitted, "" if holds else reason, format
    )


def history_findings(inputs: Inputs, seed: int, runs: int, stop: Callable[[], bool] | None = None) -> list[Finding]:
    """Compare what the writers of the open forum do with the writers of real communities."""
    if stop is not None and stop():
        raise Cancelled("stopped before the real communities")
    seen = [statistics(trace) for trace in traces(RunSpec(inputs, seed=seed, runs=runs))]
    findings = []
    for key, (label, low, high) in HISTORY_RANGES.items():
        values = np.array([one.get(key, np.nan) for one in seen])
        findings.append(finding(label, "history", HISTORY_SOURCE, low, high, [float(value) for value in band(values)], ".2f", fitted=True))
    return findings


def surge_findings(inputs: Inputs, seed: int, runs: int, stop: Callable[[], bool] | None = None) -> list[Finding]:
    """Compare what surges of newcomers do with what they did in real communities."""
    if stop is not None and stop():
        raise Cancelled("stopped before the surges")
    effects = surge_effects(inputs, seed, runs)
    return [
        finding(label, "history", HISTORY_SOURCE, low, high, effects[key], ".2f", fitted=True) for key, (label, low, high) in SURGE_RANGES.items()
    ]


def batch_finding(seed: int, runs: int, stop: Callable[[int], bool] | None = None) -> Finding:
    """Return in how many worlds the return rises and then falls with the size of the batch."""
    values = [run_replicates(RunSpec(inputs_from({"batch_size": size}), seed=seed, runs=runs), stop=stop).runs["npv"] for size in BATCHES]
    best = np.argmax(values, axis=0)
    share = float(((best > 0) & (best < len(BATCHES) - 1)).mean())
    return finding(RETURN_BY_BATCH, "direction", "S0", 0.90, 1.0, (share, share, share), ".2f", fitted=True)


def _death(seed: int, runs: int, stop: Callable[[int], bool] | None = None) -> Target:
    share = silent_share(seed, min(COUNT, PROGRAMMES * runs), stop)
    return Target(DEATH, "S4", 50, 80, (share, share, share), ".0f", False)


def money_findings(targets: Iterable[Target]) -> list[Finding]:
    """Say whether the money follows the health of the community; rows that are no condition stay open where they do not hold."""
    found = []
    for name, source, low, high, seen, format, gated in targets:
        one = finding(name, "money", source, low, high, seen, format, gated, fitted=True)
        if not gated and one.verdict == "fails":
            one = replace(one, verdict="open", reason=OPEN_MONEY.get(name, ""))
        found.append(one)
    return found


def failed(findings: Iterable[Finding]) -> list[Finding]:
    """Return the gated findings that do not hold."""
    return [one for one in findings if one.gated and one.verdict == "fails"]


def tally(findings: Iterable[Finding]) -> str:
    """Say how many findings lie inside the accepted band and outside it, how many of those outside are explained, and how many gated ones fail."""
    found = list(findings)
    outside = [one for one in found if one.verdict != "holds"]
    explained = sum(bool(one.reason) for one in outside)
    told = "" if not outside else ", each explained below" if explained == len(outside) else f", {explained} of them explained below"
    gated = f"{len(failed(found))} of the {sum(one.gated for one in found)} gated rows fail"
    return f"Of {len(found)} rows {len(found) - len(outside)} lie inside the accepted band, {len(outside)} outside it{told}; {gated}."
