"""Saved scenarios in a database: every save is a new version, nothing is overwritten, deletion can be undone."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update

from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, Missing, unavailable_at
from scenarios.place import PATIENCE_SECONDS, open_engine, place_text, store_url
from scenarios.rows import scenario_of, time_of, version_of
from scenarios.saved import Entry, Saved, Version, thumbnail_text
from scenarios.scenario import Scenario
from scenarios.tables import SCENARIOS, VERSIONS, check_layout, comparable, make_tables
from scenarios.texts import MAX_AUTHOR, MAX_TITLE, is_visible, shown, text_problem

NO_TITLE = "a saved scenario needs a title that can be seen"
TRASH_DAYS = 60
MAX_SEARCH = 200
MAX_LISTED = 1_000
_IDENTITY = re.compile("[0-9a-f]{32}")
SORTS = ("updated", "name", "author")


class Store:
    """Keep scenarios for one user (a SQLite file) or a team (a PostgreSQL database).

    Safe for several threads and processes at once. Every change takes the version it was made from (`expected`) and
    raises `Conflict` when somebody saved a newer one; saving as new keeps both. `by` is the name typed by who saves.

    Raises (every method):
        StoreUnavailable: the database cannot be reached, read or written; nothing was changed.
        Missing: the scenario or version is not there, or is in the trash.
        ScenarioError: a name, note or thumbnail is not allowed, or a saved scenario was made by a newer version.
    """

    def __init__(
        self, place: str | Path | None = None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), patience: float = PATIENCE_SECONDS
    ) -> None:
        url = store_url(place)
        self.place = place_text(url)
        self._now = now
        with unavailable_at(self.place):
            self.engine = open_engine(url, patience)
            self._writer = self.engine.execution_options(writes=True)
        try:
            with self._reading() as connection:
                ready = check_layout(connection)
            if not ready:
                with self._writing() as connection:
                    make_tables(connection)
            self.purge()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    # Saving

    def save(self, scenario: Scenario, by: str = "", *, thumbnail: Mapping[str, Sequence[Any]] | None = None) -> Saved:
        """Save as a new scenario, whatever else bears the same name."""
        return self.save_all([scenario], by, thumbnail=thumbnail)[0]

    def save_all(
        self, scenarios: Iterable[Scenario], by: str = "", *, action: str = "saved", thumbnail: Mapping[str, Sequence[Any]] | None = None
    ) -> list[Saved]:
        """Save several new scenarios, all of them or, when anything fails, none."""
        wanted = list(scenarios)
        _check(by, *wanted)
        picture = thumbnail_text(thumbnail)
        with self._writing() as connection:
            saved = []
            for scenario in wanted:
                identity, now = uuid.uuid4().hex, self._milliseconds()
                connection.execute(SCENARIOS.insert().values(identity=identity, version=1, created_at=now, deleted_by="", **_listed(scenario, now)))
                saved.append(_insert(connection, identity, 1, scenario, by, now, action, picture))
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
        _check(by, scenario)
        _check_key(identity, expected)
        picture = thumbnail_text(thumbnail)
        with self._writing() as connection:
            now = self._milliseconds()
            taken = connection.execute(
                update(SCENARIOS)
                .where(SCENARIOS.c.identity == identity, SCENARIOS.c.version == expected, SCENARIOS.c.deleted_at.is_(None))
                .values(version=expected + 1, **_listed(scenario, now))
            )
            if taken.rowcount != 1:
                raise self._refusal(connection, identity, expected)
            return _insert(connection, identity, expected + 1, scenario, by, now, action, picture)

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
        with self._writing() as connection:
            found = connection.execute(update(VERSIONS).where(VERSIONS.c.identity == identity, VERSIONS.c.number == number).values(thumbnail=picture))
            if found.rowcount != 1:
                raise _missing(identity, number)

    # Deleting

    def delete(self, identity: str, by: str = "") -> None:
        """Move a scenario to the trash, from where it can be taken back for `TRASH_DAYS` days."""
        _check(by)
        _check_key(identity)
        with self._writing() as connection:
            found = connection.execute(
                update(SCENARIOS)
                .where(SCENARIOS.c.identity == identity, SCENARIOS.c.deleted_at.is_(None))
                .values(deleted_at=self._milliseconds(), deleted_by=by)
            )
            if found.rowcount != 1:
                raise self._refusal(connection, identity)

    def undelete(self, identity: str) -> Saved:
        """Take a scenario back from the trash; one that is not in it stays as it is."""
        _check_key(identity)
        with self._writing() as connection:
            found = connection.execute(update(SCENARIOS).where(SCENARIOS.c.identity == identity).values(deleted_at=None, deleted_by=""))
            if found.rowcount != 1:
                raise _missing(identity)
        return self.load(identity)

    def purge(self) -> int:
        """Remove for good what has been in the trash for more than `TRASH_DAYS` days, and return how many."""
        old = SCENARIOS.c.deleted_at < self._milliseconds() - timedelta(days=TRASH_DAYS) // timedelta(milliseconds=1)
        with self._reading() as connection:
            if connection.execute(select(SCENARIOS.c.identity).where(old).limit(1)).first() is None:
                return 0
        with self._writing() as connection:
            return connection.execute(delete(SCENARIOS).where(old)).rowcount

    # Reading

    def load(self, identity: str, number: int | None = None) -> Saved:
        """Return a version of a scenario, the latest by default. Scenarios in the trash can still be read."""
        _check_key(identity, number)
        wanted = SCENARIOS.c.version if number is None else number
        query = select(VERSIONS).join(SCENARIOS, SCENARIOS.c.identity == VERSIONS.c.identity)
        with self._reading() as connection:
            row = connection.execute(query.where(VERSIONS.c.identity == identity, VERSIONS.c.number == wanted)).first()
        if row is None:
            raise _missing(identity, number)
        return Saved(version=version_of(row), scenario=scenario_of(row))

    def unreadable(self, identities: Sequence[str]) -> dict[str, str]:
        """Return why the latest versions of some of these scenarios cannot be read, by identity; those that can are left out."""
        latest = (VERSIONS.c.identity == SCENARIOS.c.identity) & (VERSIONS.c.number == SCENARIOS.c.version)
        with self._reading() as connection:
            rows = connection.execute(select(VERSIONS).join(SCENARIOS, latest).where(VERSIONS.c.identity.in_(list(identities)))).all()
        reasons = {}
        for row in rows:
            try:
                scenario_of(row)
            except ScenarioError as error:
                reasons[row.identity] = str(error)
        return reasons

    def history(self, identity: str) -> list[Version]:
        """Return every version of a scenario, the newest first."""
        _check_key(identity)
        with self._reading() as connection:
            rows = connection.execute(select(VERSIONS).where(VERSIONS.c.identity == identity).order_by(VERSIONS.c.number.desc())).all()
        if not rows:
            raise _missing(identity)
        return [version_of(row) for row in rows]

    def entries(self, search: str = "", *, sort: str = "updated", limit: int = MAX_LISTED, offset: int = 0) -> list[Entry]:
        """Return saved scenarios whose title, author or story holds every word searched for, without regard to case.

        `sort` is "updated" (newest first), "name" or "author" (of the scenario).
        """
        return self._selected(search, sort, SCENARIOS.c.deleted_at.is_(None), limit, offset)

    def trash(self) -> list[Entry]:
        """Return the deleted scenarios that can still be taken back, the last changed first."""
        return self._selected("", "updated", SCENARIOS.c.deleted_at.is_not(None), MAX_LISTED, 0)

    def in_trash(self, identity: str) -> bool:
        """Say whether a scenario was deleted and can still be taken back."""
        thrown_away = select(SCENARIOS.c.identity).where(SCENARIOS.c.identity == identity, SCENARIOS.c.deleted_at.is_not(None))
        with self._reading() as connection:
            return connection.execute(thrown_away).first() is not None

    # Inner workings

    def _selected(self, search: str, sort: str, condition: Any, limit: int, offset: int) -> list[Entry]:
        problems = [text_problem("search", search, MAX_SEARCH, several_lines=True)]
        problems += [] if sort in SORTS else [f"sort: {shown(sort)} is not allowed; it must be one of {', '.join(SORTS)}"]
        if any(problems):
            raise ScenarioError(problem for problem in problems if problem)
        # By code point in every database, rather than by each server's own language settings.
        by_code_point = "C" if self.engine.dialect.name == "postgresql" else "BINARY"
        order = {
            "updated": [SCENARIOS.c.updated_at.desc(), SCENARIOS.c.identity],
            "name": [SCENARIOS.c.title_key.collate(by_code_point), SCENARIOS.c.updated_at.desc(), SCENARIOS.c.identity],
            "author": [SCENARIOS.c.author_key.collate(by_code_point), SCENARIOS.c.title_key.collate(by_code_point), SCENARIOS.c.identity],
        }[sort]
        latest = (VERSIONS.c.identity == SCENARIOS.c.identity) & (VERSIONS.c.number == SCENARIOS.c.version)
        versions = [column for column in VERSIONS.c if column.name != "document"]
        query = select(*versions, SCENARIOS.c.created_at, SCENARIOS.c.deleted_at, SCENARIOS.c.deleted_by).join(VERSIONS, latest).where(condition)
        for word in comparable(search).split():
            query = query.where(SCENARIOS.c.search.contains(word, autoescape=True))
        with self._reading() as connection:
            rows = connection.execute(query.order_by(*order).limit(max(0, min(limit, MAX_LISTED))).offset(max(0, offset))).all()
        return [
            Entry(
                latest=version_of(row),
                created_at=time_of(row.created_at),
                deleted_at=row.deleted_at and time_of(row.deleted_at),
                deleted_by=row.deleted_by,
            )
            for row in rows
        ]

    def _refusal(self, connection: Connection, identity: str, expected: int | None = None) -> Exception:
        row = connection.execute(select(SCENARIOS).where(SCENARIOS.c.identity == identity)).first()
        if row is None:
            return _missing(identity)
        if row.deleted_at is not None:
            who = row.deleted_by or "somebody"
            return Missing(
                f"{who} moved this scenario to the trash on {time_of(row.deleted_at):%Y-%m-%d at %H:%M} UTC; take it back or save yours as new."
            )
        current = connection.execute(select(VERSIONS).where(VERSIONS.c.identity == identity, VERSIONS.c.number == row.version)).one()
        return Conflict(version_of(current), expected or 0)

    def _milliseconds(self) -> int:
        return round(self._now().timestamp() * 1_000)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with unavailable_at(self.place), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with unavailable_at(self.place), self.engine.begin() as connection:
            yield connection


def _check(by: str, *scenarios: Scenario) -> None:
    problems = [text_problem("your name", by, MAX_AUTHOR)]
    problems += [NO_TITLE for scenario in scenarios if not is_visible(scenario.title)]
    if any(problems):
        raise ScenarioError(problem for problem in problems if problem)


def _check_key(identity: str, number: int | None = None) -> None:
    # Identities may come from an address somebody typed; no database is asked about what it could not even hold.
    if not _IDENTITY.fullmatch(identity) or (number is not None and not 0 < number < 2**31):
        raise _missing(identity, number)


def _listed(scenario: Scenario, now: int) -> dict[str, Any]:
    words = comparable("\n".join((scenario.title, scenario.author, scenario.story)))
    return {"title_key": comparable(scenario.title), "author_key": comparable(scenario.author), "search": words, "updated_at": now}


def _insert(connection: Connection, identity: str, number: int, scenario: Scenario, by: str, now: int, action: str, picture: str | None) -> Saved:
    document = json.dumps(scenario.to_document(), ensure_ascii=False, allow_nan=False)
    row = {"identity": identity, "number": number, "title": scenario.title, "author": scenario.author, "saved_by": by, "saved_at": now}
    row |= {"action": action, "schema": scenario.schema, "model_version": scenario.model_version, "document": document, "thumbnail": picture}
    connection.execute(VERSIONS.insert().values(row))
    stored = connection.execute(select(VERSIONS).where(VERSIONS.c.identity == identity, VERSIONS.c.number == number)).one()
    return Saved(version=version_of(stored), scenario=scenario)


def _missing(identity: str, number: int | None = None) -> Missing:
    version = "" if number is None else f", version {number},"
    return Missing(f"The saved scenario {shown(identity)}{version} is not there any more; it may have been removed for good.")
