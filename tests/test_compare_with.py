"""Compare with ...: what is on Simulate goes along as it stands, saved or not."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.scenario import Scenario
from tests.saving import PAGES, opened
from ui.session.keys import HISTORY_KEY, SENT_KEY
from ui.simulate import compare_with


@pytest.fixture
def left(monkeypatch) -> list[str]:
    """Return the pages that were left for; a page opened alone knows no others."""
    pages: list[str] = []
    monkeypatch.setattr(compare_with.st, "switch_page", pages.append)
    return pages


def test_unsaved_changes_and_the_baseline_go_along(kept, left):
    app = opened("simulate")
    app.session_state["session"].move("batch size", app.session_state["session"].now.with_value("batch_size", 60))
    app.session_state["drawer_compare"] = True
    app.run()
    assert app.selectbox(key="compare_with").options[0] == "The baseline of this page"
    app.button(key="compare_now").click().run()
    assert left == [compare_with.PAGE]
    assert app.session_state[HISTORY_KEY] == [compare_with.BASELINE, "now"]
    there = AppTest.from_file(PAGES / "compare" / "page.py", default_timeout=120)  # the same session, on the other page
    for key in ("session", HISTORY_KEY, SENT_KEY):
        there.session_state[key] = app.session_state[key]
    there.run()
    assert not there.exception
    assert there.session_state["compare_options"] == [compare_with.BASELINE, "now"]
    differing = there.get("table")[0].value
    assert [str(value) for value in differing.iloc[0]][-2:] == ["20", "**60**"], differing


def test_a_saved_scenario_can_be_chosen(kept, left):
    identity = kept.save(Scenario(title="Ours", weeks=12, differences={"founders": 5}), "Ann").version.identity
    app = opened("simulate")
    app.session_state["drawer_compare"] = True
    app.run()
    assert "The baseline of this page" not in app.selectbox(key="compare_with").options, "it is what stands there"
    app.selectbox(key="compare_with").set_value(f"saved:{identity}")
    app.button(key="compare_now").click().run()
    assert app.session_state[HISTORY_KEY] == [f"saved:{identity}", "now"]
    assert left == [compare_with.PAGE]
