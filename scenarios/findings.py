"""What long work found about settings, kept beside the saved scenarios so that nobody waits for it twice.

A finding hangs on nothing but what its mark stands for, and can be worked out again. So there is room for a number of them only, the
oldest make way, and one that is damaged counts as not there. A backup is whole, so it holds them, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, MetaData, String, Table, Text, delete, func, inspect, select, text

from scenarios.errors import ScenarioError
from scenarios.store import Store

METADATA = MetaData()

FINDINGS = Table(
    "clg_findings",
    METADATA,
    Column("mark", String(64), primary_key=True),
    Column("kept_at", BigInteger, nullable=False, index=True),  # milliseconds since 1970 in UTC, as in the other tables
    Column("document", Text, nullable=False),
    Column("checksum", String(64), nullable=False),
)
MOST = 500  # findings that are kept
MOST_BYTES = 32_768  # of one
_MARK = re.compile("[0-9a-f]{64}")


class Findings:
    """The findings of a store, by their marks.

    Raises (every method):
        StoreUnavailable: the database cannot be reached, read or written; nothing was changed.
        ValueError: a mark is none.
    """

    def __init__(self, store: Store) -> None:
        self._database = store.database

    def get(self, mark: str) -> Any:
        """Return what was found, as plain values; None where nothing is kept, or what is kept is damaged."""
        _check(mark)
        with self._database.reading() as connection:
            if not present(connection):
                return None
            row = connection.execute(select(FINDINGS).where(FINDINGS.c.mark == mark)).mappings().first()
        if row is None or row["checksum"] != _checksum(mark, row["document"]):
            return None
        try:
            return json.loads(row["document"])
        except (TypeError, ValueError, RecursionError):
            return None

    def keep(self, mark: str, found: Any) -> None:
        """Keep what was found, in the place of what was kept under its mark; the oldest findings make way.

        Raises:
            ScenarioError: it is too large.
        """
        _check(mark)
        document = json.dumps(found, allow_nan=False, separators=(",", ":"))
        if len(document) > MOST_BYTES:
            raise ScenarioError([f"a finding of {len(document):,} bytes is too large; at most {MOST_BYTES:,} are kept"])
        row = {"mark": mark, "kept_at": round(datetime.now(UTC).timestamp() * 1_000), "document": document, "checksum": _checksum(mark, document)}
        with self._database.writing() as connection:
            make_room(connection)
            connection.execute(delete(FINDINGS).where(FINDINGS.c.mark == mark))
            connection.execute(FINDINGS.insert().values(row))
            beyond = connection.execute(select(func.count()).select_from(FINDINGS)).scalar_one() - MOST
            if beyond > 0:
                oldest = select(FINDINGS.c.mark).where(FINDINGS.c.mark != mark).order_by(FINDINGS.c.kept_at, FINDINGS.c.mark).limit(beyond)
                connection.execute(delete(FINDINGS).where(FINDINGS.c.mark.in_(connection.execute(oldest).scalars().all())))


def present(connection: Connection) -> bool:
    """Say whether a store has room for findings yet."""
    return inspect(connection).has_table(FINDINGS.name)


def make_room(connection: Connection) -> None:
    """Make the table of findings, unless it is there or another program has just made it."""
    if present(connection):
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(716205116)"))
    METADATA.create_all(connection)


def _check(mark: str) -> None:
    if not _MARK.fullmatch(mark):
        raise ValueError("this is not the mark of a finding")


def _checksum(mark: str, document: Any) -> str:
    return hashlib.sha256(f"{mark}\n{document}".encode()).hexdigest()
