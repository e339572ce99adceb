"""Processes for work nobody waits for with a hand on a lever: an executor in the lowest lane."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import Executor, Future, wait
from typing import Any

from simulation.engine.pool import EnginePool

LOOK = 0.1  # [s] between two looks whether somebody still waits
LOWEST = 17  # niceness: a first curve, and the rest of one, leave such work a few per cent of a core


class Seat(Executor):
    """One question's place in a quiet pool: its calls take turns with those of other questions."""

    def __init__(self, pool: EnginePool, owner: Hashable = None) -> None:
        self.workers = pool.workers
        self.memory = pool.memory
        self._pool = pool
        self._job = pool.job(owner=owner)

    def number(self) -> int:
        """Return a number for a block that may be stopped while it runs."""
        return self._pool.number()

    def end(self, number: int) -> None:
        """Stop the running block of this number within a simulated week."""
        self._pool.end(number)

    def ahead(self) -> int:
        """Return how many other questions go before this one; 0 where one of its calls is under way."""
        return self._pool.ahead(self._job)

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Queue a call; its future may be cancelled until it begins."""
        return self._pool.submit(call, (work, arguments, named), self._job)

    def each(self, work: Callable[..., Any], calls: Iterable[tuple[Any, ...]], tick: Callable[[], object]) -> Iterator[Any]:
        """Yield what a function gives for each of several arguments, in their order; the seat is given up at the end.

        Args:
            tick: called while waiting; it may raise to leave. What waits then is dropped.
        """
        try:
            for future in [self.submit(work, *arguments) for arguments in calls]:
                while not future.done():
                    tick()
                    wait([future], timeout=LOOK)
                yield future.result()
        finally:
            self.shutdown(cancel_futures=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Drop the calls that wait."""
        if cancel_futures:
            self._pool.stop(self._job)


class QuietPool(Seat):
    """Run functions on local processes that give way to every other lane.

    A process that dies or freezes is replaced and its call run again; one that breaks its process repeatedly, or takes more
    memory than a worker may, raises `EngineError`. Calls of one seat are begun in the order in which they come, seats by turns.

    Args:
        workers: processes; the number of usable cores by default.
        niceness: how far they stand behind other processes of this machine.
    """

    def __init__(self, workers: int | None = None, niceness: int = LOWEST) -> None:
        self.pool = EnginePool(workers, lanes=(niceness,))
        super().__init__(self.pool)

    def seat(self, owner: Hashable = None) -> Seat:
        """Return a place for one more question."""
        return Seat(self.pool, owner)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes once what runs has ended; what waits is dropped."""
        self.pool.close()


def call(work: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any], number: int) -> Any:
    """Call a function that knows of no block, inside a worker."""
    return work(*arguments, **named)
