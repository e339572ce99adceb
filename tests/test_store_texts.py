"""Texts in the store, whatever they hold, are stored exactly and found again."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.scenario import Scenario
from scenarios.store import Store
from scenarios.texts import is_visible
from tests.stores import place_fixture  # noqa: F401 - a fixture
from tests.strategies import scenarios, steady, texts


@pytest.fixture(name="store")
def store_fixture(place: str) -> Iterator[Store]:
    store = Store(place)
    yield store
    store.close()


def titles(store: Store, search: str) -> list[str]:
    return [entry.latest.title for entry in store.entries(search)]


HOSTILE = [
    "'; DROP TABLE clg_scenarios; --",
    "<img src=x onerror=alert(1)>",
    "%s %(x)s :name $1 ? \\ \\' \"",
    "\u202e\u0627\u0644\u0639\u0631\u0628\u064a\u0629\u202c",
    "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{WOMAN} e\u0301 \u0130\ufdfa",
    "  leading and trailing  ",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_stored_exactly(store: Store, text: str) -> None:
    scenario = Scenario(title=text, author=text, reference=text, story=f"{text}\r\n\t{text}\n")
    saved = store.save(scenario, text)
    read = store.load(saved.version.identity)
    assert read.scenario == scenario
    assert (read.version.title, read.version.author, read.version.saved_by) == (text, text, text)
    assert titles(store, text) == [text]
    store.delete(saved.version.identity, text)
    assert store.trash()[0].deleted_by == text


def test_the_longest_texts_are_stored_exactly(store: Store) -> None:
    wide = "\N{PILE OF POO}\ufdfa"
    scenario = Scenario(title=wide * 100, author=wide * 100, reference=wide * 500, story=wide * 10_000)
    assert store.load(store.save(scenario, wide * 100).version.identity).scenario == scenario
    assert len(store.entries(wide)) == 1


def test_any_scenario_comes_back_exactly(store: Store) -> None:
    @steady
    @given(
        scenarios().filter(lambda scenario: is_visible(scenario.title)),
        texts(50),
        st.dictionaries(st.text(max_size=5), st.lists(st.integers(-99, 99), max_size=5)),
    )
    def check(scenario: Scenario, by: str, thumbnail: dict[str, list[int]]) -> None:
        saved = store.save(scenario, by, thumbnail=thumbnail)
        read = store.load(saved.version.identity)
        assert read == saved
        assert read.scenario == scenario
        assert read.version.saved_by == by
        assert read.version.thumbnail == thumbnail
        assert scenario.title in titles(store, scenario.title)

    check()
