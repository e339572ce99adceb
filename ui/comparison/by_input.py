"""Which of the inputs that differ carries a difference: each set alone in the baseline, in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from simulation import INPUTS, Results, RunSpec, changed_names
from simulation.studies.why import TOGETHER, Part, Why, by_lever
from ui.session.runs import grow

MOST = 12  # inputs that are taken apart: each costs as much as an answer
PLAN = "the plan over time"


def alone(base: RunSpec, other: RunSpec) -> dict[str, RunSpec]:
    """Return the baseline with one of the differing inputs each, by the name readers know it by; a plan counts as one."""
    found = {INPUTS[name].label: base.with_value(name, other.value(name)) for name in changed_names(base, other)}
    return found | ({PLAN: replace(base, timeline=other.timeline)} if base.timeline != other.timeline else {})


def taken_apart(settings: Mapping[str, RunSpec], base: Results, other: Results) -> Iterator[tuple[int, Why | None]]:
    """Yield how many of the settings have been simulated, and at last the split of the difference; abandoning it stops the work.

    Raises:
        EngineError: it could not be simulated.
    """
    results: dict[str, Results] = {}
    for count, (name, setting) in enumerate(settings.items()):
        yield count, None
        *_, results[name] = grow(setting)
    yield len(settings), by_lever(base, results, other)


def weightiest_first(why: Why) -> list[Part]:
    """Return the parts of a difference, the largest in either direction first; what the inputs do only together is no input, and comes last."""
    return sorted(why.parts, key=lambda part: (part.name == TOGETHER, -abs(part.amount)))
