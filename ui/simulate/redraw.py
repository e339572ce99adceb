"""What the controls show besides the value a reader moves: while that stays as it is, only the answer is drawn anew."""

from __future__ import annotations

import time
from typing import Any

from ui.session.heading import titled
from ui.session.saved_scenario import opened, unsaved
from ui.session.state import Session, changed_from_start

DELIVERED = 0.25  # [s] after which what was drawn has reached the browser: a newer change may drop what is still on its way


def shown(current: Session) -> None:
    """Remember that the controls have been drawn as they are."""
    current.drawn_controls, current.drawn = controls(current), time.monotonic()


def as_shown(current: Session) -> bool:
    """Say whether the browser shows the controls as they are to be, the values of numbers aside."""
    return controls(current) == current.drawn_controls and time.monotonic() - current.drawn > DELIVERED


def controls(current: Session) -> tuple[Any, ...]:
    """Return everything by which the controls differ from one setting to another, the values of numbers aside.

    Marks and ways back depend on which inputs differ from the start and from the defaults, the steps on whether there is
    anything to go back or forward to, saving on whether there is anything new, and open drawers on everything.
    """
    found = opened(current)
    return (
        tuple(changed_from_start(current)),
        tuple(sorted(current.now.differences)),
        current.now.inputs.market,
        bool(current.history.past),
        bool(current.history.future),
        current.last is None,
        current.place.pinned is not None,
        current.now in (current.baseline, current.start_setting),
        found is not None and unsaved(current, found),
        titled(current),
        current.now if current.drawers else None,
    )
