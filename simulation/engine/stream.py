"""Results that grow while they are computed: a first answer from a few replicates, then all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from itertools import pairwise
from typing import Any

from simulation.engine.ensemble import Cancelled, simulate
from simulation.engine.pool import EnginePool, Job
from simulation.engine.result_cache import Key, ResultCache
from simulation.engine.single_flight import Flight
from simulation.outcomes.results import Results, concatenate
from simulation.vocabulary.inputs import Inputs
from simulation.vocabulary.timeline import Timeline
from simulation.vocabulary.version import DEFAULT_RUNS, DEFAULT_SEED, DEFAULT_WEEKS

FIRST = 4  # replicates in a first answer, shared out among the workers: enough for a median, done in a fraction of a second
HURRIED = 2  # replicates in a first answer while others wait for theirs
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
    owner: Hashable = None,
) -> Iterator[Results]:
    """Yield growing results of replicates 0 to `runs` - 1; the last one is complete.

    The last result equals one call of `simulate` bit for bit. The ones before hold whole replicates,
    not always the lowest ones. Abandoning the iterator stops the work within a simulated week, unless somebody
    else waits for the same: identical questions over one pool and one cache are simulated once while they are in flight.

    Args:
        pool: where blocks run; without one they run here, in this process.
        cache: looked up first and given the first worlds and the complete result; left aside when members are asked for.
        owner: who asks: of several who wait for a first answer, the one served longest ago has it first.
        tick: called about every `every` seconds while waiting; it may raise to stop the work.

    Raises:
        EngineError: worker processes died repeatedly on the same block.
    """
    timeline = timeline or Timeline()
    key = (inputs, timeline, seed, weeks, runs)
    shelf = None if members else cache  # it holds no members
    kept = shelf.get(key) if shelf is not None else None
    if kept is not None:
        yield kept
        return
    setting = {"inputs": inputs, "timeline": timeline, "seed": seed, "weeks": weeks, "members": members}
    if pool is None:
        yield from _grown(key, shelf, lambda done: _here(setting, runs, done, tick))
    elif shelf is None:
        yield from _grown(key, None, lambda done: _on_pool(setting, runs, done, pool, pool.job(owner=owner), tick, every))
    else:

        def begin(flight: Flight[Results]) -> Iterator[Results]:
            job = pool.job(owner=owner)
            flight.when_abandoned(lambda: pool.stop(job))
            return _grown(key, shelf, lambda done: _on_pool(setting, runs, done, pool, job, None, every))

        yield from shelf.flights.follow((id(pool), key), begin, tick, every)


def _grown(key: Key, shelf: ResultCache | None, simulated: Callable[[int], Iterator[list[Results]]]) -> Iterator[Results]:
    """Yield the results of a setting, from the first worlds that are kept on; `simulated` simulates those after so many."""
    kept = shelf.get(key) if shelf is not None else None
    if kept is not None:  # it was finished a moment ago
        yield kept
        return
    runs = key[-1]
    begun = _begun(shelf, key)
    parts = [] if begun is None else [begun]
    shown = sum(map(len, parts))
    if begun is not None:
        yield begun
    with closing(simulated(shown)) as finished:
        for some in finished:
            parts += some
            done = sum(map(len, parts))
            if done < min(runs, shown * GROWTH):
                continue
            grown = concatenate(parts)  # of the blocks, which it can put in order whenever each came
            if shelf is not None and done == runs:
                shelf.put(key, grown)
            elif shelf is not None and not shown:
                shelf.put(beginning(key), grown)
            shown = done
            yield grown


def beginning(key: Key) -> Key:
    """Return the key under which the first worlds of a setting are kept: whoever comes back to it has them at once."""
    return (*key[:-1], 0)


def _begun(cache: ResultCache | None, key: Key) -> Results | None:
    """Return the first worlds of a setting where they are kept, fewer than are asked for and without a gap."""
    found = None if cache is None else cache.get(beginning(key))
    return found if found is not None and len(found) < key[-1] and found.replicates[-1] == len(found) - 1 else None


def blocks(runs: int, workers: int, done: int = 0) -> list[range]:
    """Split replicates `done` to `runs` - 1: where none is done a small block per worker first, then wider ones of equal size."""
    parts = [] if done else first_blocks(runs, workers)
    start, width = parts[-1].stop if parts else done, WIDE
    while start < runs:
        rounds = -(-(runs - start) // (workers * width))
        share = -(-(runs - start) // rounds)  # equal rounds keep a last block from running alone
        parts += shares(start, min(start + share, runs), workers)
        start, width = parts[-1].stop, WIDEST
    return parts


def first_blocks(runs: int, workers: int) -> list[range]:
    """Split the worlds of a first answer among all workers."""
    return shares(0, min(-(-FIRST // workers) * workers, runs), workers)


def shares(start: int, stop: int, among: int) -> list[range]:
    """Split a range into at most `among` parts whose sizes differ by at most one."""
    count = min(among, stop - start)
    cuts = [start + (stop - start) * part // count for part in range(count + 1)]
    return [range(low, high) for low, high in pairwise(cuts)]


def _on_pool(
    setting: dict[str, Any], runs: int, done: int, pool: EnginePool, job: Job, tick: Callable[[], object] | None, every: float
) -> Iterator[list[Results]]:
    def begin(block: Iterable[int], **marks: bool) -> Future[Results]:
        return pool.submit_block(**setting, replicates=block, job=job, **marks)

    left = [*range(done, runs)]
    try:
        if not done:  # the reader gets a first answer on the screen before the cores go on to the rest
            # While others wait for theirs, it takes one worker and few worlds; should they come in the same moment, it does without the others.
            first = [range(min(HURRIED, runs))] if pool.pressed else first_blocks(runs, pool.workers)
            begun = {begin(block, urgent=True, spare=block.start >= HURRIED): block for block in first}
            given_up = [future for future in _finished(begun, tick, every) if _given_up(future, begun[future])]
            yield [future.result() for future in begun if future not in given_up]
            left = [world for world in left if world >= first[-1].stop or any(world in begun[future] for future in given_up)]
        done = runs - len(left)
        rest = [left[block.start - done : block.stop - done] for block in blocks(runs, pool.workers, done)]
        for future in _finished([begin(block) for block in rest], tick, every):
            yield [future.result()]
    finally:
        pool.stop(job)


def _given_up(future: Future[Results], block: range) -> bool:
    return block.start >= HURRIED and isinstance(future.exception(), Cancelled)


def _finished(futures: Iterable[Future[Results]], tick: Callable[[], object] | None, every: float) -> Iterator[Future[Results]]:
    """Yield futures as they finish; `tick` is called about every `every` seconds meanwhile."""
    waiting = {*futures}
    while waiting:
        finished, waiting = wait(waiting, timeout=every if tick else None, return_when=FIRST_COMPLETED)
        if tick:
            tick()
        yield from finished


def _here(setting: dict[str, Any], runs: int, done: int, tick: Callable[[], object] | None) -> Iterator[list[Results]]:
    def stop(week: int) -> bool:
        if tick:
            tick()
        return False

    for block in blocks(runs, 1, done):
        yield [simulate(**setting, replicates=block, stop=stop)]
