"""The first worlds of settings nobody has asked for yet: begun while the workers have nothing else to do."""

from __future__ import annotations

import contextlib
from concurrent.futures import CancelledError, Future
from functools import partial

from simulation import Results
from simulation.engine.ensemble import Cancelled
from simulation.engine.result_cache import Key
from simulation.engine.stream import FIRST, beginning
from ui.session.runs import begun, engine, kept, key_of, known
from ui.session.settings import Setting


def first_worlds(setting: Setting) -> Results | None:
    """Return what is known of a setting: all of its worlds, or the first ones, or None."""
    found = known(setting)
    return found if found is not None else kept().get(beginning(key_of(setting)))


def guess(setting: Setting) -> None:
    """Let idle workers begin a setting; it is dropped as soon as anybody asks for anything."""
    if begun(setting):
        return
    pool = engine()
    block = pool.submit_block(setting.inputs, setting.timeline, setting.seed, setting.weeks, range(FIRST), pool.job(guess=True))
    block.add_done_callback(partial(_keep, key_of(setting)))


def _keep(key: Key, done: Future[Results]) -> None:
    # Somebody asked for something, or a worker died: the guess is not needed.
    with contextlib.suppress(CancelledError, Cancelled, RuntimeError):
        kept().put(beginning(key), done.result())
