"""The store on SQLite and on a real PostgreSQL: every save is kept, and what is read is what was saved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scenarios.errors import ScenarioError
from scenarios.failures import Conflict, Missing
from scenarios.saved import MAX_THUMBNAIL_BYTES
from scenarios.scenario import Scenario, load_library
from scenarios.store import MAX_SEARCH, SECOND_LOOK_DAYS, TRASH_DAYS, Store
from scenarios.tables import LAYOUT, SCENARIOS, VERSIONS
from tests.stores import place_fixture  # noqa: F401 - a fixture

CALM = Scenario(title="Calm", author="Ann", story="Keep it small.", differences={"batch_size": 5})


class Clock:
    """Tell a time that the test sets."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_time(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture(name="clock")
def clock_fixture() -> Clock:
    return Clock()


@pytest.fixture(name="store")
def store_fixture(place: str, clock: Clock) -> Iterator[Store]:
    store = Store(place, now=clock)
    yield store
    store.close()


def titles(store: Store, *arguments: str, **options: object) -> list[str]:
    return [entry.latest.title for entry in store.entries(*arguments, **options)]


# Saving and reading


def test_what_is_saved_is_read_back_by_another_session(store: Store, place: str, clock: Clock) -> None:
    scenario = load_library("influx-with-staff")
    saved = store.save(scenario, "Ann", thumbnail={"members": [1, 2.5, float("nan")]})
    other = Store(place)
    read = other.load(saved.version.identity)
    other.close()
    assert read == saved
    assert read.scenario == scenario
    assert (read.version.number, read.version.saved_by, read.version.saved_at, read.version.action) == (1, "Ann", clock.time, "saved")
    assert (read.version.title, read.version.author) == (scenario.title, scenario.author)
    assert (read.version.schema, read.version.model_version) == (scenario.schema, scenario.model_version)
    assert read.version.thumbnail == {"members": [1.0, 2.5, None]}


def test_every_save_is_a_version_in_the_history(store: Store, clock: Clock) -> None:
    first = store.save(CALM, "Ann")
    identity = first.version.identity
    clock.pass_time(minutes=5)
    second = store.save_version(identity, replace(CALM, seed=8), "Bob", expected=1)
    clock.pass_time(minutes=5)
    store.save_version(identity, replace(CALM, seed=9, weeks=52), "Ann", expected=2)
    history = store.history(identity)
    assert [version.number for version in history] == [3, 2, 1]
    assert [version.saved_by for version in history] == ["Ann", "Bob", "Ann"]
    assert [(history[0].saved_at - version.saved_at).seconds for version in history] == [0, 300, 600]
    assert store.load(identity).scenario.seed == 9
    assert store.load(identity, 2) == second
    assert store.load(identity, 1) == first


def test_an_older_version_is_restored_as_the_newest_and_nothing_is_lost(store: Store) -> None:
    identity = store.save(CALM, "Ann", thumbnail={"members": [1.0]}).version.identity
    store.save_version(identity, replace(CALM, seed=8), "Bob", expected=1)
    restored = store.restore(identity, 1, "Cy", expected=2)
    assert restored.scenario == CALM
    assert (restored.version.number, restored.version.saved_by, restored.version.action) == (3, "Cy", "restored from version 1")
    assert restored.version.thumbnail == {"members": [1.0]}
    assert [store.load(identity, number).scenario.seed for number in (1, 2, 3)] == [7, 8, 7]


def test_rename_and_notes_are_versions_too(store: Store) -> None:
    identity = store.save(CALM).version.identity
    renamed = store.rename(identity, "Calmer", "Bob", expected=1)
    noted = store.annotate(identity, "Ask Cy.\nThen decide.", "Cy", expected=2)
    assert renamed.scenario == replace(CALM, title="Calmer")
    assert noted.scenario == replace(CALM, title="Calmer", story="Ask Cy.\nThen decide.")
    assert [version.action for version in store.history(identity)] == ["notes changed", "renamed", "saved"]
    assert titles(store) == ["Calmer"]
    assert titles(store, "decide") == ["Calmer"]
    assert titles(store, "small") == []


