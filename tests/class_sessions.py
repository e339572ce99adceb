"""Seats of a class without browsers: they speak the page's own protocol, keep what they received, and follow the class as the page's program does."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

PATIENCE = 180.0  # [s]
CALM, IDLE, FIRST, MOST = 0.4, 5.0, 1.0, 10.0  # [s] as in the page's program


class Seat:
    """One session on the page Learn, with a thread that listens, and one that asks beside the page as its program does (`follow.js`).

    Whatever it waits for comes within its patience, or an error names the seat, what did not come and what the page shows.
    """

    def __init__(self, address: str, name: str = "a seat", patience: float = PATIENCE, **query: str) -> None:
        place = urlsplit(address)
        self.name, self.patience = name, patience
        self.address = address
        self.awaits = ""  # what it waits for just now
        self.query = urlencode(query)
        line, more = f"ws://{place.netloc}/_stcore/stream", {"max_size": None, "ping_interval": None, "open_timeout": patience}
        self._opened = connect(line, subprotocols=["streamlit"], origin=address, **more)
        self.line = self._opened.__enter__()  # until `close`
        self.widgets: dict[str, str] = {}
        self._resting: set[str] = set()  # those of them that are disabled
        self.texts: list[tuple[float, str]] = []
        self.charts: list[float] = []
        self.raw: list[bytes] = []
        self._states: dict[str, Any] = {}
        self._program: dict[str, Any] = {}  # what the page's program was told last
        self._trigger = ""  # by which it has the page drawn
        self._runs, self._acted, self._answered = False, -IDLE, True  # whether the page runs; when something was done on it, and whether it ran since
        self._page = ""  # the server's mark of the page
        self._closed = False
        self._broken = ""  # why nothing more can come
        self._change = threading.Condition()
        self._ask()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._follow, daemon=True).start()

    @property
    def asked_for(self) -> dict[str, str]:
        """Return the page's present address."""
        return {name: values[0] for name, values in parse_qs(self.query).items()}

    def press(self, key: str) -> None:
        """Press a button, once it can be pressed."""
        self._await(lambda: key in self.widgets and key not in self._resting, f"a button {key} that can be pressed")
        self._act((self.widgets[key], "trigger_value", True))

    def choose(self, key: str, place: str) -> None:
        """Choose an option by its text."""
        self.await_widget(key)
        self._states[self.widgets[key]] = ("string_value", place)
        self._act()

    def slide(self, key: str, value: float) -> None:
        """Set a slider."""
        self.await_widget(key)
        self._states[self.widgets[key]] = ("double_array_value", value)
        self._act()

    def await_widget(self, key: str) -> None:
        """Wait until the page holds a widget."""
        self._await(lambda: key in self.widgets, f"a widget {key}")

    def await_text(self, words: str, since: float = 0.0) -> float:
        """Wait for words on the page and return when they came."""
        return self.await_said(lambda text: words in text, words, since)

    def await_said(self, meant: Callable[[str], bool], what: str, since: float = 0.0) -> float:
        """Wait for a text that is meant and return when it came."""
        self._await(lambda: any(when >= since and meant(text) for when, text in list(self.texts)), what)
        return next(when for when, text in self.texts if when >= since and meant(text))

    def await_chart(self, since: float) -> float:
        """Wait for a chart and return when it came."""
        self._await(lambda: any(when >= since for when in self.charts), "a chart")
        return next(when for when in self.charts if when >= since)

    def received(self) -> bytes:
        """Return everything that came from the server."""
        return b"".join(self.raw)

    def give_up(self, why: str) -> None:
        """End whatever is waited for."""
        with self._change:
            self._broken = self._broken or why
            self._change.notify_all()

    def close(self) -> None:
        """Leave; a line that is broken already is left behind."""
        self._closed = True
        with suppress(OSError, WebSocketException):
            self._opened.__exit__(None, None, None)

    def _await(self, there: Callable[[], bool], what: str) -> None:
        until = time.perf_counter() + self.patience
        self.awaits = what
        with self._change:
            while not there():
                shows = [text for _, text in list(self.texts)][-6:]
                if self._broken:
                    raise ConnectionError(f"{self.name}: {what} did not come: {self._broken}; the page shows {shows}")
                if time.perf_counter() > until:  # a page that goes on saying other things does not make it wait longer
                    raise TimeoutError(f"{self.name}: {what} did not come within {self.patience:.0f} s; the page shows {shows}")
                self._change.wait(timeout=0.2)
        self.awaits = ""

    def _act(self, *changes: tuple[str, str, Any]) -> None:
        self._acted, self._answered = time.perf_counter(), False
        self._ask(*changes)

    def _ask(self, *changes: tuple[str, str, Any]) -> None:
        message = BackMsg()
        message.rerun_script.query_string = self.query
        if self._page:  # as a browser does, once it was told where it is
            message.rerun_script.page_script_hash = self._page
        else:
            message.rerun_script.page_name = "learn"
        for name, (kind, value) in self._states.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = name
            if kind == "double_array_value":
                state.double_array_value.data.append(value)
            else:
                setattr(state, kind, value)
        for name, kind, value in changes:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = name
            setattr(state, kind, value)
        self.line.send(message.SerializeToString())

    def _listen(self) -> None:
        try:
            for raw in self.line:
                self.raw.append(raw)
                self._note(ForwardMsg.FromString(raw))
                with self._change:
                    self._change.notify_all()
            self._ended("the server closed the line")
        except Exception as ended:
            self._ended(f"the line ended ({ended or type(ended).__name__})")

    def _ended(self, why: str) -> None:
        if not self._closed:
            self.give_up(why)

    def _note(self, message: ForwardMsg) -> None:
        kind, now = message.WhichOneof("type"), time.perf_counter()
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string.lstrip("?")
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
        elif kind == "new_session":
            self._runs = self._answered = True
        elif kind == "script_finished":
            self._runs = False
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message.delta.new_element, now)

    def _element(self, element: Any, now: float) -> None:
        kind = element.WhichOneof("type")
        if kind in ("button", "radio", "number_input", "slider"):
            widget = getattr(element, kind)
            key = widget.id.split("-", 2)[-1]  # behind the hash stands the key that the page gave
            self.widgets[key] = widget.id
            (self._resting.add if widget.disabled else self._resting.discard)(key)
        elif kind == "markdown":
            self.texts.append((now, element.markdown.body))
        elif kind == "alert":
            self.texts.append((now, element.alert.body))
        elif kind == "progress":
            self.texts.append((now, element.progress.text))
        elif kind == "vega_lite_chart":
            self.charts.append(now)
        elif kind == "bidi_component":
            self._component(element.bidi_component, now)

    def _component(self, component: Any, now: float) -> None:
        key = component.id.split("-", 2)[-1]
        self.widgets[key] = component.id
        if key == "class_following":
            self._program, self._trigger = json.loads(component.json or component.mixed.json), f"$$STREAMLIT_INTERNAL_KEY_{component.id}__events"
        elif key == "class_count":
            self._heard(json.loads(component.json or component.mixed.json)["words"], now)

    def _heard(self, words: list[str], now: float) -> None:
        self.texts.append((now, f"**{words[0]}** {words[1]}"))
        with self._change:
            self._change.notify_all()

    def _follow(self) -> None:
        """Do what the page's program does: ask beside the page, and have it drawn where it lags behind."""
        asked, drawn, wait, behind = time.perf_counter(), 0.0, FIRST, False
        while not self._closed:
            time.sleep(0.05)
            now = time.perf_counter()
            if not self._program:
                asked = now
                continue
            if now - asked >= self._program["every"]:
                asked = now
                found = self._beside()
                behind = found["behind"]
                wait = wait if behind else FIRST
                if found.get("words"):
                    self._heard(found["words"], time.perf_counter())
            waited = now - self._acted
            calm = not self._runs and self._answered and waited >= CALM
            if not behind or not (calm or waited >= IDLE) or now - drawn < wait:
                continue
            behind, drawn, wait = False, now, min(MOST, 2 * wait)
            try:
                self._ask((self._trigger, "json_trigger_value", json.dumps([{"event": "look", "value": 1}])))
            except (ConnectionClosed, OSError) as ended:
                self._ended(f"nothing can be asked any more ({ended})")
                return

    def _beside(self) -> dict[str, Any]:
        body = json.dumps({"page": self._program["page"], "turn": self._program["turn"]}).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.address}/asides/class", body), timeout=self.patience) as answer:
                return json.loads(answer.read()) if answer.status == 200 else {"behind": True}
        except OSError:  # the line says what there is to say
            return {"behind": False}
