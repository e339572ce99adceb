"""Write results to files whole or not at all, or to standard output."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import stat
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from cli.errors import CommandError
from simulation.engine.undisturbed import undisturbed


class Outputs:
    """The files a command was asked to write, by flag; without a file the text goes to standard output.

    Every file is checked, and, once this is entered, its place tried with a temporary file beside it, before anything is computed.
    The temporary files take their final names only after all of them are complete, and vanish otherwise.

    Args:
        paths: flag -> path as given, or None or - for standard output.
        inputs: files the command reads, which no output may overwrite.

    Raises:
        CommandError: a path cannot be written, or two of them are the same file.
    """

    def __init__(self, paths: Mapping[str, str | None], inputs: Iterable[str] = ()) -> None:
        self._targets: dict[str, Path] = {}
        given = {flag: path for flag, path in paths.items() if path not in (None, "-")}
        problems = [problem for flag, path in given.items() if (problem := _problem(flag, path))]
        if problems:
            raise CommandError("\n".join(problems))
        taken = {Path(os.path.realpath(path)): f"the scenario file {path}" for path in inputs if Path(path).is_file()}
        for flag, path in given.items():
            target = Path(os.path.realpath(path))  # a link stays a link: what it points to is written
            same = next((label for other, label in taken.items() if _same(target, other)), None)
            if same:
                raise CommandError(f"{flag} {path}: this is the same file as {same}")
            taken[target] = f"{flag} {path}"
            self._targets[flag] = target
        self._files: dict[str, TextIO] = {flag: io.StringIO(newline="") for flag in paths if flag not in self._targets}

    def __enter__(self) -> Outputs:
        try:
            with undisturbed(signal.SIGTERM):  # a file that is begun, but not known here, would be left behind
                for flag, target in self._targets.items():
                    self._files[flag] = _temporary(flag, target)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *problem: object) -> None:
        try:
            if kind is None:
                self._keep()
        finally:
            self._discard()

    def write_json(self, flag: str, document: Any) -> None:
        """Write a document as JSON, one entry of the outermost level a line: readable, yet not a line per number."""
        with self._explained(flag):
            file = self._files[flag]
            entries = document.items() if isinstance(document, dict) else ((None, entry) for entry in document)
            file.write("{" if isinstance(document, dict) else "[")
            for place, (key, value) in enumerate(entries):
                name = f"{_json(key)}: " if isinstance(document, dict) else ""
                file.write(f"{',' if place else ''}\n{name}{_json(value)}")
            file.write("\n}\n" if isinstance(document, dict) else "\n]\n")

    def write_csv(self, flag: str, rows: Iterable[Iterable[Any]]) -> None:
        """Write rows as CSV, UTF-8."""
        with self._explained(flag):
            csv.writer(self._files[flag], lineterminator="\n").writerows(rows)

    def write_text(self, flag: str, text: str) -> None:
        """Write text and end the line."""
        with self._explained(flag):
            self._files[flag].write(text + "\n")

    def write_bytes(self, flag: str, content: bytes) -> None:
        """Write bytes as they are to a file that was named: they are nothing for a terminal."""
        with self._explained(flag):
            self._files[flag].buffer.write(content)

    def _keep(self) -> None:
        for flag, target in self._targets.items():
            file = self._files[flag]
            with self._explained(flag):
                file.flush()
                os.fsync(file.fileno())
                file.close()
                # A temporary file is private; the result gets the rights a file made here usually has.
                Path(file.name).chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
        for flag, target in self._targets.items():
            with self._explained(flag):
                Path(self._files[flag].name).replace(target)
        for flag in self._files.keys() - self._targets.keys():
            with self._explained(flag):
                file = self._files[flag]
                assert isinstance(file, io.StringIO)  # what goes to standard output is collected first
                _print(file.getvalue())

    def _discard(self) -> None:
        for flag in self._targets.keys() & self._files.keys():
            # Closing may try to write what did not fit on the disk before.
            with contextlib.suppress(OSError):
                self._files[flag].close()
            with contextlib.suppress(OSError):
                os.unlink(self._files[flag].name)

    @contextlib.contextmanager
    def _explained(self, flag: str) -> Any:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            place = f"{flag} {self._targets[flag]}" if flag in self._targets else "standard output"
            raise CommandError(f"{place}: it cannot be written ({error.strerror})") from None


def _problem(flag: str, given: str) -> str | None:
    path = Path(given)
    label = f"{flag} {given!r}"
    try:
        if not given:
            return f"{flag}: the file has no name"
        if path.is_dir():
            return f"{label}: this is a folder; name a file"
        folder = Path(os.path.realpath(path)).parent
        if not folder.is_dir():
            return f"{label}: there is no folder {folder}"
        if path.exists() and not path.is_file():
            return f"{label}: this is not a plain file"
        if path.exists() and not os.access(path, os.W_OK):
            return f"{label}: the file may not be changed"
        path.stat() if path.exists() else None
    except OSError as error:
        return f"{label}: it cannot be written ({error.strerror})"
    return None


def _temporary(flag: str, target: Path) -> Any:
    try:
        name_limit = os.pathconf(target.parent, "PC_NAME_MAX")
        if len(os.fsencode(target.name)) > name_limit:
            raise CommandError(f"{flag} {str(target)[:60]}...: the name is too long; at most {name_limit} bytes are allowed")
        return tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=target.parent, prefix=".simulation-", suffix=".part", delete=False)
    except OSError as error:
        raise CommandError(f"{flag} {target}: it cannot be written ({error.strerror})") from None


def _same(target: Path, other: Path) -> bool:
    return target == other or (target.exists() and other.exists() and target.samefile(other))


def _print(text: str) -> None:
    # As UTF-8 whatever the locale says, and in a loop: an unbuffered stream may take only a part at a time.
    rest = memoryview(text.encode())
    while rest:
        rest = rest[sys.stdout.buffer.write(rest) :]
    sys.stdout.buffer.flush()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
