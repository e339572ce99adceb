"""Findings beside the saved scenarios: there after a restart, whole or not at all, bounded, and no part of what people saved."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from scenarios import findings as module
from scenarios.backup import backup, check, restore
from scenarios.errors import ScenarioError
from scenarios.failures import StoreUnavailable
from scenarios.findings import Findings
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.stores import place_fixture  # noqa: F401 - a fixture

MARK, OTHER = "a" * 64, "b" * 64
FOUND = [{"input": "arpa", "now": 100.0, "values": [50.0, 200.0], "advantage": [-1.5, 2.5], "turns": [90.0]}]


@pytest.fixture(name="store")
def store_fixture(place: str):
    with closing(Store(place)) as opened:
        yield opened


def test_what_was_found_is_there_when_the_store_is_opened_again(store: Store, place: str) -> None:
    assert Findings(store).get(MARK) is None
    Findings(store).keep(MARK, FOUND)
    Findings(store).keep(MARK, FOUND)
    with closing(Store(place)) as again:
        assert Findings(again).get(MARK) == FOUND
        assert Findings(again).get(OTHER) is None
        assert again.entries() == [], "nobody saved anything"


@pytest.mark.parametrize(
    "harm",
    ["document = replace(document, '-1.5', '+1.5')", "document = ''", f"mark = '{OTHER}'", "checksum = 'x'"],
)
def test_a_damaged_finding_counts_as_not_there_and_is_replaced(store: Store, harm: str) -> None:
    Findings(store).keep(MARK, FOUND)
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"UPDATE clg_findings SET {harm}"))
    assert Findings(store).get(MARK) is None
    assert Findings(store).get(OTHER) is None
    Findings(store).keep(MARK, FOUND)
    assert Findings(store).get(MARK) == FOUND


def test_the_oldest_make_way(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    marks = [f"{place:064x}" for place in range(5)]
    for mark in marks:
        Findings(store).keep(mark, FOUND)
    with store.engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM clg_findings")).scalar_one() == 3
    assert Findings(store).get(marks[-1]) == FOUND


def test_several_who_keep_at_once_lose_nothing(store: Store, place: str) -> None:
    Findings(store).keep(MARK, FOUND)
    marks = [f"{place:064x}" for place in range(8)]

    def keep(mark: str) -> None:
        with closing(Store(place)) as own:
            Findings(own).keep(mark, [mark])

    threads = [Thread(target=keep, args=(mark,)) for mark in marks]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert [Findings(store).get(mark) for mark in marks] == [[mark] for mark in marks]


def test_what_is_no_mark_or_too_large_is_refused(store: Store) -> None:
    for wrong in ("", "A" * 64, "'; DROP TABLE clg_scenarios; --"):
        with pytest.raises(ValueError, match="not the mark"):
            Findings(store).get(wrong)
    with pytest.raises(ScenarioError, match="too large"):
        Findings(store).keep(MARK, ["x" * module.MOST_BYTES])
    assert Findings(store).get(MARK) is None


def test_a_backup_is_whole_and_a_restore_brings_them_back(store: Store, place: str, tmp_path: Path) -> None:
    store.save(Scenario(title="Plan"))
    Findings(store).keep(MARK, FOUND)
    file, none = tmp_path / "backup.db", tmp_path / "none.db"
    assert backup(place, file).scenarios == 1
    with closing(Store(file)) as copy:
        assert Findings(copy).get(MARK) == FOUND
    assert check(place).whole
    Findings(store).keep(OTHER, FOUND)
    restore(place, file, replace=True)
    assert Findings(store).get(MARK) == FOUND
    assert Findings(store).get(OTHER) is None, "a restore puts the backup in the place of what there is"
    with closing(Store(none)) as empty:
        empty.save(Scenario(title="Other"))
    restore(place, none, replace=True)
    assert Findings(store).get(MARK) is None, "a backup of a store without findings brings none"
    assert [entry.latest.title for entry in store.entries()] == ["Other"]


def test_a_store_that_may_only_be_read_gives_what_it_has_and_says_so_on_keeping(tmp_path: Path) -> None:
    place = f"sqlite:///{tmp_path}/scenarios.db"
    with closing(Store(place)) as store, closing(Store(place.replace("sqlite:///", "sqlite:///file:") + "?mode=ro&uri=true")) as reading:
        assert Findings(reading).get(MARK) is None, "there is no table yet, and none is made"
        Findings(store).keep(MARK, FOUND)
        assert Findings(reading).get(MARK) == FOUND
        with pytest.raises(StoreUnavailable, match="read-only"):
            Findings(reading).keep(OTHER, FOUND)
