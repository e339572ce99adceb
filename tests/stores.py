"""Empty stores for the tests, on SQLite and on PostgreSQL, and what must hold for any store."""

from pathlib import Path

import pytest

from scenarios.store import Store
from scenarios.tables import SCENARIOS, VERSIONS
from tests.postgres import server_fixture

__all__ = ["assert_whole", "database_of", "place_fixture", "server_fixture"]


@pytest.fixture(name="place", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place_fixture(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty store: once a SQLite file, once a PostgreSQL database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/scenarios.db"
    return request.getfixturevalue("server").new_database()


def database_of(place: str) -> str:
    """Return the name of the database in an address."""
    return place.rsplit("/", 1)[-1]


def assert_whole(store: Store) -> None:
    """Check that every scenario has all its versions, and no version is without its scenario."""
    with store.engine.begin() as connection:
        latest = {row.identity: row.version for row in connection.execute(SCENARIOS.select())}
        numbers: dict[str, list[int]] = {identity: [] for identity in latest}
        for row in connection.execute(VERSIONS.select().order_by(VERSIONS.c.number)):
            numbers[row.identity].append(row.number)
    assert numbers == {identity: list(range(1, version + 1)) for identity, version in latest.items()}
