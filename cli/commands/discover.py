"""Find out what would change our mind: two scenarios in a cloud of beliefs.

Each world has beliefs of its own, the same for A and B. better_in counts the worlds in which B is better. A box names beliefs
(at most three) in which the choice of B fails more often; only what a half of the worlds held back confirms is told. --fails
says when it fails; by default, when B is no better than A. evpi is what knowing everything before choosing would be worth, an
upper bound; evppi, what knowing one belief would.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.answer import answer_to, write_answer
from cli.arguments import add_changes
from cli.exploring import add_exploration, cloud_for, runs_of, watch

SHOWN = 8  # beliefs in the text


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `discover`."""
    parser.add_argument("scenarios", metavar="SCENARIO", nargs=2, help="built-in names or TOML files")
    parser.add_argument("--fails", metavar="CONDITION", help='when the choice of B fails, say "npv<0"')
    parser.add_argument("--measure", metavar="M", default="npv", help="what better means (default npv)")
    add_changes(parser)
    add_exploration(parser, 400)


def execute(arguments: argparse.Namespace) -> None:
    """Draw beliefs, evaluate both scenarios in each and write what turns the choice."""
    from cli.commands.sensitivity import measure_of
    from cli.existing import mixed_starts
    from cli.settings import spec_from
    from simulation.studies.cloud import Point
    from simulation.studies.conditions import conditions_from
    from simulation.studies.discover import discover
    from simulation.vocabulary.existing import past_holds
    from simulation.vocabulary.run_spec import launch_problems
    from simulation.vocabulary.specification import InputError

    measure_of(arguments.measure)
    runs = runs_of(arguments)
    specs = []
    for name in arguments.scenarios:
        arguments.scenario = name
        specs.append(spec_from(arguments))
    if mixed := mixed_starts(arguments.scenarios[0], specs[0], arguments.scenarios[1], specs[1]):
        raise InputError([mixed])
    if why := past_holds(specs[0].existing):
        raise InputError([why])
    first, second = specs[0], specs[1].run_like(specs[0])
    if problems := launch_problems(second.inputs, first.weeks, second.existing):
        raise InputError([f"{arguments.scenarios[1]}: {problem}" for problem in problems])
    fails = conditions_from([arguments.fails] if arguments.fails else [], first.weeks)
    with (
        answer_to(arguments, inputs=arguments.scenarios) as outputs,
        cloud_for(arguments, first, fails, worlds=2 * runs) as cloud,
    ):
        a, b = (Point(spec.inputs, spec.timeline) for spec in (first, second))
        states = discover(cloud, a, b, runs=runs, fails=fails[0] if fails else None, measure=arguments.measure)
        found = watch(states, lambda state: state.share, lambda state: state.stage)
        write_answer(arguments, outputs, lambda: document(found, first, arguments), lambda: _rows(found), lambda: "\n".join(_lines(found, arguments)))


def document(found: Any, spec: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return a discovery as plain values."""
    from simulation import MODEL_VERSION
    from simulation.outcomes.export import number
    from simulation.studies.difference_export import difference_document

    return {
        "a": arguments.scenarios[0],
        "b": arguments.scenarios[1],
        "model_version": MODEL_VERSION,
        "seed": spec.seed,
        "weeks": spec.weeks,
        "measure": found.measure,
        "fails": arguments.fails or "B is no better than A",
        "better_in": found.difference.better_in,
        "of": found.difference.of,
        "fails_in": int(found.fails.sum()),
        "difference": difference_document(found.difference),
        "boxes": [
            {
                "conditions": found.conditions(box),
                "density": box.density,
                "base_rate": box.base_rate,
                "inside": box.inside,
                "held_back": box.of,
            }
            for box in found.boxes
        ],
        "evpi": number(found.evpi),
        "evppi": {name: number(value) for name, value in found.evppi.items()},
    }


def _rows(found: Any) -> Iterator[list[Any]]:
    from simulation.outcomes.export import cell

    yield ["box", "name", "low", "high", "density", "base_rate"]
    for nth, box in enumerate(found.boxes, 1):
        for one in found.conditions(box):
            yield [nth, one["name"], cell(one["low"]), cell(one["high"]), box.density, box.base_rate]


def _lines(found: Any, arguments: argparse.Namespace) -> Iterator[str]:
    a, b = arguments.scenarios
    one = found.difference
    yield f"{b} is better than {a} in {one.better_in} of {one.of} sets of beliefs"
    failing = arguments.fails or f"{b} is no better"
    if not found.boxes:
        yield f"No set of beliefs in which {failing} stands out from the others ({int(found.fails.sum())} of {len(found.fails)} anywhere)"
    for box in found.boxes:
        parts = [f"{part['name']} from {part['low']:.4g} to {part['high']:.4g}" for part in found.conditions(box)]
        rates = f"{box.density:.0%} of {box.inside} held-back worlds, against {box.base_rate:.0%} anywhere"
        yield f"Where {' and '.join(parts)}: {failing} in {rates}"
    yield f"Knowing everything before choosing would be worth at most ${found.evpi:,.0f}"
    worth = [(name, value) for name, value in found.evppi.items() if value > 0]
    if not worth:
        yield "Measuring any one belief first is worth nothing to this choice"
    for name, value in worth[:SHOWN]:
        yield f"  knowing {name}: up to ${value:,.0f}"