def test_a_duplicate_is_independent(store: Store) -> None:
    original = store.save(CALM, "Ann").version.identity
    copy = store.duplicate(original, "Bob")
    assert copy.scenario == replace(CALM, title="Calm (copy)")
    store.save_version(copy.version.identity, replace(CALM, seed=1), "Bob", expected=1)
    assert store.load(original).scenario == CALM
    assert store.duplicate(original, title="Other").scenario.title == "Other"
    long = store.save(replace(CALM, title="x" * 200)).version.identity
    assert store.duplicate(long).scenario.title == "x" * 193 + " (copy)"


def test_the_same_name_may_be_used_twice(store: Store) -> None:
    one, two = store.save(CALM), store.save(CALM)
    assert one.version.identity != two.version.identity
    assert titles(store) == ["Calm", "Calm"]


# Two at once, one after the other


def test_the_second_to_save_is_told_and_can_keep_both(store: Store, place: str) -> None:
    identity = store.save(CALM, "Ann").version.identity
    other = Store(place)
    theirs = other.save_version(identity, replace(CALM, seed=8), "Bob", expected=1)
    other.close()
    mine = replace(CALM, seed=9)
    with pytest.raises(Conflict, match=r"Bob saved version 2 of this scenario on .* while you worked on version 1") as caught:
        store.save_version(identity, mine, "Ann", expected=1)
    assert caught.value.current == theirs.version
    assert store.load(identity) == theirs
    kept = store.save(replace(mine, title="Calm (Ann)"), "Ann")
    assert store.load(kept.version.identity).scenario.seed == 9
    for change in (store.rename, store.annotate):
        with pytest.raises(Conflict):
            change(identity, "Mine", expected=1)
    with pytest.raises(Conflict):
        store.restore(identity, 1, expected=1)
    assert store.load(identity) == theirs
    assert len(store.history(identity)) == 2


# Deleting


def test_deleting_can_be_undone(store: Store, clock: Clock) -> None:
    saved = store.save(CALM, "Ann")
    identity = saved.version.identity
    store.save_version(identity, replace(CALM, seed=8), expected=1)
    store.delete(identity, "Bob")
    assert store.entries() == []
    (gone,) = store.trash()
    assert (gone.latest.identity, gone.latest.number, gone.deleted_by, gone.deleted_at) == (identity, 2, "Bob", clock.time)
    with pytest.raises(Missing, match="Bob moved this scenario to the trash on 2026-03-01 at 12:00 UTC"):
        store.save_version(identity, CALM, expected=2)
    with pytest.raises(Missing):
        store.delete(identity)
    assert store.undelete(identity).scenario.seed == 8
    assert store.trash() == []
    assert len(store.history(identity)) == 2
    assert store.save_version(identity, CALM, expected=2).version.number == 3


def test_the_trash_is_emptied_on_opening_after_its_days(store: Store, place: str, clock: Clock) -> None:
    gone, kept = store.save(CALM).version.identity, store.save(CALM).version.identity
    store.delete(gone)
    clock.pass_time(days=TRASH_DAYS)
    Store(place, now=clock).close()
    assert [entry.latest.identity for entry in store.trash()] == [gone]
    clock.pass_time(seconds=1)
    Store(place, now=clock).close()
    assert [entry.latest.identity for entry in store.trash()] == [gone], "the clock has to say so twice"
    clock.pass_time(days=SECOND_LOOK_DAYS, seconds=1)
    Store(place, now=clock).close()
    assert store.trash() == []
    with pytest.raises(Missing):
        store.undelete(gone)
    with pytest.raises(Missing):
        store.history(gone)
    with store.engine.begin() as connection:
        assert [row.identity for row in connection.execute(VERSIONS.select())] == [kept]
        assert [row.identity for row in connection.execute(SCENARIOS.select())] == [kept]


