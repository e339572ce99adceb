"""Starting from a community that is there already, on the page."""

from __future__ import annotations

from simulation.vocabulary.existing import Existing
from ui.session.community import begin_today, hold_against


def test_a_start_keeps_the_past_when_levers_move(monkeypatch):
    import ui.session.community as module
    from scenarios.scenario import load_library
    from ui.session.state import fresh

    here = fresh(load_library("default"), "default")
    for target in (module, __import__("ui.session.state", fromlist=["session"])):
        monkeypatch.setattr(target, "session", lambda: here)
    monkeypatch.setattr(module, "_search", lambda wanted: None)
    assert begin_today(Existing(members=150, active=40, age_weeks=30), {"batch_size": 0, "starting_customers": 500}, "Ours")
    assert here.now.existing.lived == (("batch_size", 0),)
    assert here.now.value("starting_customers") == 500
    here.move("batch size", here.now.with_value("batch_size", 50))
    assert here.now.existing == here.start_setting.existing
    assert here.baseline.value("batch_size") == 0
    hold_against("unchanged")
    assert here.now.existing.counterfactual == here.baseline.existing.counterfactual == here.start.existing.counterfactual == "unchanged"
    assert here.now.value("batch_size") == 50
