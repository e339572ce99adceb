"""The README's command to start the pages: it says where they are, asks nobody anything, and leaves the machine alone."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest
from serving import outside, serving
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

HANDSHAKES = 10


def test_starting_the_pages_asks_nobody_and_lets_in_nobody_from_elsewhere(tmp_path):
    with outside() as (asked, around), serving(tmp_path, **around) as served:
        assert served.address in served.said.read_text()
        with urllib.request.urlopen(f"{served.address}/_stcore/health", timeout=20) as health:
            assert health.status == 200
            assert "frame-ancestors 'self'" in health.headers["content-security-policy"]
        assert "Email" not in served.said.read_text()
        with pytest.raises(ConnectionRefusedError):  # another address of this machine: only readers at it are served
            socket.create_connection(("127.0.0.2", served.port), timeout=5)
        for _ in range(HANDSHAKES):
            with pytest.raises(InvalidStatus, match="403"):
                connect(f"ws://localhost:{served.port}/_stcore/stream", subprotocols=["streamlit"], origin="https://elsewhere.example", proxy=None)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{served.address}/_stcore/metrics", timeout=20)
        with connect(f"ws://localhost:{served.port}/_stcore/stream", subprotocols=["streamlit"], origin=served.address, proxy=None) as reader:
            reader.send(BackMsg(rerun_script=ClientState()).SerializeToString())
            reader.recv(timeout=60)  # his page is being drawn
            assert _watched(served.process.pid) == 0, "watching a fresh environment's files makes the first page wait"
        assert asked == []
        # Ending it leaves no traces of the program's inside on the terminal.
        os.killpg(served.process.pid, signal.SIGTERM)
        served.process.wait(timeout=30)
        assert "Traceback" not in served.said.read_text()
        assert "Exception" not in served.said.read_text()


def _watched(process: int) -> int:
    """Count the files and folders whose changes the process waits for."""
    found = 0
    for file in Path(f"/proc/{process}/fdinfo").iterdir():
        with suppress(FileNotFoundError):  # it was closed since
            found += file.read_text().count("inotify wd:")
    return found
