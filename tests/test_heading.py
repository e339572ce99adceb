"""The heading, the choice of a start and Explore name the setting above whose verdict they stand, not the one it was moved away from."""

from __future__ import annotations

from scenarios.link import to_link
from scenarios.scenario import Scenario
from tests.saving import save, words

HOME = "A small, cared-for community"


def headed(app) -> tuple[str, str]:
    """Return the heading of the page and what the choice of a start shows."""
    heading = next(element.value for element in app.markdown if element.value.startswith("### "))
    start = app.selectbox(key="start")
    assert start.value == ""
    return heading.removeprefix("### ").replace("\\", ""), start.options[0]


def test_a_saved_setting_goes_by_its_name_and_one_that_was_changed_says_so(open_page, kept):
    """After "Save as" the page went on calling "Big door" by the name of the library scenario it had been moved away from."""
    app = open_page("simulate")
    assert headed(app) == ("A short look", "A short look")
    app.select_slider(key="lever_batch_size").set_value(60).run()
    assert headed(app) == ("A short look, changed", "A short look, changed")
    app.button(key="save").click().run()
    app = save(app, "Big door")
    assert headed(app) == ("Big door", "Big door")
    app.select_slider(key="lever_batch_size").set_value(80).run()
    assert headed(app) == ("Big door, changed", "Big door, changed")
    app.button(key="undo").click().run()
    assert headed(app) == ("Big door", "Big door")


def test_a_link_that_moves_a_library_scenario_is_not_called_by_its_name_alone(open_page, kept):
    link = to_link(Scenario(weeks=12, differences={"batch_size": 60}), texts=False)
    app = open_page("simulate", base="", s=link)
    assert headed(app) == (f"{HOME}, changed", f"{HOME}, changed")
    assert HOME in app.selectbox(key="start").options[1:], "the way back to it"
    app.selectbox(key="start").set_value("default").run()
    assert f"### {HOME}" in [element.value.replace("\\", "") for element in app.markdown]
    assert app.selectbox(key="start").value == "default"
    explore = open_page("explore", base="", s=link)
    assert f"From the present setting: {HOME}, with 1 input changed." in words(explore).replace("\\", "")
