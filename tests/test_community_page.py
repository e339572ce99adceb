"""Starting from a community that is there already, on the page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

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


def test_the_form_hands_on_all_that_is_known_of_today(monkeypatch):
    """What is asked for on the page reaches the past: posts as a target of it, staff as its lever and today's."""
    begun = []
    monkeypatch.setattr("ui.simulate.community.begin_today", lambda existing, changes, title: begun.append((existing, changes)) and False)

    def form():
        from scenarios.scenario import load_library
        from ui.session.state import fresh
        from ui.simulate.community import community

        community(fresh(load_library("default"), "default"))

    app = AppTest.from_function(form).run(timeout=60)
    assert not app.exception
    for name, value in {"members": 300, "active": 45, "age": 26, "newcomers": 20, "posts": 250, "staff": 2.5}.items():
        app.number_input(key=f"from_{name}").set_value(value)
    app.button(key="from_go").click().run(timeout=60)
    assert not app.exception
    existing, changes = begun[0]
    assert existing == Existing(members=300, active=45, age_weeks=26, newcomers=20.0, posts=250.0)
    assert changes == {"starting_customers": 1_200, "community_managers": 2.5, "batch_size": 0}
