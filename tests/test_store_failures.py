"""What fails outside the program: the message is clear, nothing is half written, and saving works again afterwards."""

import contextlib
import os
import random
import shutil
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
import psycopg
import pytest
from sqlalchemy import event

from scenarios.errors import ScenarioError
from scenarios.failures import StoreUnavailable
from scenarios.place import data_folder, place_text, store_url
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.postgres import Server
from tests.stores import assert_whole, database_of, place_fixture  # noqa: F401 - a fixture

PLAN = Scenario(title="Plan")
CLEAR = "Nothing was saved; your work is still here."


def unavailable(act: Callable[[], object]) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        act()
    assert str(caught.value).endswith(CLEAR)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def long_scenario(number: int) -> Scenario:
    """Return a scenario whose story cannot be packed smaller."""
    rng = random.Random(number)
    return Scenario(title=f"Plan {number}", story="".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789-_", k=19_000)))


def save_until_full(store: Store) -> tuple[list[str], str]:
    """Save until it fails; return the confirmed identities and the message."""
    confirmed: list[str] = []
    message = ""
    for number in range(400):
        try:
            confirmed.append(store.save(long_scenario(number)).version.identity)
        except StoreUnavailable as error:
            message = str(error)
            break
    return confirmed, message


def assert_kept(store: Store, confirmed: list[str]) -> None:
    assert len(confirmed) >= 3
    assert sorted(entry.latest.identity for entry in store.entries()) == sorted(confirmed)
    for number, identity in enumerate(confirmed):
        assert store.load(identity).scenario == long_scenario(number)
    assert_whole(store)


# A full disk


@pytest.fixture(name="small_disk")
def small_disk_fixture() -> Iterator[Path]:
    """Mount a disk of one megabyte, in a folder that the user of a server can reach."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only the administrator can mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="clg-disk-"))
    folder.chmod(0o755)
    done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        folder.rmdir()
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_is_told_and_leaves_every_confirmed_save(small_disk: Path) -> None:
    filler = small_disk / "filler"
    filler.write_bytes(bytes(300_000))
    store = Store(small_disk / "scenarios.db")
    confirmed, message = save_until_full(store)
    assert "the disk is full" in message
    assert message.endswith(CLEAR)
    assert_kept(store, confirmed)
    store.close()
    filler.unlink()
    store = Store(small_disk / "scenarios.db")
    confirmed.append(store.save(long_scenario(len(confirmed))).version.identity)
    assert_kept(store, confirmed)
    store.close()


def test_a_disk_without_room_for_a_new_store_is_told(small_disk: Path) -> None:
    with contextlib.suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4_096))
    assert "the disk is full" in unavailable(lambda: Store(small_disk / "scenarios.db"))


@pytest.mark.postgres
def test_a_full_disk_of_the_server_is_told_and_leaves_every_confirmed_save(server: Server, small_disk: Path) -> None:
    place = server.new_database()
    server.give(small_disk)
    server.execute(f"CREATE TABLESPACE small LOCATION '{small_disk}'")
    server.execute(f"ALTER DATABASE {database_of(place)} SET default_tablespace = small")
    store = Store(place)
    confirmed, message = save_until_full(store)
    assert "the server's disk is full" in message
    assert_kept(store, confirmed)
    store.delete(confirmed[0])
    store.undelete(confirmed[0])
    assert_kept(store, confirmed)
    store.close()
    server.execute(f"DROP DATABASE {database_of(place)}")
    server.execute("DROP TABLESPACE small")


def test_a_file_that_may_not_grow_is_told_as_a_full_disk(tmp_path: Path) -> None:
    store = Store(tmp_path / "scenarios.db")
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    store.close()
    store = Store(tmp_path / "scenarios.db")

    @event.listens_for(store.engine, "checkout")
    def limit(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 60}")

    store.engine.dispose()
    confirmed, message = save_until_full(store)
    assert "the disk is full" in message
    assert_kept(store, confirmed)
    store.close()


def test_a_confirmed_save_in_a_file_has_reached_the_disk(tmp_path: Path) -> None:
    # No test can cut the power; these are the two settings with which SQLite promises to survive it.
    store = Store(tmp_path / "scenarios.db")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
    store.close()


# Reading only


def test_a_store_that_may_only_be_read_is_read_and_says_so_on_saving(place: str, request: pytest.FixtureRequest) -> None:
    store = Store(place)
    identity = store.save(PLAN).version.identity
    store.close()
    if place.startswith("sqlite"):
        # Another session has the store open, as it does wherever only this one may not write.
        keeper = sqlite3.connect(place.removeprefix("sqlite:///"))
        keeper.execute("SELECT count(*) FROM clg_versions").fetchall()
        reading = Store(place.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true")
    else:
        server: Server = request.getfixturevalue("server")
        server.execute(f"ALTER DATABASE {database_of(place)} SET default_transaction_read_only = on")
        reading = Store(place)
    assert reading.load(identity).scenario == PLAN
    assert len(reading.entries()) == 1
    for act in (
        lambda: reading.save(PLAN),
        lambda: reading.save_version(identity, PLAN, expected=1),
        lambda: reading.delete(identity),
        lambda: reading.rename(identity, "New", expected=1),
    ):
        assert "read-only" in unavailable(act)
    assert len(reading.history(identity)) == 1
    assert_whole(reading)
    reading.close()
    if place.startswith("sqlite"):
        keeper.close()


def test_a_read_only_folder_is_told(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    # Permissions do not stop the administrator; a disk mounted for reading does.
    folder: Path = request.getfixturevalue("small_disk") if os.geteuid() == 0 else tmp_path
    store = Store(folder / "scenarios.db")
    store.save(PLAN)
    store.close()
    if os.geteuid() == 0:
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    else:
        (folder / "scenarios.db").chmod(0o444)
        folder.chmod(0o555)
    for name in ("scenarios.db", "new.db", "new folder/new.db"):
        message = unavailable(lambda name=name: Store(folder / name).save(PLAN))
        assert any(reason in message for reason in ("ead-only", "its folder must exist and be writable", "Permission denied"))
        assert str(folder) in message


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("not a folder")
    assert "a file stands where its folder should be" in unavailable(lambda: Store(tmp_path / "folder" / "scenarios.db"))
    assert "a file stands where its folder should be" in unavailable(lambda: Store(tmp_path / "folder" / "deeper" / "scenarios.db"))
    assert "cannot be opened" in unavailable(lambda: Store(tmp_path))


# Locks


@contextlib.contextmanager
def locked(place: str) -> Iterator[None]:
    """Hold the store's write lock from another connection."""
    if place.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(place.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
    else:
        with psycopg.connect(place) as connection:
            connection.execute("LOCK TABLE clg_scenarios, clg_versions IN EXCLUSIVE MODE")
            yield
            connection.rollback()


def test_a_locked_store_is_told_and_can_be_saved_to_afterwards(place: str) -> None:
    store = Store(place, patience=0.2)
    identity = store.save(PLAN).version.identity
    with locked(place):
        for act in (lambda: store.save(PLAN), lambda: store.save_version(identity, PLAN, expected=1), lambda: store.delete(identity)):
            assert "has locked the" in unavailable(act)
        assert len(store.entries()) == 1
        Store(place, patience=0.2).close()
    assert store.save_version(identity, PLAN, expected=1).version.number == 2
    assert_whole(store)
    store.close()


# Damage


def test_a_file_that_is_no_store_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear friend, " * 1_000)
    assert "the file is not a database" in unavailable(lambda: Store(path))
    assert path.read_text() == "Dear friend, " * 1_000


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.db"
    store = Store(path)
    identities = [store.save(long_scenario(number)).version.identity for number in range(30)]
    store.close()
    content = bytearray(path.read_bytes())
    content[8_192:-4_096] = bytes(len(content) - 12_288)
    path.write_bytes(content)
    assert "the file is damaged" in unavailable(lambda: [Store(path).load(identity) for identity in identities])


# A server that is away


def test_a_server_that_cannot_be_reached_is_told_without_the_password() -> None:
    message = unavailable(lambda: Store("postgresql://ann:secret-word@127.0.0.1:9/team", patience=2))
    assert "the server cannot be reached" in message
    assert "secret-word" not in message


@pytest.mark.postgres
def test_a_server_that_drops_its_connections_is_found_again(server: Server) -> None:
    place = server.new_database()
    store = Store(place)
    identity = store.save(PLAN).version.identity
    server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_of(place)}'")
    assert store.save_version(identity, PLAN, expected=1).version.number == 2
    store.close()


@pytest.mark.postgres
def test_a_database_that_is_not_there_or_not_ours_is_told(server: Server) -> None:
    assert "not available" in unavailable(lambda: Store(server.address("nowhere")))
    place = server.new_database()
    Store(place).close()
    server.execute("CREATE ROLE guest LOGIN", database_of(place))
    assert "does not permit" in unavailable(lambda: Store(place.replace("flywheel@", "guest@")))


# Where the store is


def test_the_default_place_is_the_users_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLG_STORE_URL", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "clg-flywheel-simulator"
    store = Store()
    assert store.place == str(tmp_path / "clg-flywheel-simulator" / "scenarios.db")
    store.save(PLAN)
    store.close()
    assert stat.S_IMODE(data_folder().stat().st_mode) == 0o700
    monkeypatch.setenv("XDG_DATA_HOME", "")
    monkeypatch.setenv("HOME", "/home/ann")
    assert data_folder() == Path("/home/ann/.local/share/clg-flywheel-simulator")


def test_every_system_has_its_own_data_folder_by_the_same_name() -> None:
    assert data_folder() == platformdirs.user_data_path("clg-flywheel-simulator", appauthor=False)
    assert data_folder().name == "clg-flywheel-simulator"


def test_the_environment_and_an_argument_choose_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLG_STORE_URL", "postgres://ann:secret@db.example/team?sslmode=require")
    url = store_url()
    assert (url.drivername, url.host, url.database, url.query["sslmode"]) == ("postgresql+psycopg", "db.example", "team", "require")
    assert place_text(url) == "postgresql://ann:***@db.example/team"
    assert store_url(tmp_path / "x.db").database == str(tmp_path / "x.db")
    assert store_url(f"sqlite:///{tmp_path}/y.db").database == str(tmp_path / "y.db")
    monkeypatch.chdir(tmp_path)
    assert store_url("z.db").database == str(tmp_path / "z.db")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("mysql://ann@host/team", "mysql: this kind of store is not supported; use postgresql:// or a SQLite file"),
        ("sqlite://", "sqlite: this kind of store is not supported"),
        ("sqlite:///:memory:", "sqlite: this kind of store is not supported"),
        ("://", "the address of the store cannot be read"),
        ("postgresql://ann@host:port/team", "the address of the store cannot be read"),
    ],
)
def test_other_places_are_refused(address: str, expected: str) -> None:
    with pytest.raises(ScenarioError, match=expected):
        Store(address)
