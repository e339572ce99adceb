"""Find out where it tips over: value and health over any two levers.

--x and --y name a lever, or a lever and its values (batch_size=5,20,80). JSON holds x, y, npv[i][j] and health[i][j]
(i along y, j along x), here (null where the present setting is not on the grid) and best: the cell worth most among the
healthiest ones; about_as_good are those of them that it is not clearly worth more than. Values and costs are those of the
shared_worlds that all cells have. Cells whose worlds disagree about health are evaluated in more; worlds says in how many, and
zones in how many of them the community is in which zone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from cli.answer import answer_to, write_answer
from cli.arguments import add_scenario
from cli.exploring import add_exploration, cloud_for, watch


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `map`."""
    add_scenario(parser)
    parser.add_argument("--x", metavar="LEVER", required=True, help="the lever across, say batch_size or batch_size=5,20,80")
    parser.add_argument("--y", metavar="LEVER", required=True, help="the lever up")
    add_exploration(parser)


def execute(arguments: argparse.Namespace) -> None:
    """Evaluate the cells and write the map."""
    from cli.settings import spec_from
    from simulation.studies.cloud import Point
    from simulation.studies.zone_map import CLOSE, HIGH, WIDE, axis_from, map_zones

    spec = spec_from(arguments)
    base = Point(spec.inputs, spec.timeline)
    x, y = (axis_from(text, base, most, flag, spec.existing) for text, most, flag in ((arguments.x, WIDE, "--x"), (arguments.y, HIGH, "--y")))
    with (
        answer_to(arguments, inputs=[arguments.scenario]) as outputs,
        cloud_for(arguments, spec, worlds=CLOSE * len(x.values) * len(y.values)) as cloud,
    ):
        found = watch(map_zones(cloud, base, x, y), lambda state: state.share, lambda state: state.stage)
        write_answer(arguments, outputs, lambda: document(found, spec, arguments.scenario), lambda: _rows(found), lambda: "\n".join(_lines(found)))


def document(found: Any, spec: Any, scenario: str) -> dict[str, Any]:
    """Return a map as plain values."""
    from simulation import MODEL_VERSION
    from simulation.outcomes.export import number
    from simulation.outcomes.zones import counts_of

    rows, columns = range(len(found.y.values)), range(len(found.x.values))
    return {
        "scenario": scenario,
        "model_version": MODEL_VERSION,
        "seed": spec.seed,
        "weeks": spec.weeks,
        "x_lever": found.x.name,
        "y_lever": found.y.name,
        "x": list(found.x.values),
        "y": list(found.y.values),
        "npv": [[number(found.value(row, column)) for column in columns] for row in rows],
        "health": [[found.health(row, column) for column in columns] for row in rows],
        "here": None if found.here is None else list(found.here),
        "best": None if found.best is None else list(found.best),
        "about_as_good": [list(place) for place in found.about_as_good],
        "shared_worlds": found.shared,
        "cost_per_month": [[number(found.value(row, column, "cost_per_month")) for column in columns] for row in rows],
        "worlds": [[len(cell) for cell in line] for line in found.cells],
        "zones": [[counts_of(cell.zones) for cell in line] for line in found.cells],
    }


def _rows(found: Any) -> Iterator[list[Any]]:
    from simulation.outcomes.export import cell
    from simulation.outcomes.zones import counts_of

    yield [
        found.x.name,
        found.y.name,
        "npv",
        "cost_per_month",
        "health",
        "worlds",
        "healthy",
        "at risk",
        "auditorium",
        "here",
        "best",
        "about_as_good",
    ]
    for row, up in enumerate(found.y.values):
        for column, across in enumerate(found.x.values):
            place, sample = (row, column), found.cells[row][column]
            values = [found.value(row, column), found.value(row, column, "cost_per_month"), found.health(row, column), len(sample)]
            marks = [found.here == place, found.best == place, place in found.about_as_good]
            yield [*map(cell, (across, up, *values, *counts_of(sample.zones).values(), *marks))]


def _lines(found: Any) -> Iterator[str]:
    from simulation import MEASURES
    from simulation.outcomes.zones import zone_words
    from simulation.vocabulary.words import counted

    signs = {"healthy": "", "at risk": "?", "auditorium": "!", None: "-"}
    alike = found.top if found.about_as_good else ()
    top = "~ about as good as any" if alike else "* best"
    yield f"Net present value over {found.x.name} (across) and {found.y.name} (down); ? at risk, ! auditorium, [ ] here, {top}"
    yield f"In the {counted(found.shared, 'world')} that all cells share; health in more where worlds disagree about it"
    yield " " * 20 + "".join(f"{value!s:>14}" for value in found.x.values)
    for row, up in enumerate(found.y.values):
        cells = []
        for column in range(len(found.x.values)):
            text = MEASURES["npv"].text(found.value(row, column)) + signs[found.health(row, column)]
            text = f"[{text}]" if found.here == (row, column) else text
            mark = "~" if (row, column) in alike else "*" if found.best == (row, column) else ""
            cells.append(f"{mark}{text}".rjust(14))
        yield f"{up!s:20}" + "".join(cells)
    for row, up in enumerate(found.y.values):
        for point in found.tipping_points(row):
            ends = f"{zone_words(point.below.zones)} at {point.low}, {zone_words(point.above.zones)} at {point.high}"
            between = f"between {found.x.name} {point.low} and {point.high}{' with nothing tried between' if point.skipped else ''}"
            yield f"{found.y.name} {up}: the tipping point lies somewhere {between}: {ends}"
    if found.top:
        yield f"About as good as any among the healthiest, {len(alike)} settings:" if alike else "Best among the healthiest:"
        for row, column in found.top:
            cost = f"${found.value(row, column, 'cost_per_month'):,.0f} a month"
            where = f"{found.x.name}={found.x.values[column]}, {found.y.name}={found.y.values[row]}"
            yield f"  {where}: {MEASURES['npv'].text(found.value(row, column))}, {cost}; {zone_words(found.cells[row][column].zones)}"
