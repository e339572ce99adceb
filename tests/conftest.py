"""What several test files share: one pool of workers, small inputs, and a command line called in place."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

import ui
from cli.__main__ import main
from scenarios.store import Store
from simulation import Inputs, inputs_from
from simulation.engine.other_arm import SHELF
from simulation.engine.pool import EnginePool
from tests.longest_first import LongestFirst
from tests.postgres import server_fixture

__all__ = ["server_fixture"]  # one server for all files: an import in each would start one for each


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="record today's figures of the library scenarios as the golden ones")
    parser.addoption("--update-seconds", action="store_true", help="write down how long every file of tests takes, by which files are ordered")


def pytest_configure(config: pytest.Config) -> None:
    """Where several processes share the tests, let the longest files come first."""
    if getattr(config.option, "numprocesses", None) or hasattr(config, "workerinput"):
        config.pluginmanager.register(LongestFirst())


@pytest.fixture(scope="session")
def pool() -> Iterator[EnginePool]:
    with EnginePool(workers=2) as shared:
        yield shared


@pytest.fixture(scope="session")
def defaults() -> Inputs:
    return inputs_from()


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs one command and returns (exit code, standard output, standard error).

    Small runs are computed by the workers all tests share: starting some for each would take several times as long as the runs.
    """
    monkeypatch.setattr("cli.computing.EnginePool", lambda: nullcontext(request.getfixturevalue("pool")))

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the pages keep their scenarios in a file of the test's own, and return it."""
    from ui.session import store as access

    path = tmp_path / "scenarios.db"
    monkeypatch.setenv("CLG_STORE_URL", str(path))
    access._opened.clear()
    yield path
    access._opened.clear()


@pytest.fixture
def kept(place: Path) -> Iterator[Store]:
    """Return the store that the pages use."""
    store = Store(place)
    yield store
    store.close()


@pytest.fixture
def open_page(place: Path) -> Callable[..., object]:
    """Return a function that opens a page over a store of its own."""
    from tests.saving import opened

    return opened


@functools.cache
def read_the_pages() -> None:
    """Import all modules of the pages; a `page.py` is a page itself, drawn when it is read."""
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        if not module.name.endswith(".page"):
            importlib.import_module(module.name)


@functools.cache
def changes_the_pages(file: Path) -> bool:
    """Say whether tests of a file may put something in the place of a part of the pages."""
    text = file.read_text(encoding="utf-8")
    return ("setattr(" in text or "few_worlds" in text) and re.search(r"\bui\.|open_page", text) is not None


@pytest.fixture(autouse=True)
def pages_are_read_before_anything_takes_the_place_of_a_part(request: pytest.FixtureRequest) -> None:
    """Read all pages before a test puts something else in a part's place: a module read afterwards would keep it for the tests to come."""
    if changes_the_pages(request.path):
        read_the_pages()


@pytest.fixture
def few_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a lesson's worlds be four."""
    from ui.learn import worlds

    monkeypatch.setattr(worlds, "WORLDS", 4)
    monkeypatch.setattr(worlds.computed, "__defaults__", (4, *worlds.computed.__defaults__[1:]))


@pytest.fixture(autouse=True)
def no_arm_is_known() -> None:
    """Forget the arms without a community that earlier tests have simulated: what is compared is simulated twice."""
    SHELF.clear()


@pytest.fixture(autouse=True)
def pages_wait_for_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages wait for the first machine code, as they do for any answer, instead of showing that it is being made."""
    if "streamlit.testing" in sys.modules or "streamlit.testing.v1" in sys.modules:
        monkeypatch.setattr("ui.simulate.first_minute.preparing", lambda: False)


@functools.cache
def installed_components() -> list[Any]:
    """Look through the installed packages for components once: it takes as long as drawing a page, and every page opened would do it anew."""
    from streamlit.components.v2.manifest_scanner import scan_component_manifests

    return scan_component_manifests()


@pytest.fixture(autouse=True)
def packages_are_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every page know the installed components from the first look."""
    if "streamlit.testing.v1" in sys.modules:
        installed_components()
        monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", installed_components)


class ShortenedBreath:
    """A clock that is moved on where a page pauses for the browser to paint: nobody looks at it here."""

    def __init__(self) -> None:
        self.skipped = 0.0

    def monotonic(self) -> float:
        """Return the time with the pauses that were skipped [s]."""
        return time.monotonic() + self.skipped

    def sleep(self, seconds: float) -> None:
        """Take a pause for over."""
        self.skipped += seconds


@pytest.fixture(autouse=True)
def pages_do_not_pause_for_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages go on at once where they leave a browser time to paint; they look for a newer change all the same."""
    if "streamlit.testing.v1" in sys.modules:
        monkeypatch.setattr("ui.session.runs.time", ShortenedBreath())


@pytest.fixture(autouse=True)
def nothing_long_is_worked_out_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages of the tests begin no work of minutes by themselves; a test that is about it takes this back."""
    monkeypatch.setenv("CLG_UNASKED", "no")
