"""The tables of the store: one row per saved scenario, one per version, and the number of this layout."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DefaultClause,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    case,
    inspect,
    select,
    text,
)

from scenarios.errors import ScenarioError

LAYOUT_VERSION = 2

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
    Column("doomed_at", BigInteger),  # when the clock first said that it has been in the trash for long enough
    Column("owner", Text, nullable=False, server_default=""),
    Column("visibility", Text, nullable=False, server_default="team"),
    Column("editors", Text, nullable=False, server_default=""),  # one a line
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
    Column("checksum", Text),  # none where it was saved before layout 2
)

Index("clg_scenarios_updated", SCENARIOS.c.deleted_at, SCENARIOS.c.updated_at)


SORTS = ("updated", "name", "author")


def ordering(dialect: str, sort: str, search: str = "") -> list[Any]:
    """Return what a list is sorted by: by code point in every database, rather than by each server's own language settings.

    What holds all that is searched for in one piece comes first: "plan b" stands in "Board plan A", too, word by word.
    """
    by_code_point = "C" if dialect == "postgresql" else "BINARY"
    title, author = SCENARIOS.c.title_key.collate(by_code_point), SCENARIOS.c.author_key.collate(by_code_point)
    words = comparable(search).split()
    whole = [case((SCENARIOS.c.search.contains(" ".join(words), autoescape=True), 0), else_=1)] if len(words) > 1 else []
    return (
        whole
        + {
            "updated": [SCENARIOS.c.updated_at.desc(), SCENARIOS.c.identity],
            "name": [title, SCENARIOS.c.updated_at.desc(), SCENARIOS.c.identity],
            "author": [author, title, SCENARIOS.c.identity],
        }[sort]
    )


def comparable(words: str) -> str:
    """Return the text as it is searched and sorted: without case and without differences of mere encoding."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())


def _add_columns(connection: Connection) -> None:
    """Bring layout 1 to layout 2: checksums, ownership, and a trash that does not trust a single look at the clock."""
    for table, names in ((SCENARIOS, ("doomed_at", "owner", "visibility", "editors")), (VERSIONS, ("checksum",))):
        for name in names:
            column = table.c[name]
            default = f" DEFAULT '{column.server_default.arg}'" if isinstance(column.server_default, DefaultClause) else ""
            kind = column.type.compile(connection.dialect)
            connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {name} {kind}{'' if column.nullable else ' NOT NULL'}{default}"))


STEPS = {1: _add_columns}
"""From layout number to the function that brings the tables to the next one. Tables that are new are made by themselves."""


def check_layout(connection: Connection) -> bool:
    """Return whether the tables are there as this version needs them.

    Raises:
        ScenarioError: they were made by a newer version, a part of them is missing, or the file is somebody else's.
    """
    names = set(inspect(connection).get_table_names())
    ours = {table for table in names if table.startswith("clg_")}
    if not ours:
        if names and connection.dialect.name == "sqlite":
            raise ScenarioError(["this is a database of another program; name a file of this one, or one that is not there yet"])
        return False
    missing = {LAYOUT.name, SCENARIOS.name, VERSIONS.name} - ours
    found = connection.execute(select(LAYOUT.c.version)).scalars().all() if not missing else []
    if missing or len(found) != 1 or not isinstance(found[0], int):
        what = f"{', '.join(sorted(missing))} is missing" if missing else "the number of its layout cannot be read"
        raise ScenarioError([f"the store is damaged: {what}; restore it from a backup"])
    if found[0] > LAYOUT_VERSION:
        raise ScenarioError([f"the store has layout {found[0]} and was made by a newer version of the simulator; this one reads {LAYOUT_VERSION}"])
    return found[0] == LAYOUT_VERSION and ours >= set(METADATA.tables)


def make_tables(connection: Connection) -> None:
    """Make the tables, or bring older ones to today's layout, unless another program has just done so."""
    if connection.dialect.name == "postgresql":
        # Two programs opening an empty database at once would both try; in SQLite the write lock holds the second one.
        connection.execute(text("SELECT pg_advisory_xact_lock(716205114)"))
    if check_layout(connection):
        return
    if inspect(connection).has_table(LAYOUT.name):
        version = connection.execute(select(LAYOUT.c.version)).scalar_one()
        while version < LAYOUT_VERSION:
            STEPS[version](connection)
            version += 1
        connection.execute(LAYOUT.update().values(version=version))
    METADATA.create_all(connection)
    if connection.execute(select(LAYOUT.c.version)).first() is None:
        connection.execute(LAYOUT.insert().values(version=LAYOUT_VERSION))
