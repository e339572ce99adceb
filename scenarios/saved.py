"""What the store hands out: versions, entries of the list, and the small picture of a result."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.scenario import Scenario
from scenarios.texts import shown

MAX_THUMBNAIL_BYTES = 8_192

Thumbnail = dict[str, list[float | None]]
"""A few short series by name; None where there is no number."""


@dataclass(frozen=True, kw_only=True)
class Version:
    """Describe one saved version. `author` wrote the scenario, `saved_by` is who typed their name when saving [UTC]."""

    identity: str
    number: int
    title: str
    author: str
    saved_by: str
    saved_at: datetime
    action: str
    schema: int
    model_version: str
    thumbnail: Thumbnail | None
    damaged: str = ""  # what is wrong with what was stored, if anything is


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Describe one saved scenario by its latest version, as a list shows it.

    `owner` is the signed-in name of who saved it first, empty where nobody signs in. A private one is seen by its owner and
    its editors alone; one of the team is seen by everybody, and changed by them where it has no owner.
    """

    latest: Version
    created_at: datetime
    deleted_at: datetime | None = None
    deleted_by: str = ""
    owner: str = ""
    visibility: str = "team"
    editors: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Hold a saved scenario together with the version it was read from or saved as."""

    version: Version
    scenario: Scenario


def thumbnail_text(thumbnail: Mapping[str, Sequence[Any]] | None) -> str | None:
    """Return the stored text of a thumbnail; not-a-number and infinity become gaps.

    Raises:
        ScenarioError: it does not hold series of numbers, or is too large.
    """
    if thumbnail is None:
        return None
    try:
        series = {str(name): [_number(value) for value in values] for name, values in thumbnail.items()}
    except (AttributeError, TypeError, ValueError):
        raise ScenarioError([f"thumbnail: {shown(thumbnail)} is not allowed; it must hold series of numbers by name"]) from None
    text = json.dumps(series, separators=(",", ":"), allow_nan=False)
    if len(text) > MAX_THUMBNAIL_BYTES:
        raise ScenarioError([f"thumbnail: {len(text):,} bytes are too many; at most {MAX_THUMBNAIL_BYTES:,} are allowed"])
    return text


def _number(value: Any) -> float | None:
    # Six digits are more than a picture of the size of a thumb can show.
    number = None if value is None else float(value)
    return float(f"{number:.6g}") if number is not None and math.isfinite(number) else None
