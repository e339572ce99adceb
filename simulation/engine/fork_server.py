"""The process that workers are forked from: it loads the model's loops once, and begun early it has done so before anybody waits."""

from __future__ import annotations

import multiprocessing

from simulation.engine.start_method import FORKSERVER, start_method
from simulation.engine.undisturbed import undisturbed

PRELOADED = ["simulation.engine.preload"]  # modules


def begin() -> None:
    """Start it where this system has one, and return at once; it goes on loading in a process of its own."""
    if start_method() != FORKSERVER:
        return
    from multiprocessing import forkserver

    multiprocessing.set_forkserver_preload(PRELOADED)
    with undisturbed():
        forkserver.ensure_running()
