"""How long a reader waits: the real page in a real browser, from the release of a slider to the painted curve.

    python tests/latency.py [--moves 15] [--changes 500] [--held] [--format json]

Starts a server of its own and Debian's chromium. Other work on the machine makes every figure worse. It is a
measurement, not a test: nothing fails on a slow machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from held_thumb import dragging, held  # noqa: E402
from sessions import Visitor, at_once  # noqa: E402 (the script is started by its path)
from watching import LEVER, Reader  # noqa: E402

from simulation.studies.benchmark import Figure  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
WANDERING = ("batch_size", "founders", "batch_interval")
LONG_WAY = "founders"  # has a step left for every move of a measurement; batch size has thirteen in all
READERS = 5
QUIET = 5_000  # [ms]


class Server:
    """The pages, served on a free port of this machine."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "XDG_DATA_HOME": str(home), "CLG_STORE_URL": f"sqlite:///{home / 'store.sqlite'}"},
        )
        self.address = f"http://127.0.0.1:{port}"
        while not self._healthy():
            if self.process.poll() is not None or time.perf_counter() - started > 60:
                raise SystemExit("the page did not start")
            time.sleep(0.02)
        self.start = time.perf_counter() - started

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def family(self) -> dict[int, int]:
        """Return the server's process and all below it, with their parents."""
        parents = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                except OSError:
                    continue  # it ended while we looked
        inside = {self.process.pid}
        while more := {child for child, parent in parents.items() if parent in inside} - inside:
            inside |= more
        return {number: parents[number] for number in inside}

    def workers(self) -> list[int]:
        """Return the processes that simulate: those with a parent below the server."""
        family = self.family()
        return sorted(number for number, parent in family.items() if parent in family and parent != self.process.pid)

    def memory(self) -> float:
        """Return the resident memory of all processes [MB]."""
        return sum(_memory(number) for number in self.family())

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=30)


def _memory(number: int) -> float:
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


@contextmanager
def _running() -> Iterator[tuple[Server, Browser]]:
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        server = Server(Path(home))
        try:
            yield server, browser
        finally:
            browser.close()
            server.close()


