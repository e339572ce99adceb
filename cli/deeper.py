"""What of the decision paper costs more than the comparison itself: which input carries a difference, and at which values the decision turns."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.text import wrapped
from simulation.vocabulary.amounts import money
from simulation.vocabulary.inputs import INPUTS
from simulation.vocabulary.words import counted

if TYPE_CHECKING:
    from simulation.outcomes.results import Results
    from simulation.studies.turning_points import TurningPoint
    from simulation.vocabulary.run_spec import RunSpec


class Deeper:
    """The two parts as far as they were asked for: `--why` and `--turning`.

    `by_input` holds, per scenario after the baseline, the split as plain values; `too_many` where more inputs differ than are taken apart.
    """

    def __init__(self, arguments: argparse.Namespace, specs: Mapping[str, RunSpec], results: Mapping[str, Results]) -> None:
        self.baseline = next(iter(specs))
        self.by_input = _by_input(specs, results) if arguments.why else {}
        self.ahead, self.behind, self.found = _turning(arguments, specs, results) if arguments.turning else ("", "", ())

    def into(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return the document of a comparison with both parts in their places."""
        from simulation.studies.turning_points import TESTED

        for name, split in self.by_input.items():
            document["options"][name]["differences"]["by_input"] = split
        if self.found:
            points = [point.document() for point in self.found]
            document["rests_on"] = {"ahead": self.ahead, "behind": self.behind, "worlds": TESTED, "found": points}
        return document

    def lines(self) -> list[str]:
        """Return both parts as text."""
        told = [wrapped(f"{name} by input: {_split_text(split)}") for name, split in self.by_input.items()]
        if self.found:
            told += [wrapped(f"What the advantage of {self.ahead} over {self.behind} rests on:")]
            told += [wrapped(f"- {point.sentence(input_text)}", "  ") for point in self.found]
        return [*told, ""] if told else []


def input_text(name: str, value: Any) -> str:
    """Write one value of an input with its unit."""
    spec = INPUTS[name]
    if spec.unit.startswith("share") and spec.high is not None and spec.high <= 1:
        return f"{100 * float(value):.6g} %"
    return f"{value:,.6g}" if spec.unit == "0-1" else f"{value:,.6g} {spec.unit}".strip()


def _split_text(split: Mapping[str, Any]) -> str:
    if "too_many" in split:
        return f"{counted(split['too_many'], 'input differs', 'inputs differ')}, too many to take apart."
    parts = [f"{part['name']} {money(part['amount'], signed=True)}" for part in split["parts"]]
    return f"{', '.join(parts)}."


def _by_input(specs: Mapping[str, RunSpec], results: Mapping[str, Results]) -> dict[str, dict[str, Any]]:
    """Simulate every differing input alone in the baseline and return the splits by scenario."""
    from cli.computing import compute
    from simulation.studies.by_input import MOST, alone, document

    (first, base), *others = specs.items()
    settings = {name: alone(base, other) for name, other in others}
    wanted = {name: each for name, each in settings.items() if 1 <= len(each) <= MOST}
    computed = iter(compute([setting for each in wanted.values() for setting in each.values()]) if wanted else ())
    found: dict[str, dict[str, Any]] = {}
    for name, other in others:
        if name in wanted:
            each = {label: next(computed) for label in wanted[name]}
            found[name] = document(base, other, each, results[first], results[name])
        elif settings[name]:
            found[name] = {"too_many": len(settings[name])}
    return found


def _turning(
    arguments: argparse.Namespace, specs: Mapping[str, RunSpec], results: Mapping[str, Results]
) -> tuple[str, str, tuple[TurningPoint, ...]]:
    """Find what would turn the decision, on this machine's cores."""
    from cli.exploring import cloud_for, watch
    from simulation.studies.cloud import Point
    from simulation.studies.recommendation import contest, judged, recommend
    from simulation.studies.turning_points import turning_points

    names, found = list(specs), list(results.values())
    options = judged(names, found)
    ahead, behind = contest(recommend(options, len(options[0].npv)))
    points = [Point(spec.inputs, spec.timeline) for spec in specs.values()]
    arguments.cluster = None
    with cloud_for(arguments, found[0].spec) as cloud:
        last = watch(turning_points(cloud, points[ahead], points[behind]), lambda state: state.share, lambda state: state.stage)
    return names[ahead], names[behind], last.found
