"""Classes: a code to join, seats without names, answers until the reveal, and nothing left after thirty days."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from scenarios.class_tables import ANSWERS, CLASSES, make, there
from scenarios.errors import ScenarioError
from scenarios.failures import Missing
from scenarios.store import Store
from scenarios.texts import MAX_ANSWER_BYTES

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which are read as each other
LENGTH = 5
SEATS = 60
DAYS = 30
STEPS = ("Information", "Predict", "Reveal", "Explain", "Puzzle", "Take home")
PREDICT, REVEAL = STEPS.index("Predict"), STEPS.index("Reveal")
COLOURS = ("Blue", "Green", "Red", "Yellow", "Violet", "Orange")
_SEAT = -1  # the step under which a seat itself stands
_CODE = re.compile(f"[{LETTERS}]{{{LENGTH}}}")
# Thirty who join in one moment write one after the other, in their turn: a file that is locked would be tried again and again until patience ends.
_IN_TURN = threading.RLock()
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class ClassRefused(ScenarioError):  # noqa: N818 - reads as an answer, not as a mistake
    """What was asked for cannot be done now: the class is full, or answers are closed."""


@dataclass(frozen=True)
class Class:
    """One class as everybody may see it, and how far the answers are."""

    code: str
    lesson: str
    step: int
    seats: int
    answered: int

    @property
    def shown(self) -> bool:
        """Say whether results may be seen."""
        return self.step >= REVEAL


def seat_name(seat: int) -> str:
    """Return the name of a seat, counted from 1: a colour and a number."""
    return f"{COLOURS[(seat - 1) % len(COLOURS)]} {(seat - 1) // len(COLOURS) + 1}"


class Classes:
    """The classes of a store.

    Raises (every method):
        StoreUnavailable: the database cannot be reached, read or written; nothing was changed.
        Missing: there is no such class, it is older than thirty days, or the seat or key is not one of it.
    """

    def __init__(self, store: Store) -> None:
        self._database = store.database
        self._made: Any = None  # the engine in whose database the tables are known to be

    def open(self, lesson: str) -> tuple[str, str]:
        """Open a class for a lesson; return its code and the teacher's key, which is kept nowhere else."""
        key = secrets.token_urlsafe(18)
        with self._writing() as connection:
            connection.execute(delete(CLASSES).where(CLASSES.c.opened_at < self._oldest()))
            code = self._free(connection)
            now = _milliseconds()
            row = {"code": code, "key_hash": _hash(key), "lesson": lesson, "step": 0, "opened_at": now, "moved_at": now}
            connection.execute(CLASSES.insert().values(row))
        return code, key

    def find(self, code: str) -> Class:
        """Return a class by its code."""
        with self._reading(code) as connection:
            return self._find(connection, code)

    def join(self, code: str) -> tuple[int, str]:
        """Take a seat; return it and its token.

        Raises:
            ClassRefused: the class is full.
        """
        token = secrets.token_urlsafe(18)
        with self._writing(code) as connection:
            self._hold(connection, code)
            self._find(connection, code)
            taken = connection.execute(select(func.max(ANSWERS.c.seat)).where(ANSWERS.c.code == code)).scalar_one() or 0
            if taken >= SEATS:
                raise ClassRefused([f"this class is full: it has {SEATS} seats"])
            connection.execute(ANSWERS.insert().values(code=code, seat=taken + 1, step=_SEAT, answer=_hash(token)))
        return taken + 1, token

    def seat(self, code: str, token: str) -> int:
        """Return the seat of a token."""
        with self._reading(code) as connection:
            return _seat(connection, code, token)

    def answer(self, code: str, token: str, answer: str) -> None:
        """Keep a prediction; a second one replaces the first until the reveal.

        Raises:
            ClassRefused: the reveal has come, or the prediction is not asked for yet.
        """
        if len(answer) > MAX_ANSWER_BYTES:
            raise ClassRefused(["the answer is too long"])
        with self._writing(code) as connection:
            self._hold(connection, code)
            found, seat = self._find(connection, code), _seat(connection, code, token)
            if found.step != PREDICT:
                raise ClassRefused(["answers are closed since the reveal" if found.shown else "the prediction is not asked for yet"])
            row = (ANSWERS.c.code == code) & (ANSWERS.c.seat == seat) & (ANSWERS.c.step == PREDICT)
            if connection.execute(update(ANSWERS).where(row).values(answer=answer)).rowcount == 0:
                connection.execute(ANSWERS.insert().values(code=code, seat=seat, step=PREDICT, answer=answer))

    def given(self, code: str, token: str) -> str | None:
        """Return a seat's own prediction."""
        with self._reading(code) as connection:
            seat = _seat(connection, code, token)
            row = (ANSWERS.c.code == code) & (ANSWERS.c.seat == seat) & (ANSWERS.c.step == PREDICT)
            return connection.execute(select(ANSWERS.c.answer).where(row)).scalar_one_or_none()

    def answers(self, code: str) -> dict[int, str]:
        """Return all predictions by seat."""
        with self._reading(code) as connection:
            query = select(ANSWERS.c.seat, ANSWERS.c.answer).where(ANSWERS.c.code == code, ANSWERS.c.step == PREDICT).order_by(ANSWERS.c.seat)
            return {row.seat: row.answer for row in connection.execute(query)}

    def is_teacher(self, code: str, key: str) -> bool:
        """Say whether this is the teacher's key of a class."""
        with self._reading(code) as connection:
            return self._may(connection, code, key)

    def move(self, code: str, key: str, step: int) -> None:
        """Move the class to a step. Back before the reveal it cannot go: what was seen cannot be predicted.

        Raises:
            ClassRefused: there is no such step, or it lies before the reveal that has been.
        """
        if not 0 <= step < len(STEPS):
            raise ClassRefused([f"there is no step {step}"])
        with self._writing(code) as connection:
            self._hold(connection, code)
            found = self._find(connection, code)
            if not self._may(connection, code, key):
                raise Missing("This is not the teacher's key of the class.")
            if found.shown and step < REVEAL:
                raise ClassRefused(["the result has been shown: the class cannot go back before the reveal"])
            connection.execute(update(CLASSES).where(CLASSES.c.code == code).values(step=step, moved_at=_milliseconds()))

    def delete(self, code: str, key: str) -> None:
        """Delete a class with all seats and answers at once."""
        with self._writing(code) as connection:
            self._find(connection, code)
            if not self._may(connection, code, key):
                raise Missing("This is not the teacher's key of the class.")
            connection.execute(delete(ANSWERS).where(ANSWERS.c.code == code))
            connection.execute(delete(CLASSES).where(CLASSES.c.code == code))

    # Inner workings

    def _find(self, connection: Connection, code: str) -> Class:
        row = connection.execute(select(CLASSES).where(CLASSES.c.code == code, CLASSES.c.opened_at >= self._oldest())).first()
        if row is None:
            raise _unknown(code)
        rows = connection.execute(select(ANSWERS.c.step, func.count()).where(ANSWERS.c.code == code).group_by(ANSWERS.c.step))
        counts = {str(row[0]): int(row[1]) for row in rows}
        return Class(code, row.lesson, row.step, counts.get(str(_SEAT), 0), counts.get(str(PREDICT), 0))

    def _hold(self, connection: Connection, code: str) -> None:
        """Let one after the other change a class: two who join at once take two seats, no answer comes after a reveal it does not know of."""
        connection.execute(select(CLASSES.c.code).where(CLASSES.c.code == code).with_for_update())

    def _may(self, connection: Connection, code: str, key: str) -> bool:
        kept = connection.execute(select(CLASSES.c.key_hash).where(CLASSES.c.code == code)).scalar_one_or_none()
        return kept is not None and bool(_TOKEN.fullmatch(key)) and hmac.compare_digest(kept, _hash(key))

    def _free(self, connection: Connection) -> str:
        while True:
            code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
            if connection.execute(select(CLASSES.c.code).where(CLASSES.c.code == code)).first() is None:
                return code

    def _oldest(self) -> int:
        return _milliseconds() - timedelta(days=DAYS) // timedelta(milliseconds=1)

    @contextmanager
    def _writing(self, code: str | None = None) -> Iterator[Connection]:
        with _IN_TURN if self._database.one_writer else nullcontext():
            self._ready(code)
            with self._database.writing() as connection:
                yield connection

    @contextmanager
    def _reading(self, code: str) -> Iterator[Connection]:
        self._ready(code)
        with self._database.reading() as connection:
            yield connection

    def _ready(self, code: str | None) -> None:
        """Check the code, which somebody may have typed, and see to the tables."""
        if code is not None and not _CODE.fullmatch(code):
            raise _unknown(code)
        if self._made is self._database.engine:
            return
        with self._database.reading() as connection:
            made = there(connection)
        if not made:
            with self._database.writing() as connection:
                make(connection)
        self._made = self._database.engine


def _seat(connection: Connection, code: str, token: str) -> int:
    if not _TOKEN.fullmatch(token):
        raise Missing("This seat is not one of the class; join with the code.")
    query = select(ANSWERS.c.seat).where(ANSWERS.c.code == code, ANSWERS.c.step == _SEAT, ANSWERS.c.answer == _hash(token))
    seat = connection.execute(query).scalar_one_or_none()
    if seat is None:
        raise Missing("This seat is not one of the class; join with the code.")
    return seat


def _unknown(code: str) -> Missing:
    shown = code if _CODE.fullmatch(code) else "this"
    return Missing(
        f"There is no class with {'the code ' + shown if shown != 'this' else 'this code'}. It may have been deleted, or be older than {DAYS} days."
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _milliseconds() -> int:
    return round(datetime.now(UTC).timestamp() * 1_000)