# Lists


def test_lists_are_sorted(store: Store, clock: Clock) -> None:
    for title, author in [("beta", "Zoe"), ("Alpha", "yan"), ("Öl", "Adam"), ("gamma", "adam")]:
        store.save(Scenario(title=title, author=author))
        clock.pass_time(seconds=1)
    assert titles(store) == ["gamma", "Öl", "Alpha", "beta"]
    assert titles(store, sort="name") == ["Alpha", "beta", "gamma", "Öl"]
    assert titles(store, sort="author") == ["gamma", "Öl", "Alpha", "beta"]
    assert titles(store, sort="name", limit=2, offset=1) == ["beta", "gamma"]
    first = store.entries()[-1].latest
    store.rename(first.identity, "zeta", expected=1)
    assert titles(store) == ["zeta", "gamma", "Öl", "Alpha"]
    with pytest.raises(ScenarioError, match="sort: size is not allowed; it must be one of updated, name, author"):
        store.entries(sort="size")


def test_search_finds_every_word_in_title_author_or_story_and_takes_signs_as_signs(store: Store) -> None:
    store.save(Scenario(title="STRASSE 50%", author="Ann", story="Über_alles\nsmall"))
    store.save(Scenario(title="straße 500", author="Bob"))
    store.save(Scenario(title="Plan 'B'; --", author="\N{GRINNING FACE}"))
    assert titles(store, "straße", sort="name") == ["STRASSE 50%", "straße 500"]
    assert titles(store, "50%") == ["STRASSE 50%"]
    assert titles(store, "r_a") == ["STRASSE 50%"]
    assert titles(store, "%") == ["STRASSE 50%"]
    assert titles(store, "über small ann") == ["STRASSE 50%"]
    assert titles(store, "über bob") == []
    assert titles(store, "'b'; --") == ["Plan 'B'; --"]
    assert titles(store, "\N{GRINNING FACE}") == ["Plan 'B'; --"]
    assert titles(store, "/") == []
    assert len(titles(store, "  ")) == 3
    for search in ("x" * (MAX_SEARCH + 1), "a\x00b", "\ud800"):
        with pytest.raises(ScenarioError, match="search: "):
            store.entries(search)


@pytest.mark.parametrize("sort", ["updated", "name", "author"])
def test_what_holds_the_words_in_one_piece_comes_first_however_it_is_sorted(store: Store, sort: str) -> None:
    for title in ("Our Plan  B", "Plan-b", "Plan B for 50%", "Plan by 50"):
        store.save(Scenario(title=title, author="Zoe"))
    store.save(Scenario(title="Board plan A", author="Ann"))
    found = titles(store, " plan  B ", sort=sort)
    assert set(found[:2]) == {"Plan B for 50%", "Plan by 50"}
    assert set(found[2:]) == {"Our Plan  B", "Plan-b", "Board plan A"}
    assert titles(store, "for 50%", sort=sort) == ["Plan B for 50%"]


# Thumbnails


def test_a_thumbnail_can_come_later_and_makes_no_version(store: Store) -> None:
    identity = store.save(CALM).version.identity
    assert store.load(identity).version.thumbnail is None
    store.set_thumbnail(identity, 1, {"mrr": [1.23456789, None, float("inf")]})
    assert store.entries()[0].latest.thumbnail == {"mrr": [1.23457, None, None]}
    assert len(store.history(identity)) == 1
    store.set_thumbnail(identity, 1, None)
    assert store.load(identity).version.thumbnail is None
    with pytest.raises(Missing):
        store.set_thumbnail(identity, 2, {})


