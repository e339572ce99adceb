"""What of the decision paper comes on demand: which input carries a difference, and at which values the decision turns."""

from __future__ import annotations

import json
import re
import threading
from datetime import UTC, datetime

import pytest
from patience import until
from planted import Planted, noise, planted
from sqlalchemy import inspect

from scenarios.link import to_link
from scenarios.scenario import Scenario
from simulation import INPUTS
from simulation.engine.ensemble import simulate
from simulation.studies.by_input import PLAN, alone, labels
from simulation.studies.cloud import Point
from simulation.studies.row_cache import RowCache
from simulation.studies.turning_points import ALWAYS, MOST_OTHERS, turning_points
from simulation.studies.why import by_lever
from simulation.vocabulary.amounts import money
from simulation.vocabulary.inputs import inputs_from
from simulation.vocabulary.run_spec import RunSpec
from tests.comparisons import RUNS, compared
from tests.saving import opened, words
from ui.comparison.options import aligned
from ui.report.content import report_of
from ui.session.background import Studies
from ui.text.lever_text import with_unit

NAMES = ("default", "ghost-town")
MOMENT = datetime(2026, 5, 4, tzinfo=UTC)
AMOUNT = re.compile(r"[+-]\$[\d,.]+[kMB]?")


@pytest.fixture
def toml(tmp_path):
    paths = []
    for name, one in zip(NAMES, compared(*NAMES).options, strict=True):
        paths.append(tmp_path / f"{name}.toml")
        paths[-1].write_text(one.scenario.to_toml(), encoding="utf-8")
    return paths


def test_what_each_input_carries_stands_in_the_json_as_on_the_paper(command, toml):
    comparison = compared(*NAMES)
    base, other = aligned(comparison.options, RUNS)
    each = {
        name: simulate(one.inputs, one.timeline, seed=one.seed, weeks=one.weeks, replicates=range(RUNS)) for name, one in alone(base, other).items()
    }
    split = by_lever(comparison.results[0], each, comparison.results[1])
    paper = report_of(comparison, question="", author="", moment=MOMENT, by_input={1: split})
    (told,) = (words for words in paper.why if "by input" in words)
    code, output, errors = command("compare", *toml, "--runs", RUNS, "--why", "--format", "json")
    assert (code, errors) == (0, "")
    found = list(json.loads(output)["options"].values())[1]["differences"]["by_input"]
    assert AMOUNT.findall(told) == [money(part["amount"], signed=True) for part in found["parts"]]
    assert [part["name"] in told for part in found["parts"]] == [True] * len(each) + [True]
    assert {part["input"] for part in found["parts"]} == {*labels(base, other), None}
    assert sum(part["amount"] for part in found["parts"]) == pytest.approx(found["median"])
    text = " ".join(command("compare", *toml, "--runs", RUNS, "--why", "--format", "text")[1].split())
    for part in found["parts"]:
        assert f"{part['name']} {money(part['amount'], signed=True)}" in text


def test_the_values_at_which_the_decision_turns_stand_in_the_json_as_on_the_paper(command, toml, monkeypatch):
    """The study itself is planted, so that it takes no time and its answer is known; the worlds of the comparison are simulated."""

    def world(inputs, replicate):
        few = inputs.founders < 10
        return {"npv": 100 * noise(replicate) + (0.0 if few else 1e6 * (inputs.search_conversion - 0.013))}

    from contextlib import contextmanager

    @contextmanager
    def cloud_for(arguments, spec):
        yield planted(world)

    monkeypatch.setattr("cli.exploring.cloud_for", cloud_for)
    code, output, errors = command("compare", *toml, "--runs", RUNS, "--turning", "--format", "json")
    assert (code, errors) == (0, "")
    rests = json.loads(output)["rests_on"]
    assert len(rests["found"]) == len(ALWAYS) + MOST_OTHERS
    assert {point["input"] for point in rests["found"]} >= set(ALWAYS)
    first = rests["found"][0]
    assert (first["input"], pytest.approx(first["nearest"], abs=1e-3)) == ("search_conversion", 0.013)
    assert first["advantage"][0] * first["advantage"][-1] < 0
    comparison = compared(*NAMES)
    places = {option.key.partition(":")[2]: place for place, option in enumerate(comparison.options)}
    ahead, behind = (next(place for name, place in places.items() if name in rests[side]) for side in ("ahead", "behind"))
    points = [Point(results.inputs, results.timeline) for results in comparison.results]
    *_, last = turning_points(planted(world), points[ahead], points[behind])
    paper = report_of(comparison, question="", author="", moment=MOMENT, rests=last)
    said = " ".join(paper.assumptions)
    for point in rests["found"][:5]:
        spec = INPUTS[point["input"]]
        assert spec.label in said
        ends = [with_unit(spec, spec.type(point["values"][end]), "USD") for end in (0, -1)]
        assert " to ".join(ends) in said
    about = float(f"{first['nearest']:.3g}")
    assert f"turns below about {with_unit(INPUTS['search_conversion'], about, 'USD')}" in said
    text = " ".join(command("compare", *toml, "--runs", RUNS, "--turning", "--format", "text")[1].split())
    assert "Search visitors who sign up (prosumer): the decision turns below about 1.3" in text


