"""Find out which lever to move first: every move one could make next, in the same worlds.

A move is the next stop of a lever, another of its choices, an own figure a fifth up or down, or a belief at the ends of
what is thought possible; --of says which. JSON holds moves, the best first, with paired differences, the cost per month
and the zone (healthy, at risk, auditorium) after the move, and under silent what does nothing here with the reason.
From four worlds on, moves whose worlds disagree about health are looked at in ten, and the setting itself.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.answer import answer_to, write_answer
from cli.arguments import add_scenario
from cli.exploring import add_exploration, cloud_for, runs_of, watch

SHOWN = ("npv", "payback_month", "cost_per_month", "monthly_result_end", "weekly_active", "auditorium_index")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `sensitivity`."""
    add_scenario(parser)
    parser.add_argument("--measure", metavar="M", default="npv", help="what a move is judged by (default npv)")
    parser.add_argument("--of", choices=("levers", "figures", "beliefs"), default="levers", help="what is moved (default levers)")
    parser.add_argument("--keep", metavar="NAME", action="append", default=[], help="an input that stays; may be repeated")
    add_exploration(parser, 4)


def execute(arguments: argparse.Namespace) -> None:
    """Evaluate every move and write the effects."""
    from cli.settings import spec_from
    from simulation.studies.cloud import Point
    from simulation.studies.moves import moves_from
    from simulation.studies.sensitivity import CLOSE, RUNS, sensitivity

    measure_of(arguments.measure)
    runs = runs_of(arguments)
    spec = spec_from(arguments)
    base = Point(spec.inputs, spec.timeline)
    moves = moves_from(base, arguments.of, arguments.keep, existing=spec.existing)
    with (
        answer_to(arguments, inputs=[arguments.scenario]) as outputs,
        cloud_for(arguments, spec, worlds=runs * (len(moves) + 1)) as cloud,
    ):
        states = sensitivity(cloud, base, moves, runs=runs, measure=arguments.measure, close=CLOSE if runs >= RUNS else 0)
        tornado = watch(states, lambda state: state.share, lambda state: state.stage)
        found = [_move(effect, arguments.measure) for effect in tornado.effects]
        document = {
            **_head(spec, arguments),
            "moves": found,
            "silent": [{"name": name, "because": reason} for name, reason in tornado.silent],
        }
        write_answer(arguments, outputs, lambda: document, lambda: _rows(found), lambda: "\n".join(_lines(tornado)))


def measure_of(name: str) -> None:
    """Check the name of a measure.

    Raises:
        InputError: there is no such measure.
    """
    import difflib

    from simulation import MEASURES, InputError

    if name not in MEASURES:
        near = difflib.get_close_matches(name, MEASURES, 1)
        raise InputError([f"--measure: there is no measure {name!r:.60}" + (f"; did you mean {near[0]}?" if near else "; see the command measures")])


def _head(spec: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    from simulation import MODEL_VERSION

    head = {"scenario": arguments.scenario, "model_version": MODEL_VERSION, "seed": spec.seed, "runs": spec.runs, "weeks": spec.weeks}
    return {**head, "measure": arguments.measure, "of": arguments.of}


def _move(effect: Any, measure: str) -> dict[str, Any]:
    from simulation.outcomes.export import number
    from simulation.outcomes.zones import counts_of
    from simulation.studies.difference_export import difference_document

    names = dict.fromkeys((measure, *SHOWN))
    return {
        "name": effect.move.name,
        "value": effect.move.value,
        "from": effect.move.before,
        "differences": {name: difference_document(effect.difference(name)) for name in names},
        "cost_per_month": number(effect.cost_per_month),
        "health": effect.health,
        "zones": counts_of(effect.after.zones),
    }


def _rows(moves: list[dict[str, Any]]) -> Iterator[list[Any]]:
    from simulation.outcomes.export import cell

    yield ["name", "from", "value", "measure", "median", "low", "high", "better_in", "of", "cost_per_month", "health"]
    for move in moves:
        for measure, one in move["differences"].items():
            ends = [cell(one[end]) if one[end] is not None else "" for end in ("median", "low", "high")]
            start = [move["name"], cell(move["from"]), cell(move["value"]), measure]
            yield [*start, *ends, one["better_in"], one["of"], cell(move["cost_per_month"]), move["health"]]


def _lines(tornado: Any) -> Iterator[str]:
    from simulation import MEASURES
    from simulation.outcomes.zones import zone_words
    from simulation.vocabulary.words import beside

    measure = MEASURES[tornado.measure]
    worlds = sorted({len(effect.after) for effect in tornado.effects} or {len(tornado.base)})
    further = ", where those disagree about health " + " or ".join(map(str, worlds[1:])) if worlds[1:] else ""
    yield f"{measure.label}, difference to the present setting in {worlds[0]} matched worlds{further}; cost and health after the move"
    yield f"Now: {zone_words(tornado.base.zones)}"
    for effect in tornado.effects:
        one = effect.difference(tornado.measure)
        move = f"{effect.move.name} {effect.move.before} -> {effect.move.value}"
        span = beside(measure.text(one.median), measure.text(one.low), measure.text(one.high))
        cost = f"${effect.cost_per_month:,.0f} a month"
        yield f"  {move:44s} {span:34s} better in {one.better_in} of {one.of}; {cost}; {zone_words(effect.after.zones)}"
    for name, reason in tornado.silent:
        yield f"  {name} does nothing here: {reason}"
