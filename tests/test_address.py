"""The address: what is a wish of the reader and what only lags behind, one entry per step, links written for HTML."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from scenarios.link import from_link
from scenarios.scenario import Scenario, load_library
from simulation import RunSpec
from ui.session import address as module
from ui.session.address import DELIVERED, PAGES, Address, understand
from ui.session.link import at_start, place_of, query_of
from ui.session.settings import History


class Query(dict):
    """Stand for the query of the browser's address, counting the messages that change it."""

    sent = 0

    def get_all(self, name: str) -> list[str]:
        return [self[name]]

    def from_dict(self, given) -> None:
        self.sent += 1
        self.clear()
        self.update({name: text if isinstance(text, str) else text[0] for name, text in given.items()})


@pytest.fixture
def browser(monkeypatch):
    fake = SimpleNamespace(query_params=Query(), session_state={})
    monkeypatch.setattr(module, "st", fake)
    return fake


def test_only_a_place_the_reader_went_to_is_a_wish(browser):
    time = [0.0]
    address = Address(("s", "view"))
    browser.query_params["s"] = "one"
    assert address.wish(clock=lambda: time[0]) == {"s": "one"}, "the first address"
    address.write({"s": "one"}, lambda: time[0])
    assert address.wish(clock=lambda: time[0]) is None, "our own"
    address.write({"s": "two"}, lambda: time[0])
    browser.query_params.clear()
    browser.query_params["s"] = "one"
    assert address.wish(clock=lambda: time[0] + DELIVERED / 2) is None, "sent before the new one had arrived"
    assert address.wish(changed=True, clock=lambda: time[0] + 60) is None, "sent with a change of the reader's"
    assert address.wish(clock=lambda: time[0] + 60) == {"s": "one"}, "the reader went back"
    address.write({"s": "one"}, lambda: time[0] + 60)
    browser.query_params.clear()
    browser.session_state[PAGES] = ("compare", "")
    assert address.wish(clock=lambda: time[0] + 99) is None, "the reader came from another page"
    browser.session_state[PAGES] = ("", "")
    assert address.wish(clock=lambda: time[0] + 99) == {}, "the reader went back to the plain address"


def test_a_step_is_one_message_and_other_names_stay(browser):
    browser.query_params["embed"] = "true"
    address = Address(("s", "view", "currency"))
    address.write({"s": "1", "view": "Health", "currency": "EUR"})
    assert browser.query_params == {"embed": "true", "s": "1", "view": "Health", "currency": "EUR"}
    address.write({"s": "1", "currency": "EUR"})
    assert browser.query_params == {"embed": "true", "s": "1", "currency": "EUR"}
    address.write({"s": "1", "currency": "EUR"})
    assert browser.query_params.sent == 2


@pytest.mark.parametrize(
    "given", [{"from": "a", "amp;s": "b"}, {"from": "a", "amp;amp;s": "b"}, {"amp;from": "a", "s": "b"}, {"from": "a", "s": "b", "amp;s": "c"}]
)
def test_an_ampersand_written_for_html_is_understood(browser, given):
    browser.query_params.update(given)
    understand()
    assert browser.query_params == {"from": "a", "s": "b"}


@pytest.mark.parametrize("name", ["default", "ghost-town", "early-migration"])
def test_an_address_says_start_setting_baseline_currency_view_and_worlds(name):
    begun = at_start(load_library(name), name)
    place = replace(
        begun, now=replace(begun.now.with_value("founders", 7), runs=10), start_setting=replace(begun.now, runs=10), currency="CHF", view="Health"
    )
    place = replace(place, pinned=replace(begun.now.with_value("batch_size", 60), runs=10))
    again, notes, readable = place_of(query_of(place))
    assert (again, notes, readable) == (place, [], True)
    assert place_of(query_of(begun))[0] == begun


def test_a_place_that_cannot_be_read_is_named_part_by_part():
    for query, words in (
        ({"s": "x"}, "link cannot be opened"),
        ({"baseline": "x"}, "start is the baseline"),
        ({"currency": "XXX"}, "no currency 'XXX'"),
    ):
        place, notes, readable = place_of(query)
        assert words in notes[0][1]
        assert readable is ("s" not in query)
        assert place.now == at_start(load_library("default")).now


def test_a_files_text_stays_with_its_place_when_the_browser_goes_back():
    first, second = at_start(load_library("default"), "default"), at_start(Scenario(title="Mine", story="Ours"))
    history = History(first)
    history.move_to(second)
    history.go_to(first)
    assert (history.current, history.future) == (first, [second]), "Back is the same as Undo"
    history.go_to(second)
    assert (history.current, history.past, history.future) == (second, [first], [])
    third = at_start(Scenario(title="Else"))
    history.go_to(third)
    assert history.past == [first, second]
    assert history.current.start.title == "Else"


def test_a_link_of_a_saved_place_keeps_only_well_formed_identities():
    assert place_of({"saved": f"{'a' * 32}.3"})[0].saved == "a" * 32
    for wrong in ("x", "A" * 32 + ".1", "a" * 32, "a" * 31 + ".1", "../../etc.1"):
        assert place_of({"saved": wrong})[0].saved == ""
    spec = from_link(query_of(at_start(Scenario(title="Plan", differences={"founders": 3})))["base"])
    assert (spec.title, RunSpec(spec.inputs).value("founders")) == ("Plan", 3)
