"""Sessions without a browser: they speak the page's own protocol and draw nothing, so that many fit beside one server."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

PATIENCE = 120  # [s]


class Visitor:
    """One reader's session, seen from its end of the line."""

    def __init__(self, address: str) -> None:
        place = urlsplit(address)
        self.line: ClientConnection = connect(
            f"ws://{place.netloc}/_stcore/stream", subprotocols=["streamlit"], origin=address, max_size=None, open_timeout=PATIENCE
        )
        self.widgets: dict[str, str] = {}
        self.seen: dict[str, float] = {}
        self._ask()
        self._rest()

    def press(self, lever: str, value: float) -> float:
        """Set a slider, wait until the page rests and return the seconds from the change to its first new curve."""
        self.seen = {}
        started = self._ask((self.widgets[lever], value))
        self._rest()
        while "curve" not in self.seen:  # on a busy machine the answer may begin after a pause
            self._rest()
        return self.seen["curve"] - started

    def close(self) -> None:
        self.line.close()

    def _ask(self, *changes: tuple[str, float]) -> float:
        message = BackMsg()
        message.rerun_script.query_string = ""
        for name, value in changes:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = name
            state.double_array_value.data.append(value)
        self.line.send(message.SerializeToString())
        return time.perf_counter()

    def _rest(self) -> None:
        """Read until the page is at rest: its script ended and no other one began."""
        running = True
        while True:
            try:
                raw: Any = self.line.recv(timeout=PATIENCE if running else 0.3)
            except TimeoutError:
                if running:
                    raise
                return
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if kind == "new_session":
                running = True
            elif kind == "script_finished":
                running = False
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self._note(message.delta.new_element)

    def _note(self, element: Any) -> None:
        if element.WhichOneof("type") == "slider":
            self.widgets[element.slider.id.rpartition("lever_")[2]] = element.slider.id
        elif element.WhichOneof("type") == "vega_lite_chart":
            self.seen.setdefault("curve", time.perf_counter())
