"""The page Explore without a browser: every question is answered with cost, health and spread, stopped, and taken over into the levers."""

from __future__ import annotations

import re
import zlib
from types import SimpleNamespace
from unittest.mock import MagicMock

import numpy as np
import pytest

import ui.explore.first
import ui.session.exploring
from simulation import INPUTS, inputs_from
from simulation.studies.compare import difference
from simulation.studies.row_cache import RowCache
from simulation.studies.zone_map import CLEAR
from tests.planted import Planted, noise
from tests.saving import words
from ui.explore.beliefs import _answer
from ui.explore.take_over import in_words
from ui.explore.tipping_point import THREE_IN_FOUR


def world(inputs, replicate):
    """Return a world in which mentoring pays, large batches ruin, and without managers it pays most and ruins as well."""
    size = inputs.batch_size or 1_000  # an open door lets in the most
    value = 100_000 + 80_000 * inputs.mentorship - 300 * abs(size - 30) + 5_000 * noise(replicate)
    value += 400_000 * (inputs.community_managers < 1) - 100_000 * (inputs.search_conversion < 0.018) * (size > 20)
    zone = "auditorium" if inputs.community_managers < 1 else "at risk" if size > 60 else "healthy"
    payback = 30 - value / 20_000
    return {
        "npv": value,
        "payback_month": payback,
        "cost_per_month": 9_000 * max(inputs.community_managers, 0.1),
        "peak_funding": 50_000,
        "zone": zone,
    }


@pytest.fixture
def explore(open_page, monkeypatch):
    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(world))
    shelf = RowCache()
    monkeypatch.setattr(ui.session.exploring, "rows", lambda: shelf)

    def ask(question: str = "Which lever first?"):
        app = open_page("explore")
        assert not app.exception
        if question != "Which lever first?":
            app.button_group(key="question").set_value(question).run()
        return app

    return ask


def pressed(app, name: str):
    app.button(key=f"ask_{name}").click().run()
    assert not app.exception, app.exception
    return app


def test_before_anything_is_asked_nothing_is_computed(explore):
    app = explore()
    assert app.button(key="ask_first").label == "Try every move"
    assert "From the present setting" in words(app)


def test_which_lever_first_is_answered_within_a_budget_and_taken_over(explore):
    app = explore()
    app.text_input(key="first_budget").set_value("10,000")
    app.button(key="ask_first").click().run()
    assert not app.exception
    assert "Left out, for they cost more than the budget:" in words(app)
    assert "Incentive fit** does nothing here: there is no incentive it could change" in words(app)
    labels = app.selectbox(key="first_choice").options
    assert labels[0].startswith("Community managers 1 → 0.5")
    assert "auditorium" in words(app), "what pays most is said to ruin the community"
    app.selectbox(key="first_choice").select(labels[1]).run()
    assert re.search(r"better in 6 of 6 worlds; .*9.* a month then, on average over the horizon; .*healthy in all 6 worlds", words(app))
    app.button(key="first_take").click().run()
    assert app.session_state["session"].now.value("mentorship") is True
    assert "Now in the levers: Mentorship on" in words(app).replace("\\", "")


def test_within_another_budget_the_move_that_may_be_taken_over_is_one_of_those_offered_and_is_named(explore):
    """The list kept the name of a move that was left out, over the sentence and the button of another one."""
    app = pressed(explore(), "first")
    app.selectbox(key="first_choice").select("Mentorship off → on").run()
    assert "**Mentorship off → on**: +$80" in words(app).replace("\\", "")
    app.text_input(key="first_budget").set_value("8,000").run()
    chosen = app.selectbox(key="first_choice")
    assert chosen.value == chosen.options[0] != "Mentorship off → on"
    assert f"**{chosen.value}**: " in words(app).replace("\\", "")
    assert "It costs $9,000 a month on average, more than the budget. Left out, for they cost more than the budget:" in words(app).replace("\\", "")


@pytest.mark.parametrize(("best", "said"), [(30.0, []), (20.0, ["No single move is worth more than the present setting."])])
def test_that_nothing_helps_is_said(explore, monkeypatch, best, said):
    def at_best(inputs, replicate):
        return world(inputs, replicate) | {"npv": -abs(inputs.founders - best)}

    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(at_best))
    assert [box.value for box in pressed(explore(), "first").info] == said


