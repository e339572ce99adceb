"""A running page and a real browser for the journeys."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Every window would load two pages for an address bar that nobody sees: a second of the processor each time. A list of one's own
# takes the place of Playwright's, so what of that concerns pages and the network stands here as well.
UNWANTED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    f"--disable-features={','.join(UNWANTED)}",
    "--no-sandbox",
    "--process-per-site",  # pages of one context are drawn by one process
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    # A page is open for seconds: code is not made faster for later, and memory is tidied up less often. A tenth of the processor's time.
    "--js-flags=--no-opt --min-semi-space-size=64 --max-semi-space-size=64",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the served pages: their store (store.sqlite) and what the server writes."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[str]:
    """Serve the pages on a free port of this machine and return their address."""
    with served(home) as address:
        yield address


@contextmanager
def served(home: Path, **surroundings: str) -> Iterator[str]:
    """Serve the pages over a store of their own in a folder and give their address; nothing long is worked out unasked unless surroundings say so."""
    with serving(home, **surroundings) as (address, _):
        yield address


@contextmanager
def serving(home: Path, **surroundings: str) -> Iterator[tuple[str, int]]:
    """Serve the pages as `served` does; give their address and the number of the process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (home / "server.log").open("wb")
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        env={**os.environ, "CLG_UNASKED": "no", "XDG_DATA_HOME": str(home), "CLG_STORE_URL": f"sqlite:///{home / 'store.sqlite'}", **surroundings},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await_health(address, process, home / "server.log")
        yield address, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)
        log.close()


def _await_health(address: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the page did not start:\n{log.read_text(errors='replace')[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def usual(browser, server: str) -> object:
    """Return the browser context of every test's first reader.

    A page stays open in it, so that the process which draws the others goes on: with its code read already, a visit takes it
    two thirds of the time.
    """
    context = browser.new_context()
    context.new_page().goto(f"{server}/_stcore/health")
    return context


@pytest.fixture
def visit(browser, usual, server: str) -> Iterator[Callable]:
    """Return a function that opens an address of the page as a reader who was never there, recording requests and errors.

    Its `server` is the address of another server than the one that all tests share. A test's second reader has a browser context
    to himself, its first one takes over the usual one, out of which what the last test left is taken.
    """
    waiting, opened, addresses = [usual], [], {server}

    def open_page(query: str = "", width: int = 1280, height: int = 900, dark: bool = False, server: str = server):
        from tests.browser.journey import Journey

        context = waiting.pop() if waiting else browser.new_context()
        opened.append(context)
        addresses.add(server)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        return Journey(page, server, query, dark)

    yield open_page
    for context in opened[1:]:
        context.close()
    first, *others = usual.pages
    for page in others:
        page.close()
    usual.clear_permissions()
    usual.clear_cookies()
    storage = usual.new_cdp_session(first)
    for address in addresses:
        storage.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
    storage.detach()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder for screenshots; CLG_PICTURES names one where all of them are kept, without it few are taken."""
    chosen = os.environ.get("CLG_PICTURES")
    folder = Path(chosen) if chosen else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
