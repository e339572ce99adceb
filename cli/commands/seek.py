"""Find a way to a goal: moves one could really make from a scenario, checked in worlds the search has not seen.

Conditions are MEASURE[@MONTH] (<=|>=|<|>|=) NUMBER. The community must stay healthy unless --any-health is given. met_in counts
unseen worlds only, in which everything holds at once; reached is at least two in three of them. differences are the inputs
that change; where the goal is not reached they lead to the nearest setting found, and missed says what fails how often.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.answer import answer_to, write_answer
from cli.arguments import add_scenario
from cli.exploring import add_exploration, cloud_for, watch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `seek`."""
    add_scenario(parser)
    parser.add_argument("--want", metavar="CONDITION", action="append", required=True, help="say payback_month<=18; may be repeated")
    parser.add_argument("--limit", metavar="CONDITION", action="append", default=[], help="say cost_per_month<=20000; may be repeated")
    health = parser.add_mutually_exclusive_group()
    health.add_argument("--healthy", dest="healthy", action="store_true", default=True, help="the community must stay healthy (the default)")
    health.add_argument("--any-health", dest="healthy", action="store_false", help="whatever becomes of the community")
    parser.add_argument("--keep", metavar="LEVER", action="append", default=[], help="a lever that stays; may be repeated")
    add_exploration(parser)


def execute(arguments: argparse.Namespace) -> None:
    """Search, check and write the route."""
    from cli.settings import spec_from
    from simulation.studies.cloud import Point
    from simulation.studies.conditions import conditions_from
    from simulation.studies.moves import moves_from
    from simulation.studies.route import Goal
    from simulation.studies.seek import seek

    spec = spec_from(arguments)
    goal = Goal(conditions_from(arguments.want, spec.weeks), conditions_from(arguments.limit, spec.weeks), arguments.healthy)
    base = Point(spec.inputs, spec.timeline)
    moves_from(base, "levers", arguments.keep)  # an unknown lever to keep is said before anything is written
    with (
        answer_to(arguments, inputs=[arguments.scenario]) as outputs,
        cloud_for(arguments, spec, goal.conditions) as cloud,
    ):
        route = watch(seek(cloud, base, goal, keep=arguments.keep), lambda state: state.share, lambda state: state.stage)
        write_answer(arguments, outputs, lambda: document(route, spec, arguments), lambda: _rows(route), lambda: "\n".join(_lines(route, spec.weeks)))


def document(route: Any, spec: Any, arguments: argparse.Namespace) -> dict[str, Any]:
    """Return a route as plain values."""
    from simulation import MEASURES, MODEL_VERSION
    from simulation.outcomes.arrival import OF_ALL, arrival_of
    from simulation.outcomes.export import number
    from simulation.outcomes.results import band
    from simulation.outcomes.roi import months_in
    from simulation.studies.compare import difference
    from simulation.studies.difference_export import difference_document
    from simulation.studies.route import changes_between

    def summary(sample: Any) -> dict[str, Any]:
        bands = {name: map(float, band(sample.final(name))) for name in MEASURES}
        return {name: {"median": number(middle), "low": number(low), "high": number(high)} for name, (low, middle, high) in bands.items()}

    return {
        "scenario": arguments.scenario,
        "model_version": MODEL_VERSION,
        "seed": spec.seed,
        "weeks": spec.weeks,
        "want": [str(one) for one in route.goal.wants],
        "limit": [str(one) for one in route.goal.limits],
        "healthy": route.goal.healthy,
        "reached": route.reached,
        "met_in": route.met_in,
        "of": len(route.unseen),
        "differences": route.changes,
        "health": route.unseen.health,
        "missed": route.missed(),
        "summary": summary(route.unseen),
        f"payback_month{OF_ALL}": arrival_of(route.unseen.final("payback_month"), months_in(spec.weeks)).document(),
        "against_the_start": {
            name: difference_document(difference(name, route.base_unseen.final(name), route.unseen.final(name)))
            for name in ("npv", "payback_month", "cost_per_month", "monthly_result_end", "weekly_active", "auditorium_index")
        },
        "tried": route.tried,
        "frontier": [
            {
                "differences": changes_between(route.base, one.point),
                "npv": number(one.value),
                "npv_against_the_start": difference_document(route.gain(one)),
                "cost_per_month": number(one.cost),
                "unhealthy_share": one.risk,
                "health": one.sample.health,
            }
            for one in route.frontier
        ],
    }


def _rows(route: Any) -> Iterator[list[Any]]:
    from simulation.outcomes.export import cell

    yield ["input", "from", "value"]
    for name, value in route.changes.items():
        yield [name, cell(getattr(route.base.inputs, name)), cell(value)]


def _lines(route: Any, weeks: int) -> Iterator[str]:
    from simulation import MEASURES
    from simulation.outcomes.results import band
    from simulation.outcomes.roi import months_in
    from simulation.outcomes.zones import zone_words
    from simulation.studies.route import changes_between
    from simulation.vocabulary.words import beside, counted, in_worlds

    asked = ", ".join(str(one) for one in route.goal.conditions) + (", healthy" if route.goal.healthy else "")
    of = len(route.unseen)
    if route.reached:
        yield f"Reached: {asked} holds in {in_worlds(route.met_in, of)} the search has not seen"
    else:
        missed = ", ".join(f"{name} fails in {count}" for name, count in route.missed().items())
        yield f"Not reachable by these moves: the nearest found meets {asked} in {route.met_in} of {counted(of, 'unseen world')} ({missed})"
    for name, value in route.changes.items():
        yield f"  {name}: {getattr(route.base.inputs, name)} -> {value}"
    if not route.changes:
        yield "  nothing needs to change" if route.reached else "  no move comes closer"
    low, middle, high = (MEASURES["npv"].text(float(end)) for end in band(route.unseen.final("npv")))
    names = dict.fromkeys(one.measure for one in route.goal.wants if one.measure != "npv")  # the value is written in any case
    months = months_in(weeks)
    wanted = "".join(f"{MEASURES[name].label.lower()} {_reached(name, route.unseen.final(name), months)}, " for name in names)
    yield f"  {wanted}value {beside(middle, low, high)}, ${route.unseen.middle('cost_per_month'):,.0f} a month; {zone_words(route.unseen.zones)}"
    yield f"{counted(route.tried, 'setting was', 'settings were')} tried. None of them beats these in value, health and cost at once"
    yield "(value against as it is, the middle one of the differences in the four worlds of the search):"
    for one in route.frontier[:8]:
        changes = ", ".join(f"{name}={value}" for name, value in changes_between(route.base, one.point).items()) or "as it is"
        gain = route.gain(one).median
        more = f"{'+' if gain > 0 else ''}{MEASURES['npv'].text(gain)}"
        yield f"  {more:>12}  ${one.cost:,.0f} a month  {zone_words(one.sample.zones)}: {changes}"


def _reached(name: str, values: Any, months: int) -> str:
    """Say how far a way gets with a measure that is wanted, over all worlds as pages say it."""
    from simulation import MEASURES
    from simulation.outcomes.arrival import MAY_NEVER_COME, arrival_of
    from simulation.outcomes.results import band
    from simulation.vocabulary.words import beside

    if name in MAY_NEVER_COME:
        return arrival_of(values, months).told
    low, middle, high = (MEASURES[name].text(float(end)) for end in band(values))
    return beside(middle, low, high)
