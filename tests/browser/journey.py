"""What a reader does on the page, in the reader's words."""

from __future__ import annotations

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scenarios.link import to_link
from scenarios.scenario import Scenario

PICTURES = "CLG_PICTURES"  # names the folder of the pictures that are kept
PATIENCE = 90_000  # [ms] a busy machine may take long
SHORT = "?runs=10&base=" + to_link(Scenario(title="A short look", weeks=60))
"""What to open where neither the horizon nor the number of worlds matters: it is computed and drawn in a third of the time."""
# Moments of 25 ms that come when they are due, one after another: a busy browser keeps them waiting. Its own word for a moment without work
# (requestIdleCallback) is no measure: at times none comes for ten seconds on a page that does nothing.
CALM = """moments => new Promise(done => { const began = performance.now(); let calm = 0, due = began + 25;
  function look() { const now = performance.now(); calm = now - due < 25 ? calm + 1 : 0; due = now + 25;
    if (calm >= moments || now - began > 5000) done(calm); else setTimeout(look, 25); }
  setTimeout(look, 25); })"""
SENT, DRAWN = 10, 2  # calm moments after which what was done has been sent (sliders wait for 200 ms), and what has come has been drawn

# Colours fade for a moment: until then they are neither what was nor what will be.
FADED = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => Promise.allSettled(document.getAnimations()
  .filter(one => Number.isFinite(one.effect.getComputedTiming().endTime)).map(one => one.finished)).then(() => done()))))"""


Part = str | dict[str, list[list[str]]] | None  # a selector, or what of the page is looked at and what not; None is all of it

LOOK, ANSWER = 20, 15_000  # [ms] between two looks for the end of an answer, and how long one is waited for
SMALL = 4000  # [bytes] that the words of a script's beginning and end do not exceed


class Journey:
    """One reader's page."""

    def __init__(self, page: Page, address: str, query: str = "", dark: bool = False) -> None:
        self.page, self.address, self.dark = page, address, dark
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.console: list[str] = []  # errors that a browser reports of its own accord, such as a file that is not there
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda said: self.console.append(f"{said.text} {said.location['url']}") if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.waits = self.begun = False  # for the end of what was asked last; whether the server has begun with it
        page.on("websocket", self._listen)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{address}/{query}")
        self.settled()

    def settled(self) -> None:
        """Wait until nothing is computed any more and all worlds are in."""
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)
        self.page.evaluate(CALM, SENT)  # a browser that is busy has not sent yet what was done
        for _ in range(ANSWER // LOOK):  # a server that is busy has not begun yet with what was asked
            if not self.waits:
                break
            self.page.wait_for_timeout(LOOK)
        self.page.evaluate(CALM, DRAWN)  # a browser that is busy has not drawn yet what has come, nor even that the server runs
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)

    def _listen(self, connection: WebSocket) -> None:
        """Hear what the page asks the server, and when the server has done it."""

        def asked(payload: str | bytes) -> None:
            if isinstance(payload, bytes) and BackMsg.FromString(payload).WhichOneof("type") == "rerun_script":
                self.waits, self.begun = True, False

        def told(payload: str | bytes) -> None:
            if not isinstance(payload, bytes) or len(payload) > SMALL:
                return
            message = ForwardMsg.FromString(payload)
            if message.WhichOneof("type") == "new_session":
                self.waits = self.begun = True  # what was asked by the page itself may have ended before it; this is another one
            elif message.WhichOneof("type") == "script_finished" and self.begun and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.waits = False  # the end of a run that had begun before the last question came is not its answer

        def closed(_: WebSocket) -> None:
            self.waits = False

        connection.on("framesent", asked)
        connection.on("framereceived", told)
        connection.on("close", closed)

    def key(self, name: str) -> Locator:
        """Return the element with a key."""
        return self.page.locator(f".st-key-{name}")

    def text(self, name: str) -> str:
        """Return the text of the element with a key."""
        return self.key(name).inner_text()

    def figure(self, label: str) -> str:
        """Return the value of a key figure."""
        return self.value_of(label).inner_text()

    def value_of(self, label: str) -> Locator:
        """Return where the value of a key figure stands."""
        return self.key("figures").locator("[data-testid=stMetric]", has_text=label).locator("[data-testid=stMetricValue]")

    def slide(self, lever: str, *keys: str) -> None:
        """Move a slider with the keyboard."""
        handle = self.key(f"lever_{lever}").get_by_role("slider")
        handle.focus()
        expect(handle).to_be_focused()
        for key in keys:
            handle.press(key)
        self.settled()

    def value(self, lever: str) -> str:
        """Return the value a slider shows."""
        return self.key(f"lever_{lever}").get_by_role("slider").get_attribute("aria-valuetext")

    def press(self, name: str) -> None:
        """Press the button with a key."""
        self.key(name).get_by_role("button").click()
        self.settled()

    def view(self, name: str) -> None:
        """Open a view."""
        self.key("view").get_by_text(name, exact=True).click()
        self.settled()

    def drawer(self, name: str) -> Locator:
        """Open a drawer of the page's head and return its body."""
        self.key(f"drawer_{name}").get_by_role("button").first.click()
        body = self.page.get_by_test_id("stPopoverBody")
        expect(body).to_be_visible()
        self.settled()
        return body

    def close_drawer(self) -> None:
        """Close the open drawer."""
        self.page.keyboard.press("Escape")
        self.settled()

    def open_group(self, name: str) -> None:
        """Open a group of levers."""
        self.key(f"group_{name}").locator("summary").click()
        self.settled()

    def choose(self, words: str) -> None:
        """Type words into the list that is open and take what it then offers; Enter before it has looked would take what it offered before."""
        self.page.keyboard.type(words)
        expect(self.page.get_by_role("option").first).to_contain_text(words, ignore_case=True)
        self.page.keyboard.press("Enter")

    def link(self) -> str:
        """Return the query of the page's address."""
        return "?" + self.page.url.partition("?")[2]

    def look(self, width: int, height: int, dark: bool) -> str:
        """Look at the page in another size and light and return what its picture is called by: what is open stays open."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.dark = dark
        self.settled()
        return f"{width}{'-dark' if dark else ''}"

    def keep(self, path: Path) -> None:
        """Check that the page fits the width of the screen; where pictures are asked for, keep one of it in its whole height."""
        size = self.page.viewport_size
        assert self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= window.innerWidth"), path.name
        if PICTURES not in os.environ:
            return
        tall = int(self.page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))
        self.page.set_viewport_size({"width": size["width"], "height": min(tall + 10, 3600)})
        self.settled()
        self.page.screenshot(path=path)
        self.page.set_viewport_size(size)

    def picture(self, path: Path) -> None:
        """Keep a picture of the screen as it is, where pictures are asked for."""
        if PICTURES in os.environ:
            self.page.screenshot(path=path)

    def foreign(self) -> list[str]:
        """Return what was asked of other machines."""
        own = (self.address, self.address.replace("http", "ws"), "data:", "blob:")
        return [url for url in self.requests if not url.startswith(own)]

    def in_both_lights(self, within: Part = None) -> list[tuple[str, list[str]]]:
        """Return what `barriers` finds in the light that is on and, of colours alone, in the other one, which stays on: turning costs a drawing."""
        found = self.barriers(within=within)
        self.look(self.page.viewport_size["width"], self.page.viewport_size["height"], dark=not self.dark)
        return found + [(f"{name}, {'dark' if self.dark else 'light'}", where) for name, where in self.barriers(contrast_alone=True, within=within)]

    def barriers(self, contrast_alone: bool = False, within: Part = None) -> list[tuple[str, list[str]]]:
        """Return the serious and critical findings of axe with the elements they concern, on the page or within a part of it.

        `contrast_alone` is for a page that was looked at in the other light: nothing but its colours is another.
        """
        self.page.evaluate("document.activeElement.blur()")  # colours fade while a slider has the focus
        self.page.mouse.move(self.page.viewport_size["width"] / 2, 2)  # beside everything
        self.page.evaluate(FADED)
        more = {"runOnly": ["color-contrast"]} if contrast_alone else {}
        found = Axe().run(self.page, context=within, options={"resultTypes": ["violations"], **more}).response["violations"]
        return [
            (one["id"], [f"{node['html'][:160]} {node['failureSummary'][-220:]}" for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
