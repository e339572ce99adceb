"""First curves come first: whoever has one lets those go ahead who still wait for theirs."""

from __future__ import annotations

import time

from ui.session.runs import breathe

PRIORITY = 1.2  # [s] that the rest of a picture, or a refined one, lets other readers' first curves go before it

_waiting: set[FirstCurve] = set()  # in this process: those of all sessions; each method is one step, which needs no lock
_last = [-1e9]  # [s] by the monotonic clock: when somebody last waited, or had the rest of an answer after it


class FirstCurve:
    """One reader's wait for a first curve, from the moment its answer is begun until the curve is sent or given up.

    Workers that are done are not enough of a sign: what they found has still to be put into a chart, and ten charts that
    others draw meanwhile would go before it.
    """

    def __enter__(self) -> FirstCurve:
        _waiting.add(self)
        return self

    def __exit__(self, *problem: object) -> None:
        self.over()

    def over(self) -> None:
        """Say that the curve is sent, or that nobody waits for it any more; to say so twice does no harm."""
        _last[0] = time.monotonic()
        _waiting.discard(self)


def let_others_first() -> None:
    """Wait while somebody waits for a first curve, but not for long; a newer change of this reader ends it."""
    breathe(PRIORITY, _waiting)


def calm_for() -> float:
    """Return for how long nobody has waited for a first curve or been given the rest of its answer [s]: 0 while somebody waits."""
    return 0.0 if _waiting else time.monotonic() - _last[0]
