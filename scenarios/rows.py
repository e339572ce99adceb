"""Rows of the store as what they hold; one that is damaged is told from the others and hides none of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.saved import Thumbnail, Version, thumbnail_text
from scenarios.scenario import Scenario
from scenarios.texts import shown


def version_of(row: Any) -> Version:
    """Return what a row says of a version, whatever is damaged in it."""
    return Version(
        identity=row.identity,
        number=row.number,
        title=row.title,
        author=row.author,
        saved_by=row.saved_by,
        saved_at=time_of(row.saved_at),
        action=row.action,
        schema=row.schema,
        model_version=row.model_version,
        thumbnail=_picture(row.thumbnail),
    )


def scenario_of(row: Any) -> Scenario:
    """Return the scenario of a row; whatever keeps it from being read is one kind of error, so that one row never stops the others."""
    where = f"saved scenario {shown(row.title)!r}, version {shown(row.number)}"
    try:
        document = json.loads(row.document)
    except (TypeError, ValueError, RecursionError):
        raise ScenarioError(["its record is damaged; restore it from a backup"], where) from None
    return Scenario.from_document(document, where)


def _picture(text: Any) -> Thumbnail | None:
    """Return the picture of a row; one that is damaged is no reason to hide what it belongs to."""
    try:
        series = json.loads(text)
        return json.loads(thumbnail_text(series) or "null")
    except (TypeError, ValueError, RecursionError):
        return None


def time_of(milliseconds: Any) -> datetime:
    """Return the time of a row."""
    try:
        return datetime.fromtimestamp(milliseconds / 1_000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)  # a damaged time is an old one
