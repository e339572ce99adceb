"""Classes in the store: codes, seats, answers until the reveal, deletion; on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from stores import database_of, place_fixture, server_fixture  # noqa: F401 - fixtures

from scenarios import classes as module
from scenarios.class_tables import ANSWERS, CLASSES
from scenarios.classes import DAYS, LENGTH, LETTERS, PREDICT, REVEAL, SEATS, Classes, ClassRefused, seat_name
from scenarios.failures import Missing, StoreUnavailable
from scenarios.store import Store
from ui.learn import classes as pages


@pytest.fixture
def store(place):
    opened = Store(place)
    yield opened
    opened.close()


@pytest.fixture
def kept(store) -> Classes:
    return Classes(store)


def test_a_class_is_opened_joined_moved_answered_and_deleted(kept):
    code, key = kept.open("auditorium")
    assert len(code) == LENGTH
    assert set(code) <= set(LETTERS)
    assert not set(code) & set("0O1I")
    assert kept.find(code) == module.Class(code, "auditorium", 0, 0, 0)
    (one, first), (two, second) = kept.join(code), kept.join(code)
    assert (one, two) == (1, 2)
    assert (seat_name(1), seat_name(2), seat_name(7)) == ("Blue 1", "Green 1", "Blue 2")
    assert kept.seat(code, first) == 1
    with pytest.raises(ClassRefused, match="not asked for yet"):
        kept.answer(code, first, "[1]")
    kept.move(code, key, PREDICT)
    kept.answer(code, first, "[1]")
    kept.answer(code, first, "[2]")  # replaces the first one until the reveal
    assert kept.given(code, first) == "[2]"
    assert kept.given(code, second) is None
    assert kept.find(code).answered == 1
    kept.move(code, key, REVEAL)
    with pytest.raises(ClassRefused, match="closed since the reveal"):
        kept.answer(code, first, "[3]")
    assert kept.answers(code) == {1: "[2]"}
    with pytest.raises(ClassRefused, match="cannot go back"):
        kept.move(code, key, PREDICT)
    assert kept.join(code)[0] == 3  # late, and welcome
    kept.delete(code, key)
    with pytest.raises(Missing):
        kept.find(code)
    with kept._database.engine.begin() as connection:
        assert connection.execute(ANSWERS.select()).all() == []


def test_forged_and_unknown_things_are_refused(kept):
    code, key = kept.open("auditorium")
    other = kept.open("auditorium")[0]
    _, token = kept.join(code)
    assert kept.is_teacher(code, key)
    for wrong in ("", "x", key[:-1], f"{key}x", "' OR 1=1 --", token):
        assert not kept.is_teacher(code, wrong)
        with pytest.raises(Missing, match="not the teacher's key"):
            kept.move(code, wrong, PREDICT)
        with pytest.raises(Missing):
            kept.delete(code, wrong)
    for wrong in ("", "x" * 24, key, "' OR 1=1 --"):
        with pytest.raises(Missing, match="not one of the class"):
            kept.seat(code, wrong)
    with pytest.raises(Missing):
        kept.seat(other, token)  # a seat belongs to one class
    for wrong in ("", "AAAA", "AAAAA", "aaaaa", "0O1I0", "A" * 5_000, "%_'--"):
        with pytest.raises(Missing, match="no class"):
            kept.find(wrong)
    with pytest.raises(ClassRefused, match="no step 9"):
        kept.move(code, key, 9)
    with kept._database.engine.begin() as connection:
        stored = str(connection.execute(CLASSES.select()).all()) + str(connection.execute(ANSWERS.select()).all())
    assert key not in stored
    assert token not in stored


def test_the_sixty_first_seat_is_refused(kept, monkeypatch):
    monkeypatch.setattr(module, "SEATS", 3)
    code, _ = kept.open("auditorium")
    for _ in range(3):
        kept.join(code)
    with pytest.raises(ClassRefused, match="full: it has 3 seats"):
        kept.join(code)
    assert SEATS == 60


def test_thirty_at_once_have_thirty_seats_and_answers(kept, place):
    code, key = kept.open("auditorium")
    kept.move(code, key, PREDICT)
    failures: list[BaseException] = []
    seats: list[int] = []

    def one() -> None:
        try:
            seat, token = kept.join(code)
            kept.answer(code, token, str(seat))
            seats.append(seat)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=one) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(seats) == list(range(1, 31))
    assert kept.answers(code) == {seat: str(seat) for seat in range(1, 31)}


def test_thirty_pages_that_ask_in_one_moment_read_the_class_once_and_once_more_after_a_second(kept, monkeypatch):
    code, _ = kept.open("auditorium")
    reads: list[str] = []
    monkeypatch.setattr(kept, "find", lambda asked, usual=kept.find: (reads.append(asked), usual(asked))[1])
    monkeypatch.setattr(pages, "classes", lambda: kept)

    def all_ask() -> None:
        threads = [threading.Thread(target=pages.look, args=(code,)) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    now = time.monotonic()
    monkeypatch.setattr(pages.time, "monotonic", lambda: now)
    all_ask()
    all_ask()
    assert reads == [code]
    now += pages.FRESH + 0.01
    all_ask()
    assert reads == [code, code]


def test_after_thirty_days_nothing_is_left(kept, monkeypatch):
    code, _ = kept.open("auditorium")
    kept.join(code)
    later = datetime.now(UTC) + timedelta(days=DAYS, minutes=1)
    monkeypatch.setattr(module, "_milliseconds", lambda: round(later.timestamp() * 1_000))
    with pytest.raises(Missing):
        kept.find(code)
    kept.open("auditorium")
    with kept._database.engine.begin() as connection:
        assert [row.code for row in connection.execute(CLASSES.select())] != [code]
        assert connection.execute(ANSWERS.select()).all() == []


def test_a_store_that_is_away_says_so_and_comes_back(tmp_path):
    file = tmp_path / "scenarios.db"
    store = Store(file, patience=0.2)
    kept = Classes(store)
    code, key = kept.open("auditorium")
    kept.move(code, key, PREDICT)
    _, token = kept.join(code)
    store.engine.dispose()
    away = tmp_path / "away.db"
    file.rename(away)
    file.mkdir()
    with pytest.raises(StoreUnavailable):
        kept.answer(code, token, "[1]")
    file.rmdir()
    away.rename(file)
    kept.answer(code, token, "[1]")
    assert kept.given(code, token) == "[1]"
    store.close()


@pytest.mark.postgres
def test_a_server_that_is_away_says_so_and_comes_back(server):
    place = server.new_database()
    store = Store(place, patience=2)
    kept = Classes(store)
    code, key = kept.open("auditorium")
    kept.move(code, key, PREDICT)
    _, token = kept.join(code)
    server.execute(f"ALTER DATABASE {database_of(place)} ALLOW_CONNECTIONS false")
    server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_of(place)}'")
    with pytest.raises(StoreUnavailable):
        kept.answer(code, token, "[1]")
    with pytest.raises(StoreUnavailable):
        kept.find(code)
    server.execute(f"ALTER DATABASE {database_of(place)} ALLOW_CONNECTIONS true")
    kept.answer(code, token, "[1]")
    assert kept.given(code, token) == "[1]"
    store.close()
