"""What the reader may ask for next: while nobody waits for anything, the values beside the last one are begun.

Whoever goes on with a lever then has the first worlds at once. Only those few are simulated ahead, only while the workers
have nothing else to do, and they are dropped as soon as anybody asks for anything.
"""

from __future__ import annotations

from typing import Any

from simulation import INPUTS, InputError, RunSpec, changed_names
from ui.session.first_worlds import guess
from ui.session.state import Session
from ui.simulate.track import STOPS, work_out
from ui.text.lever_text import step_of


def look_ahead(current: Session) -> None:
    """Let idle workers begin the values beside the one the reader set last, in the direction of the last move first."""
    for setting in beside_the_last(current):
        guess(setting)
    work_out(current)


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
    if spec.name == "batch_size":
        higher, lower = [stop for stop in STOPS if stop > now][:1], [stop for stop in STOPS if stop < now][-1:]
        return higher + lower if now > before else lower + higher
    step = step_of(spec) * (1 if now > before else -1)
    return [spec.type(round(value, 10)) for value in (now + step, now - step)]