def test_of_many_moves_the_best_and_the_worst_are_drawn_and_that_is_said(explore, monkeypatch):
    def any_value(inputs, replicate):
        return world(inputs, replicate) | {"npv": float(zlib.crc32(repr(inputs).encode()) % 1_000)}

    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(any_value))
    said = re.search(r"Drawn are the 12 best and the 12 worst of (\d+) moves", words(pressed(explore(), "first")))
    assert int(said[1]) > 24


def test_what_moves_and_is_nobodys_choice_has_no_budget(explore):
    app = explore()
    app.button_group(key="first_kind").set_value("Beliefs").run()
    assert not app.exception
    assert not [box for box in app.text_input if box.key == "first_budget"]


def test_the_map_says_where_it_tips_over_with_its_spread_and_a_cell_is_taken_over(explore):
    app = pressed(explore("Where does it tip over?"), "tipping_point")
    assert re.search(r"Values are medians of the same 5 worlds in every cell, .* Health rests on 5 worlds\.", words(app))
    said = words(app).replace("\\", "")
    lines = re.findall(r"^- (between Batch size .+ and .+ \(. (?:healthy|at risk|auditorium) → . [a-z ]+\)): Rituals (.+)$", said, re.MULTILINE)
    places = [line for line, _ in lines]
    assert places
    assert len(set(places)) == len(places), "rows that tip over in one place stand in one line"
    named = app.table[0].value
    assert sum(len(ups.split(", ")) for _, ups in lines) == len(named) > len(lines), "and no row of the map is left out of both"
    assert all("worlds" in cell for cell in [*named["At the first"], *named["At the second"]])
    alike = "No cell is clearly best.** About as good among the healthiest: Batch size 30 with Rituals None, Batch size 30 with Rituals "
    assert alike in said, "rituals do nothing in these worlds"
    assert "The first is worth most, but it is worth more than each of the others in fewer than three in four of those worlds." in said
    assert f"{THREE_IN_FOUR} is {CLEAR}" == "three in four is 0.75"
    assert "(about as good as any among the healthiest)" in said
    assert "with nothing tried between (" in said, "of 60 and an open door"
    app.button(key="edge_take").click().run()
    now = app.session_state["session"].now
    assert now.value("batch_size") in (20, 30, 40)


def test_a_cell_that_is_clearly_best_is_called_best(explore, monkeypatch):
    def clear(inputs, replicate):
        found = world(inputs, replicate)
        return found | {"npv": found["npv"] + 7_000 * (inputs.ritual_cadence == "monthly")}

    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(clear))
    said = words(pressed(explore("Where does it tip over?"), "tipping_point")).replace("\\", "")
    assert "**Best among the healthiest**: Batch size 30 with Rituals Monthly, worth more than each of the others in at least three in four" in said
    assert "about as good" not in said
    assert "Batch size 30, Rituals Monthly (best among the healthiest)" in said


@pytest.mark.parametrize("torn", [True, False])
def test_cells_whose_worlds_disagree_about_health_are_said_to_be_paler_and_the_table_says_in_how_many(explore, monkeypatch, torn):
    def disagreeing(inputs, replicate):
        return world(inputs, replicate) | {"zone": "at risk" if torn and replicate in (0, 3) else "healthy"}

    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(disagreeing))
    app = pressed(explore("Where does it tip over?"), "tipping_point")
    assert ("Paler cells: worlds disagree about health. In how many it is so stands in their tips and in the table." in words(app)) == torn
    health = {line for frame in app.dataframe for line in frame.value["Health"]}
    assert health
    assert all((re.search(r" in \d of \d worlds$", line) is not None) == torn for line in health), health


def test_what_does_nothing_in_a_few_worlds_is_not_said_to_do_nothing(explore):
    """A ghost town's review in month 24 changes no number in the worlds looked at, and some in four of thirty."""
    said = words(pressed(explore(), "first"))
    assert "**Incentive fit** does nothing here: there is no incentive it could change." in said
    assert "**Seed threads** changed nothing in the few worlds looked at: what it limits was never reached in them." in said
    assert "**Seed threads** does nothing" not in said


