"""How smoothly Watch plays: frames a second in a real browser for small and large communities, and how quickly it answers.

    python tests/frame_rates.py [--seconds 5] [--format json]

Starts a server of its own and Debian's chromium, which draws without a graphics card. Other work on the machine makes
every figure worse. It is a measurement, not a test: nothing fails on a slow machine.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from latency import _running  # noqa: E402 (the script is started by its path)

from scenarios.link import to_link  # noqa: E402
from scenarios.scenario import Scenario, load_library  # noqa: E402
from simulation import timeline_from  # noqa: E402
from simulation.studies.benchmark import Figure  # noqa: E402
from simulation.studies.replay import replay  # noqa: E402
from simulation.studies.replay_log import unpack  # noqa: E402
from ui.comparison.offers import NOW  # noqa: E402

SMALL = load_library("default")
LARGE = Scenario(title="Large", differences={"batch_size": 0}, timeline=timeline_from((), [(4, "influx", 8_500)]))  # 12,000 members
# name, shown, beside it, frames a second at least, seconds to the first picture at most
SCENES = (
    ("up to 1,500 members", "library:default", "", 55, 0.6),
    ("about 12,000 members", NOW, "", 42, 1.2),
    ("12,000 beside batches of twenty", NOW, "library:batched-twenty", 35, None),
)
WORLD = 3
COUNT = """seconds => new Promise(done => { let frames = 0; const began = performance.now();
  function next(now) { frames++; now - began < seconds * 1000 ? requestAnimationFrame(next) : done(frames * 1000 / (now - began)); }
  requestAnimationFrame(next); })"""
# From an act to the end of the frame that shows it.
SCRUB = """(part, week) => { const began = performance.now(); part.value = week; part.dispatchEvent(new Event('input'));
  return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))); }"""
# A creator is clicked: somebody stands near the middle, at whatever angle.
STORY = """canvas => { const box = canvas.getBoundingClientRect(); let took = -1;
  const story = canvas.closest('.stage').querySelector('.story');
  for (let turn = 0; turn < 60 && took < 0; turn++) {
    const angle = turn / 60 * 2 * Math.PI, reach = box.width * 0.09, began = performance.now();
    canvas.dispatchEvent(new MouseEvent('click', {bubbles: true, composed: true,
      clientX: box.x + box.width / 2 + reach * Math.cos(angle), clientY: box.y + box.height / 2 + reach * Math.sin(angle)}));
    if (story.textContent) took = began; }
  if (took < 0) throw new Error('nobody stands near the middle');
  return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - took)))); }"""
# The time at which the picture of another log is there, in the page's own clock.
PICTURE = """root => { window.pictured = 0; const before = root.dataset.ready; new MutationObserver((_, watcher) => {
  if (root.dataset.ready === before) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => { window.pictured = performance.now(); }));
}).observe(root, {attributes: true, attributeFilter: ['data-ready']}); }"""


def measured(seconds: float) -> Iterator[Figure]:
    """Measure the logs, then play every scene and count."""
    for scenario, most in ((SMALL, 60), (LARGE, 450)):
        started = time.perf_counter()
        log = replay(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, WORLD - 1)
        took = time.perf_counter() - started
        members = f"{unpack(log).head['members']:,} members"
        yield Figure("watch", f"log over the wire, {members}", len(log) / 1_000, "kB", most)
        yield Figure("watch", f"one world lived through, {members}", took, "s")
    with _running() as (server, browser):
        for scene in SCENES:
            yield from _scene(server.address, browser, seconds, *scene)


def _scene(address: str, browser: Browser, seconds: float, name: str, show: str, beside: str, frames: float, first: float | None) -> Iterator[Figure]:
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(300_000)
    foreign: list[str] = []
    page.on("request", lambda request: _note(foreign, request.url, address))
    page.goto(f"{address}/watch?{urlencode({'base': to_link(LARGE), 'show': show, 'beside': beside, 'world': WORLD})}")
    _still(page)
    yield Figure("watch", f"click to first picture, {name}", _another_world(page), "s", first)
    part = {key: page.locator(f"[data-part={key}]") for key in ("scrub", "speed", "play")}
    part["scrub"].evaluate(SCRUB, 60)
    part["speed"].select_option("4")
    messages: list[object] = []
    line: Any = context.new_cdp_session(page)
    line.send("Network.enable")
    for event in ("webSocketFrameSent", "webSocketFrameReceived"):
        line.on(f"Network.{event}", lambda seen: messages.append(seen) if seen["response"]["opcode"] < 8 else None)  # no pings
    part["play"].click()
    yield Figure("watch", f"frames a second, {name}", page.evaluate(COUNT, seconds), "", None, frames)
    part["play"].click()
    yield Figure("watch", f"scrub on to picture, {name}", part["scrub"].evaluate(SCRUB, 150), "ms", 50)
    yield Figure("watch", f"scrub back to picture, {name}", part["scrub"].evaluate(SCRUB, 140), "ms", 50)
    yield Figure("watch", f"click to story, {name}", page.locator(".stage canvas").first.evaluate(STORY), "ms", 50)
    yield Figure("watch", f"messages with the server meanwhile, {name}", len(messages), "", 0)
    yield Figure("watch", f"requests to other machines, {name}", len(foreign), "", 0)
    context.close()


def _note(foreign: list[str], url: str, address: str) -> None:
    place = urlsplit(url)
    if place.scheme not in ("data", "blob") and place.netloc != urlsplit(address).netloc:
        foreign.append(url)


def _still(page: Page) -> None:
    page.wait_for_selector(".watch[data-ready]")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(1_000)


def _another_world(page: Page) -> float:
    """Ask for the next world and return the seconds until its picture is painted: it is lived through, sent and drawn."""
    page.locator(".watch").evaluate(PICTURE)
    field = page.locator(".st-key-watch_world input")
    field.fill(str(WORLD + 1))
    began = page.evaluate("performance.now()")
    field.press("Enter")
    page.wait_for_function("window.pictured > 0", polling=50)
    took = (page.evaluate("window.pictured") - began) / 1_000
    _still(page)
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # stopped from outside, the server ends too
    figures = []
    for figure in measured(chosen.seconds):
        figures.append(figure)
        if chosen.format == "text":
            wanted = [f"at most {figure.most:g}"] if figure.most is not None else [f"at least {figure.least:g}"] if figure.least is not None else []
            print(f"{figure.name:66s} {figure.value:8.2f} {figure.unit:3s} {' '.join([*wanted, figure.verdict])}", flush=True)
    if chosen.format == "json":
        print(json.dumps([vars(figure) for figure in figures], indent=1))


if __name__ == "__main__":
    main()
