"""What the present setting is called: by the scenario it was saved as or read from, and that it was changed since."""

from __future__ import annotations

from simulation import RunSpec, changed_names
from simulation.vocabulary.words import counted
from ui.session.saved_scenario import opened
from ui.session.state import Session, setting_of
from ui.text.labels import shortened

ROOM = 80  # characters of a title in a heading


def named_after(current: Session) -> tuple[str, RunSpec]:
    """Return title and setting of what the present setting goes by: the saved scenario under work, else the one the levers started from."""
    found = opened(current)
    title, kept = (current.start.title, current.start_setting) if found is None else (found.scenario.title, setting_of(found.scenario))
    return shortened(title, ROOM), kept


def changed_since(current: Session) -> bool:
    """Say whether the present setting is another one than that it is named after."""
    kept = named_after(current)[1]
    return current.now.in_worlds_of(kept) != kept


def titled(current: Session) -> str:
    """Return what the present setting is called: "Big door", or "Big door, changed"; a link holds settings and no titles."""
    return named_after(current)[0] + (", changed" if changed_since(current) else "")


def titled_in_full(current: Session) -> str:
    """Return the same with the number of inputs that differ, "Big door, with 2 inputs changed"."""
    title, kept = named_after(current)
    count = len(changed_names(kept, current.now))
    return f"{title}, with {counted(count, 'input')} changed" if count else titled(current)
