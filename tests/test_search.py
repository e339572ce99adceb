"""The search finds a lever by the words people use, and every word leads somewhere."""

from __future__ import annotations

import pytest

from simulation import INPUTS
from ui.simulate.sidebar import _searched
from ui.text.synonyms import SYNONYMS


@pytest.mark.parametrize("word", SYNONYMS)
def test_every_word_leads_to_a_lever_or_an_assumption(word):
    assert any(name in INPUTS for name in SYNONYMS[word])


@pytest.mark.parametrize(
    ("words", "lever"),
    [("waitlist", "batch_size"), ("discord", "platform"), ("hire", "community_managers"), ("salary", "manager_cost"), ("seo", "public_content")],
)
def test_people_find_what_they_mean(words, lever):
    assert all(word in _searched(INPUTS[lever]) for word in words.split())
