"""The whole store taken along in one file, put back from it, and looked over: every row as it is, damaged ones too."""

from __future__ import annotations

import os
import tempfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select

from scenarios.database import Database
from scenarios.errors import ScenarioError
from scenarios.failures import unavailable_at
from scenarios.findings import FINDINGS, make_room, present
from scenarios.rows import damage
from scenarios.tables import LAYOUT, METADATA, SCENARIOS, VERSIONS
from scenarios.texts import shown

MANY = 500  # rows that are written at once


@dataclass(frozen=True)
class Findings:
    """What a look over a store found."""

    place: str
    scenarios: int = 0
    versions: int = 0
    in_trash: int = 0
    without_checksum: int = 0  # saved before there were any
    damaged: tuple[str, ...] = field(default_factory=tuple)

    @property
    def whole(self) -> bool:
        """Say whether nothing is damaged."""
        return not self.damaged


def backup(place: str | Path | None, file: str | Path) -> Findings:
    """Write everything in a store, whatever its database, into one new file; it appears whole or not at all.

    Raises:
        StoreUnavailable: the store cannot be read or the file cannot be written.
        ScenarioError: there is a file of that name already.
    """
    target = Path(file).expanduser().absolute()
    if target.exists():
        raise ScenarioError(["there is a file of that name already; a backup never replaces one"], shown(str(file)))
    with unavailable_at(str(target)), tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
        begun = Path(folder) / "backup.db"
        with closing(Database(place)) as source, closing(Database(begun)) as copy:
            _copy(source, copy)
            findings = look_over(copy)
        os.replace(begun, target)  # SQLite has put everything into the one file when it closed it
    return findings


def restore(place: str | Path | None, file: str | Path, *, replace: bool = False) -> Findings:
    """Put everything in a backup into a store, in one step: it is there as a whole afterwards, or the store is as it was.

    Raises:
        StoreUnavailable: the backup cannot be read or the store cannot be written.
        ScenarioError: there is no such backup, or the store holds scenarios and `replace` was not said.
    """
    if not Path(file).expanduser().is_file():
        raise ScenarioError(["there is no such file"], shown(str(file)))
    with closing(Database(file)) as source, closing(Database(place)) as target:
        if source.place == target.place:
            raise ScenarioError(["this is the store itself"], shown(str(file)))
        held = look_over(target).scenarios
        if held and not replace:
            raise ScenarioError([f"the store holds {held:,} scenarios; make a backup of them and say --replace to put this one in their place"])
        _copy(source, target)
        return look_over(target)


def check(place: str | Path | None) -> Findings:
    """Look over every row of a store."""
    with closing(Database(place)) as database:
        return look_over(database)


def look_over(database: Database) -> Findings:
    """Return what is there and what is damaged, down to single versions."""
    damaged: list[str] = []
    versions: dict[str, set[int]] = {}
    old = 0
    with database.reading() as connection:
        if connection.dialect.name == "sqlite":
            told = [line for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)") if line != "ok"]
            damaged += [f"the file: {line}" for line in told]
        for row in connection.execution_options(yield_per=MANY).execute(select(VERSIONS)).mappings():
            versions.setdefault(row["identity"], set()).add(row["number"])
            old += row["checksum"] is None
            if what := damage(row):
                damaged.append(f"{shown(row['title'])}, version {row['number']}: {what}")
        scenarios = connection.execute(select(SCENARIOS.c.identity, SCENARIOS.c.version, SCENARIOS.c.deleted_at)).all()
    for identity, latest, _ in scenarios:
        missing = {*range(1, (latest or 0) + 1)} - versions.get(identity, set())
        damaged += [f"scenario {identity}, version {number}: it is missing" for number in sorted(missing)]
    return Findings(
        place=database.place,
        scenarios=len(scenarios),
        versions=sum(len(numbers) for numbers in versions.values()),
        in_trash=sum(deleted is not None for _, _, deleted in scenarios),
        without_checksum=old,
        damaged=tuple(damaged),
    )


def _copy(source: Database, target: Database) -> None:
    """Put every row of one database in the place of all rows of another."""
    tables = [table for table in METADATA.sorted_tables if table is not LAYOUT]
    with source.reading() as reading, target.writing() as writing:
        if reading.dialect.name == "postgresql":
            reading.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for table in reversed(tables):
            writing.execute(delete(table))
        for table in tables:
            for rows in reading.execution_options(yield_per=MANY).execute(select(table)).mappings().partitions(MANY):
                writing.execute(insert(table), [dict(row) for row in rows])
        _copy_findings(reading, writing)


def _copy_findings(reading: Connection, writing: Connection) -> None:
    """Put what long work found in the place of what is kept there; a store that has none leaves none behind."""
    if not present(reading):
        if present(writing):
            writing.execute(delete(FINDINGS))
        return
    make_room(writing)
    writing.execute(delete(FINDINGS))
    for rows in reading.execution_options(yield_per=MANY).execute(select(FINDINGS)).mappings().partitions(MANY):
        writing.execute(insert(FINDINGS), [dict(row) for row in rows])
