"""A reader's browser with a watch on its charts: when they are painted, and whether they are built anew."""

from __future__ import annotations

from playwright.sync_api import Browser, Page

PATIENCE = 120_000  # [ms]
LOOK = 100  # [ms] between looks at the watch, which tells times by itself: looking at every frame would make the browser draw frames
LEVER = "batch_size"
CHARTS = 3
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
# Notes when a key went down, when a chart's canvas was drawn and shown, and how many canvases were put in place anew.
WATCH = """
window.watched = {keys: [], paints: [], canvases: 0, drawn: 0, turns: []};
for (const kind of ['keydown', 'pointerup']) addEventListener(kind, () => watched.keys.push(performance.now()), true);
const drawn = new Set();
for (const name of ['stroke', 'fill']) {
  const usual = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...given) {
    if (!drawn.size) requestAnimationFrame(() => setTimeout(() => {
      watched.drawn += drawn.size;
      drawn.clear();
      watched.paints.push(performance.now());
    }));
    drawn.add(this.canvas);
    return usual.apply(this, given);
  };
}
new MutationObserver(changes => {
  for (const change of changes) for (const node of change.addedNodes)
    if (node.querySelectorAll) watched.canvases += node.querySelectorAll('canvas').length + (node.tagName === 'CANVAS');
  const turn = document.querySelector('[data-turn]')?.dataset.turn;
  if (turn && turn !== watched.turns.at(-1)) watched.turns.push(turn);
}).observe(document, {subtree: true, childList: true});
"""


class Reader:
    """One browser session, with a watch on its charts."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.add_init_script(WATCH)
        self.page.set_default_timeout(PATIENCE)
        self.page.goto(address, wait_until="commit")
        self.page.wait_for_function("window.watched && watched.paints.length > 0", polling=LOOK)
        self.opened = self.page.evaluate("watched.paints[0]") / 1000
        self.settle()

    def settle(self) -> None:
        """Wait until the page rests."""
        for _ in range(2):
            self.page.wait_for_selector(IDLE)
            self.page.wait_for_timeout(250)
        self.page.wait_for_selector(IDLE)

    def press(self, key: str = "ArrowRight", lever: str = LEVER) -> None:
        """Move a slider by one step and forget what was painted before."""
        handle = self.page.locator(f".st-key-lever_{lever}").get_by_role("slider")
        handle.focus()
        self.page.evaluate("watched.keys = []; watched.paints = []; watched.canvases = 0")
        handle.press(key)

    def hold(self, seconds: float, lever: str = LEVER, turn: int = 0) -> float:
        """Hold a slider's thumb, move it up and down for some seconds, rest, and release it at once where it never was before.

        It moves on the lower two thirds of its way and is released on the upper one, at another place each `turn`. As it rests
        before, what is painted after the release belongs to the place where it was released.

        Returns:
            how often a second all three curves were drawn for a place under the thumb.
        """
        self.page.locator(f".st-key-lever_{lever}").scroll_into_view_if_needed()  # a lever used before may have scrolled it away
        box = self.page.locator(f".st-key-lever_{lever}").get_by_test_id("stSliderThumbValue").bounding_box()
        way = self.page.locator(f".st-key-lever_{lever} [data-testid=stSlider]").bounding_box()
        assert box is not None
        assert way is not None
        mouse, y = self.page.mouse, box["y"] + box["height"] + 8
        start, left, length = box["x"] + box["width"] / 2, way["x"] + 20, way["width"] - 40
        right = left + length * 2 / 3
        mouse.move(start, y)
        mouse.down()
        self.page.evaluate("watched.keys = []; watched.paints = []; watched.turns = []; watched.drawn = 0")
        began = self.page.evaluate("performance.now()")
        x, step = start, (right - left) / 60
        while self.page.evaluate("performance.now()") - began < 1000 * seconds:
            step = abs(step) if x + step <= left else -abs(step) if x + step >= right else step  # it may begin beyond
            x += step
            mouse.move(x, y)
            self.page.wait_for_timeout(40)
        turns, drawn, now = self.page.evaluate("[watched.turns.length, watched.drawn, performance.now()]")
        self.page.wait_for_function("!document.body.classList.contains('clg-behind')")
        mouse.move(left + length * (2 / 3 + (turn % 4 + 0.5) / 12), y)
        mouse.up()
        return min(turns, drawn / CHARTS) / (now - began) * 1000

    def first(self) -> float:
        """Return the seconds from the last key to the first painted curve, waiting for it."""
        self.page.wait_for_function("watched.paints.some(time => time > watched.keys.at(-1))", polling=LOOK)
        return self.page.evaluate("watched.paints.find(time => time > watched.keys.at(-1)) - watched.keys.at(-1)") / 1000

    def last(self) -> float:
        """Return the seconds from the last key to the last painted curve, once the page rests."""
        self.settle()
        return self.page.evaluate("watched.paints.at(-1) - watched.keys.at(-1)") / 1000

    def remounts(self) -> int:
        """Return how many charts were built anew since the last move."""
        return self.page.evaluate("watched.canvases")

    def problems(self) -> int:
        """Return how many errors the page shows."""
        return self.page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count()

    def close(self) -> None:
        self.context.close()
