"""Compute settings on all cores, with a progress bar on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from cli.progress import Progress
from cli.settings import Setting
from simulation.engine.pool import EnginePool, usable_cores
from simulation.engine.stream import stream
from simulation.outcomes.results import Results


def compute(settings: Sequence[Setting], members: bool = False) -> list[Results]:
    """Return the complete results of each setting, in order."""
    total = sum(setting.runs for setting in settings)
    if total == 1 or usable_cores() == 1:  # starting processes would take longer than it saves
        return _computed(settings, total, members, None)
    with EnginePool() as pool:
        return _computed(settings, total, members, pool)


def _computed(settings: Sequence[Setting], total: int, members: bool, pool: EnginePool | None) -> list[Results]:
    finished: list[Results] = []
    before = 0
    stage = "simulating" if pool is None or pool.prepared else "preparing the model for this machine (once), then simulating"
    with Progress(stage, total) as progress:
        for setting in settings:
            one = None
            for one in stream(
                setting.inputs, setting.timeline, seed=setting.seed, runs=setting.runs, weeks=setting.weeks, pool=pool, members=members
            ):
                progress.show(before + len(one))
            finished.append(one)
            before += setting.runs
    return finished