@pytest.mark.parametrize(("verdict", "said"), [(True, "healthy in 27 of 30 worlds"), (False, "healthy in 8 of 10 worlds")])
def test_the_present_setting_is_as_healthy_as_its_verdict_says(explore, monkeypatch, verdict, said):
    """Two of its first four worlds are at risk, and three of thirty: Explore said "at risk" where Simulate says "healthy"."""

    def torn(inputs, replicate):
        return world(inputs, replicate) | {"zone": "at risk" if replicate in (0, 3) else "healthy"}

    index = np.where(np.arange(30) < 3, 0.3, 0.1)[:, None] * np.ones(156)
    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(torn))
    monkeypatch.setattr(ui.explore.first, "known", lambda setting: SimpleNamespace(series={"auditorium_index": index}) if verdict else None)
    shown_now = words(pressed(explore(), "first"))
    assert f"Now ● {said}." in shown_now
    assert "● healthy in 8 of 10 worlds." in shown_now, "of the move that may be taken over"
    assert "Paler bars: worlds disagree about health" in shown_now
    assert "(● healthy, ▲ at risk or worse, ■ auditorium)" in shown_now


def test_the_way_to_a_goal_is_healthy_and_checked_in_unseen_worlds(explore):
    app = explore("How do I get there?")
    app.text_input(key="way_number_0").set_value("22").run()
    app = pressed(app, "way")
    assert [box.value for box in app.success if "worlds the search has not seen" in box.value]
    assert "healthy in all 30 worlds" in words(app)
    assert re.search(
        r"In the unseen worlds: payback month \d+, value \$[\d.]+k .*, \$9,000 a month on average, ● healthy in all 30 worlds\. \d+ settings",
        words(app).replace("\\", ""),
    )
    assert not [box for box in app.selectbox if box.key == "way_other"], "the way is the only one: its own button takes it over"
    app.button(key="way_take").click().run()
    assert app.session_state["session"].now.value("mentorship") is True
    app.text_input(key="way_number_0").set_value("1").run()
    app = pressed(app, "way")
    assert any("Not reachable by these moves" in box.value for box in app.warning)
    assert "(Payback at most month 1 fails in 14" in [box.value for box in app.warning][-1], "as what was asked for is written"


def test_what_stands_on_the_way_is_taken_over_and_no_change_is_cut(explore, monkeypatch):
    """Other answers had a button; here the third change was behind the edge of a cell."""

    def dear(inputs, replicate):
        value = 80_000 * inputs.mentorship + 9_000 * inputs.personal_onboarding + 50_000 * min(inputs.community_managers, 3.0)
        return world(inputs, replicate) | {"npv": value, "payback_month": 30 - value / 20_000, "zone": "healthy"}

    monkeypatch.setattr(ui.session.exploring, "quiet", lambda: Planted(dear))
    app = explore("How do I get there?")
    app.text_input(key="way_number_0").set_value("22").run()
    app = pressed(app, "way")
    settings = [name.replace("\\", "") for name in app.table[0].value["Setting"]]
    other = app.selectbox(key="way_other")
    assert other.options
    assert all(re.match(r"\+\$[\d.]+k, more in 4 of 4 worlds, \$[\d,.]+k? a month on average: ", option) for option in other.options), (
        "not by long names"
    )
    against = [value.replace("\\", "") for value in app.table[0].value["Value against as it is"]]
    assert all(re.fullmatch(r"–|\+\$[\d.]+k, more in 4 of 4 worlds", value) for value in against), against
    assert [name for name, value in zip(settings, against, strict=True) if value == "–"] == [name for name in settings if name == "as it is"]
    assert {option.split(": ")[1] for option in other.options} < set(settings)
    other.select(other.options[-1]).run()
    app.button(key="way_take_other").click().run()
    now = app.session_state["session"].now
    changed = [in_words(name, value) for name, value in vars(now.inputs).items() if value != getattr(inputs_from(), name)]
    assert sorted(changed) == sorted(other.options[-1].split(": ")[1].split(", "))
    assert settings[0] == "as above"
    assert "Now in the levers:" in words(app)


