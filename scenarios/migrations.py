"""Older scenario documents brought to today's schema, one small step per version.

A renamed or removed input, or another layout, raises `SCHEMA_VERSION` and adds the step here that turns a document
of the version before into one of the version after. Steps are never edited once released.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.texts import shown
from simulation.vocabulary.version import SCHEMA_VERSION

STEPS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From schema version to the function that returns the document in the next version. Version 1 is the first."""


def migrated(
    document: Mapping[str, Any],
    where: str = "",
    *,
    current: int = SCHEMA_VERSION,
    steps: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = STEPS,
) -> dict[str, Any]:
    """Return a copy of the document in the current schema version.

    Raises:
        ScenarioError: there is no schema number, it is newer than this program, or no step leads on from it.
    """
    if "schema" not in document:
        raise ScenarioError([f"this is not a scenario: it has no schema number (today's is schema = {current})"], where)
    version = document["schema"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ScenarioError([f"schema: {shown(version)} is not allowed; it must be a whole number from 1 to {current}"], where)
    if version > current:
        raise ScenarioError([f"schema {shown(version)} was written by a newer version of the simulator; this one reads up to {current}"], where)
    copy = dict(document)
    while version < current:
        if version not in steps:
            raise ScenarioError([f"schema {version} is too old: there is no way from it to schema {version + 1}"], where)
        copy = steps[version](copy)
        version += 1
        copy["schema"] = version
    return _with_one_lever_of_signups(copy)


def _with_one_lever_of_signups(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document of model 1 whose unprompted signups, two assumptions then, are the lever of its market.

    Read and written again it keeps the version of its model, and passes here once more: then it has the lever already.
    """
    differences = document.get("differences")
    if not str(document.get("model_version", "")).startswith("1.") or not isinstance(differences, Mapping):
        return document
    kept = {name: value for name, value in differences.items() if name not in ("organic_signups", "organic_opportunities")}
    enterprise = differences.get("market") == "enterprise"
    used = "organic_opportunities" if enterprise and "organic_opportunities" in differences else "organic_signups"
    return {**document, "differences": {**kept, **({"organic_signups": differences[used]} if used in differences else {})}}
