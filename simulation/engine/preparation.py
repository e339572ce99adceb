"""Turn every loop of the model into machine code for this machine, once; later starts load it."""

from __future__ import annotations

import importlib
import inspect
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from multiprocessing import RawArray
from typing import Any

import numpy as np

from simulation.engine.ensemble import run_replicates
from simulation.engine.start_method import FORKSERVER, start_method
from simulation.kernels.compiled import LOOPS, SHELF, prepared
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec

WEEKS = 17  # in which every step has had its turn, the tidying up of the tables included
SETTINGS: tuple[tuple[dict[str, Any], int], ...] = (  # with how many weeks
    ({}, WEEKS),
    ({"market": "enterprise", "incentive": "cash", "mentorship": True}, WEEKS),  # the other market, what is paid for, and who is taken along
    ({"organic_signups": 2_000.0, "founders": 0, "starting_customers": 0}, 1),  # more in a week than are counted one by one
)
ONE_AND_MORE = (1, 2)  # worlds: a week of one lies in one piece in memory, a week of several does not, which is another type to a loop
COMPLETE = "complete"  # the file beside the machine code that says so
LOOK = 0.2  # [s] between two looks at what is done
Told = Callable[[int], object]  # takes how many loops are done


def prepare_loops() -> None:
    """Run settings so long that every step has had its turn: what has not been compiled yet is compiled and kept."""
    for setting, weeks in SETTINGS:
        for worlds in ONE_AND_MORE:
            run_replicates(RunSpec(inputs_from(setting), weeks=weeks, runs=worlds))


def all_prepared() -> bool:
    """Say whether every loop has been prepared here; one whose machine code is stored does not mean that of the others is."""
    return SHELF is not None and (SHELF / COMPLETE).exists()


def found_prepared() -> bool:
    """Say whether whoever begins now finds the machine code.

    A fork server that was begun before may be compiling and have stored some loops by now; without one, what is stored was stored by a first block.
    """
    return all_prepared() if start_method() == FORKSERVER else prepared()


def note_all_prepared() -> None:
    """Remember that every loop has been prepared here."""
    if SHELF is not None:
        with suppress(OSError):
            (SHELF / COMPLETE).touch()


def loops_stored() -> int:
    """Return for how many loops machine code of these sources is stored on this machine."""
    return 0 if SHELF is None else sum(1 for _ in SHELF.rglob("*.nbi"))


def prepare_on(cores: int, told: Told = lambda done: None) -> None:
    """Prepare every loop, on several cores where that is faster; `told` hears how many are stored.

    The model is run once as plain Python. Each loop that is called there is handed to a process that compiles it for the
    arguments it was called with, while the run goes on. What this misses is compiled as usual at the end.
    """
    if cores > 1 and SHELF is not None and not all_prepared():
        from simulation.engine.process_launcher import launch

        pool = launch(cores, RawArray("q", 1))
        try:
            _compile_on(pool, told)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    prepare_loops()
    told(len(LOOPS))
    note_all_prepared()


def _compile_on(pool: Executor, told: Told) -> None:
    handed: list[Future[None]] = []

    def hand_over(loop: Any, signature: tuple[Any, ...]) -> None:
        handed.append(pool.submit(_compile, loop.py_func.__module__, loop.py_func.__qualname__, signature))
        told(loops_stored())

    with as_plain_python(hand_over), warnings.catch_warnings(), np.errstate(all="ignore"), suppress(Exception):
        warnings.simplefilter("ignore")
        prepare_loops()  # where plain Python cannot do what a loop does, the end of it is left out
    while not all(one.done() for one in handed):
        told(loops_stored())
        time.sleep(LOOK)


def _compile(module: str, name: str, signature: tuple[Any, ...]) -> None:
    """Compile one loop for the types of its arguments and store the machine code (in a process of its own)."""
    getattr(importlib.import_module(module), name).compile(signature)


@contextmanager
def as_plain_python(called: Callable[[Any, tuple[Any, ...]], object]) -> Iterator[None]:
    """Let every loop run as plain Python, in which every index is checked.

    `called` gets each one that is called from outside of loops, once per types of arguments.
    """
    places = [
        (module, name, value)
        for module in list(sys.modules.values())
        if getattr(module, "__name__", "").startswith("simulation.")
        for name, value in list(vars(module).items())
        if any(value is loop for loop in LOOPS)
    ]
    running: list[Any] = []  # the loop that was called from outside, while it runs
    plain = {id(loop): _plain(loop, called, running) for loop in LOOPS}
    try:
        for module, name, loop in places:
            setattr(module, name, plain[id(loop)])
        yield
    finally:
        for module, name, loop in places:
            setattr(module, name, loop)


def _plain(loop: Any, called: Callable[[Any, tuple[Any, ...]], object], running: list[Any]) -> Callable[..., Any]:
    order = inspect.signature(loop.py_func)
    seen: set[tuple[Any, ...]] = set()

    def run(*arguments: Any, **named: Any) -> Any:
        if running:
            return loop.py_func(*arguments, **named)
        signature = tuple(loop.typeof_pyval(value) for value in order.bind(*arguments, **named).arguments.values())
        if signature not in seen:
            seen.add(signature)
            called(loop, signature)
        running.append(loop)
        try:
            return loop.py_func(*map(_by_name, arguments), **{name: _by_name(value) for name, value in named.items()})
        finally:
            running.pop()

    return run


def _by_name(value: Any) -> Any:
    """Return records whose fields are attributes, as compiled loops read them; anything else as it is."""
    return value.view(np.recarray) if isinstance(value, np.ndarray) and value.dtype.names else value
