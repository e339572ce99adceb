"""Start worker processes that know nothing of the program that started them.

Python's usual way loads the starting program's main file again in every child. When the main file is a
page, the child would draw the page and crash. These workers load `simulation.engine.worker` only.

Which file that is, Python tells a child through a function that is not public. It is replaced for the moment of a start,
in the versions of Python in which this was looked at; in others children start in Python's usual way, and a program that
starts them needs the usual `if __name__ == "__main__"` around it.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Iterator, MutableSequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import spawn
from multiprocessing.context import BaseContext
from typing import Any

from simulation.engine.fork_server import PRELOADED
from simulation.engine.start_method import FORKSERVER, SPAWN, known_python, start_method
from simulation.engine.worker import NICENESS, prepare

_MAIN = ("init_main_from_name", "init_main_from_path")
_lock = threading.Lock()


@contextmanager
def _main_file_hidden() -> Iterator[None]:
    """Start children of this thread without telling them where the main file is.

    Hiding `__main__` itself would race with a page server, which puts a new one there at every rerun.
    """
    starter = threading.get_ident()

    def without_main(name: str) -> dict[str, Any]:
        data = usual(name)
        if threading.get_ident() != starter:
            return data
        return {key: value for key, value in data.items() if key not in _MAIN}

    with _lock:
        usual: Callable[[str], dict[str, Any]] = spawn.get_preparation_data
        spawn.get_preparation_data = without_main
        try:
            yield
        finally:
            spawn.get_preparation_data = usual  # type: ignore[assignment]


class _WithoutMain:
    """A kind of process that does not load the main file; what it is mixed into knows how to start one."""

    def _Popen(self, process_obj: Any) -> Any:  # noqa: N802 (the name belongs to multiprocessing)
        with _main_file_hidden():
            return super()._Popen(process_obj)  # type: ignore[misc]


def _context(method: str, process: type) -> type[BaseContext]:
    """Return Python's way of starting processes by a method, with our kind of process."""
    return type(f"{process.__name__}s", (type(multiprocessing.get_context(method)),), {"Process": process})


_Spawned: Any = multiprocessing.get_context(SPAWN).Process  # type: ignore[attr-defined]


class SpawnedWorker(_WithoutMain, _Spawned):  # type: ignore[misc]
    """A fresh interpreter that does not load the main file."""


_contexts: dict[str, type[BaseContext]] = {SPAWN: _context(SPAWN, SpawnedWorker)}

if FORKSERVER in multiprocessing.get_all_start_methods():
    _Forked: Any = multiprocessing.get_context(FORKSERVER).Process  # type: ignore[attr-defined]

    class ForkedWorker(_WithoutMain, _Forked):  # type: ignore[misc]
        """A fork of the fork server that does not load the main file."""

    _contexts[FORKSERVER] = _context(FORKSERVER, ForkedWorker)


def launch(workers: int, stopped: MutableSequence[int], niceness: int = NICENESS, *more: Any) -> ProcessPoolExecutor:
    """Return an executor over `workers` processes that share `stopped`, `niceness` steps behind others; `more` as in `worker.prepare`."""
    method = start_method()
    surroundings = _contexts[method]() if known_python() else multiprocessing.get_context(method)
    if method == FORKSERVER:
        # The server imports the kernel and compiles its loops once; every worker is then a fork of it and starts in milliseconds.
        surroundings.set_forkserver_preload(PRELOADED)
    return ProcessPoolExecutor(workers, mp_context=surroundings, initializer=prepare, initargs=(stopped, niceness, *more))
