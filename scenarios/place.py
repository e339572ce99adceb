"""Where saved scenarios live, and how the database there is opened.

By default a SQLite file in the user's data folder; `CLG_STORE_URL` (or an argument) names another file or a team's
PostgreSQL, such as `postgresql://user:password@host/database`.
"""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from platformdirs import user_data_path
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from scenarios.errors import ScenarioError

ENVIRONMENT = "CLG_STORE_URL"
PATIENCE_SECONDS = 5.0


def data_folder() -> Path:
    """Return the folder in which this user's programs keep their data."""
    return user_data_path("clg-flywheel-simulator", appauthor=False)


def store_url(place: str | Path | None = None) -> URL:
    """Return the database address of an argument, of the environment, or of the default file, in this order.

    Raises:
        ScenarioError: the address cannot be read or names an unsupported kind of database.
    """
    given = str(place or os.environ.get(ENVIRONMENT) or data_folder() / "scenarios.db")
    if "://" not in given:
        return URL.create("sqlite", database=str(Path(given).expanduser().absolute()))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise ScenarioError(["the address of the store cannot be read; write postgresql://user:password@host/database or a file name"]) from None
    kind = url.get_backend_name()
    if kind in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise ScenarioError([f"{kind}: this kind of store is not supported; use postgresql:// or a SQLite file"])


def place_text(url: URL) -> str:
    """Return the address for people: a file's path, or the server's address without its password."""
    return (
        str(url.database) if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    )


def open_engine(url: URL, patience: float = PATIENCE_SECONDS) -> Engine:
    """Return an engine whose transactions are durable and wait at most `patience` [s] for a lock.

    Connections marked with the execution option `writes` take the write lock at the start of a transaction.

    Raises:
        OSError: the folder of a SQLite file cannot be made.
    """
    return _sqlite(url, patience) if url.get_backend_name() == "sqlite" else _postgresql(url, patience)


def is_read_only(url: URL) -> bool:
    """Say whether a SQLite file is there and may not be changed: on a medium, in a folder or by rights that allow no writing."""
    file = Path(str(url.database))
    if url.get_backend_name() != "sqlite" or str(url.database).startswith("file:") or not file.is_file():
        return False
    return not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def _sqlite(url: URL, patience: float) -> Engine:
    file = Path(str(url.database))
    reading = is_read_only(url)
    if reading:
        # Somebody else may have it open, and then leaves what is new in a second file; otherwise nothing may be written beside it.
        open_elsewhere = any(file.with_name(file.name + ending).exists() for ending in ("-wal", "-shm"))
        url = url.set(database=f"file:{quote(str(file))}", query={"mode": "ro", "uri": "true", **({} if open_elsewhere else {"immutable": "1"})})
    elif not str(url.database).startswith("file:"):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver's own way of beginning transactions does not lock for writing
        if not reading:
            _switch_to_wal(connection, patience)
        for pragma in ("synchronous=FULL", "fullfsync=ON", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Reading first and writing later in one deferred transaction would fail as soon as somebody else writes.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return engine


def _switch_to_wal(connection: sqlite3.Connection, patience: float) -> None:
    # While another process makes the same switch SQLite answers "locked" at once, whatever the timeout.
    deadline = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _postgresql(url: URL, patience: float) -> Engine:
    # Servers are often reached through a pooler, which keeps neither prepared statements nor session settings.
    wait = {} if "connect_timeout" in url.query else {"connect_timeout": max(2, round(patience))}
    engine = create_engine(url, pool_pre_ping=True, connect_args={"prepare_threshold": None, **wait})
    give_up = 3 * patience + 1  # later than the server would by itself

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        from scenarios.patient_connection import PatientConnection

        connection = PatientConnection.connect(*arguments, **options)
        connection.patience = give_up
        return connection

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        milliseconds = round(1_000 * patience)
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}; SET LOCAL statement_timeout = {3 * milliseconds}")

    return engine
