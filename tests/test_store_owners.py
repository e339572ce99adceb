"""Whose a saved scenario is, where people sign in: who sees it, and who may change it."""

from __future__ import annotations

from contextlib import closing

import pytest

from scenarios.failures import Missing, Refused
from scenarios.scenario import Scenario
from scenarios.store import Store
from tests.stores import place_fixture  # noqa: F401 - a fixture

PLAN, OTHER = Scenario(title="Plan", story="What we do."), Scenario(title="Other")


@pytest.fixture(name="store")
def store_fixture(place: str):
    with closing(Store(place)) as opened:
        yield opened


def test_a_scenario_belongs_to_whoever_saved_it_first(store: Store) -> None:
    ann, ben, anybody = store.seen_as("ann@team.example"), store.seen_as("ben@team.example"), store.seen_as("")
    identity = ann.save(PLAN, "Ann").version.identity
    assert store.entries()[0].owner == "ann@team.example"
    for reader in (ben, anybody):
        assert reader.load(identity).scenario == PLAN, "the team sees it"
        for act in (
            lambda reader=reader: reader.save_version(identity, OTHER, expected=1),
            lambda reader=reader: reader.rename(identity, "Mine", expected=1),
            lambda reader=reader: reader.delete(identity),
            lambda reader=reader: reader.set_thumbnail(identity, 1, None),
            lambda reader=reader: reader.share(identity, "private"),
        ):
            with pytest.raises(Refused, match=r"belongs to ann@team\.example"):
                act()
    ann.share(identity, "private", ["cat@team.example"])
    cat = store.seen_as("cat@team.example")
    assert cat.save_version(identity, OTHER, "Cat", expected=1).version.number == 2
    with pytest.raises(Refused):
        cat.share(identity, "team")
    for reader in (ben, anybody, store.seen_as("at@team.example"), store.seen_as("%")):
        assert (reader.entries(), reader.count(), reader.count("other")) == ([], 0, 0)
        for act in (
            lambda reader=reader: reader.load(identity),
            lambda reader=reader: reader.history(identity),
            lambda reader=reader: reader.save_version(identity, PLAN, expected=2),
            lambda reader=reader: reader.delete(identity),
            lambda reader=reader: reader.undelete(identity),
        ):
            with pytest.raises((Missing, Refused)):
                act()
        assert not reader.in_trash(identity)
    ann.delete(identity, "Ann")
    assert (ben.trash(), len(cat.trash()), store.in_trash(identity)) == ([], 1, True)
    assert ann.undelete(identity).version.number == 2
    free = anybody.save(OTHER).version.identity
    assert ben.save_version(free, PLAN, expected=1).version.number == 2, "what nobody owns everybody may change"


def test_a_signed_in_name_cannot_be_typed(store: Store) -> None:
    ann = store.seen_as("ann@team.example", "Ann Example")
    saved = ann.save(PLAN, "The boss")
    identity = saved.version.identity
    again = ann.save_version(identity, OTHER, "The boss", expected=1)
    ann.delete(identity, "The boss")
    assert {saved.version.saved_by, again.version.saved_by, store.trash()[0].deleted_by} == {"Ann Example"}