def measure(moves: int, changes: int, only_held: bool = False) -> list[Figure]:
    """Go through everything a reader waits for, or only through what follows a held thumb."""
    with _running() as (server, browser):
        reader = Reader(browser, server.address)
        figures = [
            Figure("start", "command to health check", server.start, "s", most=3),
            Figure("start", "opening to first curve", reader.opened, "s", most=1.5),
        ]
        parts = (
            lambda: _alone(reader, browser, server, moves),
            lambda: _sessions(server, max(2, moves // 4 + moves // 4 % 2)),  # an even number: turns alternate
            lambda: held(reader, max(2, moves // 3)),
            lambda: dragging(server.address, max(2, moves // 4)),
            lambda: _together(browser, server, max(3, moves // 3), figures),
            lambda: _drags(reader),
            lambda: _killed(reader, server),
            lambda: _memory_over(reader, server, changes),
        )
        for part in parts[2:4] if only_held else parts:
            found = part()
            figures += found
            for figure in found:  # a measurement takes minutes: say what is known already
                print(f"{figure.group}, {figure.name}: {figure.value:.3f} {figure.unit}", file=sys.stderr)
        return figures


def _alone(reader: Reader, browser: Browser, server: Server, moves: int) -> list[Figure]:
    def go(who: Reader, levers: tuple[str, ...]) -> tuple[list[float], list[float], int]:
        first, complete, remounts = [], [], 0
        for move in range(moves):
            who.press(lever=levers[move % len(levers)])
            first.append(who.first())
            complete.append(who.last())
            remounts += who.remounts()
        return first, complete, remounts

    for lever in WANDERING:  # each lever is marked as changed: the controls stay as they are from here on
        reader.press(lever=lever)
        reader.settle()
    # Another lever each time: no value beside the last one is asked for, so that nothing is known.
    first, complete, remounts = go(reader, WANDERING)
    reader.page.wait_for_timeout(QUIET)  # what idle workers look at ahead would take the cores that the next browser opens with
    # Asks for the same again, before room has to be made for other worlds: everything but the simulation.
    other = Reader(browser, server.address)
    for lever in WANDERING:
        other.press(lever=lever)
        other.settle()
    interface, _, _ = go(other, WANDERING)
    opened = other.opened
    other.close()
    on, _, _ = go(reader, (LONG_WAY,))
    group = "one reader, median"
    return [
        Figure("start", "opening to first curve, a later reader", opened, "s", most=1.5),
        Figure(group, "release to first new curve, nothing known", statistics.median(first), "s", most=0.3),
        Figure(group, "release to all worlds", statistics.median(complete), "s", most=1.2),
        Figure(group, "going on with a lever: first new curve", statistics.median(on), "s", most=0.3),
        Figure(group, "interface alone (result already known)", statistics.median(interface), "s", most=0.12),
        Figure(group, "charts built anew per move", remounts / moves, "charts", most=0),
    ]


def _sessions(server: Server, rounds: int) -> list[Figure]:
    """Compare one session with five that move levers at once; they draw nothing, as if each had a machine of its own."""
    single, *visitors = [Visitor(server.address) for _ in range(1 + READERS)]
    for place, visitor in enumerate((single, *visitors)):  # each has a setting of its own, so that nobody is served another's answer
        visitor.press("founders", 30 + place)
    alone = [single.press(lever, value) for turn in range(rounds) for lever, value in _moves(turn)]
    together = at_once(visitors, [move for turn in range(rounds) for move in _moves(turn)], lambda visitor, move: visitor.press(*move))
    for visitor in (single, *visitors):
        visitor.close()
    usual, medians = statistics.median(alone), [statistics.median(times) for times in together]
    group = "five sessions at once"
    return [
        Figure(group, "one session alone, release to first curve sent", usual, "s"),
        Figure(group, "all five, median", statistics.median(time for times in together for time in times), "s"),
        Figure(group, "the slowest of all answers", max(max(times) for times in together), "s"),
        Figure(group, "the worst served one's median / alone", max(medians) / usual, "times", most=2.5),
        Figure(group, "the worst served one's median / the best's", max(medians) / min(medians), "times"),
    ]


def _moves(turn: int) -> list[tuple[str, float]]:
    """Return two moves: another lever each time, so that no value was begun ahead."""
    return [("batch_interval", 1.0 + turn % 13), ("seed_threads", 5.0 * (turn % 5))]


def _together(browser: Browser, server: Server, rounds: int, figures: list[Figure]) -> list[Figure]:
    readers = [Reader(browser, server.address) for _ in range(READERS)]
    for place, reader in enumerate(readers):
        for _ in range(place + 1):
            reader.press("ArrowLeft", "founders")
        reader.settle()
    times = []
    for turn in range(rounds):
        for reader in readers:
            reader.press(lever=WANDERING[turn % len(WANDERING)])
        times += [reader.first() for reader in readers]
        for reader in readers:
            reader.settle()
    for reader in readers:
        reader.close()
    alone = next(figure.value for figure in figures if figure.name == "release to first new curve, nothing known")
    group = "five browsers on this machine"
    return [
        Figure(group, "release to first new curve, median", statistics.median(times), "s"),
        Figure(group, "median / one reader's", statistics.median(times) / alone, "times"),
    ]


def _drags(reader: Reader) -> list[Figure]:
    handle = reader.page.locator(f".st-key-lever_{LEVER}").get_by_role("slider")
    before = float(handle.input_value())
    for _ in range(10):
        reader.press("ArrowRight")
        reader.page.wait_for_timeout(60)
        reader.press("ArrowLeft")
        reader.page.wait_for_timeout(60)
    reader.press("ArrowRight")
    settled = reader.last()
    kept = float(handle.input_value()) > before
    return [
        Figure("twenty drags back and forth", "last release to all worlds", settled, "s"),
        Figure("twenty drags back and forth", "the last value won", float(kept), "(1 is yes)", least=1),
    ]


def _killed(reader: Reader, server: Server) -> list[Figure]:
    before = set(server.workers())
    reader.press()
    reader.page.wait_for_timeout(150)
    os.kill(max(before), signal.SIGKILL)
    waited, problems = reader.last(), reader.problems()
    reader.press(lever=LONG_WAY)  # one that had nothing to do is missed, and replaced, when there is work for it
    reader.last()
    group = "a worker killed in mid-run"
    return [
        Figure(group, "release to all worlds", waited, "s"),
        Figure(group, "errors shown", problems, "errors", most=0),
        Figure(group, "workers afterwards", len(server.workers()), "processes", least=len(before)),
    ]


def _memory_over(reader: Reader, server: Server, changes: int) -> list[Figure]:
    def wander(steps: int) -> None:
        for step in range(steps):
            reader.press("ArrowRight" if step // 8 % 2 == 0 else "ArrowLeft", WANDERING[step // 16 % len(WANDERING)])
            reader.page.wait_for_timeout(120)
        reader.settle()

    wander(max(1, changes // 5))  # caches fill up once
    before = server.memory()
    wander(changes)
    group = f"{changes} lever changes"
    return [
        Figure(group, "memory before", before, "MB"),
        Figure(group, "memory after", server.memory(), "MB"),
        Figure(group, "after / before", server.memory() / before, "times", most=1.1),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moves", type=int, default=15, help="moves of a slider by one reader (default 15)")
    parser.add_argument("--changes", type=int, default=500, help="lever changes over which memory is watched (default 500)")
    parser.add_argument("--held", action="store_true", help="measure only what follows a held thumb")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # stopped from outside, the server ends too
    if not CHROMIUM:
        raise SystemExit("no chromium on this machine")
    figures = measure(arguments.moves, arguments.changes, arguments.held)
    if arguments.format == "json":
        print(json.dumps([figure.as_row() for figure in figures], indent=1))
        return
    for figure in figures:
        asked = [f"{sign} {bound:g}" for sign, bound in (("at most", figure.most), ("at least", figure.least)) if bound is not None]
        goal = f"asked for {asked[0]}: {figure.verdict}" if asked else ""
        print(f"{figure.group:30s} {figure.name:42s} {figure.value:9.3f} {figure.unit:12s} {goal}".rstrip())


if __name__ == "__main__":
    main()
