"""One block of a cloud, evaluated wherever it runs: whole worlds in, at most a kilobyte a world out."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from simulation.engine.ensemble import simulate_rows
from simulation.engine.worker import stop_sign
from simulation.outcomes.reading import table
from simulation.outcomes.zones import zones_of_worlds
from simulation.state.world import Row as World
from simulation.vocabulary.existing import Existing
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.measures import MEASURES
from simulation.vocabulary.timeline import Timeline

Row = tuple[Inputs, Timeline, int]  # one world: a setting, its plan and the replicate
Reading = tuple[str, int | None]  # a measure, and the month it is read at
EVERY_MEASURE: tuple[Reading, ...] = tuple((name, None) for name in MEASURES)


def evaluate_block(
    rows: Sequence[Row], seed: int, weeks: int, dated: tuple[Reading, ...], number: int = 0, existing: Existing | None = None
) -> tuple[np.ndarray, float]:
    """Simulate rows whose settings may differ and read one line of numbers from each.

    A row is the same bit for bit alone, in any company and wherever it runs.

    Args:
        dated: what is read at some month, beside every measure as the tables show it.
        number: the block's number, by which it may be stopped.
        existing: the community all rows start from, its start found.

    Returns:
        (rows, measures + dated + 1) float64: every measure, then `dated`, then the place of the zone (see `zones`);
        and the processor time it took [s]: what else the machine does makes no block smaller.

    Raises:
        Cancelled: the block was stopped in the meantime.
    """
    started = time.thread_time()
    readings = (*EVERY_MEASURE, *dated)
    lines = np.empty((len(rows), len(readings) + 1))
    together = [World(*row) for row in rows]
    (results,) = simulate_rows(together, seed=seed, weeks=weeks, groups=[0] * len(rows), stop=stop_sign(number), existing=existing)
    lines[:, :-1] = table(results, readings)
    lines[:, -1] = zones_of_worlds(results.series["auditorium_index"])
    return lines, time.thread_time() - started
