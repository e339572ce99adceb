"""The README's command to start the pages: it says where they are, asks nobody anything, and leaves the machine alone."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from patience import until

ROOT = Path(__file__).parents[1]


@pytest.fixture
def outside(monkeypatch):
    """Stand in for the way to the internet; return who was asked for."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                with caller:
                    asked.append(caller.recv(4096).decode(errors="replace").partition("\r")[0])

        threading.Thread(target=answer, daemon=True).start()
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{door.getsockname()[1]}")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "127.0.0.1,localhost")
        yield asked
        door.shutdown(socket.SHUT_RDWR)


def test_starting_the_pages_asks_nobody_on_the_internet(tmp_path, outside):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = tmp_path / "said"
    without_screen = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with said.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            cwd=ROOT,
            env={**without_screen, "HOME": str(tmp_path), "CLG_STORE_URL": f"sqlite:///{tmp_path / 'store.sqlite'}"},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        assert until(lambda: f"http://localhost:{port}" in said.read_text(), 60), said.read_text()
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=20) as health:
            assert health.status == 200
        assert outside == []
        assert "Email" not in said.read_text()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)
