"""Find the past of an existing community on the workers: nobody else is held up, and who asks for the same shares one search."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from simulation.engine.blocks import Job
from simulation.engine.budget import HEAVY, PERSON
from simulation.engine.ensemble import Cancelled
from simulation.engine.looking import Lived, Past
from simulation.engine.pool import EnginePool
from simulation.engine.single_flight import EVERY, Flight, SingleFlight
from simulation.engine.starting import Reached, keep, key_of, search, with_known_start
from simulation.engine.worker import stop_sign
from simulation.vocabulary.existing import lived_inputs
from simulation.vocabulary.run_spec import RunSpec

_searches = SingleFlight()


def sought(
    spec: RunSpec,
    pool: EnginePool,
    *,
    tell: Callable[[float], object] | None = None,
    tick: Callable[[], object] | None = None,
    every: float = EVERY,
    waits: Callable[[int], object] | None = None,
    owner: Hashable = None,
) -> RunSpec:
    """Return the specification with the start of its past found, as `starting.started` does, its worlds lived by the workers of a pool.

    Every look at a setting is a block for each worker, which waits its turn; between them there is next to nothing to do.
    Several who ask for the same at once share one search; it ends when the last of them has gone.

    Args:
        tell: told how far the search is, 0-1.
        tick: called about every `every` seconds while waiting; it may raise to leave.
        waits: told as often how many others go first.
        owner: who asks.

    Raises:
        NoPastError: no past leads there; names the nearest that one does.
        EngineError: worker processes died repeatedly.
    """
    known = with_known_start(spec)
    if known.existing is None or known.existing.start is not None:
        return known

    def begin(flight: Flight[float | Reached]) -> Iterator[float | Reached]:
        job = pool.job(owner=owner)
        flight.when_abandoned(lambda: pool.stop(job))
        flight.ahead = lambda: pool.ahead(job)
        return _searched(spec, pool, job)

    for state in _searches.follow((id(pool), key_of(spec)), begin, tick, every, waits):
        if tell is not None and isinstance(state, float):
            tell(state)
    return with_known_start(spec)


def _searched(spec: RunSpec, pool: EnginePool, job: Job) -> Iterator[float | Reached]:
    existing = spec.existing
    assert existing is not None

    def live(past: Past, replicates: Sequence[int]) -> list[Lived]:
        people = past.existing.members + 2 * past.inputs.starting_customers
        fit = max(1, pool.memory // (PERSON * people))  # replicates that a worker can hold
        count = min(len(replicates), max(pool.workers, -(-len(replicates) // fit)))
        parts = [replicates[part * len(replicates) // count : (part + 1) * len(replicates) // count] for part in range(count)]
        heavy = people * past.existing.age_weeks * len(parts[0]) > HEAVY
        return [future.result() for future in [pool.submit(live_part, (past, part), job, heavy=heavy) for part in parts]]

    if with_known_start(spec).existing != existing:  # it was found a moment ago
        return
    for state in search(lived_inputs(spec.inputs, existing), existing, spec.seed, live):
        if isinstance(state, Reached):
            keep(spec, state)
        yield state


def live_part(past: Past, replicates: Sequence[int], number: int) -> Lived:
    """Live a past in some replicates, inside a worker.

    Raises:
        Cancelled: the block, which goes by this number, was stopped in the meantime.
    """
    stopped = stop_sign(number)

    def week_begins(week: int) -> None:
        if stopped is not None and stopped(week):
            raise Cancelled("stopped while a past was lived")

    return past.lived(replicates, week_begins)
