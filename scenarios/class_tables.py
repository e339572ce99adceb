"""The tables of classes, beside those of the saved scenarios in the same store: made when the first class is opened."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Integer, MetaData, String, Table, Text, inspect, text

METADATA = MetaData()

# Times are whole milliseconds since 1970 in UTC, as in the other tables.
CLASSES = Table(
    "clg_classes",
    METADATA,
    Column("code", String(5), primary_key=True),
    Column("key_hash", String(64), nullable=False),  # of the teacher's key, which stands in the teacher's address only
    Column("lesson", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("moved_at", BigInteger, nullable=False),
)

# One row per seat and step; step -1 is the seat itself, whose answer is the hash of its token.
ANSWERS = Table(
    "clg_class_answers",
    METADATA,
    Column("code", String(5), ForeignKey(CLASSES.c.code, ondelete="CASCADE"), primary_key=True),
    Column("seat", Integer, primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("answer", Text, nullable=False),
)


def there(connection: Connection) -> bool:
    """Say whether the tables have been made."""
    return inspect(connection).has_table(ANSWERS.name)


def make(connection: Connection) -> None:
    """Make the tables, unless another program has just made them."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(716205115)"))
    METADATA.create_all(connection)
