"""Sessions without a browser: they speak the page's own protocol and draw nothing, so that many fit beside one server."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE = 120  # [s]
Turn, Found = TypeVar("Turn"), TypeVar("Found")


def at_once(visitors: Sequence[Visitor], turns: Sequence[Turn], act: Callable[[Visitor, Turn], Found]) -> list[list[Found]]:
    """Let all visitors act in the same instant, turn by turn, and return what each of them found."""
    ready = threading.Barrier(len(visitors))

    def go(visitor: Visitor) -> list[Found]:
        found = []
        try:
            for turn in turns:
                ready.wait(10 * PATIENCE)
                found.append(act(visitor, turn))
        except BaseException:
            ready.abort()  # nobody waits for who will not come
            raise
        return found

    with ThreadPoolExecutor(len(visitors)) as threads:
        return list(threads.map(go, visitors))


class Visitor:
    """One reader's session, seen from its end of the line."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self.line: ClientConnection = connect(
            f"ws://{place.netloc}/_stcore/stream", subprotocols=["streamlit"], origin=address, max_size=None, open_timeout=PATIENCE
        )
        self.widgets: dict[str, str] = {}
        self.seen: dict[str, float] = {}
        self.heard: deque[str] = deque(maxlen=20)  # what the last messages were
        self.options: dict[str, list[str]] = {}  # of sliders with named stops, by the widget's id
        self.places: dict[str, float] = {}  # of the sliders that were set
        self.address = address
        self.word = ""  # by which the page is known when it asks for what is under a thumb
        self.turn = 0  # of the last such question
        self._ask()
        self._rest()

    def press(self, lever: str, value: float) -> float:
        """Set a slider, wait until the page rests and return the seconds from the change to its first new curve."""
        self.seen = {}
        started = self._ask((self.widgets[lever], value))
        self.places[lever] = value
        try:
            self._rest()
            while "curve" not in self.seen:  # on a busy machine the answer may begin after a pause
                self._rest()
        except TimeoutError:
            raise TimeoutError(f"no curve for {lever} = {value:g}; what was heard last: {', '.join(self.heard)}") from None
        return self.seen["curve"] - started

    def drag(self, lever: str, places: Sequence[float]) -> tuple[float, float]:
        """Hold a slider, which was set before, over some places, each sent when the one before is on the screen, and release it at the last.

        Returns:
            updates a second while it was held, and the seconds from the release to the first new curve.
        """
        began = time.perf_counter()
        for place in places:
            self._preview(lever, place)
        held = time.perf_counter() - began
        return len(places) / held, self.press(lever, places[-1])

    def _preview(self, lever: str, place: float) -> None:
        """Ask for what is under the thumb and wait for it, beside the session as its page does."""
        self.turn += 1
        given = {"reader": self.word, "lever": lever, "place": place, "from": self.places[lever], "turn": self.turn}
        question = urllib.request.Request(f"{self.address}/asides/preview", json.dumps(given).encode(), {"origin": self.address})
        with urllib.request.urlopen(question, timeout=PATIENCE) as answer:
            assert json.load(answer)["turn"] == self.turn

    def close(self) -> None:
        self.line.close()

    def _ask(self, *changes: tuple[str, float]) -> float:
        message = BackMsg()
        message.rerun_script.query_string = ""
        for name, value in changes:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = name
            if options := self.options.get(name):  # such a slider is set by what stands there, others by their number
                state.string_array_value.data.append(options[int(value)])
            else:
                state.double_array_value.data.append(value)
        self.line.send(message.SerializeToString())
        return time.perf_counter()

    def _rest(self) -> None:
        """Read until the page is at rest: its script ended and no other one began."""
        running = True
        while True:
            try:
                kind = self._read(PATIENCE if running else 0.3)
            except TimeoutError:
                if running:
                    raise
                return
            if kind in ("new_session", "finished_early"):  # in favour of another run, which comes
                running = True
            elif kind == "script_finished":
                running = False

    def _read(self, patience: float) -> str | None:
        """Read one message, note what it draws, and return its kind."""
        raw: Any = self.line.recv(timeout=patience)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        drawn = message.delta.new_element.WhichOneof("type") or message.delta.WhichOneof("type") if kind == "delta" else None
        self.heard.append(str(drawn or kind))
        if kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return "finished_early"
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._note(message.delta.new_element)
        return kind

    def _note(self, element: Any) -> None:
        if element.WhichOneof("type") == "slider":
            self.widgets[element.slider.id.rpartition("lever_")[2]] = element.slider.id
            self.options[element.slider.id] = list(element.slider.options)
        elif element.WhichOneof("type") == "bidi_component" and "held_watch" in element.bidi_component.id:
            self.word = json.loads(element.bidi_component.json)["reader"]
        elif element.WhichOneof("type") == "html" and "data-curves=" in element.html.body:
            self.seen.setdefault("curve", time.perf_counter())