def test_what_would_change_our_mind_names_beliefs_that_can_be_taken_over(explore):
    app = explore("What would change our mind?")
    assert "the present setting itself" in words(app)
    app.session_state["session"].move("batch", app.session_state["session"].now.with_value("batch_size", 30))
    app.run()
    app = pressed(app, "beliefs")
    assert "sets of beliefs" in words(app)
    assert "The choice is the starting point**: on average over these beliefs it is worth $" in words(app).replace("\\", "")
    assert "held-back worlds" in words(app)
    assert "Worth measuring first" in words(app)
    assert not re.search(r"\$\d+\.\d+(?!\d*[kM])", words(app).replace("\\", "")), "worth without cents"
    worth = app.dataframe[-1].value
    assert [INPUTS[name].label for name in worth["Name in the model"]] == list(worth["Belief"])
    assert "Where Search visitors who sign up" in words(app).replace("\\", ""), "large batches fail where few who search sign up"
    before = app.session_state["session"].now.value("search_conversion")
    app.button(key="beliefs_take_0").click().run()
    assert not app.exception
    assert app.session_state["session"].now.value("search_conversion") < 0.02 < before
    assert "Now in the levers" in words(app)


@pytest.mark.parametrize(("sign", "chosen", "left"), [(1, "the present setting", "Pay for posts"), (-1, "Pay for posts", "the present setting")])
def test_the_option_that_is_chosen_is_named_and_that_single_beliefs_do_not_turn_it_is_not_said_of_all_together(sign, chosen, left, monkeypatch):
    """Of a manager gone, worth less in 237 of 240 sets of beliefs, it said that "the choice stays", and not which; elsewhere 37 of 240 turned it."""
    lines = []
    monkeypatch.setattr("ui.explore.beliefs.st", MagicMock(markdown=lines.append))
    worth = sign * np.where(np.arange(240) < 37, -20_000.0, 100_000.0)
    found = SimpleNamespace(boxes=(), evppi={"a": 0.0}, evpi=6_274.4, difference=difference("npv", np.zeros(240), worth), advantage=worth)
    _answer(found, "$", "Pay for posts")
    said = " ".join(lines).replace("\\", "")
    assert f"**The choice is {chosen}**: on average over these beliefs it is worth $81.5k more than {left}." in said
    assert f"As far as 240 sets of beliefs tell, {chosen} stays the choice whatever one of them turns out to be, on average over the others." in said
    assert "Several together and chance turn it in 37 of them: knowing everything beforehand would be worth at most $6.3k." in said


@pytest.mark.parametrize("median", [100_000.0, 0.0])  # what is at stake is how far it may go, in a tie as well
@pytest.mark.parametrize(("worth", "said"), [(4.49, True), (99_000.0, False)])
def test_what_is_hardly_worth_measuring_is_said_to_be(worth, said, median, monkeypatch):
    """To the cent it looked like an offer: "$4.49" to a decision about a hundred thousand."""
    lines = []
    monkeypatch.setattr("ui.explore.beliefs.st", MagicMock(markdown=lines.append))
    change = difference("npv", np.zeros(31), median + np.linspace(-100_000, 100_000, 31))
    _answer(SimpleNamespace(boxes=(), evppi={"search_conversion": worth}, evpi=worth, difference=change, advantage=np.array([median])), "$", "B")
    told = next(line for line in lines if "Worth measuring first" in line)
    assert ("next to nothing" in told) == said
    assert ("up to \\$4 to this decision" in told or "up to $4 to this decision" in told) == said
    assert "4.49" not in told


def test_a_study_is_stopped_keeps_what_it_found_and_goes_on(explore, monkeypatch):
    app = pressed(explore(), "first")
    mine = app.session_state["work_first"]
    assert mine.state.share == 1
    assert not mine.running
    assert app.button(key="ask_first").label == "Ask again"
    mine.state = type(mine.state)(**{**vars(mine.state), "share": 0.4})
    app.run()
    assert app.button(key="ask_first").label == "Go on"
    assert "Stopped at 40%" in words(app)
    assert app.selectbox(key="first_choice").options
