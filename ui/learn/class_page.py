"""What is known of one session's page of a class: what was drawn of it, and whether it lags behind its class."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from uuid import uuid4

from ui.learn.classes import Seen

AWAY, GONE, NO_SEAT = "away", "gone", "no seat"
ON_ITS_WAY = 2.0  # [s] after which a drawing that has ended has come to its reader, or will not
LONGEST = 30.0  # [s] between two tries of a page that cannot be drawn


@dataclass(eq=False)
class Page:
    """One session's page of a class, as its program knows it: by a word that nobody can guess. With the session it is gone."""

    code: str
    seat: int | None = None
    teacher: bool = False
    word: str = field(default_factory=lambda: uuid4().hex)
    turn: int = 0  # of the drawing that was begun last
    busy: bool = False  # it goes on
    draws: str | None = None  # how the class stood when it began; None as long as that is being found out
    over: bool = False  # the class is no more: nothing is to be asked
    broken: bool = False  # something in it could not be drawn
    whole: int = 0  # the turn of the last drawing that came to its end
    shown: str | None = None  # how the class stands in it
    ended: float = 0.0  # [s] when that was
    failures: int = 0  # in a row

    def stands(self, seen: Seen | None) -> None:
        """Note what the drawing that goes on is to show: a class as it was read, or one that cannot be read."""
        self.draws = self.standing(seen)

    def standing(self, seen: Seen | None) -> str:
        """Return all of a class that this page depends on: the step and, for a student, the seat's own answer."""
        if seen is None:
            return AWAY
        if self.teacher:
            return str(seen.of.step)
        return NO_SEAT if self.seat is None else f"{seen.of.step} {seen.answers.get(self.seat)}"

    def behind(self, turn: object, standing: str, now: float) -> bool:
        """Say whether a browser that holds the drawing of a turn lags behind how the class stands now, and nothing on its way mends it."""
        if self.busy:
            return self.draws is not None and self.draws != standing
        if self.failures:
            return now - self.ended > min(LONGEST, ON_ITS_WAY * 2 ** (self.failures - 1))
        return self.shown != standing or (turn != self.whole and now - self.ended > ON_ITS_WAY)

    def begins(self) -> int:
        """Note that a drawing begins, and return its turn."""
        self.turn += 1
        self.busy, self.draws, self.over, self.broken = True, None, False, False
        return self.turn

    def ends(self, turn: int) -> None:
        """Note that a drawing has come to its end; one that another took the place of says nothing any more."""
        if turn == self.turn:
            self.busy, self.whole, self.shown, self.ended = False, turn, self.draws, time.monotonic()
            self.failures = self.failures + 1 if self.broken else 0
