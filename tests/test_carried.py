"""The link to a comparison: it carries the settings, works in another store, and says what was changed, lost or damaged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scenarios.link import MAX_LINK, to_link
from scenarios.scenario import Scenario
from scenarios.store import Store
from simulation.vocabulary.existing import Existing
from tests.saving import opened, words
from ui.comparison.carried import BEHIND, address_of, carries_all, read
from ui.comparison.offers import Offer
from ui.comparison.options import Option

THERE = Existing(members=120, active=20, age_weeks=40)
SMALL, LARGE = Scenario(title="Plan", differences={"batch_size": 10}, weeks=12), Scenario(title="Plan", differences={"batch_size": 90}, weeks=12)


def option(key: str, scenario: Scenario) -> Option:
    return Option(key=key, name=scenario.title, scenario=scenario)


def offers(**scenarios: Scenario) -> dict[str, Offer]:
    return {
        key.replace("_", ":"): Offer(one.title, "saved", (), lambda key=key, one=one: option(key.replace("_", ":"), one))
        for key, one in scenarios.items()
    }


def test_an_address_carries_everything_but_the_librarys_own():
    text = address_of(["library:default", "saved:a", "now"], {"saved:a": option("saved:a", SMALL), "now": option("now", LARGE)})
    library, saved, now = text.split(",")
    assert library == "library:default"
    assert saved == f"saved:a{BEHIND}{to_link(SMALL, texts=False)}"
    assert now.startswith(f"now{BEHIND}1.")
    assert carries_all(text)
    assert not carries_all("library:default,saved:a")


def test_what_is_the_same_here_is_known_by_its_own_key():
    sent: dict[str, Scenario] = {}
    text = address_of(["saved:a", "library:default"], {"saved:a": option("saved:a", SMALL)})
    found = read(text, "saved:a", offers(saved_a=SMALL), sent)
    assert (found.keys, found.baseline, found.notes, sent) == (("saved:a", "library:default"), "saved:a", (), {})


@pytest.mark.parametrize(("here", "said"), [({}, "is not kept here"), ({"saved_a": LARGE}, "was changed here since")])
def test_what_is_not_here_or_was_changed_comes_with_the_address(here, said):
    sent: dict[str, Scenario] = {}
    found = read(address_of(["saved:a"], {"saved:a": option("saved:a", SMALL)}), "saved:a", offers(**here), sent)
    (key,) = found.keys
    assert key.startswith("set:")
    assert found.baseline == key, "the baseline goes along"
    assert sent[key].differences == {"batch_size": 10}
    assert said in found.notes[0]


@pytest.mark.parametrize("key", ["saved:a", "now"])
def test_an_option_that_starts_from_another_community_is_not_the_one_here(key):
    sent: dict[str, Scenario] = {}
    there = replace(SMALL, existing=THERE)
    address = address_of([key], {key: option(key, there)})
    found = read(address, "", offers(**{key.replace(":", "_"): SMALL}), sent)
    assert [sent[one].existing for one in found.keys] == [THERE]
    assert bool(found.notes) == (key != "now")
    assert read(address, "", offers(**{key.replace(":", "_"): there}), {}).keys == (key,), "the same community is known by its own key"


@pytest.mark.parametrize("link", ["1.AAAA", "x", "9.AAAA", "1." + "A" * 9_000])
def test_damaged_settings_are_said_and_the_key_is_tried(link):
    found = read(f"saved:a{BEHIND}{link}", "", offers(saved_a=SMALL), {})
    assert found.keys == ("saved:a",)
    assert "cannot be read" in found.notes[0]


def test_too_much_for_an_address_leaves_the_keys(monkeypatch):
    keys = [f"saved:{number}" for number in range(6)]
    plans = {key: option(key, Scenario(title=key, weeks=12, differences={"batch_size": place})) for place, key in enumerate(keys)}
    assert len(address_of(keys, plans)) <= MAX_LINK
    monkeypatch.setattr("ui.comparison.carried.MAX_LINK", 200)
    assert address_of(keys, plans) == ",".join(keys)


def test_the_same_comparison_opens_from_its_link_in_another_store(kept, tmp_path, monkeypatch):
    identities = [kept.save(scenario, "Ann").version.identity for scenario in (SMALL, LARGE)]
    first = opened(
        "compare", base="", **{"with": ",".join(f"saved:{one}" for one in identities), "against": f"saved:{identities[1]}", "worlds": "10"}
    )
    assert not first.exception
    query = {name: first.query_params[name] for name in ("with", "against", "worlds")}
    query = {name: value[0] if isinstance(value, list) else value for name, value in query.items()}
    assert carries_all(query["with"])
    there = tmp_path / "there.sqlite"
    Store(there).close()
    monkeypatch.setenv("CLG_STORE_URL", f"sqlite:///{there}")
    second = opened("compare", base="", **query)
    assert not second.exception
    text = words(second)
    assert "is not kept here; the address carries its settings" in text
    marked = [element.value for element in second.markdown]
    decision = next(place for place, words_of in enumerate(marked) if words_of.startswith("#### "))
    assert decision < marked.index("##### What differs in the inputs"), "what decides comes first"
    assert all(key.startswith("set:") for key in second.session_state["compare_options"])
    assert second.session_state["compare_baseline"] == second.session_state["compare_options"][1]
    tables = [element.value for element in second.get("table")]
    assert [list(table.iloc[0])[1:] for table in tables[:1]] == [list(table.iloc[0])[1:] for table in (one.value for one in first.get("table")[:1])]
