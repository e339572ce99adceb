"""Saved scenarios in a database: every save is a new version, nothing is overwritten, deletion can be undone."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update

from scenarios.access import check_change, seen_by, sharing
from scenarios.database import Database
from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, Missing
from scenarios.place import PATIENCE_SECONDS
from scenarios.rows import entry_of, insert, listed, scenario_of, time_of, version_of
from scenarios.saved import Entry, Saved, Version, thumbnail_text
from scenarios.scenario import Scenario
from scenarios.tables import SCENARIOS, SORTS, VERSIONS, comparable, ordering
from scenarios.texts import MAX_AUTHOR, MAX_TITLE, is_visible, shown, text_problem

NO_TITLE = "a saved scenario needs a title that can be seen"
TRASH_DAYS = 60
SECOND_LOOK_DAYS = 7  # after which a clock that says so again is believed
DAY = timedelta(days=1) // timedelta(milliseconds=1)
MAX_SEARCH = 200
MAX_LISTED = 1_000
_IDENTITY = re.compile("[0-9a-f]{32}")


class Store:
    """Keep scenarios for one user (a SQLite file) or a team (a PostgreSQL database).

    Safe for several threads and processes at once. Every change takes the version it was made from (`expected`) and
    raises `Conflict` when somebody saved a newer one; saving as new keeps both. `by` is the name of who saves: typed, or the
    one under which they signed in. `seen_as` gives the store as one reader may see and change it.

    Raises (every method):
        StoreUnavailable: the database cannot be reached, read or written, or its file is another one; nothing was changed.
        Missing: the scenario or version is not there, not for this reader, or is in the trash.
        Refused: the scenario belongs to somebody else.
        ScenarioError: a text is not allowed, or what is there is damaged or was made by a newer version.
    """

    def __init__(
        self, place: str | Path | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), patience: float = PATIENCE_SECONDS
    ) -> None:
        self.database = Database(place, patience)
        self.reader: str | None = None  # whoever runs the program
        self.signature = ""  # the name that stands beside whatever is saved, whatever was typed
        self._now = now
        try:
            if not self.database.read_only:
                self.purge()
        except BaseException:
            self.close()
            raise

    @property
    def place(self) -> str:
        """Return where it is, for people."""
        return self.database.place

    @property
    def engine(self) -> Engine:
        """Return the engine behind it."""
        return self.database.engine

    def seen_as(self, reader: str, signature: str = "") -> Store:
        """Return the same store as a signed-in reader may use it, under their name; an empty reader is anybody."""
        other = copy.copy(self)
        other.reader, other.signature = reader, signature
        return other

    def close(self) -> None:
        """Close the connections."""
        self.database.close()

    def save(self, scenario: Scenario, by: str = "", *, thumbnail: Mapping[str, Sequence[Any]] | None = None) -> Saved:
        """Save as a new scenario, whatever else bears the same name."""
        return self.save_all([scenario], by, thumbnail=thumbnail)[0]

    def save_all(
        self, scenarios: Iterable[Scenario], by: str = "", *, action: str = "saved", thumbnail: Mapping[str, Sequence[Any]] | None = None
    ) -> list[Saved]:
        """Save several new scenarios, all of them or, when anything fails, none."""
        wanted, by = list(scenarios), self.signature or by
        _check(by, *wanted)
        picture = thumbnail_text(thumbnail)
        with self.database.writing() as connection:
            saved = []
            for scenario in wanted:
                identity, now = uuid.uuid4().hex, self._milliseconds()
                connection.execute(
                    SCENARIOS.insert().values(
                        identity=identity, version=1, created_at=now, deleted_by="", owner=self.reader or "", **listed(scenario, now)
                    )
                )
                saved.append(insert(connection, identity, 1, scenario, by, now, action, picture))
            return saved

    def save_version(
        self,
        identity: str,
        scenario: Scenario,
        by: str = "",
        *,
        expected: int,
        action: str = "saved",
        thumbnail: Mapping[str, Sequence[Any]] | None = None,
    ) -> Saved:
        """Save the next version of a scenario that was opened, or last saved, as version `expected`.

        Raises:
            Conflict: somebody saved a newer version in the meantime; it carries theirs.
        """
        by = self.signature or by
        _check(by, scenario)
        _check_key(identity, expected)
        picture = thumbnail_text(thumbnail)
        with self.database.writing() as connection:
            check_change(connection, identity, self.reader)
            now = self._milliseconds()
            taken = connection.execute(
                update(SCENARIOS)
                .where(SCENARIOS.c.identity == identity, SCENARIOS.c.version == expected, self._here)
                .values(version=expected + 1, **listed(scenario, now))
            )
            if taken.rowcount != 1:
                raise self._refusal(connection, identity, expected)
            return insert(connection, identity, expected + 1, scenario, by, now, action, picture)

    def rename(self, identity: str, title: str, by: str = "", *, expected: int) -> Saved:
        """Save the scenario under another title, as a new version."""
        return self.save_version(identity, replace(self.load(identity, expected).scenario, title=title), by, expected=expected, action="renamed")

    def annotate(self, identity: str, story: str, by: str = "", *, expected: int) -> Saved:
        """Save the scenario with another story (its notes), as a new version."""
        return self.save_version(
            identity, replace(self.load(identity, expected).scenario, story=story), by, expected=expected, action="notes changed"
        )

    def duplicate(self, identity: str, by: str = "", *, title: str | None = None) -> Saved:
        """Save a copy of the latest version as a new scenario."""
        original = self.load(identity).scenario
        suffix = " (copy)"
        copy = replace(original, title=title if title is not None else original.title[: MAX_TITLE - len(suffix)] + suffix)
        return self.save_all([copy], by, action="duplicated")[0]

    def restore(self, identity: str, number: int, by: str = "", *, expected: int) -> Saved:
        """Save an older version again as the newest; the versions in between stay in the history."""
        older = self.load(identity, number)
        picture = older.version.thumbnail
        return self.save_version(identity, older.scenario, by, expected=expected, action=f"restored from version {number}", thumbnail=picture)

    def set_thumbnail(self, identity: str, number: int, thumbnail: Mapping[str, Sequence[Any]] | None) -> None:
        """Keep a small picture of the result with a version; it is no part of the scenario and makes no new version."""
        _check_key(identity, number)
        picture = thumbnail_text(thumbnail)
        with self.database.writing() as connection:
            check_change(connection, identity, self.reader)
            found = connection.execute(update(VERSIONS).where(VERSIONS.c.identity == identity, VERSIONS.c.number == number).values(thumbnail=picture))
            if found.rowcount != 1:
                raise _missing(identity, number)

    # Deleting

    def delete(self, identity: str, by: str = "") -> None:
        """Move a scenario to the trash, from where it can be taken back for `TRASH_DAYS` days."""
        by = self.signature or by
        _check(by)
        _check_key(identity)
        with self.database.writing() as connection:
            check_change(connection, identity, self.reader)
            found = connection.execute(
                update(SCENARIOS)
                .where(SCENARIOS.c.identity == identity, self._here)
                .values(deleted_at=self._milliseconds(), deleted_by=by, doomed_at=None)
            )
            if found.rowcount != 1:
                raise self._refusal(connection, identity)

    def undelete(self, identity: str) -> Saved:
        """Take a scenario back from the trash; one that is not in it stays as it is."""
        _check_key(identity)
        with self.database.writing() as connection:
            check_change(connection, identity, self.reader)
            back = update(SCENARIOS).where(SCENARIOS.c.identity == identity, seen_by(self.reader))
            found = connection.execute(back.values(deleted_at=None, deleted_by="", doomed_at=None))
            if found.rowcount != 1:
                raise _missing(identity)
        return self.load(identity)

    def purge(self) -> int:
        """Remove for good what has been in the trash for more than `TRASH_DAYS` days, and return how many.

        The clock has to say so twice, `SECOND_LOOK_DAYS` apart: one that jumps, and is put right, costs nobody anything.
        """
        now = self._milliseconds()
        old = SCENARIOS.c.deleted_at < now - TRASH_DAYS * DAY
        doomed = SCENARIOS.c.doomed_at.is_not(None)
        with self.database.reading() as connection:
            if connection.execute(select(SCENARIOS.c.identity).where(old | doomed).limit(1)).first() is None:
                return 0
        with self.database.writing() as connection:
            connection.execute(update(SCENARIOS).where(doomed, (SCENARIOS.c.doomed_at > now) | ~old).values(doomed_at=None))
            connection.execute(update(SCENARIOS).where(old, SCENARIOS.c.doomed_at.is_(None)).values(doomed_at=now))
            return connection.execute(delete(SCENARIOS).where(old, SCENARIOS.c.doomed_at < now - SECOND_LOOK_DAYS * DAY)).rowcount

    def share(self, identity: str, visibility: str, editors: Iterable[str] = ()) -> None:
        """Say who may see a scenario (the team, or its owner and editors alone) and who may change it beside its owner."""
        _check_key(identity)
        columns = sharing(visibility, tuple(editors))
        with self.database.writing() as connection:
            check_change(connection, identity, self.reader, owner_only=True)
            found = connection.execute(update(SCENARIOS).where(SCENARIOS.c.identity == identity, self._here).values(**columns))
            if found.rowcount != 1:
                raise self._refusal(connection, identity)

    # Reading

    def load(self, identity: str, number: int | None = None) -> Saved:
        """Return a version of a scenario, the latest by default. Scenarios in the trash can still be read."""
        _check_key(identity, number)
        wanted = SCENARIOS.c.version if number is None else number
        query = select(VERSIONS).join(SCENARIOS, SCENARIOS.c.identity == VERSIONS.c.identity)
        mine = seen_by(self.reader)
        with self.database.reading() as connection:
            row = connection.execute(query.where(VERSIONS.c.identity == identity, VERSIONS.c.number == wanted, mine)).mappings().first()
        if row is None:
            raise _missing(identity, number)
        return Saved(version=version_of(row), scenario=scenario_of(row))

    def unreadable(self, identities: Sequence[str]) -> dict[str, str]:
        """Return why the latest versions of some of these scenarios cannot be read, by identity; those that can are left out."""
        return {identity: found for identity, found in self.contents(identities).items() if isinstance(found, str)}

    def contents(self, identities: Sequence[str]) -> dict[str, Scenario | str]:
        """Return what the latest versions of these scenarios hold, by identity; of one that cannot be read, why."""
        latest = (VERSIONS.c.identity == SCENARIOS.c.identity) & (VERSIONS.c.number == SCENARIOS.c.version)
        with self.database.reading() as connection:
            rows = connection.execute(select(VERSIONS).join(SCENARIOS, latest).where(VERSIONS.c.identity.in_(list(identities)))).mappings().all()
        found: dict[str, Scenario | str] = {}
        for row in rows:
            try:
                found[row["identity"]] = scenario_of(row)
            except ScenarioError as error:
                found[row["identity"]] = str(error)
        return found

    def history(self, identity: str) -> list[Version]:
        """Return every version of a scenario, the newest first."""
        _check_key(identity)
        with self.database.reading() as connection:
            query = select(VERSIONS).join(SCENARIOS, SCENARIOS.c.identity == VERSIONS.c.identity)
            query = query.where(VERSIONS.c.identity == identity, seen_by(self.reader)).order_by(VERSIONS.c.number.desc())
            rows = connection.execute(query).mappings().all()
        if not rows:
            raise _missing(identity)
        return [version_of(row) for row in rows]

    def count(self, search: str = "") -> int:
        """Return how many saved scenarios a search finds: a list may hold fewer of them."""
        query = self._found(select(func.count()).select_from(SCENARIOS).where(SCENARIOS.c.deleted_at.is_(None)), search)
        with self.database.reading() as connection:
            return connection.execute(query).scalar_one()

    def entries(self, search: str = "", *, sort: str = "updated", limit: int = MAX_LISTED, offset: int = 0) -> list[Entry]:
        """Return saved scenarios whose title, author or story holds every word searched for, without regard to case.

        At most `MAX_LISTED` come at once; `count` says how many there are. A damaged one is among them, and says so.
        `sort` is "updated" (newest first), "name" or "author" (of the scenario), after those that hold the words in one piece.
        """
        return self._selected(search, sort, SCENARIOS.c.deleted_at.is_(None), limit, offset)

    def trash(self) -> list[Entry]:
        """Return the deleted scenarios that can still be taken back, the last changed first."""
        return self._selected("", "updated", SCENARIOS.c.deleted_at.is_not(None), MAX_LISTED, 0)

    def in_trash(self, identity: str) -> bool:
        """Say whether a scenario was deleted and can still be taken back."""
        thrown_away = select(SCENARIOS.c.identity).where(SCENARIOS.c.identity == identity, SCENARIOS.c.deleted_at.is_not(None), seen_by(self.reader))
        with self.database.reading() as connection:
            return connection.execute(thrown_away).first() is not None

    @property
    def _here(self) -> Any:
        return SCENARIOS.c.deleted_at.is_(None) & seen_by(self.reader)

    def _found(self, query: Any, search: str) -> Any:
        problem = text_problem("search", search, MAX_SEARCH, several_lines=True)
        if problem:
            raise ScenarioError([problem])
        for word in comparable(search).split():
            query = query.where(SCENARIOS.c.search.contains(word, autoescape=True))
        return query.where(seen_by(self.reader))

    def _selected(self, search: str, sort: str, condition: Any, limit: int, offset: int) -> list[Entry]:
        if sort not in SORTS:
            raise ScenarioError([f"sort: {shown(sort)} is not allowed; it must be one of {', '.join(SORTS)}"])
        latest = (VERSIONS.c.identity == SCENARIOS.c.identity) & (VERSIONS.c.number == SCENARIOS.c.version)
        # One whose latest version is gone is damaged, too, and is listed as such.
        kept = [column for column in VERSIONS.c if column.name not in ("identity", "number")]
        query = select(*SCENARIOS.c, SCENARIOS.c.version.label("number"), *kept).outerjoin(VERSIONS, latest).where(condition)
        query = (
            self._found(query, search)
            .order_by(*ordering(self.engine.dialect.name, sort, search))
            .limit(max(0, min(limit, MAX_LISTED)))
            .offset(max(0, offset))
        )
        with self.database.reading() as connection:
            return [entry_of(row) for row in connection.execute(query).mappings()]

    def _refusal(self, connection: Connection, identity: str, expected: int | None = None) -> Exception:
        row = connection.execute(select(SCENARIOS).where(SCENARIOS.c.identity == identity, seen_by(self.reader))).first()
        if row is None:
            return _missing(identity)
        if row.deleted_at is not None:
            who = row.deleted_by or "somebody"
            return Missing(
                f"{who} moved this scenario to the trash on {time_of(row.deleted_at):%Y-%m-%d at %H:%M} UTC; take it back or save yours as new."
            )
        current = connection.execute(select(VERSIONS).where(VERSIONS.c.identity == identity, VERSIONS.c.number == row.version)).mappings().first()
        return Conflict(version_of(current), expected or 0) if current else _missing(identity, row.version)

    def _milliseconds(self) -> int:
        return round(self._now().timestamp() * 1_000)


def _check(by: str, *scenarios: Scenario) -> None:
    problems = [text_problem("your name", by, MAX_AUTHOR)]
    problems += [NO_TITLE for scenario in scenarios if not is_visible(scenario.title)]
    if any(problems):
        raise ScenarioError(problem for problem in problems if problem)


def _check_key(identity: str, number: int | None = None) -> None:
    # Identities may come from an address somebody typed; no database is asked about what it could not even hold.
    if not _IDENTITY.fullmatch(identity) or (number is not None and not 0 < number < 2**31):
        raise _missing(identity, number)


def _missing(identity: str, number: int | None = None) -> Missing:
    version = "" if number is None else f", version {number},"
    return Missing(f"The saved scenario {shown(identity)}{version} is not there any more; it may have been removed for good.")
