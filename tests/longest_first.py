"""Several processes share the tests file by file: what takes longest comes first, so that none is left alone with it at the end."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SECONDS = ROOT / "tests" / "seconds.json"
"""How long each file took in the last run that wrote it down (`--update-seconds`), with two processes on two cores [s]."""


def known() -> dict[str, float]:
    """Return the seconds that were written down, by file."""
    return json.loads(SECONDS.read_text(encoding="utf-8"))


def ordered(files: Mapping[str, object], seconds: Mapping[str, float]) -> list[str]:
    """Return files, the longest first; a file that is not known yet takes as long as the middle one."""
    middle = statistics.median(seconds.values()) if seconds else 0.0
    return sorted(files, key=lambda file: (-seconds.get(file, middle), file))


def file_of(name: str) -> str:
    """Return the file of a test's name."""
    return name.partition("::")[0]


class LongestFirst:
    """Orders the files, prepares the model once for all processes, and writes down how long files took where that is asked for."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Keep this order: xdist would begin with the files of most tests."""
        config.option.loadscopereorder = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Turn the loops into machine code on all cores before the processes start: each would do it for itself, on one."""
        option = session.config.option
        if getattr(option, "numprocesses", None) and not option.collectonly:
            subprocess.run([sys.executable, "-m", "simulation", "prepare"], cwd=ROOT, check=True)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Bring the files into order; within a file tests stay as they are written."""
        places = {file: place for place, file in enumerate(ordered({file_of(item.nodeid): None for item in items}, known()))}
        items.sort(key=lambda item: places[file_of(item.nodeid)])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[file_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write down what every file took."""
        if session.config.option.update_seconds and not hasattr(session.config, "workerinput"):
            table = {file: round(seconds, 1) for file, seconds in sorted((known() | self.seconds).items()) if (ROOT / file).exists()}
            SECONDS.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
