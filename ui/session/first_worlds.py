"""The first worlds of settings that a reader may come to next: begun in idle moments, or in turn with the work of others."""

from __future__ import annotations

import contextlib
from concurrent.futures import CancelledError, Future
from functools import partial

from simulation import Results, RunSpec
from simulation.engine.budget import widest
from simulation.engine.ensemble import Cancelled
from simulation.engine.starting import with_known_start
from simulation.engine.stream import FIRST, beginning
from ui.session.runs import engine, known, result_cache


def first_worlds(setting: RunSpec) -> Results | None:
    """Return what is known of a setting: all of its worlds, or the first ones, or None. Fewer, as in a glance, do not count."""
    found = known(setting)
    if found is None:
        found = result_cache().get(beginning(with_known_start(setting)))
    return found if found is not None and len(found) >= min(FIRST, setting.runs) else None


_under_way: set[RunSpec] = set()  # settings whose first worlds somebody has been asked for


def guess(setting: RunSpec) -> None:
    """Let idle workers begin a setting; it is dropped as soon as anybody asks for anything."""
    _begin(setting, guess=True)


def ask(setting: RunSpec) -> None:
    """Have a setting begun although others have work here: behind every first answer, in turns with the rest of everybody's."""
    _begin(setting, guess=False)


def _begin(setting: RunSpec, guess: bool) -> None:
    pool, setting = engine(), with_known_start(setting)
    unknown = setting.existing is not None and setting.existing.start is None  # its past is looked for when somebody asks
    if unknown or not pool.prepared or setting in _under_way:  # asking a pool that compiles waits until it is done
        return
    if first_worlds(setting) is not None or too_dear(setting):
        return
    _under_way.add(setting)
    try:
        pool.submit_block(setting, range(FIRST), pool.job(guess=guess)).add_done_callback(partial(_keep, setting))
    except BaseException:
        _under_way.discard(setting)
        raise


def too_dear(setting: RunSpec) -> bool:
    """Say whether the first worlds of a setting take more than idle moments: they are computed when somebody asks for them alone."""
    most, heavy = widest(with_known_start(setting), engine().memory)
    return heavy or most < FIRST


def _keep(setting: RunSpec, done: Future[Results]) -> None:
    _under_way.discard(setting)
    # Somebody asked for something, or a worker died: the guess is not needed.
    with contextlib.suppress(CancelledError, Cancelled, RuntimeError):
        result_cache().put(beginning(setting), done.result())
