"""How smoothly Watch plays: frames a second in a real browser for small and large communities, and how quickly it answers.

    python tests/frame_rates.py [--seconds 5]

Starts a server of its own and Debian's chromium, which draws without a graphics card. Other work on the machine makes
every figure worse. It is a measurement, not a test: nothing fails on a slow machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from latency import _running  # noqa: E402 (the script is started by its path)

from scenarios.scenario import load_library  # noqa: E402
from simulation.studies.benchmark import Figure  # noqa: E402
from simulation.studies.replay import replay  # noqa: E402

SCENES = (
    ("up to 1,500 members", "library:default", "", 55),
    ("about 12,000 members", "library:auditorium-overnight", "", 42),
    ("two communities side by side", "library:batched-twenty", "library:auditorium-overnight", 35),
)
COUNT = """seconds => new Promise(done => { let frames = 0; const began = performance.now();
  function next(now) { frames++; now - began < seconds * 1000 ? requestAnimationFrame(next) : done(frames * 1000 / (now - began)); }
  requestAnimationFrame(next); })"""

TAKES = """(part, scrub) => { const began = performance.now();
  if (scrub) { part.value = 140; part.dispatchEvent(new Event('input')); } else part.click();
  return new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))); }"""


def measured(seconds: float) -> list[Figure]:
    """Play every scene and count."""
    figures = []
    for name, show, most in (("default", "library:default", 60), ("12,000 members", "library:auditorium-overnight", 450)):
        scenario = load_library(show.partition(":")[2])
        started = time.perf_counter()
        log = replay(scenario.inputs, scenario.timeline, scenario.seed, scenario.weeks, 2)
        figures.append(Figure("watch", f"log, {name}", len(log) / 1_000, "kB", most))
        figures.append(Figure("watch", f"one world lived through, {name}", time.perf_counter() - started, "s"))
    with _running() as (server, browser):
        for name, show, beside, least in SCENES:
            context = browser.new_context(viewport={"width": 1280, "height": 720})
            page = context.new_page()
            page.set_default_timeout(300_000)
            query = f"watch?show={show}&world=3" + (f"&beside={beside}" if beside else "")
            page.goto(f"{server.address}/{query}")
            page.wait_for_selector(".watch[data-ready]")
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
            page.locator("[data-part=scrub]").evaluate("e => { e.value = 60; e.dispatchEvent(new Event('input')); }")
            page.locator("[data-part=speed]").select_option("4")
            page.locator("[data-part=play]").click()
            figures.append(Figure("watch", f"frames a second, {name}", page.evaluate(COUNT, seconds), "", None, least))
            page.locator("[data-part=play]").click()
            for act, part in (("scrub to picture", "scrub"), ("click to story", "later")):
                handle = page.locator(f"[data-part={part}]")
                took = handle.evaluate(
                    TAKES,
                    part == "scrub",
                )
                figures.append(Figure("watch", f"{act}, {name}", took, "ms", 50))
            context.close()
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0)
    for figure in measured(parser.parse_args().seconds):
        wanted = [f"at most {figure.most:g}"] if figure.most is not None else [f"at least {figure.least:g}"] if figure.least is not None else []
        print(f"{figure.name:58s} {figure.value:8.2f} {figure.unit:3s} {' '.join([*wanted, figure.verdict])}")


if __name__ == "__main__":
    main()
