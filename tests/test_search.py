"""The search finds a lever by the words people use, and every word leads somewhere."""

from __future__ import annotations

import pytest

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation import INPUTS
from tests.saving import opened
from ui.simulate.sidebar import _searched
from ui.text.synonyms import CHOICES, SYNONYMS, choices_meant


@pytest.mark.parametrize("word", SYNONYMS)
def test_every_word_leads_to_a_lever_or_an_assumption(word):
    assert any(name in INPUTS for name in SYNONYMS[word])


@pytest.mark.parametrize(
    ("words", "lever"),
    [("waitlist", "batch_size"), ("discord", "platform"), ("hire", "community_managers"), ("salary", "manager_cost"), ("seo", "public_content")],
)
def test_people_find_what_they_mean(words, lever):
    assert all(word in _searched(INPUTS[lever]) for word in words.split())


@pytest.mark.parametrize(
    ("word", "lever", "choices"),
    [
        ("slack", "platform", ["chat"]), ("Facebook", "platform", ["rented"]), ("marketing", "reporting_line", ["marketing"]),
        ("a function", "reporting_line", ["own_function"]), ("ma", "reporting_line", []), ("slack", "batch_size", []),
        ("twice", "ritual_cadence", ["twice_weekly"]),
    ],
)  # fmt: skip
def test_a_word_means_a_choice(word, lever, choices):
    assert choices_meant(INPUTS[lever], word) == choices


def test_other_names_of_choices_are_of_choices_that_there_are():
    assert all(choice in INPUTS[lever].choices for lever, choice in CHOICES)


def test_what_a_word_means_is_offered_and_set_by_one_click():
    app = opened("simulate", base=to_link(Scenario(title="Short", weeks=20)), runs="10")
    app.text_input(key="find").set_value("slack").run()
    app.button(key="set_platform_chat").click().run()
    assert not app.exception
    assert app.session_state["session"].now.inputs.platform == "chat"
    assert "set_platform_chat" not in [button.key for button in app.button]
