"""Results that grow while they are computed: a first answer from a few replicates, then all of them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from itertools import pairwise

from simulation.engine.blocks import Job
from simulation.engine.budget import OverBudgetError, check, widest
from simulation.engine.ensemble import Cancelled, run_replicates
from simulation.engine.pool import EnginePool
from simulation.engine.result_cache import ResultCache
from simulation.engine.seeking import sought
from simulation.engine.single_flight import EVERY, Flight
from simulation.engine.starting import started
from simulation.outcomes.results import Results, concatenate
from simulation.vocabulary.run_spec import RunSpec

FIRST = 4  # replicates in a first answer, shared out among the workers: enough for a median, done in a fraction of a second
HURRIED = 2  # replicates in a first answer while others wait for theirs, and in a glance
CROWDED = 1  # while more of them wait than there are workers: the last of twenty at once has theirs a quarter sooner
WIDE = 13  # replicates in the next blocks; wider would keep a core from other users for too long
WIDEST = 24  # and in the later blocks of long work
GROWTH = 1.05  # each answer is joined anew: yielding on every block would copy long work over and over


def stream(
    spec: RunSpec,
    *,
    pool: EnginePool | None = None,
    cache: ResultCache | None = None,
    members: bool = False,
    tick: Callable[[], object] | None = None,
    every: float = EVERY,
    owner: Hashable = None,
    waits: Callable[[int], object] | None = None,
    glance: bool = False,
    hurried: int = HURRIED,
) -> Generator[Results, None, None]:
    """Yield growing results of a specification; the last one is complete.

    The last result equals one call of `run_replicates` bit for bit. The ones before hold whole replicates,
    not always the lowest ones. Abandoning the iterator stops the work within a simulated week, unless somebody
    else waits for the same: identical questions over one pool and one cache are simulated once while they are in flight.

    Args:
        pool: where blocks run; without one they run here, in this process.
        cache: looked up first and given the first worlds and the complete result; left aside when members are asked for.
        owner: who asks: of several who wait for a first answer, the one served longest ago has it first.
        tick: called about every `every` seconds while waiting; it may raise to stop the work.
        waits: told as often how many others' answers go first, where a cache is shared.
        glance: the first answer is only looked at on the way to another: it takes few replicates and leaves a core free.
        hurried: replicates in a first answer while others wait for theirs; one where more of them wait than there are workers
            and it is no glance.

    Raises:
        NoPastError: no past leads to the existing community that it starts from.
        EngineError: worker processes died repeatedly on the same block, or, where a cache is shared, the whole would take
            more work than one question may (see `budget`).
    """
    shelf = None if members else cache  # it holds no members
    if pool is not None and shelf is not None:
        check(spec)  # a cache is shared by many readers: none of them takes the machine from the others
    if pool is not None:
        spec = sought(spec, pool, tick=tick, every=every, waits=waits, owner=owner)
    else:
        spec = started(spec, None if tick is None else lambda share: (tick(), None)[1])
    kept = shelf.get(spec) if shelf is not None else None
    if kept is not None:
        yield kept
        return
    if pool is None:
        yield from _grown(spec, shelf, lambda done: _here(spec, members, done, tick))
    elif shelf is None:
        yield from _grown(spec, None, lambda done: _on_pool(spec, members, done, pool, pool.job(owner=owner), tick, every, glance, hurried))
    else:
        yield from shelf.flights.follow((id(pool), spec), _shared(spec, pool, shelf, owner, glance, hurried), tick, every, waits)


def under_way(spec: RunSpec, pool: EnginePool, cache: ResultCache, owner: Hashable) -> AbstractContextManager[None]:
    """Have the first worlds of a specification simulated while its reader is given something else; `stream` inside finds them under way.

    What is known, is refused or needs a past found first is left to it.
    """
    if cache.get(spec) is not None or spec.existing is not None:
        return nullcontext()
    try:
        check(spec)
    except OverBudgetError:
        return nullcontext()
    return cache.flights.under_way((id(pool), spec), _shared(spec, pool, cache, owner))


def _shared(
    spec: RunSpec, pool: EnginePool, shelf: ResultCache, owner: Hashable, glance: bool = False, hurried: int = HURRIED
) -> Callable[[Flight[Results]], Iterator[Results]]:
    """Return what works out the results of a specification for everybody who asks for them while it does."""

    def begin(flight: Flight[Results]) -> Iterator[Results]:
        job = pool.job(owner=owner)
        flight.when_abandoned(lambda: pool.stop(job))
        flight.ahead = lambda: pool.ahead(job)
        return _grown(spec, shelf, lambda done: _on_pool(spec, False, done, pool, job, None, EVERY, glance, hurried))

    return begin


def _grown(spec: RunSpec, shelf: ResultCache | None, simulated: Callable[[int], Generator[list[Results], None, None]]) -> Iterator[Results]:
    """Yield the results of a specification, from the first replicates that are kept on; `simulated` simulates those after so many."""
    kept = shelf.get(spec) if shelf is not None else None
    if kept is not None:  # it was finished a moment ago
        yield kept
        return
    begun = _begun(shelf, spec)
    parts = [] if begun is None else [begun]
    shown = sum(map(len, parts))
    if begun is not None:
        yield begun
    with closing(simulated(shown)) as finished:
        for some in finished:
            parts += some
            done = sum(map(len, parts))
            if done < min(spec.runs, shown * GROWTH):
                continue
            grown = concatenate(parts)  # of the blocks, which it can put in order whenever each came
            if shelf is not None and done == spec.runs:
                shelf.put(spec, grown)
            elif shelf is not None and not shown and done >= HURRIED:  # whoever asks for the same elsewhere is not to begin with less
                shelf.put(beginning(spec), grown)
            shown = done
            yield grown


def crowded(pool: EnginePool) -> bool:
    """Say whether more first answers are waited for than there are workers."""
    return pool.pressed > pool.workers


def beginning(spec: RunSpec) -> RunSpec:
    """Return the key under which the first replicates are kept, however many were asked for: whoever comes back has them at once."""
    return replace(spec, runs=0)


def _begun(cache: ResultCache | None, spec: RunSpec) -> Results | None:
    """Return the first replicates where they are kept, fewer than are asked for and without a gap."""
    found = None if cache is None else cache.get(beginning(spec))
    return found if found is not None and len(found) < spec.runs and found.replicates[-1] == len(found) - 1 else None


def blocks(runs: int, workers: int, done: int = 0, most: int = WIDEST) -> list[range]:
    """Split replicates `done` to `runs` - 1: where none is done a small block per worker first, then wider ones of equal size.

    No block has more than `most` replicates.
    """
    parts = [] if done else first_blocks(runs, workers, most)
    start, width = parts[-1].stop if parts else done, min(WIDE, most)
    while start < runs:
        rounds = -(-(runs - start) // (workers * width))
        share = -(-(runs - start) // rounds)  # equal rounds keep a last block from running alone
        parts += shares(start, min(start + share, runs), workers)
        start, width = parts[-1].stop, min(WIDEST, most)
    return parts


def first_blocks(runs: int, workers: int, most: int = WIDEST) -> list[range]:
    """Split the worlds of a first answer among all workers, at most so many to each."""
    return shares(0, min(min(-(-FIRST // workers), most) * workers, runs), workers)


def at_a_glance(runs: int, workers: int, most: int = WIDEST) -> list[range]:
    """Split the worlds of a glance so that one worker's core stays free for whoever draws: one block where there are two."""
    return shares(0, min(HURRIED, runs, most), max(1, workers - 1))


