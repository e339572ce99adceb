"""Processes that simulate blocks of replicates: fair between jobs, quick to stop, whole again after a crash."""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from multiprocessing.sharedctypes import RawArray
from typing import Any

from simulation.engine.blocks import Block, Job, Lane, Turns, Worker, longest, turn_of
from simulation.engine.company import company, joined, parted
from simulation.engine.cores import usable_cores
from simulation.engine.ensemble import Cancelled
from simulation.engine.failures import EngineError as EngineError
from simulation.engine.memory import TOO_LARGE, allowance
from simulation.engine.preparation import found_prepared
from simulation.engine.process_launcher import launch
from simulation.engine.undisturbed import undisturbed
from simulation.engine.watch import Watch, kill
from simulation.engine.worker import EAGER, NICENESS, run_block
from simulation.outcomes.results import Results
from simulation.vocabulary.run_spec import RunSpec

CELLS = 8_192  # stop signs: those of blocks asked for within about half as many others do not overwrite one another
ATTEMPTS = 3  # how often a block may break its worker before it is given up
YOUNG = 0.06  # [s] that a spare block may have run when it is given up for somebody else's first answer: not half of what it takes


class EnginePool:
    """Simulate blocks on local processes, or on any `concurrent.futures.Executor`.

    There are two lanes with one process per core each: urgent blocks never wait behind the wide ones that are under
    way, and go before them on the processor. At most one block per process is under way; the rest wait here. Of urgent
    blocks, those of whoever was served longest ago go first, then those that came first: one first answer after the
    other is done sooner than all of them by turns. Where more wait than there are processes, several are simulated
    together (see `company`). Of the others, the next free process goes to the job with the fewest blocks running, then to
    the one served longest ago. All methods may be called from any thread.

    Args:
        workers: how many blocks run at once in a lane; the number of usable cores by default.
        executor: where blocks run instead of local processes, all in one lane; it stays the caller's to shut down.
            The numbers are the same bit for bit. A stopped job's running blocks run to their end there.
        lanes: the niceness of each lane's processes, that for urgent blocks first; one lane serves both kinds.
    """

    def __init__(self, workers: int | None = None, executor: Executor | None = None, lanes: Sequence[int] = (EAGER, NICENESS)) -> None:
        self.workers = workers or usable_cores()
        self._cells = RawArray("q", CELLS)
        self._own = executor is None
        self.memory = allowance(self.workers)
        self._watch = Watch(len(lanes) * self.workers, self._processes_at, self._lost)
        if executor is not None:
            self._lanes: tuple[Lane, ...] = (Lane([Worker(executor, NICENESS) for _ in range(self.workers)]),)
        else:
            # Each process is by itself: one that dies or freezes takes nobody else's block with it.
            places = itertools.count()
            self._lanes = tuple(
                Lane([Worker(self._launched(niceness, place := next(places)), niceness, place) for _ in range(self.workers)]) for niceness in lanes
            )
        self.prepared = found_prepared()  # or the first block of all may take a minute
        self._lock = threading.RLock()
        self._waiting: list[Block] = []
        self._turns = Turns()
        self._blocks = itertools.count(1)
        self._closed = False

    def __enter__(self) -> EnginePool:
        return self

    def __exit__(self, *problem: object) -> None:
        self.close()

    def job(self, guess: bool = False, owner: Hashable = None) -> Job:
        """Return a new job to submit blocks under.

        Of several first answers that wait, the one whose `owner` was served longest ago is begun first.
        The blocks of a `guess` are simulated only while nobody else has work here, and dropped when somebody has; on
        somebody's own executor, which cannot stop what runs, they are not begun at all.
        """
        with self._lock:
            return Job(owner, self._turns.of(owner), guess=guess)

    def submit_block(
        self,
        spec: RunSpec,
        replicates: Iterable[int],
        job: Job,
        *,
        urgent: bool = False,
        spare: bool = False,
        heavy: bool = False,
        members: bool = False,
    ) -> Future[Results]:
        """Queue one block of replicates and return its future.

        Mark a job's first, small blocks as urgent: they go before everybody's wide blocks. Mark those of them as spare
        that the first answer can do without: one that has just begun is given up, and its future raises `Cancelled`,
        when somebody else's first answer would have to wait for its process. Mark blocks as heavy that take more than a few
        seconds: they are never urgent, and leave one process to others.
        The future raises `Cancelled` when the job is stopped, and `EngineError` when the block breaks its
        workers repeatedly.
        """
        return self.submit(None, (spec, tuple(replicates), members), job, urgent=urgent, spare=spare, heavy=heavy)

    def submit(self, work: Callable[..., Any] | None, arguments: tuple[Any, ...], job: Job, **marks: Any) -> Future[Any]:
        """Queue other work than a block of replicates: a function of some module, called with the arguments and the block's number.

        It ends early where it asks `worker.stop_sign(number)`. What else is said of blocks holds: it is done again when its worker
        dies or freezes, and fails alone when it takes too much memory.
        """
        order = self.number()
        block = Block(work, (*arguments, order), job, order, **marks)
        block.urgent, block.spare = block.urgent and not block.heavy, block.spare and self._own
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            if not job.guess:
                self._drop_guesses()
            if job.stopped or (job.guess and (not self._own or self._asked)):
                block.drop(Cancelled())
            else:
                self._waiting.append(block)
                self._send()
                if block.urgent and not block.spare and block in self._waiting:
                    self._make_room(block)
        return block.future

    def warm(self) -> None:
        """Start every process now, so that nobody's first answer waits for it; return at once."""
        for urgent in (True, False):
            job = self.job()
            for _ in range(self.workers):
                self.submit_block(RunSpec(weeks=1), [0], job, urgent=urgent)

    @property
    def pressed(self) -> int:
        """Return how many first answers somebody waits for."""
        with self._lock:
            return len({block.job for block in self._blocks_inside() if block.urgent and not block.job.stopped})

    @property
    def _asked(self) -> bool:
        return any(not block.job.guess for block in self._blocks_inside())

    def _drop_guesses(self) -> None:
        for job in {block.job for block in self._blocks_inside() if block.job.guess}:
            self.stop(job)

    def stop(self, job: Job) -> None:
        """Stop a job: waiting blocks are dropped, running ones end within a simulated week."""
        with self._lock:
            if job.stopped:
                return
            job.stopped = True
            for block in [block for block in self._blocks_inside() if block.job is job]:
                if block in self._waiting:
                    self._waiting.remove(block)
                    block.drop(Cancelled())
                elif block.within is None:
                    self.end(block.order)
                else:  # whoever else is in its company goes on
                    block.drop(Cancelled())
                    if all(part.job.stopped for part in block.within.aboard):
                        self.end(block.within.order)

    def number(self) -> int:
        """Return a number that no block goes by, for work that is told it by itself."""
        return next(self._blocks)

    def end(self, number: int) -> None:
        """Give whoever goes by this number, and asks `worker.stop_sign`, the sign to stop."""
        # A later block in the same cell may overwrite the sign; then this one runs on, and nobody reads its result.
        self._cells[number % CELLS] = number

    def ahead(self, job: Job) -> int:
        """Return how many jobs of others go before this one: under way, or sooner in turn; 0 where none of its blocks waits."""
        with self._lock:
            waiting = [block for block in self._waiting if not block.future.cancelled()]
            first = min((block for block in waiting if block.job is job), key=turn_of, default=None)
            if job.running or first is None:
                return 0
            lane, turn = self._lane_of(first), turn_of(first)
            before = [*lane.parts, *(block for block in waiting if self._lane_of(block) is lane and turn_of(block) < turn)]
            others = {block.job for block in before if job.owner is None or block.job.owner != job.owner}
            return sum(not (other.stopped or other.guess) for other in others)

    def _make_room(self, waiting: Block) -> None:
        """End a spare block that has just begun, so that a first answer need not wait for its process."""
        begun_after = time.monotonic() - YOUNG
        for block in reversed(self._lanes[0].running):
            if block.spare and not block.job.stopped and block.job is not waiting.job and block.sent > begun_after:
                block.spare = False  # it is given up once
                self.end(block.order)
                return

    def close(self) -> None:
        """Stop every job and end the processes; return when they are gone."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for job in {block.job for block in self._blocks_inside()}:
                self.stop(job)
            executors = [worker.executor for lane in self._lanes for worker in lane.workers]
        self._watch.close()
        if self._own:
            for executor in executors:
                executor.shutdown(wait=True, cancel_futures=True)

    def _blocks_inside(self) -> list[Block]:
        return [*self._waiting, *(block for lane in self._lanes for block in lane.parts)]

    def _lane_of(self, block: Block) -> Lane:
        return self._lanes[0] if block.urgent else self._lanes[-1]

    def _send(self) -> None:
        """Give free processes their next blocks; called with the lock held."""
        for lane in self._lanes:
            self._send_to(lane)

    def _send_to(self, lane: Lane) -> None:
        while free := [worker for worker in lane.workers if worker.block is None]:
            full = sum(block.heavy for block in lane.running) >= max(1, self.workers - 1)  # the last process is for others' light blocks
            mine = (block for block in self._waiting if self._lane_of(block) is lane and not (full and block.heavy))
            block = min(mine, key=turn_of, default=None)
            if block is None:
                return
            # What is urgent finds its process free; the rest starts only on a core that nobody uses, or once it has waited longest of all.
            if not block.urgent and not longest(block, self._waiting) and sum(len(other.running) for other in self._lanes) >= self.workers:
                return
            if not self._taken(block):
                continue
            if self._own and (others := [other for other in company(block, self._waiting, self.workers) if self._taken(other)]):
                block = joined([block, *others], self.number())
            worker = min(free, key=lambda one: one.since)
            worker.block = block
            block.sent = time.monotonic()
            worker.since = next(self._blocks)
            for part in block.parts:
                self._turns.serve(part, worker.since)
            try:
                inner = self._handed(worker, block)
            except BrokenExecutor as error:
                self._settle(worker, worker.executor, None, error)
            except Exception as error:  # the executor is shutting down, or the system has no more files or processes to give
                failed = EngineError(f"no worker could be given the work: {error}")
                failed.__cause__ = error
                self._settle(worker, worker.executor, None, failed)
            else:
                inner.add_done_callback(partial(self._done, worker, worker.executor))

    def _taken(self, block: Block) -> bool:
        """Take a block from those that wait; False where its reader has cancelled it."""
        self._waiting.remove(block)
        return block.future.running() or block.future.set_running_or_notify_cancel()

    def _handed(self, worker: Worker, block: Block) -> Future[Results]:
        with undisturbed():
            try:
                return worker.executor.submit(block.work or run_block, *block.arguments)
            except BrokenExecutor:  # it died while nobody looked, which is not the block's fault
                if not self._own:
                    raise
        self._replace(worker)
        with undisturbed():
            return worker.executor.submit(block.work or run_block, *block.arguments)

    def _done(self, worker: Worker, executor: Executor, done: Future[Results]) -> None:
        with self._lock:
            error = done.exception() if not done.cancelled() else RuntimeError("the executor dropped the block")
            try:
                self._settle(worker, executor, done.result() if error is None else None, error)
            finally:
                self._send()

    def _settle(self, worker: Worker, executor: Executor, result: Any, error: BaseException | None) -> None:
        block, worker.block = worker.block, None
        assert block is not None  # only a worker that has a block ends one
        for part in block.parts:
            part.job.running -= 1
        if block.aboard:
            self._waiting += parted(block, result, error)
            if isinstance(error, BrokenExecutor) and executor is worker.executor and not self._closed:
                self._replace(worker)
            return
        if isinstance(error, MemoryError):
            failed = EngineError(TOO_LARGE.format(limit=self.memory / 2**20))
            failed.__cause__ = error
            block.future.set_exception(failed)
            return
        if not isinstance(error, BrokenExecutor):
            if error is None:
                self.prepared = True
                block.future.set_result(result)
            else:
                block.future.set_exception(error)
            return
        block.attempts += 1
        if block.job.stopped:
            block.future.set_exception(Cancelled())
        elif self._own and block.attempts < ATTEMPTS:
            self._waiting.append(block)
        else:
            failed = EngineError(f"the simulation was given up: its worker process ended {block.attempts} times without an answer")
            failed.__cause__ = error
            block.future.set_exception(failed)
        if self._own and executor is worker.executor and not self._closed:
            self._replace(worker)

    def _launched(self, niceness: int, place: int) -> Executor:
        self._watch.begin(place)
        return launch(1, self._cells, niceness, self._watch.beats, place, self.memory)

    def _replace(self, worker: Worker) -> None:
        """Give a worker a new process; where the system has none to give, the next block tries again."""
        broken = worker.executor
        with contextlib.suppress(OSError, RuntimeError), undisturbed():
            worker.executor = self._launched(worker.niceness, worker.place)
            worker.executor.submit(bool)  # an executor starts its process for a task: it is back before it is needed
        broken.shutdown(wait=False)

    def _lost(self, place: int) -> None:
        """End a process that gives no sign of life any more; its block is done again by another."""
        with self._lock:
            numbers = self._processes_at(place)
            if not numbers:  # it has not been needed so far
                self._watch.begin(place)
        for number in numbers:
            kill(number)

    def _processes_at(self, place: int) -> list[int]:
        with self._lock:
            return [number for worker in self._each() if worker.place == place for number in _processes(worker.executor)]

    def processes(self) -> list[int]:
        """Return the numbers of the local processes that have been started."""
        with self._lock:
            return [number for worker in self._each() for number in _processes(worker.executor)]

    def _each(self) -> list[Worker]:
        return [worker for lane in self._lanes for worker in lane.workers] if self._own else []


def _processes(executor: Executor) -> list[int]:
    return [*(getattr(executor, "_processes", None) or ())]
