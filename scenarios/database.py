"""The database of the store, open: transactions that are confirmed only where they were kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from scenarios.failures import ReplacedError, unavailable_at
from scenarios.place import PATIENCE_SECONDS, is_read_only, open_engine, place_text, store_url
from scenarios.tables import check_layout, make_tables

GONE = "the file was moved away or deleted while it was open; put it back, or start again with a new one"
OTHER = "another file was put in its place while it was open; what was saved before is in the one that was taken away"


class Database:
    """An open database with the store's tables in it.

    Raises (every method):
        StoreUnavailable: it cannot be reached, read or written, or its file is not the one that was opened.
    """

    def __init__(self, place: str | Path | None = None, patience: float = PATIENCE_SECONDS) -> None:
        self._url = store_url(place)
        self.place = place_text(self._url)
        self._file = Path(self.place) if self.one_writer and not self.place.startswith("file:") else None
        self._patience = patience
        self.engine: Engine
        self._open()

    @property
    def one_writer(self) -> bool:
        """Say whether whoever writes keeps all others from writing: the whole file is locked."""
        return self._url.get_backend_name() == "sqlite"

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection inside a transaction."""
        with unavailable_at(self.place):
            self._look()
            with self.engine.begin() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection inside a transaction that holds the lock for writing; nothing is kept where anything fails."""
        with unavailable_at(self.place):
            self._look()
            with self.engine.execution_options(writes=True).begin() as connection:
                yield connection
                self._still_there()
            self._still_there()  # it may have been taken away while the changes were written to it

    def _open(self) -> None:
        with unavailable_at(self.place):
            self.engine = open_engine(self._url, self._patience)
            self.read_only = is_read_only(self._url)
            self._known = None
            try:
                with self.engine.begin() as connection:
                    ready = check_layout(connection)
                if not ready:
                    with self.engine.execution_options(writes=True).begin() as connection:
                        make_tables(connection)
                self._known = self._number()
            except BaseException:
                self.engine.dispose()
                raise

    def _number(self) -> tuple[int, int] | None:
        """Return what tells this file from every other, whatever they are called."""
        if self._file is None:
            return None
        try:
            found = os.stat(self._file)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _still_there(self) -> None:
        now = self._number()
        if now != self._known:
            raise ReplacedError(GONE if now is None else OTHER)

    def _look(self) -> None:
        """Go on with the file that stands there now, where it is another one; where there is none, no new one is made."""
        now = self._number()
        if now == self._known:
            return
        if now is None:
            raise ReplacedError(GONE)
        self.engine.dispose()
        self._open()