def test_neither_is_worked_out_unasked_and_too_many_inputs_are_said(command, toml, tmp_path):
    plain = json.loads(command("compare", *toml, "--runs", 2, "--format", "json")[1])
    assert "rests_on" not in plain
    assert "by_input" not in list(plain["options"].values())[1]["differences"]
    names = [name for name, spec in INPUTS.items() if spec.kind == "assumption" and spec.type is float and spec.default != spec.low][:14]
    other = tmp_path / "many.toml"
    differences = {name: INPUTS[name].low for name in names}
    other.write_text(Scenario(title="Many", weeks=12, differences=differences).to_toml(), encoding="utf-8")
    code, output, errors = command("compare", toml[0], other, "--runs", 2, "--weeks", 12, "--why", "--format", "text")
    assert (code, errors) == (0, "")
    assert "too many to take apart" in " ".join(output.split())


def test_inputs_of_one_label_are_told_apart():
    base = RunSpec(inputs_from())
    same = [name for name, spec in INPUTS.items() if spec.label == "Platform"]
    assert len(same) == 2, "a lever and an assumption are both called Platform"
    values = {"platform": "chat", next(name for name in same if name != "platform"): 1.0}
    other = base.with_values(values)
    assert sorted(labels(base, other).values()) == ["Platform (assumption)", "Platform (lever)"]
    assert len(alone(base, other)) == 2
    assert labels(base, base) == {}
    assert PLAN not in labels(base, other).values()


PLANTED = 0.013  # search conversion below which batches of 40 are worth less than batches of 20


def world_of(inputs, replicate):
    return {"npv": 100 * noise(replicate) + (1e6 * (inputs.search_conversion - PLANTED) if inputs.batch_size == 40 else 0.0)}


@pytest.fixture
def server(monkeypatch):
    """Return a function that begins the server's memory anew, with workers whose worlds are planted, and returns these."""

    def begun() -> Planted:
        workers, shelf, known = Planted(world_of), RowCache(), Studies()
        monkeypatch.setattr("ui.session.exploring.quiet", lambda: workers)
        monkeypatch.setattr("ui.session.exploring.rows", lambda: shelf)
        monkeypatch.setattr("ui.compare.rests_on.studies", lambda: known)
        return workers

    return begun


def pair(*sizes: int, worlds: int = 10):
    links = (to_link(Scenario(title=f"Batches of {size}", weeks=12, differences={"batch_size": size})) for size in sizes)
    app = opened("compare", base="", **{"with": ",".join(f"set:{place}~{link}" for place, link in enumerate(links)), "worlds": str(worlds)})
    assert not app.exception
    return app


def is_tested(app) -> bool:
    said = words(app.run())
    assert not app.exception
    return "Search visitors who sign up" in said and said.count("the decision ") >= len(ALWAYS) + MOST_OTHERS


def test_what_the_decision_rests_on_is_found_by_itself_and_kept_with_the_comparison(kept, server, monkeypatch):
    monkeypatch.delenv("CLG_UNASKED")
    workers = server()
    app = pair(20, 40)
    assert "At which value the advantage of" in words(app)
    assert until(lambda: is_tested(app)), "it is worked out though nobody pressed anything"
    assert "the decision turns" in words(app)
    assert not [button for button in app.button if button.key == "test_turns"], "it is complete"
    asked = len(workers.asked)
    app.selectbox(key="compare_runs").set_value(30).run()
    assert "the decision turns" in words(app), "it hangs on no number of worlds"
    assert len(workers.asked) == asked
    workers = server()  # another server over the same store
    app = pair(20, 40)
    assert "the decision turns" in words(app), "it is there at once"
    assert not workers.asked
    app = pair(20, 50)
    assert until(lambda: is_tested(app)), "another comparison is tested by itself"
    assert workers.asked


def test_a_server_may_wait_until_it_is_asked_and_a_reader_may_stop_it(kept, server, monkeypatch):
    workers = server()
    app = pair(20, 40)
    assert not workers.asked
    assert app.button(key="test_turns").label == "Test what would turn it"
    app.button(key="test_turns").click().run()
    assert until(lambda: is_tested(app))
    monkeypatch.delenv("CLG_UNASKED")
    gate, usual = threading.Event(), Planted.submit

    def held(self, *arguments):
        assert gate.wait(30)
        return usual(self, *arguments)

    monkeypatch.setattr(Planted, "submit", held)
    app = pair(20, 60)
    app.button(key="test_turns").click().run()
    gate.set()
    assert app.button(key="test_turns").label == "Test what would turn it", "it does not begin by itself again"
    assert "the decision turns" not in words(app.run())
    app.button(key="test_turns").click().run()
    assert until(lambda: is_tested(app))


def test_what_rests_on_a_setting_nobody_saved_is_kept_nowhere(kept, server, monkeypatch):
    monkeypatch.delenv("CLG_UNASKED")
    server()
    app = opened("compare", base=to_link(Scenario(title="Mine", weeks=12, differences={"batch_size": 40})), **{"with": "now,library:default"})
    assert until(lambda: is_tested(app))
    with kept.engine.begin() as connection:
        assert not inspect(connection).has_table("clg_findings")
