"""A real PostgreSQL server for the tests, started from Debian's programs and stopped afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

USER = "flywheel"
START_SECONDS = 60


class Server:
    """Run one PostgreSQL server in a folder of its own, on a free port of this machine."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._databases = 0
        # PostgreSQL refuses to run as root; in a container the tests often are.
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if _exists(name))
            os.chown(folder, account.pw_uid, account.pw_gid)
            self._as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        data = folder / "data"
        self._run(programs / "initdb", "-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--no-sync")
        # The tests kill clients, never this server: it may leave out waiting for the disk.
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=60"]
        self._log = (folder / "log").open("wb")
        self._process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(self.port), *settings],
            stdout=self._log,
            stderr=subprocess.STDOUT,
            cwd="/",
            **self._as_user,
        )
        self._wait()

    def address(self, database: str) -> str:
        """Return the URL of a database of this server."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run one statement as the owner of the server."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            connection.execute(statement)

    def new_database(self) -> str:
        """Make an empty database and return its URL."""
        self._databases += 1
        name = f"test_{self._databases}"
        self.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def give(self, folder: Path) -> None:
        """Make a folder belong to the server's user."""
        if self._as_user:
            os.chown(folder, self._as_user["user"], self._as_user["group"])

    def stop(self) -> None:
        """Stop the server at once and wait until it is gone."""
        self._process.send_signal(subprocess.signal.SIGINT)
        self._process.wait(30)
        self._log.close()

    def _run(self, *command: Any) -> None:
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd="/", check=False, **self._as_user)
        assert done.returncode == 0, done.stderr

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.folder / "log").read_text()
                assert time.monotonic() < deadline, "PostgreSQL did not start in time"
                time.sleep(0.05)


@pytest.fixture(name="server", scope="session")
def server_fixture() -> Iterator[Server]:
    """Start a server for the session; skipped only where PostgreSQL is not installed."""
    initdb = shutil.which("initdb") or next((str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)), None)
    if initdb is None:
        pytest.skip("PostgreSQL's server programs are not installed (apt-get install postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="clg-postgres-"))
    try:
        server = Server(Path(initdb).resolve().parent, folder)
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
