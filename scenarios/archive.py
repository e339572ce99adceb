"""Scenarios taken along: one TOML file, or many in a zip; the same format as the library."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scenarios.errors import ScenarioError
from scenarios.file_names import file_stem
from scenarios.leftovers import NOT_EXPORTED, is_leftover
from scenarios.scenario import Scenario
from scenarios.texts import shown
from scenarios.toml_text import MAX_FILE_BYTES
from simulation.vocabulary.words import counted

MAX_ARCHIVE_BYTES = 16 * 1_048_576
MAX_UNPACKED_BYTES = 32 * 1_048_576
MAX_ARCHIVED = 1_000
MAX_PROBLEMS = 20  # that are named; what comes after them is not read
_NOT_READ = ("more file, which was not read", "more files, which were not read")
_DIRECTORY_END = 22  # [bytes] of the record at the end of a zip, and then its comment
_LISTED = 46 + 600  # [bytes] that an entry may take in the list of contents


@dataclass(frozen=True)
class Unpacked:
    """What an upload held: its scenarios, and the names of what a system had left beside them and was passed over."""

    scenarios: list[Scenario]
    passed_over: tuple[str, ...] = ()


_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # equal scenarios make equal archives


def file_name(scenario: Scenario) -> str:
    """Return a plain file name for a scenario, made from its title."""
    return file_stem(scenario.title) + ".toml"


def export_archive(scenarios: Iterable[Scenario], lacking: Sequence[str] = ()) -> bytes:
    """Return a zip of one TOML file per scenario, in order; what could not go out (`lacking`) is named in a text file beside them.

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
        if lacking:
            archive.writestr(zipfile.ZipInfo(NOT_EXPORTED, _LONG_AGO), "\n".join(lacking) + "\n", zipfile.ZIP_DEFLATED)
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
    _check_list(content, where)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, where)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        raise _unreadable(where) from None


def _check_list(content: bytes, where: str) -> None:
    """Refuse an archive whose list of contents is longer than it can be; the list is read as a whole, whatever its count says."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - _DIRECTORY_END - 0xFFFF))
    if end < 0 or len(content) < end + _DIRECTORY_END or content.find(b"PK\x06\x07", max(0, end - 20), end) >= 0:
        raise _unreadable(where)
    count, size = int.from_bytes(content[end + 10 : end + 12], "little"), int.from_bytes(content[end + 12 : end + 16], "little")
    if size > MAX_ARCHIVED * _LISTED or count > 2 * MAX_ARCHIVED:  # folders count, too
        raise ScenarioError([f"the archive lists {count:,} entries in {size:,} bytes; at most {MAX_ARCHIVED:,} files are allowed"], where)


def _unreadable(where: str) -> ScenarioError:
    return ScenarioError(["the archive cannot be read: it is damaged, locked by a password, or packed in an unusual way"], where)


def _read(archive: zipfile.ZipFile, where: str) -> Unpacked:
    if not all(entry.filename for entry in archive.infolist()):
        raise ScenarioError(["an entry of the archive has no name"], where)
    # Some programs of Windows write the folder's sign of their own system.
    entries = [entry for entry in archive.infolist() if not entry.filename.replace("\\", "/").endswith("/")]
    files = [entry for entry in entries if not is_leftover(entry.filename)]
    passed_over = tuple(shown(entry.filename) for entry in entries if is_leftover(entry.filename))
    if not files:
        beside = f"; {', '.join(passed_over[:3])} was passed over" if passed_over else ""
        raise ScenarioError([f"the archive {'holds no scenario' if passed_over else 'is empty'}{beside}"], where)
    if len(files) > MAX_ARCHIVED:
        raise ScenarioError([f"the archive holds {len(files):,} files; at most {MAX_ARCHIVED:,} are allowed"], where)
    _check_entries(files, where)
    scenarios: list[Scenario] = []
    problems: list[str] = []
    unpacked = 0
    for number, entry in enumerate(files):
        if len(problems) >= MAX_PROBLEMS:
            problems[MAX_PROBLEMS:] = [f"{where}: and {counted(len(files) - number, *_NOT_READ)}"]
            break
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
        raise ScenarioError(problems[: MAX_PROBLEMS + 1])
    return Unpacked(scenarios, passed_over)


def _check_entries(files: list[zipfile.ZipInfo], where: str) -> None:
    """Refuse what no scenario needs before anything is unpacked: other packings can turn a kilobyte into gigabytes."""
    seen: set[str] = set()
    for entry in files:
        name = shown(entry.filename)
        if entry.filename in seen:
            raise ScenarioError([f"{name} is in the archive twice"], where)
        seen.add(entry.filename)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
            raise _unreadable(f"{where}, {name}")
