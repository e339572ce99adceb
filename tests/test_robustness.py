"""Headline conclusions under structural variants: judged by paired worlds, saved, loaded and listed."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest

from scenarios.scenario import load_library
from simulation import INPUTS, MODEL_VERSION, VARIANTS, inputs_from
from simulation.documentation.findings import Stood, saved, stood
from simulation.engine.ensemble import Cancelled
from simulation.studies import findings
from simulation.studies import robustness as module
from simulation.studies.robustness import CONCLUSIONS, IN_BATCHES, OVERNIGHT, TWO_YEARS, Conclusion, Standing, headlines, load, more, save, side
from simulation.studies.saved_study import beliefs
from simulation.studies.validation import OPEN_FORUM

SMALL = {"starting_customers": 200, "waiting_list": 0}
RITUALS = Conclusion(
    "rituals bring people back",
    side(SMALL, weeks=26),
    side({**SMALL, "ritual_cadence": "none"}, weeks=26),
    more("weekly_active", 4, 26),
)
REVERSED = Conclusion("rituals keep people away", RITUALS.other, RITUALS.one, RITUALS.gain)
TWO = {name: VARIANTS[name] for name in ("balanced", "tie_led")}


def test_a_true_claim_stands_and_its_opposite_falls():
    told = []
    found = headlines(runs=4, conclusions=(RITUALS, REVERSED), variants=TWO, progress=lambda share, stage: told.append((share, stage)))
    assert [(one.claim, one.variant) for one in found] == [(each.claim, name) for name in TWO for each in (RITUALS, REVERSED)]
    for one, other in zip(found[::2], found[1::2], strict=True):
        assert (one.true_in, one.of, one.stands) == (4, 4, True)
        assert (other.true_in, other.stands) == (0, False)
    # Each setting is simulated once per variant, however many conclusions need it.
    assert told == [(0.0, "balanced"), (0.25, "balanced"), (0.5, "tie_led"), (0.75, "tie_led"), (1.0, "done")]


def test_a_claim_without_any_difference_does_not_stand():
    same = Conclusion("nothing differs", RITUALS.one, RITUALS.one, RITUALS.gain)
    assert headlines(runs=3, conclusions=(same,), variants={"balanced": {}}) == [Standing("nothing differs", "balanced", 0, 3)]


def test_it_stops_when_asked():
    with pytest.raises(Cancelled):
        headlines(runs=2, conclusions=(RITUALS,), variants=TWO, stop=lambda: True)


def test_each_variant_leans_the_way_its_name_says():
    balanced, inhibition, ties, resilient = (inputs_from(VARIANTS[name]) for name in ("balanced", "inhibition_led", "tie_led", "resilient"))
    assert balanced == inputs_from()
    assert inhibition.inhibition_exponent > balanced.inhibition_exponent
    assert inhibition.responsibility_exponent < balanced.responsibility_exponent
    assert ties.inhibition_exponent < balanced.inhibition_exponent
    assert ties.visit_bonds > balanced.visit_bonds
    for name in ("inhibition_exponent", "responsibility_exponent", "identity_dilution", "trust_neglect"):
        assert getattr(resilient, name) < getattr(balanced, name), name


def test_nine_in_ten_is_what_it_takes():
    assert Standing("a", "b", 27, 30).stands
    assert not Standing("a", "b", 26, 30).stands


def test_what_is_saved_is_loaded(tmp_path):
    place = tmp_path / "headlines.json"
    standings = [Standing("a", name, 30 - 10 * (name == "tie_led"), 30) for name in VARIANTS]
    save(standings, 30, 9, place)
    assert load(place)["standings"] == standings
    kept = stood(place)
    assert kept == Stood(MODEL_VERSION, beliefs(), 30, 9, tuple(standings))
    assert kept.current
    assert kept.everywhere() == (0, 1)
    assert kept.rows()[0]["tie_led"] == "falls, 20 of 30"
    assert kept.rows()[0]["balanced"] == "stands, 30 of 30"
    assert list(tmp_path.iterdir()) == [place]
    assert stood(tmp_path / "none.json") is None


def test_other_defaults_make_saved_conclusions_old(monkeypatch, tmp_path):
    save([], 2, 7, tmp_path / "kept.json")
    findings.save([], 2, 7, tmp_path / "found.json")
    assert saved(tmp_path / "found.json").current
    monkeypatch.setitem(INPUTS, "tie_gain", replace(INPUTS["tie_gain"], default=0.13))
    assert not stood(tmp_path / "kept.json").current
    assert not saved(tmp_path / "found.json").current


def test_the_saved_conclusions_are_of_this_version_and_complete():
    kept = stood()
    assert kept is not None, "run python -m simulation variants --save"
    assert kept.current, "the defaults or variants have changed: run python -m simulation variants --save"
    assert {(one.claim, one.variant) for one in kept.standings} == {(each.claim, name) for each in CONCLUSIONS for name in VARIANTS}


def test_the_rushes_are_what_the_conclusions_say_they_are():
    weeks, sizes = [week for week, _, _ in IN_BATCHES], {size for _, _, size in IN_BATCHES}
    (crowd,) = OVERNIGHT
    assert (len(weeks), sizes, sum(size for _, _, size in IN_BATCHES)) == (20, {250}, crowd[2])
    assert {later - week for week, later in pairwise(weeks)} == {4}, "monthly"
    assert weeks[0] == crowd[0]
    told = [one for one in CONCLUSIONS if IN_BATCHES in (_shocks(one.one), _shocks(one.other))]
    assert [one.claim.count("20 monthly rushes of 250") for one in told] == [1, 1]
    measure, first, last = told[1].gain.args
    assert (measure, last) == ("weekly_active", TWO_YEARS)
    assert "half a year after the last, two years after the single crowd" in told[1].claim
    assert 26 <= first - weeks[-1] < last - weeks[-1] <= 30
    assert 100 < first - crowd[0] < last - crowd[0] <= 108


def _shocks(spec) -> tuple:
    return tuple((shock.week, shock.kind, shock.size) for shock in spec.timeline.shocks)


def test_the_command_lists_and_saves(command, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "PLACE", tmp_path / "kept.json")
    monkeypatch.setattr(module.save, "__defaults__", (tmp_path / "kept.json",))
    standings = [Standing("rituals help", "balanced", 3, 3), Standing("rituals help", "tie_led", 1, 3)]
    monkeypatch.setattr(module, "headlines", lambda **asked: standings if asked["runs"] == 3 else [])
    code, text, errors = command("variants", "--runs", "3", "--save")
    assert (code, errors) == (0, "")
    assert [line.split()[-1] for line in text.splitlines()] == ["stands", "falls"]
    assert json.loads((tmp_path / "kept.json").read_text())["standings"][1] == {"claim": "rituals help", "variant": "tie_led", "true_in": 1, "of": 3}
    code, text, _ = command("variants", "--runs", "3", "--format", "json")
    assert json.loads(text)[0]["stands"] is True
    code, _, errors = command("variants", "--runs", "1")
    assert code == 2
    assert "--runs" in errors


def test_the_saved_findings_are_of_these_defaults():
    document = findings.load()
    assert (document["model_version"], document["beliefs"]) == (MODEL_VERSION, beliefs()), "run `python -m simulation validate --save`"
    assert not [one.name for one in document["findings"] if one.verdict == "fails"]


def test_the_open_forum_of_the_findings_is_the_library_s():
    assert load_library("open-forum").inputs == inputs_from(OPEN_FORUM)
