"""The tables of the store: one row per saved scenario, one per version, and the number of this layout."""

from __future__ import annotations

import unicodedata

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Index, Integer, MetaData, String, Table, Text, inspect, select, text

from scenarios.errors import ScenarioError

LAYOUT_VERSION = 1

METADATA = MetaData()

LAYOUT = Table("clg_layout", METADATA, Column("version", Integer, primary_key=True))

# Times are whole milliseconds since 1970 in UTC: the same in every database, time zone and driver.
SCENARIOS = Table(
    "clg_scenarios",
    METADATA,
    Column("identity", String(32), primary_key=True),
    Column("version", Integer, nullable=False),  # number of the latest; the lock of optimistic saving
    Column("title_key", Text, nullable=False),
    Column("author_key", Text, nullable=False),
    Column("search", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("deleted_at", BigInteger),
    Column("deleted_by", Text, nullable=False, default=""),
)

VERSIONS = Table(
    "clg_versions",
    METADATA,
    Column("identity", String(32), ForeignKey(SCENARIOS.c.identity, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("thumbnail", Text),
)

Index("clg_scenarios_updated", SCENARIOS.c.deleted_at, SCENARIOS.c.updated_at)


def comparable(words: str) -> str:
    """Return the text as it is searched and sorted: without case and without differences of mere encoding."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())


def check_layout(connection: Connection) -> bool:
    """Return whether the tables are there.

    Raises:
        ScenarioError: they were made by a newer version of the simulator.
    """
    if not inspect(connection).has_table(LAYOUT.name):
        return False
    version = connection.execute(select(LAYOUT.c.version)).scalar_one()
    if version > LAYOUT_VERSION:
        raise ScenarioError([f"the store has layout {version} and was made by a newer version of the simulator; this one reads {LAYOUT_VERSION}"])
    return True


def make_tables(connection: Connection) -> None:
    """Make the tables, unless another program has just made them."""
    if connection.dialect.name == "postgresql":
        # Two programs opening an empty database at once would both try; in SQLite the write lock holds the second one.
        connection.execute(text("SELECT pg_advisory_xact_lock(716205114)"))
    if not check_layout(connection):
        METADATA.create_all(connection)
        connection.execute(LAYOUT.insert().values(version=LAYOUT_VERSION))
