"""What can go wrong with saved scenarios, in words for people."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from scenarios.errors import ScenarioError
from scenarios.saved import Version
from scenarios.texts import shown


class StoreError(Exception):
    """Something about saved scenarios went wrong; the message says what and what to do."""


class StoreUnavailable(StoreError):  # noqa: N818 - reads as a state, not as a mistake
    """The store cannot be read or written now. Nothing was changed, unless the connection broke while confirming."""

    def __init__(self, place: str, reason: str) -> None:
        self.place = place
        self.reason = reason
        super().__init__(f"The saved scenarios at {place} are not available: {reason}. Nothing was saved; your work is still here.")


class Missing(StoreError):  # noqa: N818 - reads as a state, not as a mistake
    """There is no such saved scenario or version any more."""


class DamagedError(ScenarioError):
    """A saved version is there but not as it was saved."""

    def __init__(self, title: str, number: int, what: str) -> None:
        super().__init__(
            [f"its record is damaged: {what}; its other versions can be opened and restored, and a backup may hold it whole"],
            f"saved scenario {shown(title)!r}, version {shown(number)}",
        )


class Refused(StoreError):  # noqa: N818 - reads as a state, not as a mistake
    """Whoever asks may not do this to a scenario of somebody else."""


class Conflict(StoreError):  # noqa: N818 - reads as a state, not as a mistake
    """Somebody else saved a newer version in the meantime. `current` is theirs; save yours as a new scenario to keep both."""

    def __init__(self, current: Version, expected: int) -> None:
        self.current = current
        self.expected = expected
        who = current.saved_by or "somebody"
        super().__init__(
            f"{who} saved version {current.number} of this scenario on {current.saved_at:%Y-%m-%d at %H:%M} UTC "
            f"while you worked on version {expected}. Nothing was overwritten: keep both by saving yours under a new name, or open theirs."
        )


_SQLITE = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the file or its folder is read-only",
    "SQLITE_PERM": "access to the file is not permitted",
    "SQLITE_CANTOPEN": "the file cannot be opened; its folder must exist and be writable",
    "SQLITE_BUSY": "another program has locked the file; try again in a moment",
    "SQLITE_LOCKED": "another program has locked the file; try again in a moment",
    "SQLITE_IOERR": "the disk reported an error while reading or writing; it may be full",
    "SQLITE_NOTADB": "the file is not a database",
    "SQLITE_CORRUPT": "the file is damaged; restore it from a backup",
}

_POSTGRESQL = {
    "53100": "the server's disk is full",
    "25006": "the server accepts no changes; it is read-only",
    "42501": "the server does not permit this user to do it",
    "55P03": "another program has locked the tables; try again in a moment",
    "57014": "the server took too long; try again in a moment",
    "28": "the server refused the user or the password",
    "3D": "the server has no such database",
    "53": "the server is out of resources; try again in a moment",
    "57": "the server is shutting down or was stopped",
    "08": "the connection to the server broke; try again in a moment",
}


class ReplacedError(OSError):
    """The file of the store is not the one that was opened."""


def reason_of(error: BaseException) -> str:
    """Say in words why the database failed, falling back to its own first line."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, ReplacedError) or "did not answer within" in str(cause):
        return str(cause).strip().splitlines()[0]
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "") or ""
        for start, reason in _SQLITE.items():
            if name.startswith(start):
                return reason
    state = getattr(cause, "sqlstate", None)
    for start, reason in _POSTGRESQL.items():
        if state and state.startswith(start):
            return reason
    if isinstance(cause, (FileExistsError, NotADirectoryError)):
        return f"a file stands where its folder should be ({cause.filename})"
    if isinstance(cause, OSError):
        return f"{cause.strerror or cause} ({cause.filename})" if cause.filename else str(cause)
    if state is None and type(cause).__module__.startswith("psycopg"):
        return "the server cannot be reached, or it refused or closed the connection; check its address, user and password"
    return (str(cause).strip().splitlines() or ["the database gave no reason"])[0][:200]


@contextmanager
def unavailable_at(place: str) -> Iterator[None]:
    """Turn every failure of the database or the disk into `StoreUnavailable`."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreUnavailable(place, reason_of(error)) from error
    except SQLAlchemyError as error:  # such as no free connection in time
        raise StoreUnavailable(place, f"the database did not answer ({type(error).__name__})") from error
