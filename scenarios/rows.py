"""Rows of the store as what they stand for. Each version carries a checksum, so that a damaged one is told from a whole one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from scenarios.failures import DamagedError
from scenarios.saved import Entry, Saved, Version
from scenarios.scenario import Scenario
from scenarios.tables import VERSIONS, comparable
from scenarios.texts import shown

Row = Mapping[Any, Any]  # a row of a table by its columns

COVERED = ("identity", "number", "title", "author", "saved_by", "saved_at", "action", "schema", "model_version", "document")
NO_TIME = datetime.fromtimestamp(0, UTC)


def checksum(row: Row) -> str:
    """Return the checksum of everything a version keeps for good; its small picture may come later."""
    return hashlib.sha256(json.dumps([row[name] for name in COVERED], ensure_ascii=True, default=repr).encode()).hexdigest()


def damage(row: Row) -> str:
    """Say what of a version's row is damaged, or nothing."""
    if row.get("document") is None:
        return "its content is missing"
    if row["checksum"] is not None and row["checksum"] != checksum(row):
        return "it was changed outside the program, or the disk lost a part of it"
    return "" if _time(row["saved_at"])[1] else "its time cannot be read"


def insert(connection: Connection, identity: str, number: int, scenario: Scenario, by: str, now: int, action: str, picture: str | None) -> Saved:
    """Write one version."""
    document = json.dumps(scenario.to_document(), ensure_ascii=False, allow_nan=False)
    row = {"identity": identity, "number": number, "title": scenario.title, "author": scenario.author, "saved_by": by, "saved_at": now}
    row |= {"action": action, "schema": scenario.schema, "model_version": scenario.model_version, "document": document, "thumbnail": picture}
    row["checksum"] = checksum(row)
    connection.execute(VERSIONS.insert().values(row))
    return Saved(version=version_of(row), scenario=scenario)


def listed(scenario: Scenario, now: int) -> dict[str, Any]:
    """Return what the list of scenarios keeps of the latest version."""
    words = comparable("\n".join((scenario.title, scenario.author, scenario.story)))
    return {"title_key": comparable(scenario.title), "author_key": comparable(scenario.author), "search": words, "updated_at": now}


def version_of(row: Row) -> Version:
    """Return a version as far as its row can be read; `damaged` says what is wrong with it."""
    thumbnail, whole = _picture(row["thumbnail"])
    return Version(
        identity=row["identity"],
        number=row["number"] or 0,
        title=_text(row["title"]),
        author=_text(row["author"]),
        saved_by=_text(row["saved_by"]),
        saved_at=_time(row["saved_at"])[0],
        action=_text(row["action"]),
        schema=row["schema"] if isinstance(row["schema"], int) else 0,
        model_version=_text(row["model_version"]),
        thumbnail=thumbnail,
        damaged=damage(row) or ("" if whole else "its picture cannot be read"),
    )


def scenario_of(row: Row) -> Scenario:
    """Return the scenario of a version's row.

    Raises:
        DamagedError: it is not what was saved.
        ScenarioError: a newer version of the simulator made it.
    """
    title = _text(row["title"])
    if what := damage(row):
        raise DamagedError(title, row["number"], what)
    try:
        document = json.loads(row["document"])
    except (TypeError, ValueError, RecursionError):
        raise DamagedError(title, row["number"], "its content cannot be read") from None
    return Scenario.from_document(document, f"saved scenario {shown(title)!r}, version {row['number']}")


def entry_of(row: Row) -> Entry:
    """Return a saved scenario as a list shows it."""
    latest = version_of(row)
    deleted_at = None if row["deleted_at"] is None else _time(row["deleted_at"])[0]
    return Entry(
        latest=latest,
        created_at=_time(row["created_at"])[0],
        deleted_at=deleted_at,
        deleted_by=_text(row["deleted_by"]),
        owner=_text(row["owner"]),
        visibility=_text(row["visibility"]),
        editors=tuple(name for name in _text(row["editors"]).split("\n") if name),
    )


def time_of(milliseconds: Any) -> datetime:
    """Return a time of the store; the year 1970 where it cannot be read."""
    return _time(milliseconds)[0]


def _time(milliseconds: Any) -> tuple[datetime, bool]:
    try:
        return datetime.fromtimestamp(milliseconds / 1_000, UTC), True
    except (TypeError, ValueError, OverflowError, OSError):
        return NO_TIME, False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _picture(text: Any) -> tuple[Any, bool]:
    if text is None:
        return None, True
    try:
        series = json.loads(text)
        whole = isinstance(series, dict) and all(
            isinstance(values, list) and all(value is None or type(value) in (int, float) for value in values) for values in series.values()
        )
    except (TypeError, ValueError, RecursionError):
        whole = False
    return (series, True) if whole else (None, False)
