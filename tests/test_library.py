"""The built-in scenarios: complete, readable, found by name, and nothing but differences."""

import tomllib

import pytest

from scenarios.errors import ScenarioError
from scenarios.scenario import LIBRARY, Scenario, library_names, load_library, resolve
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.version import DEFAULT_SEED, DEFAULT_WEEKS

PROMISED = {
    "default",
    "auditorium-overnight",
    "batched-twenty",
    "roi-in-month-one",
    "reports-to-marketing",
    "pay-for-posts",
    "ghost-town",
    "rented-platform",
    "early-migration",
    "influx-with-staff",
    "influx-without-staff",
    "ambassadors",
    "enterprise-champions",
    "advisory-board",
    "user-testing",
}


def test_the_promised_scenarios_are_there_and_the_default_comes_first() -> None:
    assert set(library_names()) >= PROMISED
    assert library_names()[0] == "default"


@pytest.mark.parametrize("name", library_names())
def test_each_built_in_scenario_is_complete_and_tells_its_story(name: str) -> None:
    scenario = load_library(name)
    assert scenario.title
    assert scenario.author
    assert scenario.reference
    assert 150 < len(scenario.story) < 800
    assert "\n" not in scenario.story
    assert (scenario.seed, scenario.weeks) == (DEFAULT_SEED, DEFAULT_WEEKS)
    assert Scenario.from_toml(scenario.to_toml()) == scenario


@pytest.mark.parametrize("name", library_names())
def test_each_built_in_scenario_states_differences_only(name: str) -> None:
    written = tomllib.loads((LIBRARY / f"{name}.toml").read_text(encoding="utf-8"))
    assert written.get("differences", {}) == load_library(name).differences


def test_no_two_built_in_scenarios_are_the_same() -> None:
    everything = [load_library(name) for name in library_names()]
    assert len({(repr(scenario.differences), scenario.timeline) for scenario in everything}) == len(everything)
    assert len({scenario.title for scenario in everything}) == len(everything)


def test_the_default_is_the_default() -> None:
    assert load_library("default").differences == {}
    assert not load_library("default").timeline
    assert load_library("default").inputs == inputs_from({})


def test_the_four_corners_of_the_strategy_matrix_are_there() -> None:
    corners = {(load_library(name).inputs.market, load_library(name).inputs.pmf_stage): name for name in PROMISED}
    assert set(corners) == {(market, stage) for market in ("prosumer", "enterprise") for stage in ("exploring", "established")}


def test_the_two_rushes_differ_in_staff_alone() -> None:
    staffed, alone = load_library("influx-with-staff"), load_library("influx-without-staff")
    assert staffed.shocks == alone.shocks != ()
    assert staffed.differences == alone.differences
    assert {change.name for change in staffed.changes} == {"community_managers"}


def test_names_and_paths_resolve(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    mine = Scenario(title="Mine", differences={"founders": 3})
    (tmp_path / "default").write_text(mine.to_toml(), encoding="utf-8")
    (tmp_path / "mine").write_text(mine.to_toml(), encoding="utf-8")
    assert resolve("default") == load_library("default")
    assert resolve("./default") == mine
    assert resolve("mine") == mine
    assert resolve(str(tmp_path / "mine")) == mine


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("auditorium-overnite", "there is neither a built-in scenario nor a file of that name; did you mean auditorium-overnight?"),
        ("zzz", "zzz: there is neither a built-in scenario nor a file of that name; there are default, "),
        ("default.toml", "default.toml: there is no such file"),
        ("nowhere/default", "nowhere/default: there is no such file"),
        ("", "there is neither a built-in scenario nor a file of that name"),
        ("a\x00b", "there is neither a built-in scenario nor a file of that name"),
        (".", "this is a folder"),
    ],
)
def test_what_does_not_resolve_is_told_with_the_nearest_name(name: str, expected: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        resolve(name)
    assert expected in str(caught.value)


@pytest.mark.parametrize("name", ["../library/default", "default.toml", "Default", "nothing"])
def test_a_library_name_is_never_a_path(name: str) -> None:
    with pytest.raises(ScenarioError, match="there is no built-in scenario of that name"):
        load_library(name)
