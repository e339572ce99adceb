"""The search for the edge of the auditorium: it closes in on the edge, and keeps to the steps it announces."""

from __future__ import annotations

import pytest

from simulation import RunSpec
from ui.simulate import tipping_search as edge
from ui.simulate.tipping_search import MOST_STEPS, NEAR, Edge, further


def search(setting: RunSpec) -> list[Edge]:
    """Return every step of a search."""
    steps = [further(setting, None)]
    while not steps[-1].found:
        steps.append(further(setting, steps[-1]))
    return steps


@pytest.mark.parametrize("first_silent", [10, 45, 160, 255, 300, 495, 500])
def test_the_edge_is_found_within_the_announced_steps(monkeypatch, first_silent):
    monkeypatch.setattr(edge, "silent_in_most", lambda setting, batch, tick: batch >= first_silent)
    *before, found = search(RunSpec())
    assert found.safe < first_silent <= found.silent <= found.safe + NEAR
    assert found.steps <= MOST_STEPS
    assert [step.steps for step in before] == list(range(1, found.steps))
    assert all(f"of at most {MOST_STEPS}" in step.words() for step in before)
    assert str(found.safe) in found.words()


@pytest.mark.parametrize(("silent", "words"), [(False, "No batch up to 500"), (True, "Even a batch of 5 ")])
def test_an_edge_that_is_not_in_the_door_is_said_to_be_elsewhere(monkeypatch, silent, words):
    monkeypatch.setattr(edge, "silent_in_most", lambda setting, batch, tick: silent)
    *_, found = search(RunSpec())
    assert words in found.words()
