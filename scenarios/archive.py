"""Scenarios taken along: one TOML file, or many in a zip; the same format as the library."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from scenarios.errors import ScenarioError
from scenarios.file_names import file_stem
from scenarios.leftovers import is_leftover
from scenarios.scenario import Scenario
from scenarios.texts import shown
from scenarios.toml_text import MAX_FILE_BYTES

MAX_ARCHIVE_BYTES = 16 * 1_048_576
MAX_UNPACKED_BYTES = 32 * 1_048_576
MAX_ARCHIVED = 1_000


@dataclass(frozen=True)
class Unpacked:
    """What an upload held: its scenarios, and the names of what a system had left beside them and was passed over."""

    scenarios: list[Scenario]
    passed_over: tuple[str, ...] = ()


_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # equal scenarios make equal archives


def file_name(scenario: Scenario) -> str:
    """Return a plain file name for a scenario, made from its title."""
    return file_stem(scenario.title) + ".toml"


def export_archive(scenarios: Iterable[Scenario]) -> bytes:
    """Return a zip of one TOML file per scenario, in order.

    Raises:
        ScenarioError: there are more than `import_scenarios` would take back.
    """
    wanted = list(scenarios)
    if len(wanted) > MAX_ARCHIVED:
        raise ScenarioError([f"{len(wanted):,} scenarios are too many for one archive; at most {MAX_ARCHIVED:,} are allowed"])
    taken: set[str] = set()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for scenario in wanted:
            stem, number = file_name(scenario).removesuffix(".toml"), 1
            while (name := f"{stem}.toml" if number == 1 else f"{stem}-{number}.toml") in taken:
                number += 1
            taken.add(name)
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), scenario.to_toml().encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def import_scenarios(content: bytes, where: str) -> list[Scenario]:
    """Return the scenarios of an uploaded TOML file or zip; `where` is its name.

    Raises:
        ScenarioError: names everything wrong in any of its files; then none is returned.
    """
    return unpack(content, where).scenarios


def unpack(content: bytes, where: str) -> Unpacked:
    """Return the scenarios of an uploaded TOML file or zip and what was passed over in it; `where` is its name.

    Raises:
        ScenarioError: names everything wrong in any of its files; then none is returned.
    """
    where = shown(where)
    if not content.startswith(b"PK"):
        return Unpacked([Scenario.from_toml(content, where)])
    if len(content) > MAX_ARCHIVE_BYTES:
        raise ScenarioError([f"the archive is too large; at most {MAX_ARCHIVE_BYTES // 1_048_576} MiB are allowed"], where)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, where)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise ScenarioError(["the archive cannot be read: it is damaged, locked by a password, or packed in an unusual way"], where) from None


def _read(archive: zipfile.ZipFile, where: str) -> Unpacked:
    # Some programs of Windows write the folder's sign of their own system.
    entries = [entry for entry in archive.infolist() if not entry.filename.replace("\\", "/").endswith("/")]
    files = [entry for entry in entries if not is_leftover(entry.filename)]
    passed_over = tuple(shown(entry.filename) for entry in entries if is_leftover(entry.filename))
    if not files:
        beside = f"; {', '.join(passed_over[:3])} was passed over" if passed_over else ""
        raise ScenarioError([f"the archive {'holds no scenario' if passed_over else 'is empty'}{beside}"], where)
    if len(files) > MAX_ARCHIVED:
        raise ScenarioError([f"the archive holds {len(files):,} files; at most {MAX_ARCHIVED:,} are allowed"], where)
    scenarios: list[Scenario] = []
    problems: list[str] = []
    unpacked = 0
    for entry in files:
        place = f"{where}, {shown(entry.filename)}"
        if not entry.filename.lower().endswith(".toml"):
            problems.append(f"{place}: this is not a scenario file (.toml)")
            continue
        with archive.open(entry) as file:
            content = file.read(MAX_FILE_BYTES + 1)  # what the entry says about its size need not be true
        unpacked += len(content)
        if unpacked > MAX_UNPACKED_BYTES:
            raise ScenarioError([f"the archive unpacks to more than {MAX_UNPACKED_BYTES // 1_048_576} MiB"], where)
        try:
            scenarios.append(Scenario.from_toml(content, place))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems[:20] + ([f"{where}: and {len(problems) - 20} more"] if len(problems) > 20 else []))
    return Unpacked(scenarios, passed_over)
