"""What to do next from where the reader stands: the best single moves, checked in worlds they were not chosen in."""

from __future__ import annotations

from collections.abc import Iterator

from simulation import RunSpec
from simulation.studies.cloud import Point
from simulation.studies.moves import moves_from
from simulation.studies.sensitivity import Effect, next_moves
from ui.session.exploring import cloud


def next_from(spec: RunSpec) -> Iterator[tuple[float, list[Effect]]]:
    """Yield (share done, the best single moves from a setting): empty until they are checked; see `next_moves`.

    Runs in the lowest lane; a newer change of this reader interrupts it. Each effect says its value (`difference("npv")`), its
    cost (`cost_per_month`) and its zone (`health`, `after.zones`); none makes the community unhealthier.
    """
    base = Point(spec.inputs, spec.timeline)
    yield from next_moves(cloud(spec.seed, spec.weeks), base, moves_from(base))
