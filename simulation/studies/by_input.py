"""Which of the inputs that differ carries a difference: each set alone in the baseline, in the same worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

from simulation.outcomes.results import Results
from simulation.studies.why import TOGETHER, Part, Why, by_lever
from simulation.vocabulary.inputs import INPUTS, problems_together
from simulation.vocabulary.run_spec import RunSpec, changed_names, launch_problems

MOST = 12  # inputs that are taken apart: each costs as much as an answer
PLAN = "the plan over time"


def labels(base: RunSpec, other: RunSpec) -> dict[str, str]:
    """Return the names readers know the differing inputs by, no two of them the same; a plan counts as one, named "plan"."""
    names = changed_names(base, other)
    often = Counter(INPUTS[name].label for name in names)
    found = {name: INPUTS[name].label + (f" ({INPUTS[name].kind})" if often[INPUTS[name].label] > 1 else "") for name in names}
    return found | ({"plan": PLAN} if base.timeline != other.timeline else {})


def alone(base: RunSpec, other: RunSpec) -> dict[str, RunSpec]:
    """Return the baseline with one of the differing inputs each, by the name readers know it by.

    Each differs in that input alone: what usually follows it (the figures of a market, signups with the size) differs by itself, too, where it
    does, and is not counted twice. What cannot be alone, say more customers than the market holds, is left to what inputs do together.
    """

    def with_one(name: str) -> RunSpec | None:
        if name == "plan":
            return replace(base, timeline=other.timeline)
        inputs = replace(base.inputs, **{name: other.value(name)})
        problems = problems_together(inputs) or launch_problems(inputs, base.weeks, base.existing)
        return None if problems else replace(base, inputs=inputs)

    settings = {label: with_one(name) for name, label in labels(base, other).items()}
    return {label: setting for label, setting in settings.items() if setting is not None}


def weightiest_first(why: Why) -> list[Part]:
    """Return the parts of a difference, the largest in either direction first; what the inputs do only together is no input, and comes last."""
    return sorted(why.parts, key=lambda part: (part.name == TOGETHER, -abs(part.amount)))


def sentence(why: Why, money: Callable[[float], str]) -> str:
    """Say which input carries the difference, the weightiest first; all are named. `money` writes an amount with its sign."""
    parts = weightiest_first(why)
    if len(parts) == 1:
        return f"{parts[0].name} alone carries all of it"
    return ", ".join(f"{part.name} {money(part.amount)}" for part in parts)


def document(base: RunSpec, other: RunSpec, results: Mapping[str, Results], before: Results, after: Results) -> dict[str, Any]:
    """Return the split as plain values, the weightiest input first; `results` hold each input alone, by its label."""
    found = by_lever(before, results, after)
    names = {label: name for name, label in labels(base, other).items()}
    parts = [
        {"input": names.get(part.name), **{key: value for key, value in asdict(part).items() if key != "because"}} for part in weightiest_first(found)
    ]
    return {"median": found.total, "low": found.low, "high": found.high, "parts": parts}
