"""The pages, served as the README says, on a free port of this machine; and a stand-in for the way to the internet."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from patience import until

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Served:
    """A running server: its process, its address, and the file with all it has said."""

    process: subprocess.Popen
    port: int
    said: Path

    @property
    def address(self) -> str:
        """Return the address its terminal shows."""
        return f"http://localhost:{self.port}"


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(folder: Path, *options: str, port: int | None = None, **surroundings: str) -> Iterator[Served]:
    """Start the pages in `folder` as their home, wait until they say where they are, and end them afterwards."""
    port = port or free_port()
    said = folder / "said"
    without_screen = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    with said.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", *options],
            cwd=ROOT,
            env={**without_screen, "HOME": str(folder), "CLG_STORE_URL": f"sqlite:///{folder / 'store.sqlite'}", **surroundings},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        assert until(lambda: f":{port}" in said.read_text() or process.poll() is not None, 60), said.read_text()
        assert process.poll() is None, said.read_text()
        yield Served(process, port, said)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


@contextmanager
def outside() -> Iterator[tuple[list[str], dict[str, str]]]:
    """Stand in for the way to the internet; give who was asked for, and the surroundings in which it is the only way."""
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
        proxy = f"http://127.0.0.1:{door.getsockname()[1]}"
        around = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), proxy)
        yield asked, around | dict.fromkeys(("no_proxy", "NO_PROXY"), "127.0.0.1,localhost")
        door.shutdown(socket.SHUT_RDWR)
