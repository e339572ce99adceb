"""What happens inside a worker process: simulate one block of replicates, and stop when told to.

A worker imports numpy and the kernel and nothing heavier, so that it starts quickly and stays small.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, MutableSequence

from simulation.engine.ensemble import run_replicates
from simulation.outcomes.results import Results
from simulation.vocabulary.run_spec import RunSpec

EAGER, NICENESS = 2, 7  # a page that is being drawn goes before a first answer, and that before the rest of another

_stopped: MutableSequence[int] | None = None


def prepare(stopped: MutableSequence[int], niceness: int = NICENESS) -> None:
    """Make this process a worker: polite, deaf to Ctrl-C, and gone when its starter is gone.

    `stopped` is shared with the starter: the number of a stopped block stands in its cell.
    """
    global _stopped
    _stopped = stopped
    if hasattr(os, "nice"):  # not on Windows
        os.nice(niceness)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the starter decides what Ctrl-C means
    starter = multiprocessing.parent_process()
    if starter is not None:
        threading.Thread(target=_leave_with, args=(starter,), daemon=True).start()
    gc.collect()
    gc.freeze()


def run_block(spec: RunSpec, replicates: Iterable[int], members: bool, number: int) -> Results:
    """Simulate the given replicates of one specification.

    Raises:
        Cancelled: the block, which goes by this number, was stopped in the meantime.
    """
    cells = _stopped
    if cells is None:  # an executor of the user's own, say a cluster: nothing is shared, the block runs to its end
        return run_replicates(spec, replicates, members=members)
    cell = number % len(cells)
    return run_replicates(spec, replicates, members=members, stop=lambda week: cells[cell] == number)


def _leave_with(starter: multiprocessing.process.BaseProcess) -> None:
    # A starter that is killed outright cannot tell its workers; without this they would wait for work forever.
    starter.join()
    os._exit(1)