def test_thumbnails_are_small_series_of_numbers(store: Store) -> None:
    with pytest.raises(ScenarioError, match=f"are too many; at most {MAX_THUMBNAIL_BYTES:,} are allowed"):
        store.save(CALM, thumbnail={"x": range(5_000)})
    for wrong in ([1, 2], {"x": 3}, {"x": ["y"]}, "text"):
        with pytest.raises(ScenarioError, match="it must hold series of numbers by name"):
            store.save(CALM, thumbnail=wrong)
    assert store.entries() == []


# What is refused


def test_names_are_needed_and_limited(store: Store) -> None:
    identity = store.save(CALM).version.identity
    for title in ("", "   "):
        with pytest.raises(ScenarioError, match="a saved scenario needs a title"):
            store.save(replace(CALM, title=title))
        with pytest.raises(ScenarioError, match="a saved scenario needs a title"):
            store.rename(identity, title, expected=1)
    for by, expected in [("x" * 201, "at most 200"), ("a\x00b", r"U\+0000"), ("a\nb", "one line"), ("\ud800", r"U\+D800")]:
        with pytest.raises(ScenarioError, match=f"your name: .*{expected}"):
            store.save(CALM, by)
        with pytest.raises(ScenarioError, match="your name"):
            store.delete(identity, by)
    with pytest.raises(ScenarioError, match=r"title: the character U\+0000"):
        store.rename(identity, "a\x00b", expected=1)
    with pytest.raises(ScenarioError, match="title: 201 characters are too many; at most 200 are allowed"):
        store.rename(identity, "x" * 201, expected=1)
    with pytest.raises(ScenarioError, match="story: 20,001 characters are too many; at most 20,000 are allowed"):
        store.annotate(identity, "x" * 20_001, expected=1)
    assert [version.number for version in store.history(identity)] == [1]


@pytest.mark.parametrize("identity", ["", "0" * 32, "x", "' OR 1=1 --", "a\x00b", "\ud800", "0" * 32 + "\n", "../x"])
def test_unknown_identities_are_missing(store: Store, identity: str) -> None:
    store.save(CALM)
    for act in (
        store.load,
        store.history,
        store.delete,
        store.undelete,
        store.duplicate,
        lambda key: store.save_version(key, CALM, expected=1),
        lambda key: store.rename(key, "New", expected=1),
        lambda key: store.restore(key, 1, expected=1),
        lambda key: store.set_thumbnail(key, 1, {}),
    ):
        with pytest.raises(Missing):
            act(identity)


@pytest.mark.parametrize("number", [0, -1, 2, 2**31, 2**80])
def test_unknown_versions_are_missing(store: Store, number: int) -> None:
    identity = store.save(CALM).version.identity
    with pytest.raises(Missing):
        store.load(identity, number)
    with pytest.raises((Missing, Conflict)):
        store.save_version(identity, CALM, expected=number)


def test_several_are_saved_together_or_not_at_all(store: Store) -> None:
    with pytest.raises(ScenarioError):
        store.save_all([CALM, replace(CALM, title="")])
    assert store.entries() == []
    saved = store.save_all([CALM, replace(CALM, title="Two")], "Ann", action="imported")
    assert [store.load(one.version.identity).scenario for one in saved] == [CALM, replace(CALM, title="Two")]
    assert {one.version.action for one in saved} == {"imported"}


def test_a_scenario_of_a_newer_program_is_listed_and_says_why_it_cannot_be_opened(store: Store) -> None:
    identity = store.save(CALM).version.identity
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(VERSIONS.update().values(document='{"schema": 99, "title": "Calm"}', schema=99, checksum=None))
    assert titles(store) == ["Calm"]
    with pytest.raises(ScenarioError, match="saved scenario 'Calm', version 1: schema 99 was written by a newer version"):
        store.load(identity)


def test_a_store_of_a_newer_program_is_refused(store: Store, place: str) -> None:
    with store.engine.execution_options(writes=True).begin() as connection:
        connection.execute(LAYOUT.update().values(version=99))
    with pytest.raises(ScenarioError, match="the store has layout 99 and was made by a newer version"):
        Store(place)