def shares(start: int, stop: int, among: int) -> list[range]:
    """Split a range into at most `among` parts whose sizes differ by at most one."""
    count = min(among, stop - start)
    cuts = [start + (stop - start) * part // count for part in range(count + 1)]
    return [range(low, high) for low, high in pairwise(cuts)]


def _on_pool(
    spec: RunSpec, members: bool, done: int, pool: EnginePool, job: Job, tick: Callable[[], object] | None, every: float, glance: bool, hurried: int
) -> Generator[list[Results], None, None]:
    most, heavy = widest(spec, pool.memory)

    def begin(block: Iterable[int], **marks: bool) -> Future[Results]:
        return pool.submit_block(spec, replicates=block, job=job, members=members, heavy=heavy, **marks)

    left = [*range(done, spec.runs)]
    try:
        if not done:  # the reader gets a first answer on the screen before the cores go on to the rest
            # While others wait for theirs, it takes one worker and few worlds; should they come in the same moment, it does without the others.
            if pool.pressed:  # a glance is what the release goes on with: one world would not be kept
                first = [range(min(CROWDED if crowded(pool) and not glance else hurried, spec.runs, most))]
            else:
                first = (at_a_glance if glance else first_blocks)(spec.runs, pool.workers, most)
            begun = {begin(block, urgent=True, spare=block.start >= HURRIED): block for block in first}
            given_up = [future for future in _finished(begun, tick, every) if _given_up(future, begun[future])]
            yield [future.result() for future in begun if future not in given_up]
            left = [world for world in left if world >= first[-1].stop or any(world in begun[future] for future in given_up)]
        done = spec.runs - len(left)
        rest = [left[block.start - done : block.stop - done] for block in blocks(spec.runs, pool.workers, done, most)]
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


def _here(spec: RunSpec, members: bool, done: int, tick: Callable[[], object] | None) -> Generator[list[Results], None, None]:
    def stop(week: int) -> bool:
        if tick:
            tick()
        return False

    for block in blocks(spec.runs, 1, done):
        yield [run_replicates(spec, block, members=members, stop=stop)]
