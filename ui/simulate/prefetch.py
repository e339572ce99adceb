"""What the reader may ask for next: while nobody waits for anything, the values beside the last one are begun.

Whoever goes on with a lever then has the first worlds at once. Only those few are simulated ahead, only while the workers
have nothing else to do, and they are dropped as soon as anybody asks for anything.
"""

from __future__ import annotations

import contextlib
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

from simulation import INPUTS, InputError, Results, RunSpec, changed_names
from simulation.engine.ensemble import Cancelled
from simulation.engine.stream import FIRST, beginning
from ui.session.runs import begun, engine, kept
from ui.session.state import Session
from ui.text.lever_text import step_of


def look_ahead(current: Session) -> None:
    """Let idle workers begin the values beside the one the reader set last, in the direction of the last move first."""
    pool = engine()
    for setting in beside_the_last(current):
        if begun(setting):
            continue
        block = pool.submit_block(setting, range(FIRST), pool.job(guess=True))
        block.add_done_callback(partial(_keep, setting))


def beside_the_last(current: Session) -> list[RunSpec]:
    """Return the settings one step on and one step back on the lever that was moved last; none where it has no steps."""
    names = changed_names(current.last.before, current.last.after) if current.last and current.last.after == current.now else []
    if len(names) != 1:
        return []
    spec, before, now = INPUTS[names[0]], current.last.before.value(names[0]), current.now.value(names[0])
    found = []
    for value in _next(spec, before, now):
        try:
            found.append(current.now.with_value(spec.name, value))
        except InputError:
            continue  # the end of the lever
    return found


def _next(spec: Any, before: Any, now: Any) -> list[Any]:
    if spec.type is bool:
        return []
    if spec.choices:
        place, came = spec.choices.index(now), spec.choices.index(before)
        onward = 1 if place > came else -1
        return [spec.choices[nth] for nth in (place + onward, place - onward) if 0 <= nth < len(spec.choices)]
    step = step_of(spec) * (1 if now > before else -1)
    return [spec.type(round(value, 10)) for value in (now + step, now - step)]


def _keep(setting: RunSpec, done: Future[Results]) -> None:
    # Somebody asked for something, or a worker died: the guess is not needed.
    with contextlib.suppress(CancelledError, Cancelled, RuntimeError):
        kept().put(beginning(setting), done.result())
