"""Every lesson once, step by step, on a projector and on a phone, in light and in dark, kept as pictures.

    python tests/lesson_looks.py FOLDER [--only NAME] [--at-once] [--keep]

Starts a server of its own and Debian's chromium. Ends with exit code 1 where something reaches over the edge of the
screen, a script fails, or the page shows an error; what looks wrong otherwise is for people to see. With --at-once a lesson
is gone through once and every step seen in all looks, which takes a fourth of the time. With --keep the reveal in all looks
is kept in docs/lessons, on one sheet for each lesson.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scenarios.lesson import Lesson, lessons  # noqa: E402 (the script is started by its path)
from tests.browser import journey as journeys  # noqa: E402
from tests.browser.conftest import CHROMIUM, FLAGS, served  # noqa: E402
from tests.browser.journey import Journey  # noqa: E402
from tests.lesson_pictures import keep  # noqa: E402
from ui.learn.charts import in_percent  # noqa: E402
from ui.learn.curve import knots  # noqa: E402

LOOKS = ((1280, 720, False), (1280, 720, True), (390, 844, False), (390, 844, True))
STEPS = ("information", "predict", "reveal", "explain", "puzzle", "take-home")
SETTLED = 5_000  # [ms] that charts may take to take another width
LONG = 300_000  # [ms] that thirty worlds may take on a busy machine
MAIN = "document.querySelector('[data-testid=stMain]')"


def walk(journey: Journey, lesson: Lesson, folder: Path, looks: Sequence[tuple[int, int, bool]] = ()) -> Iterator[str]:
    """Go through a lesson with a prediction of one's own, keep a picture of every step in the page's look or in `looks`, and yield what is wrong."""
    page = journey.page
    page.set_default_timeout(LONG)
    size = page.viewport_size
    assert size is not None
    looks = looks or [(size["width"], size["height"], page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"))]
    for step in STEPS:
        if step == "reveal":
            predict(journey, lesson)
            expect(page.get_by_text("paired worlds")).to_be_visible(timeout=LONG)
        elif step != STEPS[0]:
            journey.press("learn_next")
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        for look in looks:
            yield from _seen(journey, f"{lesson.name}-{STEPS.index(step) + 1}-{step}", folder, *look)
        page.set_viewport_size(size)
    yield from journey.errors


def _seen(journey: Journey, name: str, folder: Path, width: int, height: int, dark: bool) -> Iterator[str]:
    """Keep a picture of the whole page in one look, and yield what is wrong."""
    page = journey.page
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.mouse.move(0, 0)  # over a chart it would bring up what stands there for a reader's hand
    page.wait_for_timeout(400)
    look = f"{width}{'-dark' if dark else ''}"
    lock = journey.key("learn_lock").get_by_role("button")
    if width == LOOKS[0][0] and lock.count() and (box := lock.bounding_box()) and box["y"] + box["height"] > height:
        yield f"{name}, {look}: the prediction's button lies below the screen"
    try:
        page.wait_for_function(f"{MAIN}.scrollWidth <= window.innerWidth", timeout=SETTLED)
    except PlaywrightTimeout:
        yield f"{name}, {look}: it reaches over the edge"
    if page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count():
        yield f"{name}, {look}: an error is shown"
    page.set_viewport_size({"width": width, "height": max(height, min(page.evaluate(f"{MAIN}.scrollHeight"), 3_000))})
    page.wait_for_timeout(300)
    page.screenshot(path=folder / f"lesson-{name}-{look}.png")


def predict(journey: Journey, lesson: Lesson) -> None:
    """Answer the question somehow and lock it in."""
    asked, key = lesson.predict, f"predict_{lesson.name}"
    scale = 100 if asked.measure and in_percent(asked.measure) else 1
    if asked.kind == "choice":
        journey.key(f"{key}_choice").get_by_text(asked.options[0][0]).click()
    elif asked.kind == "number":
        field = journey.key(f"{key}_number").get_by_role("spinbutton")
        field.fill(f"{0.4 * asked.top * scale:g}")
        field.press("Tab")
    else:
        journey.page.get_by_text("By numbers, one per half-year").click()
        for nth, month in enumerate(knots(asked.known_until, lesson.after.weeks * 12 // 52)):
            field = journey.key(f"{key}_typed_{month}").get_by_role("spinbutton")
            field.fill(f"{asked.top * scale * (0.3 + 0.08 * nth):g}")
            field.press("Tab")
            journey.settled()
        journey.press(f"{key}_draw")
    journey.settled()
    journey.press("learn_lock")


def main() -> int:
    """Walk through all lessons in all looks and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", metavar="NAME", action="append", default=[])
    parser.add_argument("--at-once", action="store_true", help="go through each lesson once and see every step in all looks")
    parser.add_argument("--keep", action="store_true", help="keep a sheet of each lesson in docs/lessons")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # stopped from outside, the server ends too
    journeys.PATIENCE = LONG
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, lesson in lessons()[0].items():
            if name not in (chosen.only or lessons()[0]):
                continue
            for width, height, dark in LOOKS[:1] if chosen.at_once else LOOKS:
                context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
                journey = Journey(context.new_page(), address, f"learn?lesson={name}")
                wrong += walk(journey, lesson, chosen.folder, LOOKS if chosen.at_once else ())
                context.close()
            if chosen.keep:
                keep(lesson, chosen.folder, LOOKS)
            print(name, *wrong[-3:], sep="\n    ", flush=True)
        browser.close()
    print(f"{len(wrong)} things are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
