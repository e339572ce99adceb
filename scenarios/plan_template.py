"""Plan templates: tables of month (or size), lever and value in a file, which fill a plan together.

An entry has a `month`, counted from 0 after the launch of the community, or `active`: the weekly active members at which it is
due. A phase is a mark with a name and changes nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError
from simulation.vocabulary.inputs import ALLOWED

FOLDER = Path(__file__).resolve().parent / "templates"


@dataclass(frozen=True)
class Entry:
    """One lever takes a value in a month, or as soon as so many members come every week."""

    lever: str
    value: Any
    month: int | None = None
    active: int | None = None


@dataclass(frozen=True)
class Phase:
    """A name for what begins in a month."""

    month: int
    name: str


@dataclass(frozen=True)
class PlanTemplate:
    """One template."""

    name: str
    title: str
    about: str
    source: str
    entries: tuple[Entry, ...]
    phases: tuple[Phase, ...] = ()


def template_names() -> tuple[str, ...]:
    """Return the names of the templates."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load_template(name: str) -> PlanTemplate:
    """Return a template by name.

    Raises:
        ScenarioError: there is none of that name.
        InputError: it sets a lever to what is not allowed.
    """
    if name not in template_names():
        raise ScenarioError([f"there is no plan template of that name; there are {', '.join(template_names())}"], name[:60])
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    entries = tuple(Entry(**{**entry, "value": ALLOWED.check({entry["lever"]: entry["value"]})[entry["lever"]]}) for entry in table["entries"])
    phases = tuple(Phase(**phase) for phase in table.get("phases", ()))
    return PlanTemplate(name, table["title"], table["about"], table["source"], entries, phases)
