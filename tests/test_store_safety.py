"""The store notices: a file taken away or replaced, damage, half a layout, a clock that jumps; and it can be backed up and restored."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from scenarios.backup import backup, check, restore
from scenarios.errors import ScenarioError
from scenarios.failures import DamagedError, Missing, StoreUnavailable
from scenarios.scenario import Scenario
from scenarios.store import SECOND_LOOK_DAYS, TRASH_DAYS, Store
from tests.postgres import Server
from tests.stores import place_fixture  # noqa: F401 - a fixture

PLAN, OTHER = Scenario(title="Plan", story="What we do."), Scenario(title="Other")
CLEAR = "Nothing was saved; your work is still here."


@pytest.fixture(name="store")
def store_fixture(place: str):
    with closing(Store(place)) as opened:
        yield opened


def change(store: Store, statement: str, **values: object) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement), values)


# Taken away or replaced


def test_a_file_taken_away_is_noticed_before_a_save_is_confirmed(tmp_path: Path) -> None:
    path = tmp_path / "scenarios.db"
    with closing(Store(path)) as store:
        identity = store.save(PLAN).version.identity
        path.rename(tmp_path / "away.db")
        for act in (
            lambda: store.save(OTHER),
            lambda: store.save_version(identity, OTHER, expected=1),
            lambda: store.delete(identity),
            store.entries,
        ):
            with pytest.raises(StoreUnavailable, match="the file was moved away or deleted while it was open") as told:
                act()
            assert str(told.value).endswith(CLEAR)
        assert not path.exists(), "no empty store is put in its place"
        (tmp_path / "away.db").rename(path)
        assert store.save_version(identity, OTHER, expected=1).version.number == 2


def test_a_file_taken_away_in_the_middle_of_a_save_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "scenarios.db"
    with closing(Store(path)) as store:
        from scenarios import store as module

        usual = module.insert

        def interrupted(*arguments: object) -> object:
            path.unlink()
            return usual(*arguments)

        monkeypatch.setattr(module, "insert", interrupted)
        with pytest.raises(StoreUnavailable, match="moved away or deleted"):
            store.save(PLAN)


def test_a_file_put_in_its_place_is_gone_on_with(tmp_path: Path) -> None:
    path, other = tmp_path / "scenarios.db", tmp_path / "other.db"
    with closing(Store(other)) as second:
        second.save(OTHER)
    with closing(Store(path)) as store:
        store.save(PLAN)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        os.replace(other, path)
        assert [entry.latest.title for entry in store.entries()] == ["Other"]
        assert store.save(PLAN).version.number == 1
        assert len(store.entries()) == 2


# Damage


def test_one_damaged_row_is_shown_as_damaged_and_hides_nothing_else(store: Store) -> None:
    kept = store.save(OTHER)
    ways = {
        "document": "UPDATE clg_versions SET document = '{}' WHERE identity = :identity",
        "a letter": "UPDATE clg_versions SET document = replace(document, 'What', 'Whut') WHERE identity = :identity",
        "thumbnail": "UPDATE clg_versions SET thumbnail = '[[[' WHERE identity = :identity",
        "time": "UPDATE clg_versions SET saved_at = 9000000000000000000 WHERE identity = :identity",
        "title": "UPDATE clg_versions SET title = 'Another' WHERE identity = :identity",
        "gone": "DELETE FROM clg_versions WHERE identity = :identity",
    }
    damaged = {}
    for way, statement in ways.items():
        damaged[way] = store.save(PLAN, thumbnail={"members": [1]}).version.identity
        change(store, statement, identity=damaged[way])
    entries = {entry.latest.identity: entry for entry in store.entries()}
    assert len(entries) == len(ways) + 1
    assert {identity for identity, entry in entries.items() if entry.latest.damaged} == set(damaged.values())
    assert entries[kept.version.identity].latest == kept.version
    assert store.load(kept.version.identity) == kept
    for way, identity in damaged.items():
        if way == "thumbnail":
            assert store.load(identity).scenario == PLAN, "the scenario itself is whole"
            continue
        with pytest.raises(Missing if way == "gone" else DamagedError):
            store.load(identity)
        if way != "gone":
            assert [version.number for version in store.history(identity)] == [1]
        store.delete(identity)
    assert len(store.trash()) == len(ways) - 1


def test_a_damaged_version_leaves_the_others_to_be_restored(store: Store) -> None:
    first = store.save(PLAN)
    identity = first.version.identity
    store.save_version(identity, OTHER, expected=1)
    change(store, "UPDATE clg_versions SET document = 'x' WHERE identity = :identity AND number = 2", identity=identity)
    assert [bool(version.damaged) for version in store.history(identity)] == [True, False]
    assert store.restore(identity, 1, expected=2).scenario == PLAN
    assert not store.entries()[0].latest.damaged


# The layout


def test_half_a_layout_is_not_taken_for_a_whole_one(store: Store, place: str) -> None:
    store.save(PLAN)
    change(store, "DROP TABLE clg_layout")
    with pytest.raises(ScenarioError, match="the store is damaged: clg_layout is missing; restore it from a backup"):
        Store(place)
    change(store, "CREATE TABLE clg_layout (version INTEGER)")
    with pytest.raises(ScenarioError, match="the number of its layout cannot be read"):
        Store(place)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letters.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE letters (words TEXT)")
    before = path.read_bytes()
    with pytest.raises(ScenarioError, match="this is a database of another program"):
        Store(path)
    assert path.read_bytes()[100:] == before[100:]


def test_a_store_of_the_first_layout_is_brought_to_todays(store: Store, place: str) -> None:
    saved = store.save(PLAN, "Ann")
    for table, column in [("scenarios", name) for name in ("doomed_at", "owner", "visibility", "editors")] + [("versions", "checksum")]:
        change(store, f"ALTER TABLE clg_{table} DROP COLUMN {column}")
    change(store, "UPDATE clg_layout SET version = 1")
    store.close()
    with closing(Store(place)) as again:
        assert again.load(saved.version.identity) == saved
        assert again.save_version(saved.version.identity, OTHER, expected=1).version.number == 2
        assert [entry.visibility for entry in again.entries()] == ["team"]
    found = check(place)
    assert (found.whole, found.without_checksum) == (True, 1)


# Complete lists, the trash, reading only


def test_lists_say_how_many_there_are(store: Store) -> None:
    store.save_all([Scenario(title=f"Plan {number}") for number in range(1_203)])
    assert len(store.entries()) == 1_000
    assert store.count() == 1_203
    assert store.count("plan 12") == sum("12" in str(number) for number in range(1_203))
    every = [*store.entries(sort="name"), *store.entries(sort="name", offset=1_000)]
    assert len({entry.latest.identity for entry in every}) == 1_203


def test_a_clock_that_jumps_empties_no_trash(place: str) -> None:
    now = [datetime(2026, 3, 1, tzinfo=UTC)]
    with closing(Store(place, now=lambda: now[0])) as store:
        identity = store.save(PLAN).version.identity
        store.delete(identity)
        now[0] += timedelta(days=9_000)
        assert store.purge() == 0
        now[0] -= timedelta(days=8_990)
        assert store.purge() == 0
        now[0] += timedelta(days=TRASH_DAYS)
        assert store.purge() == 0, "it is the first time that a clock that is right says so"
        now[0] += timedelta(days=SECOND_LOOK_DAYS + 1)
        assert store.purge() == 1


def test_a_read_only_medium_can_be_read(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "scenarios.db"
    with closing(Store(path)) as store:
        identity = store.save(PLAN).version.identity
    if os.geteuid() == 0:
        medium = tmp_path.parent / "medium"
        medium.mkdir(exist_ok=True)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(medium)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip("no disk can be mounted here")
        request.addfinalizer(lambda: subprocess.run(["umount", "--lazy", str(medium)], check=False))
        path = medium / path.name
        path.write_bytes((tmp_path / path.name).read_bytes())
        subprocess.run(["mount", "-o", "remount,ro", str(medium)], check=True)
    else:
        path.chmod(0o444)
        tmp_path.chmod(0o555)
    with closing(Store(path)) as store:
        assert store.load(identity).scenario == PLAN
        assert len(store.entries()) == store.count() == 1
        with pytest.raises(StoreUnavailable, match="read-only"):
            store.save(OTHER)
    assert check(path).whole


# Backup, restore, check


def test_a_backup_holds_everything_and_a_restore_brings_it_all_back(store: Store, place: str, tmp_path: Path) -> None:
    identity = store.save(PLAN, "Ann", thumbnail={"members": [1, 2]}).version.identity
    store.save_version(identity, OTHER, "Ben", expected=1)
    thrown_away = store.save(PLAN).version.identity
    store.delete(thrown_away, "Ben")
    before = (store.entries(), store.trash(), store.history(identity))
    file = tmp_path / "backup.db"
    assert backup(place, file).versions == 3
    assert sorted(path.name for path in tmp_path.glob("*backup*")) == ["backup.db"]
    with pytest.raises(ScenarioError, match="a backup never replaces one"):
        backup(place, file)
    store.save(OTHER)
    store.delete(identity)
    with pytest.raises(ScenarioError, match="the store holds 3 scenarios"):
        restore(place, file)
    restore(place, file, replace=True)
    assert (store.entries(), store.trash(), store.history(identity)) == before
    restore(tmp_path / "new.db", file)
    with closing(Store(tmp_path / "new.db")) as elsewhere:
        assert (elsewhere.entries(), elsewhere.trash(), elsewhere.history(identity)) == before


def test_a_check_names_what_is_damaged(store: Store, place: str, command) -> None:
    identity = store.save(PLAN).version.identity
    store.save_version(identity, OTHER, expected=1)
    code, words, _ = command("store", "check", "--place", place)
    assert (code, words.splitlines()[-1]) == (0, "nothing is damaged")
    change(store, "UPDATE clg_versions SET document = 'x' WHERE number = 1")
    change(store, "DELETE FROM clg_versions WHERE number = 2")
    code, words, _ = command("store", "check", "--place", place)
    assert code == 1
    assert "damaged: Plan, version 1: it was changed outside the program" in words
    assert f"damaged: scenario {identity}, version 2: it is missing" in words


def test_the_commands_say_what_is_wrong_and_write_nothing(tmp_path: Path, command) -> None:
    place = tmp_path / "scenarios.db"
    Store(place).close()
    for arguments, words in (
        (("check", "file.db"), "store check: it takes no file"),
        (("backup",), "store backup: name the file"),
        (("backup", tmp_path / "b.db", "--replace"), "--replace: only a restore"),
        (("restore", tmp_path / "none.db"), "there is no such file"),
        (("restore", place), "this is the store itself"),
    ):
        code, said, error = command("store", *arguments, "--place", place)
        assert (code, said) == (2, "")
        assert words in error
    code, said, error = command("store", "backup", tmp_path / "no" / "b.db", "--place", place)
    assert code == 1
    assert "No such file or directory" in error
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".db") == ["scenarios.db"]
    code, said, _ = command("store", "backup", tmp_path / "b.db", "--place", place, "--format", "json")
    assert code == 0
    assert '"whole": true' in said


# A server that is stopped


@pytest.mark.postgres
def test_a_stalled_server_is_given_up_and_found_again(server: Server) -> None:
    with closing(Store(server.new_database(), patience=0.5)) as store:
        identity = store.save(PLAN).version.identity
        family = [server._process.pid, *_children(server._process.pid)]
        for number in reversed(family):
            os.kill(number, signal.SIGSTOP)
        goes_on = threading.Timer(30, lambda: [os.kill(number, signal.SIGCONT) for number in family])
        goes_on.start()
        try:
            for _ in range(2):
                started = time.monotonic()
                with pytest.raises(StoreUnavailable) as told:
                    store.save_version(identity, OTHER, expected=1)
                assert time.monotonic() - started < 8
                assert str(told.value).endswith(CLEAR)
        finally:
            goes_on.cancel()
            for number in family:
                os.kill(number, signal.SIGCONT)
        assert store.save_version(identity, OTHER, expected=1).version.number == 2
        assert store.entries()[0].latest.title == "Other"


def _children(parent: int) -> list[int]:
    found = subprocess.run(["ps", "--ppid", str(parent), "-o", "pid="], capture_output=True, text=True, check=False)
    return [int(number) for number in found.stdout.split()]
