"""A newcomer's first minutes: the README's command as written, from an empty home and cache, then the first moves of a lever.

    python tests/newcomer.py [--unprepared] [--installed] [--format json]

Copies the project's files into an empty folder, runs the command step by step, opens the page in Debian's chromium and moves batch size as
soon as the controls can be used. --unprepared leaves `prepare` out: the page shows the kept picture until the model is compiled.
--installed leaves the environment and the packages out and takes this interpreter's. It is a measurement, not a test: it takes minutes and
both cores.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from latency import CHROMIUM  # noqa: E402
from serving import free_port  # noqa: E402 (the script is started by its path)

from simulation.studies.benchmark import Figure  # noqa: E402

KEPT = ("PATH", "LANG", "TERM", "PIP_INDEX_URL", "PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")  # of the surroundings; no home, no cache
LONG = 600_000  # [ms]
SLIDER = ".st-key-lever_batch_size :is([role=slider], input[type=range])"
ENABLED = f"!document.body.classList.contains('clg-at-rest') && !!document.querySelector('{SLIDER}')"
SHOWN = "document.querySelector('.st-key-figures')?.innerText"
COUNTING = "[data-testid=stProgress]"
GROUP = "from an empty home and cache"


def steps() -> list[str]:
    """Return the steps of the README's one command."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (line,) = re.findall(r"^(python3 -m venv .*streamlit run app\.py)$", readme, re.MULTILINE)
    return line.split(" && ")


def copy_of_the_project(folder: Path) -> Path:
    """Copy what is kept under version control, and nothing that was made from it."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def measure(unprepared: bool, installed: bool) -> list[Figure]:
    """Go through the command step by step and through the first two moves on the page."""
    *before, start = steps()
    if unprepared:
        before = [step for step in before if "prepare" not in step]
    if installed:
        before = [step.replace(".venv/bin/python", sys.executable) for step in before if "venv " not in step and "pip " not in step]
        start = start.replace(".venv/bin/streamlit", f"{sys.executable} -m streamlit")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        place = copy_of_the_project(Path(folder))
        around = {name: value for name, value in os.environ.items() if name in KEPT or name.lower().endswith("_proxy")} | {"HOME": home}
        found = []
        for step in before:
            began = time.perf_counter()
            subprocess.run(step, shell=True, cwd=place, env=around, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            found.append(Figure(GROUP, step, time.perf_counter() - began, "s"))
            print(f"{step}: {found[-1].value:.1f} s", file=sys.stderr)
        found += _on_the_page(start, place, around)
    whole = sum(one.value for one in found[: len(before) + 1])
    return [*found, Figure(GROUP, "the whole command, until the page answers", whole, "s")]


def _on_the_page(start: str, place: Path, around: dict[str, str]) -> list[Figure]:
    port, began = free_port(), time.perf_counter()
    line = f"exec {start} --server.port={port} --server.address=127.0.0.1 --server.headless=true"
    server = subprocess.Popen(line, shell=True, cwd=place, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            page.set_default_timeout(LONG)
            while True:
                try:
                    page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
                    break
                except Exception:
                    if server.poll() is not None or time.perf_counter() - began > 60:
                        raise
                    time.sleep(0.1)
            page.wait_for_function(f"!!{SHOWN}", polling=50)
            picture = time.perf_counter() - began
            counted = page.locator(COUNTING).count()
            page.wait_for_function(ENABLED, polling=50)
            enabled = time.perf_counter() - began
            moves = [_move(page) for _ in range(2)]
            browser.close()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
    return [
        Figure(GROUP, f"{start}: until the first picture can be read", picture, "s"),
        Figure(GROUP, "a counter stands over the picture meanwhile", float(counted > 0), "(1 is yes)"),
        Figure(GROUP, "until the controls can be used", enabled, "s"),
        Figure(GROUP, "the first move, key to figures", moves[0], "s", most=3),
        Figure(GROUP, "the second move", moves[1], "s"),
    ]


def _move(page) -> float:
    """Move batch size by one step and return the seconds until the figures have changed."""
    handle = page.locator(".st-key-lever_batch_size").get_by_role("slider")
    handle.focus()
    before, began = page.evaluate(SHOWN), time.perf_counter()
    handle.press("ArrowRight")
    page.wait_for_function(f"before => {SHOWN} && {SHOWN} !== before", arg=before, polling=20)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--unprepared", action="store_true", help="leave `prepare` out")
    parser.add_argument("--installed", action="store_true", help="take this interpreter's environment instead of a fresh one")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    found = measure(arguments.unprepared, arguments.installed)
    if arguments.format == "json":
        print(json.dumps([one.as_row() for one in found], indent=1))
    else:
        print("\n".join(f"{one.name:70s} {one.value:8.2f} {one.unit:10s} {one.verdict}" for one in found))


if __name__ == "__main__":
    main()
