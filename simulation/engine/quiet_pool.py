"""Processes for work nobody waits for with a hand on a lever: an executor in the lowest lane."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from functools import partial
from multiprocessing.sharedctypes import RawArray
from typing import Any

from simulation.engine.pool import ATTEMPTS, CELLS, EngineError, usable_cores
from simulation.engine.process_launcher import launch, undisturbed

LOWEST = 17  # niceness: a first curve, and the rest of one, leave such work a few per cent of a core


@dataclass(eq=False)
class _Task:
    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    future: Future[Any]
    attempts: int = 0


class QuietPool(Executor):
    """Run functions on local processes that give way to every other lane; a process that dies is replaced and its task run again.

    Tasks are started in the order in which they come. One that breaks its process repeatedly raises `EngineError`.

    Args:
        workers: processes; the number of usable cores by default.
        niceness: how far they stand behind other processes of this machine.
    """

    def __init__(self, workers: int | None = None, niceness: int = LOWEST) -> None:
        self.workers = workers or usable_cores()
        self.niceness = niceness
        self.cells = RawArray("q", CELLS)
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()
        self._closed = False
        self._inner = launch(self.workers, self.cells, niceness)

    def number(self) -> int:
        """Return a number for a block that may be stopped while it runs."""
        return next(self._numbers)

    def end(self, number: int) -> None:
        """Stop the running block of this number within a simulated week."""
        self.cells[number % CELLS] = number

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        """Queue a call; its future may be cancelled until it begins."""
        task = _Task(partial(work, **named) if named else work, arguments, Future())
        with self._lock:
            if self._closed:
                raise RuntimeError("the pool is closed")
            self._send(task)
        return task.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes."""
        with self._lock:
            self._closed = True
        self._inner.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _send(self, task: _Task) -> None:
        executor = self._inner
        try:
            with undisturbed():
                inner = executor.submit(task.work, *task.arguments)
        except BrokenExecutor as error:
            self._again(task, executor, error)
        except RuntimeError as error:
            _fail(task, error)
        else:
            inner.add_done_callback(lambda done: self._done(task, executor, done))
            task.future.add_done_callback(lambda outer: inner.cancel() if outer.cancelled() else None)

    def _done(self, task: _Task, executor: Executor, done: Future[Any]) -> None:
        if done.cancelled() or task.future.cancelled():
            task.future.cancel()
            return
        error = done.exception()
        if isinstance(error, BrokenExecutor):
            with self._lock:
                self._again(task, executor, error)
        elif error is not None:
            _fail(task, error)
        elif task.future.set_running_or_notify_cancel():
            task.future.set_result(done.result())

    def _again(self, task: _Task, executor: Executor, error: BaseException) -> None:
        task.attempts += 1
        if executor is self._inner and not self._closed:
            self._inner = launch(self.workers, self.cells, self.niceness)
            executor.shutdown(wait=False)
        if task.attempts < ATTEMPTS and not self._closed:
            self._send(task)
        else:
            failed = EngineError(f"the work was given up: its process ended {task.attempts} times without an answer")
            failed.__cause__ = error
            _fail(task, failed)


def _fail(task: _Task, error: BaseException) -> None:
    if task.future.set_running_or_notify_cancel():
        task.future.set_exception(error)
