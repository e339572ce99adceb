"""One named setting of the simulator: what differs from the defaults, what is planned, and its story."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from scenarios.errors import ScenarioError
from scenarios.migrations import migrated
from scenarios.texts import MAX_AUTHOR, MAX_REFERENCE, MAX_STORY, MAX_TITLE, shown, text_problem
from scenarios.toml_text import MAX_FILE_BYTES, read_toml, write_toml
from simulation.vocabulary.brief import answers_from
from simulation.vocabulary.existing import Existing, existing_from, staffed
from simulation.vocabulary.inputs import Inputs, differences_of, inputs_from
from simulation.vocabulary.run_spec import launch_problems
from simulation.vocabulary.specification import InputError
from simulation.vocabulary.timeline import MAX_WEEKS, Change, Shock, Timeline, timeline_from
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS, MAX_SEED, MODEL_VERSION, SCHEMA_VERSION

MAX_PLANNED = 500
CURRENCIES = ("USD", "EUR", "GBP", "CHF", "JPY", "INR")  # what amounts are read and shown in; nothing is converted
LIBRARY = Path(__file__).parent / "library"

_LIMITS = {"title": MAX_TITLE, "author": MAX_AUTHOR, "story": MAX_STORY, "reference": MAX_REFERENCE}
_KEYS = (
    *("schema", "model_version", "title", "author", "story", "reference", "seed", "weeks"),
    *("currency", "existing", "differences", "changes", "shocks", "brief"),
)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Hold one checked scenario; equal scenarios run equally and are written equally.

    `differences` holds only what differs from the defaults of its market, in the order of the declarations (values
    equal to the default are dropped). `seed` chooses the stochastic variation, `weeks` is the horizon. `model_version` is the version
    of the model the scenario was made with, `brief` the eight answers it was made from, if any, `existing` the community that is
    there already. Treat `differences` as read-only; use `dataclasses.replace` for changes.

    Raises:
        ScenarioError: names every text, value, week and version that is not allowed.
    """

    title: str = ""
    author: str = ""
    story: str = ""
    reference: str = ""
    differences: dict[str, Any] = field(default_factory=dict, hash=False)
    timeline: Timeline = field(default_factory=Timeline)
    seed: int = DEFAULT_SEED
    weeks: int = DEFAULT_WEEKS
    currency: str = CURRENCIES[0]
    existing: Existing | None = None
    schema: int = SCHEMA_VERSION
    model_version: str = MODEL_VERSION
    brief: dict[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        problems = [text_problem(name, getattr(self, name), limit, several_lines=name == "story") for name, limit in _LIMITS.items()]
        problems += [_whole_problem("seed", self.seed, 0, MAX_SEED), _whole_problem("weeks", self.weeks, 1, MAX_WEEKS)]
        problems += [_whole_problem("schema", self.schema, SCHEMA_VERSION, SCHEMA_VERSION), _version_problem(self.model_version)]
        if self.currency not in CURRENCIES:
            problems.append(f"currency: {shown(self.currency)} is not allowed; it must be one of {', '.join(CURRENCIES)}")
        horizon = self.weeks if _whole_problem("weeks", self.weeks, 1, MAX_WEEKS) is None else MAX_WEEKS
        try:
            object.__setattr__(self, "differences", differences_of(inputs_from(self.differences)))
        except InputError as error:
            problems += [f"differences: {problem}" for problem in error.problems]
        else:
            problems += [f"differences: {problem}" for problem in launch_problems(self.inputs, horizon, self.existing)]
        try:
            object.__setattr__(self, "timeline", timeline_from(self.timeline.changes, self.timeline.shocks, horizon))
        except InputError as error:
            problems += error.problems
        try:
            object.__setattr__(self, "brief", answers_from(self.brief) if self.brief else {})
        except InputError as error:
            problems += [f"brief: {problem}" for problem in error.problems]
        if len(self.timeline.changes) + len(self.timeline.shocks) > MAX_PLANNED:
            problems.append(f"too much is planned; at most {MAX_PLANNED} changes and shocks are allowed")
        found = [problem for problem in problems if problem]
        if found:
            raise ScenarioError(found)

    @property
    def inputs(self) -> Inputs:
        """Return the complete inputs at the start of the run."""
        return inputs_from(self.differences)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return the planned changes of levers, in order."""
        return self.timeline.changes

    @property
    def shocks(self) -> tuple[Shock, ...]:
        """Return the planned shocks, in order."""
        return self.timeline.shocks

    def to_document(self) -> dict[str, Any]:
        """Return the scenario as plain values, the one layout of files, links and the store."""
        return {
            **{name: getattr(self, name) for name in _KEYS[:8]},
            **({"currency": self.currency} if self.currency != CURRENCIES[0] else {}),
            **({"existing": self.existing.to_document()} if self.existing is not None else {}),
            "differences": dict(self.differences),
            "changes": [{"week": change.week, "name": change.name, "value": change.value} for change in self.changes],
            "shocks": [{"week": shock.week, "kind": shock.kind, "size": shock.size} for shock in self.shocks],
            **({"brief": dict(self.brief)} if self.brief else {}),
        }

    @classmethod
    def from_document(cls, document: Any, where: str = "") -> Scenario:
        """Check plain values from outside and return the scenario, migrating an older schema.

        Raises:
            ScenarioError: names `where`, every problem, and what is allowed.
        """
        if not isinstance(document, Mapping):
            raise ScenarioError([f"a scenario is a table of named values, not {shown(document)}"], where)
        document = migrated(document, where)
        problems = [_unknown_key(key) for key in document if key not in _KEYS]
        differences = document.get("differences", {})
        if not isinstance(differences, Mapping):
            problems.append(f"differences: {shown(differences)} is not allowed; it must be a table of input = value")
        else:
            problems += [
                f"differences.{shown(name)}: {shown(value)} is not allowed; {_PLAIN}" for name, value in differences.items() if not _is_plain(value)
            ]
        brief = document.get("brief", {})
        if not isinstance(brief, Mapping) or not all(_is_plain(value) for value in brief.values()):
            problems.append(f"brief: {shown(brief)} is not allowed; it must be a table of question = answer")
        planned: dict[str, list[tuple[Any, Any, Any]]] = {}
        for key, parts in (("changes", ("week", "name", "value")), ("shocks", ("week", "kind", "size"))):
            planned[key], wrong = _planned(key, document.get(key, []), parts)
            problems += wrong
        if problems:
            raise ScenarioError(problems, where)
        plain = {key: document[key] for key in _KEYS[:9] if key in document}
        problems = []
        try:
            timeline = timeline_from(planned["changes"], planned["shocks"])
        except InputError as error:
            timeline, problems = Timeline(), list(error.problems)
        try:
            if "existing" in document:
                plain["existing"], differences = _existing(document["existing"], differences)
        except InputError as error:
            problems += error.problems
        try:
            scenario = cls(**plain, differences=dict(differences), timeline=timeline, brief=dict(brief))
        except InputError as error:
            problems += error.problems
        if problems:
            raise ScenarioError(problems, where)
        return scenario

    def to_toml(self) -> str:
        """Return the scenario as the text of a TOML file; empty parts are left out."""
        return write_toml({key: value for key, value in self.to_document().items() if value not in ("", {}, [])})

    @classmethod
    def from_toml(cls, content: str | bytes, where: str = "") -> Scenario:
        """Read a scenario from the content of a TOML file.

        Raises:
            ScenarioError: names `where`, every problem, and what is allowed.
        """
        return cls.from_document(read_toml(content, where), where)


def load(path: str | Path) -> Scenario:
    """Read a scenario from a TOML file.

    Raises:
        ScenarioError: the file is missing, unreadable, not a plain file, too large, not TOML, or not a scenario.
    """
    where = shown(str(path))
    try:
        mode = Path(path).stat().st_mode
        if stat.S_ISDIR(mode):
            raise ScenarioError(["this is a folder; name a scenario file (.toml)"], where)
        if not stat.S_ISREG(mode):
            raise ScenarioError(["this is not a plain file; name a scenario file (.toml)"], where)
        with Path(path).open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError(["there is no such file"], where) from None
    except OSError as error:
        raise ScenarioError([f"the file cannot be read ({error.strerror})"], where) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise ScenarioError(["this is not a file name"], where) from None
    return Scenario.from_toml(content, where)


def library_names() -> tuple[str, ...]:
    """Return the names of the built-in scenarios: `default` first, then by alphabet."""
    return tuple(sorted((path.stem for path in LIBRARY.glob("*.toml")), key=lambda name: (name != "default", name)))


def load_library(name: str) -> Scenario:
    """Return a built-in scenario.

    Raises:
        ScenarioError: there is none of that name; the nearest is suggested.
    """
    if name not in library_names():
        raise ScenarioError([f"there is no built-in scenario of that name{_nearest(name)}; there are {', '.join(library_names())}"], shown(name))
    return load(LIBRARY / f"{name}.toml")


@cache
def titles() -> dict[str, Scenario]:
    """Return the library by name, the default first."""
    return {name: load_library(name) for name in library_names()}


def resolve(name_or_path: str) -> Scenario:
    """Return the scenario of a library name or of a path to a TOML file.

    A library name wins over a file of the same name; write ./name for the file.

    Raises:
        ScenarioError: there is neither, or the file is not a scenario.
    """
    if name_or_path in library_names():
        return load_library(name_or_path)
    looks_like_path = name_or_path.lower().endswith(".toml") or "/" in name_or_path or "\\" in name_or_path
    try:
        exists = bool(name_or_path) and Path(name_or_path).exists()
    except (OSError, ValueError):
        exists = False
    if looks_like_path or exists:
        return load(name_or_path)
    raise ScenarioError(
        [f"there is neither a built-in scenario nor a file of that name{_nearest(name_or_path)}; there are {', '.join(library_names())}"],
        shown(name_or_path) or "scenario",
    )


def _existing(given: Any, differences: Mapping[str, Any]) -> tuple[Existing, Mapping[str, Any]]:
    """Read the community that is there already; its staff stands for a lever of the past and of today."""
    if not isinstance(given, Mapping) or "staff" not in given:
        return existing_from(given), differences
    return staffed(existing_from({name: value for name, value in given.items() if name != "staff"}), differences, given["staff"])


_PLAIN = "it must be true, false, a number or text"


def _is_plain(value: Any) -> bool:
    # Numbers beyond 64 bits are no TOML, and Python refuses to print the largest of them.
    if isinstance(value, int):
        return value.bit_length() < 64
    return isinstance(value, (float, str))


def _planned(key: str, items: Any, parts: tuple[str, str, str]) -> tuple[list[tuple[Any, Any, Any]], list[str]]:
    if not isinstance(items, list):
        return [], [f"{key}: {shown(items)} is not allowed; write one [[{key}]] with {', '.join(parts)} for each"]
    if len(items) > MAX_PLANNED:
        return [], [f"{key}: {len(items):,} are too many; at most {MAX_PLANNED} are allowed"]
    good, problems = [], []
    for number, item in enumerate(items, 1):
        label = f"{key}, entry {number}"
        if not isinstance(item, Mapping) or set(item) != set(parts):
            problems.append(f"{label}: it needs exactly {', '.join(parts)}")
            continue
        wrong = [f"{label}: {part}: {shown(item[part])} is not allowed; {_PLAIN}" for part in parts if not _is_plain(item[part])]
        if key == "shocks" and item["kind"] != "migration" and isinstance(item["size"], str):
            wrong.append(f"{label}: size: {shown(item['size'])!r} is not allowed; it must be a number")
        problems += wrong
        good += [] if wrong else [tuple(item[part] for part in parts)]
    return good, problems


def _whole_problem(name: str, value: Any, low: int, high: int) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
        return None
    return f"{name}: {shown(value)} is not allowed; it must be " + (f"a whole number from {low:,} to {high:,}" if low < high else f"{low}")


def _version_problem(value: Any) -> str | None:
    if isinstance(value, str) and _VERSION.fullmatch(value):
        return None
    return f"model_version: {shown(value)} is not allowed; it must be a version such as {MODEL_VERSION}"


def _unknown_key(key: Any) -> str:
    matches = difflib.get_close_matches(str(key)[:60], _KEYS, 1)
    return f"{shown(key)}: a scenario has no such key" + (f"; did you mean {matches[0]}?" if matches else f"; it has {', '.join(_KEYS)}")


def _nearest(name: str) -> str:
    matches = difflib.get_close_matches(name[:60], library_names(), 1)
    return f"; did you mean {matches[0]}?" if matches else ""
