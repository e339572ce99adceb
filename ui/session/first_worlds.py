"""The first worlds of settings that a reader may come to next: begun in idle moments, or in turn with the work of others.

Where the first ones do not agree, more may be asked for: four worlds of which two are at risk say little.
"""

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


MOST = 30  # [worlds] that are simulated of a setting nobody stands at: all of those of a usual answer

_under_way: set[RunSpec] = set()  # settings of which somebody has been asked for worlds


def enough(setting: RunSpec) -> int:
    """Return with how many worlds of a setting no more are looked at ahead: what one block may hold."""
    most, _ = widest(with_known_start(setting), engine().memory)
    return min(MOST, setting.runs, most)


def under_way(setting: RunSpec) -> bool:
    """Say whether somebody has been asked for worlds of a setting."""
    return with_known_start(setting) in _under_way


def guess(setting: RunSpec) -> None:
    """Let idle workers begin a setting; it is dropped as soon as anybody asks for anything."""
    _begin(setting, guess=True, worlds=FIRST)


def guess_more(setting: RunSpec) -> None:
    """Let idle workers simulate as many worlds as are looked at ahead, at most."""
    _begin(setting, guess=True, worlds=enough(setting))


def ask(setting: RunSpec) -> None:
    """Have a setting begun although others have work here: behind every first answer, in turns with the rest of everybody's."""
    _begin(setting, guess=False, worlds=FIRST)


def _begin(setting: RunSpec, guess: bool, worlds: int) -> None:
    pool, setting = engine(), with_known_start(setting)
    unknown = setting.existing is not None and setting.existing.start is None  # its past is looked for when somebody asks
    if unknown or not pool.prepared or setting in _under_way:  # asking a pool that compiles waits until it is done
        return
    there = first_worlds(setting)
    if (there is not None and len(there) >= min(worlds, setting.runs)) or too_dear(setting, worlds):
        return
    _under_way.add(setting)
    try:
        pool.submit_block(setting, range(worlds), pool.job(guess=guess)).add_done_callback(partial(_keep, setting))
    except BaseException:
        _under_way.discard(setting)
        raise


def too_dear(setting: RunSpec, worlds: int = FIRST) -> bool:
    """Say whether so many worlds of a setting take more than idle moments: they are computed when somebody asks for them alone."""
    most, heavy = widest(with_known_start(setting), engine().memory)
    return heavy or most < worlds


def _keep(setting: RunSpec, done: Future[Results]) -> None:
    _under_way.discard(setting)
    # Somebody asked for something, or a worker died: the guess is not needed.
    with contextlib.suppress(CancelledError, Cancelled, RuntimeError):
        results = done.result()
        result_cache().put(setting if len(results) == setting.runs else beginning(setting), results)
