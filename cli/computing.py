"""Compute runs on all cores, with a progress bar on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from cli.progress import Progress
from simulation.engine.cores import usable_cores
from simulation.engine.pool import EnginePool
from simulation.engine.starting import started
from simulation.engine.stream import stream
from simulation.outcomes.results import Results
from simulation.vocabulary.run_spec import RunSpec

PARTS = 100  # of a search that nobody can count


def compute(specs: Sequence[RunSpec], members: bool = False) -> list[Results]:
    """Return the complete results of each specification, in order."""
    specs = [_begun(spec) for spec in specs]
    total = sum(spec.runs for spec in specs)
    if total == 1 or usable_cores() == 1:  # starting processes would take longer than it saves
        return _computed(specs, total, members, None)
    with EnginePool() as pool:
        return _computed(specs, total, members, pool)


def _begun(spec: RunSpec) -> RunSpec:
    """Return a specification with the past of an existing community found."""
    if spec.existing is None:
        return spec
    with Progress("living the past of the community", PARTS) as progress:
        return started(spec, lambda share: progress.show(round(share * PARTS)))


def _computed(specs: Sequence[RunSpec], total: int, members: bool, pool: EnginePool | None) -> list[Results]:
    finished: list[Results] = []
    before = 0
    stage = "simulating" if pool is None or pool.prepared else "preparing the model for this machine (once), then simulating"
    with Progress(stage, total) as progress:
        for spec in specs:
            for one in stream(spec, pool=pool, members=members):
                progress.show(before + len(one))
                latest = one
            finished.append(latest)
            before += spec.runs
    return finished
