"""What happens inside a worker process: simulate one block of replicates, and stop when told to.

A worker imports numpy and the kernel and nothing heavier, so that it starts quickly and stays small.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, MutableSequence, Sequence
from dataclasses import replace

from simulation.engine.ensemble import run_replicates, simulate_rows
from simulation.engine.memory import bound
from simulation.engine.watch import beat
from simulation.outcomes.results import Results
from simulation.schedule import rows_of
from simulation.vocabulary.run_spec import RunSpec

EAGER, NICENESS = 2, 7  # a page that is being drawn goes before a first answer, and that before the rest of another

_stopped: MutableSequence[int] | None = None


def prepare(
    stopped: MutableSequence[int], niceness: int = NICENESS, beats: MutableSequence[float] | None = None, place: int = 0, memory: int | None = None
) -> None:
    """Make this process a worker: polite, deaf to Ctrl-C, gone when its starter is gone, with a pulse and a bound on its memory.

    `stopped` is shared with the starter: the number of a stopped block stands in its cell. `beats`, too: signs of life
    appear at `place`. `memory` is what the worker may take beyond what it starts with [bytes].
    """
    global _stopped
    _stopped = stopped
    if hasattr(os, "nice"):  # not on Windows
        os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the starter decides what Ctrl-C means
    starter = multiprocessing.parent_process()
    if starter is not None:
        threading.Thread(target=_leave_with, args=(starter,), daemon=True).start()
    if beats is not None:
        beat(beats, place)
    gc.collect()
    gc.freeze()
    if memory is not None:
        bound(memory)


def run_block(spec: RunSpec, replicates: Iterable[int], members: bool, number: int) -> Results:
    """Simulate the given replicates of one specification.

    Raises:
        Cancelled: the block, which goes by this number, was stopped in the meantime.
    """
    return run_replicates(spec, replicates, members=members, stop=stop_sign(number))


def run_together(asked: Sequence[tuple[RunSpec, Sequence[int]]], number: int) -> list[Results]:
    """Simulate replicates of several specifications, which share seed and weeks, in one block; return the results of each.

    Raises:
        Cancelled: the block, which goes by this number, was stopped in the meantime.
    """
    rows = [(place, row) for place, (spec, replicates) in enumerate(asked) for row in rows_of(spec, replicates)]
    first, _ = asked[0]
    found = simulate_rows([row for _, row in rows], seed=first.seed, weeks=first.weeks, groups=[place for place, _ in rows], stop=stop_sign(number))
    return [replace(results, spec=spec) for results, (spec, _) in zip(found, asked, strict=True)]


def stop_sign(number: int) -> Callable[[int], bool] | None:
    """Return what tells a block of this number, asked before each week, that it was stopped; None where it cannot be stopped."""
    cells = _stopped
    if cells is None or not number:  # an executor of the user's own, say a cluster, or no number given: it runs to its end
        return None
    cell = number % len(cells)
    return lambda week: cells[cell] == number


def _leave_with(starter: multiprocessing.process.BaseProcess) -> None:
    # A starter that is killed outright cannot tell its workers; without this they would wait for work forever.
    starter.join()
    os._exit(1)
