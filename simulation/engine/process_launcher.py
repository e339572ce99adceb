"""Start worker processes that know nothing of the program that started them.

Python's usual way loads the starting program's main file again in every child. When the main file is a
page, the child would draw the page and crash. These workers load `simulation.engine.worker` only.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, MutableSequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import context, popen_forkserver, spawn
from typing import Any

from simulation.engine.worker import NICENESS, prepare

_MAIN = ("init_main_from_name", "init_main_from_path")
_lock = threading.Lock()


class _Start(popen_forkserver.Popen):
    """Start one child without telling it where the main file is."""

    def _launch(self, process_obj: Any) -> None:
        starter = threading.get_ident()

        def without_main(name: str) -> dict[str, Any]:
            data = usual(name)
            if threading.get_ident() != starter:
                return data
            return {key: value for key, value in data.items() if key not in _MAIN}

        # Hiding `__main__` itself would race with a page server, which puts a new one there at every rerun.
        with _lock:
            usual = spawn.get_preparation_data
            spawn.get_preparation_data = without_main
            try:
                super()._launch(process_obj)
            finally:
                spawn.get_preparation_data = usual


class _Worker(context.ForkServerProcess):
    """A process of the fork server that starts through `_Start`."""

    @staticmethod
    def _Popen(process_obj: Any) -> _Start:  # noqa: N802 (the name belongs to multiprocessing)
        return _Start(process_obj)


class _Context(context.ForkServerContext):
    """The fork server's way of making processes, with our kind of process."""

    Process = _Worker


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep Ctrl-C waiting while processes are started.

    A terminal sends it to every process of a program. Those started in here inherit that they are deaf to it from their
    first moment on, and the starter hears it once they are on its books: a half-known one could not be ended properly.
    """
    heard: list[tuple[int, Any]] = []
    usual = signal.getsignal(signal.SIGINT)
    # The mask is what children inherit; it does not hold the signal back here, where a library's thread may take it.
    noting = threading.current_thread() is threading.main_thread() and callable(usual)
    if noting:
        signal.signal(signal.SIGINT, lambda number, frame: heard.append((number, frame)))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if noting:
            signal.signal(signal.SIGINT, usual)
    if heard:
        usual(*heard[0])


def launch(workers: int, stopped: MutableSequence[int], niceness: int = NICENESS, *more: Any) -> ProcessPoolExecutor:
    """Return an executor over `workers` processes that share `stopped`, `niceness` steps behind others; `more` as in `worker.prepare`."""
    surroundings = _Context()
    # The server imports the kernel and compiles its loops once; every worker is then a fork of it and starts in milliseconds.
    surroundings.set_forkserver_preload(["simulation.engine.preload"])
    return ProcessPoolExecutor(workers, mp_context=surroundings, initializer=prepare, initargs=(stopped, niceness, *more))
