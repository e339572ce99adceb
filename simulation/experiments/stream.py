"""Results that grow while they are computed: a first answer from a few replicates, then all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from itertools import pairwise
from typing import Any

from simulation.experiments.cache import ResultCache
from simulation.experiments.ensemble import simulate
from simulation.experiments.pool import EnginePool
from simulation.inputs import Inputs
from simulation.results import Results, concatenate
from simulation.timeline import Timeline
from simulation.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS

FIRST = 4  # replicates in a first answer, shared out among the workers: enough for a median, done in a fraction of a second
WIDE = 13  # replicates in the next blocks; wider would keep a core from other users for too long
WIDEST = 24  # and in the later blocks of long work
GROWTH = 1.05  # each answer is joined anew: yielding on every block would copy long work over and over


def stream(
    inputs: Inputs,
    timeline: Timeline | None = None,
    *,
    seed: int = DEFAULT_SEED,
    runs: int = DEFAULT_RUNS,
    weeks: int = DEFAULT_WEEKS,
    pool: EnginePool | None = None,
    cache: ResultCache | None = None,
    members: bool = False,
    tick: Callable[[], object] | None = None,
    every: float = 0.03,
) -> Iterator[Results]:
    """Yield growing results of replicates 0 to `runs` - 1; the last one is complete.

    The last result equals one call of `simulate` bit for bit. The ones before hold whole replicates,
    not always the lowest ones. Abandoning the iterator stops the work within a simulated week.

    Args:
        pool: where blocks run; without one they run here, in this process.
        cache: looked up first and given the complete result; left aside when members are asked for.
        tick: called about every `every` seconds while waiting; it may raise to stop the work.

    Raises:
        EngineError: worker processes died repeatedly on the same block.
    """
    timeline = timeline or Timeline()
    key = (inputs, timeline, seed, weeks, runs)
    kept = cache.get(key) if cache is not None and not members else None
    if kept is not None:
        yield kept
        return
    setting = {"inputs": inputs, "timeline": timeline, "seed": seed, "weeks": weeks, "members": members}
    finished = _on_pool(setting, runs, pool, tick, every) if pool is not None else _here(setting, runs, tick)
    parts: list[Results] = []
    shown = 0
    with closing(finished):
        for some in finished:
            parts += some
            done = sum(map(len, parts))
            if done < min(runs, max(FIRST, shown * GROWTH)):
                continue
            shown = done
            grown = concatenate(parts)  # of the blocks, which it can put in order whenever each came
            if cache is not None and not members and done == runs:
                cache.put(key, grown)
            yield grown


def blocks(runs: int, workers: int) -> list[range]:
    """Split replicates 0 to `runs` - 1: a small block per worker first, then wider ones of equal size."""
    parts = shares(0, min(-(-FIRST // workers) * workers, runs), workers)
    width = WIDE
    while parts[-1].stop < runs:
        rounds = -(-(runs - parts[-1].stop) // (workers * width))
        share = -(-(runs - parts[-1].stop) // rounds)  # equal rounds keep a last block from running alone
        parts += shares(parts[-1].stop, min(parts[-1].stop + share, runs), workers)
        width = WIDEST
    return parts


def shares(start: int, stop: int, among: int) -> list[range]:
    """Split a range into at most `among` parts whose sizes differ by at most one."""
    count = min(among, stop - start)
    cuts = [start + (stop - start) * part // count for part in range(count + 1)]
    return [range(low, high) for low, high in pairwise(cuts)]


def _on_pool(setting: dict[str, Any], runs: int, pool: EnginePool, tick: Callable[[], object] | None, every: float) -> Iterator[list[Results]]:
    job = pool.job()
    parts = blocks(runs, pool.workers)
    # Whoever looks on gets the first answer on the screen before the cores go on to the rest.
    pauses = (parts[: pool.workers], parts[pool.workers :]) if tick else (parts,)
    try:
        for together in pauses:
            waiting: set[Future[Results]] = {
                pool.submit_block(**setting, replicates=block, job=job, urgent=block in parts[: pool.workers]) for block in together
            }
            while waiting:
                done, waiting = wait(waiting, timeout=every if tick else None, return_when=FIRST_COMPLETED)
                if tick:
                    tick()
                if done:
                    yield [future.result() for future in done]
    finally:
        pool.stop(job)


def _here(setting: dict[str, Any], runs: int, tick: Callable[[], object] | None) -> Iterator[list[Results]]:
    def stop(week: int) -> bool:
        if tick:
            tick()
        return False

    for block in blocks(runs, 1):
        yield [simulate(**setting, replicates=block, stop=stop)]
