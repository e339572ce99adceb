"""Learning from a history: what is simulated is found again, what is shuffled teaches nothing, and the command says all of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from scenarios.scenario import load
from simulation.studies.history.calibration import METHODS, calibrate, refine, under_variants
from simulation.studies.history.cautions import cautions
from simulation.studies.history.learning import learn, outside, recovered
from simulation.studies.history.library import PARAMETERS, PIECES, PLACE, Library, library, simulated, stale
from simulation.studies.history.library import load as load_library
from simulation.studies.history.planted import load as load_planted
from simulation.studies.history.planted import mixed, planted, spread_out
from simulation.studies.history.planted import settings as planted_settings
from simulation.studies.history.reading import read_history
from simulation.studies.history.series import History, HistoryError
from simulation.studies.saved_study import beliefs
from simulation.vocabulary.inputs import VARIANTS
from simulation.vocabulary.version import MODEL_VERSION

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "ui" / "data" / "sample.csv"


@pytest.fixture(scope="module")
def known() -> Library:
    return library()


@pytest.fixture(scope="module")
def sample():
    return read_history({"": SAMPLE.read_bytes()}, today=date(2026, 1, 1))


def process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "simulation", "calibrate", *arguments], capture_output=True, text=True, cwd=ROOT, check=False)


def test_the_kept_library_is_what_this_model_simulates():
    kept = load_library(PLACE)
    assert stale(kept.mark) == [], "run calibrate --rebuild"
    small = np.argsort(kept.settings[:, 0] * kept.settings[:, 3])[:3]
    made = simulated(kept.settings[small], small)
    for name in PIECES:
        assert np.array_equal(made[name], kept.months[name][small]), name


def test_settings_of_simulated_communities_are_found_again(known):
    found = recovered(known, some=range(0, len(known), 2))
    assert set(found) == {one.name for one in PARAMETERS}
    for name, one in found.items():
        assert 0.70 <= one["covered"] <= 0.90, name
    assert sum(one["r2"] >= 0.3 for one in found.values()) >= 3


def test_shuffled_months_return_the_prior(known, sample):
    rng, history, nothing = np.random.default_rng(2), sample.history, 0
    for _ in range(20):
        order = rng.permutation(len(history))
        found = learn(mixed(history, order), known)
        if not found.ordered:
            nothing += 1
            for parameter, one in zip(PARAMETERS, found.learnt().values(), strict=True):
                assert not one.taught
                width = parameter.free(parameter.high) - parameter.free(parameter.low)
                assert parameter.free(one.low) == pytest.approx(parameter.free(one.prior_low), abs=0.35 * width)
    assert nothing >= 16
    assert learn(history, known).ordered


def test_a_history_beyond_the_model_is_refused_and_names_the_feature(known, sample):
    history = sample.history
    crowd = History(history.months, history.active * 400, history.new * 400, history.contributions * 400)
    problems, _, _ = outside(crowd, known)
    assert len(problems) == 1
    assert "active people a month" in problems[0]
    assert "above all that the model produces" in problems[0]
    with pytest.raises(HistoryError, match="nothing can be learnt"):
        calibrate(type(sample)(crowd, sample.columns, sample.notes, sample.first_rows), known)


def test_a_column_a_little_outside_is_left_out(known, sample):
    history = sample.history
    quiet = History(history.months, history.active, history.new, history.active * 1.2)
    problems, left_out, rest = outside(quiet, known)
    assert problems == []
    assert "the column contributions is left out" in left_out[0]
    assert np.isnan(rest.contributions).all()


def test_a_fit_says_what_it_does_not_know(known, sample):
    found = calibrate(sample, known)
    assert {"habit", "leaving", "recommending", "founders", "inviting"} <= set(found.silent)
    assert set(found.backtest.said) == set(METHODS)
    assert len(found.level_months) == 12
    assert found.level_months[0] == "2025-01"
    assert found.existing().members == 1_532
    assert set(found.differences()) <= {"organic_signups", "visit_spread", "applicant_share", "reply_mean"}
    short = type(sample)(sample.history.part(0, 14), sample.columns, sample.notes, sample.first_rows)
    assert calibrate(short, known).backtest is None


@pytest.mark.parametrize(
    ("median", "taught", "said"),
    [
        (400.0, True, "(400): the history does not say how far it goes; it lies at the end of what was tried (3 to 400)"),
        (3.0, True, "(3): the history does not say how far it goes; it lies at the end of what was tried (3 to 400)"),
        (300.0, True, "(300): it lies outside what was thought before (4.89 to 245), where few communities were simulated"),
        (4.0, True, "(4): it lies outside what was thought before (4.89 to 245), where few communities were simulated"),
        (100.0, True, None),
        (400.0, False, None),  # of what says nothing, nothing is claimed
    ],
)
def test_an_estimate_at_the_end_of_what_was_tried_or_outside_what_was_thought_is_doubted(known, sample, median, taught, said):
    fitted = {name: replace(one, median=0.5 * (one.prior_low + one.prior_high)) for name, one in calibrate(sample, known).fitted.items()}
    there = {**fitted, "organic_signups": replace(fitted["organic_signups"], median=median, taught=taught)}
    assert list(cautions(there).values()) == ([f"Signups without the community {said}"] if said else [])


def test_what_further_communities_lead_to_is_doubted_where_the_first_answer_is_not(known, sample):
    found = calibrate(sample, known)
    calm = {name: replace(one, median=0.5 * (one.prior_low + one.prior_high), taught=True) for name, one in found.fitted.items()}
    far = {**calm, "visit_spread": replace(calm["visit_spread"], median=2.0)}
    said = "How far people differ in coming back (2): the history does not say how far it goes; it lies at the end of what was tried (0.5 to 2)"
    assert replace(found, fitted=calm, by_further=calm).cautions == ()
    assert replace(found, fitted=calm, by_further=far).cautions == (f"By further communities: {said}",)
    assert replace(found, fitted=far, by_further=far).cautions == (said,), "once"
    assert replace(found, fitted=far).document()["cautions"] == [said]


def test_the_command_warns_of_such_an_estimate_also_in_the_scenario_that_it_writes(command, tmp_path):
    place, history = tmp_path / "fitted.toml", tmp_path / "crowd.csv"
    header, *rows = (row.split(",") for row in SAMPLE.read_text().splitlines())
    many = [header, *([month, *(str(4 * int(value)) for value in values)] for month, *values in rows)]
    history.write_text("\n".join(",".join(row) for row in many))
    code, out, _ = command("calibrate", str(history), "--format", "text", "--out", str(place))
    assert code == 0
    warned = [line.removeprefix("Take care: ") for line in out.splitlines() if line.startswith("Take care: ")]
    assert any("lies at the end of what was tried" in line for line in warned)
    assert all(line in load(place).story for line in warned)


def test_a_fit_is_refined_where_it_points_and_may_be_stopped(known, sample):
    found = calibrate(sample, known)
    told: list[int] = []
    wider = refine(found, many=30, tell=told.append)
    assert told == [15, 30]
    assert wider.fitted == found.fitted
    assert wider.by_further.keys() == found.fitted.keys()
    for parameter, one in zip(PARAMETERS, wider.by_further.values(), strict=True):
        assert parameter.low <= one.low <= one.median <= one.high <= parameter.high
    assert refine(found, many=30).by_further == wider.by_further, "the same draws lead to the same"

    def stop(done: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        refine(found, many=30, tell=stop)
    rng = np.random.default_rng(2)
    orders = [rng.permutation(len(sample.history)) for _ in range(9)]
    order = next(one for one in orders if not learn(mixed(sample.history, one), known).ordered)
    nothing = calibrate(type(sample)(mixed(sample.history, order), sample.columns, sample.notes, sample.first_rows), known)
    assert not any(one.taught for one in refine(nothing, many=30).by_further.values()), "a shuffled history still teaches nothing"


def test_planted_settings_lie_in_the_refined_ranges_and_shuffled_months_teach_nothing(known):
    """Few communities, each refined a little; the kept findings of more are held against the same bounds below."""
    found = planted(known, spread_out(known, 4), many=15)
    assert [one.name for one in found] == [one.name for one in PARAMETERS]
    assert np.mean([one.refined_covered for one in found]) >= 0.6
    assert np.mean([one.refined_off for one in found]) < 0.25, "the middle of the prior is a quarter of its width off"
    assert max(one.told for one in found) <= 0.2, "shuffled months return the prior, but for those that chance has put in order"


def test_the_kept_findings_of_planted_communities_belong_to_this_model():
    kept = load_planted()
    assert (kept["model_version"], kept["beliefs"]) == (MODEL_VERSION, beliefs()), "run calibrate --planted 24 --save"
    assert kept["settings"] == planted_settings(), "run calibrate --planted 24 --save"
    assert kept["runs"] >= 24
    for one in kept["found"]:
        assert 0.64 <= one.refined_covered <= 0.97, one.name  # four in five, give or take two standard errors of 24 communities
        assert one.narrower <= 1, one.name
        assert one.told <= 0.1, one.name
    assert 0.70 <= np.mean([one.refined_covered for one in kept["found"]]) <= 0.90
    assert np.mean([one.refined_off for one in kept["found"]]) <= np.mean([one.off for one in kept["found"]])


def test_a_fit_under_every_variant_stands_beside_the_others(known, sample):
    found = under_variants(calibrate(sample, known), many=15)
    assert list(found.by_variant) == list(VARIANTS)
    assert found.document()["by_variant"]["tie_led"]["visit_spread"]["median"] == found.by_variant["tie_led"]["visit_spread"].median
    assert len({learnt["reply_mean"].median for learnt in found.by_variant.values()}) > 1


def test_the_command_gives_what_others_read(tmp_path):
    place = tmp_path / "fitted.toml"
    done = process(str(SAMPLE), "--active", "wrote", "--hold-back", "12", "--out", str(place), "--format", "json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert {"read_as", "fitted", "cautions", "silent", "backtest", "level"} <= set(answer)
    assert set(answer["backtest"]) == {"naive", "theta", "engine"}
    assert set(answer["level"]) == {"month", "median", "low", "high"}
    assert all(set(one) == {"median", "low", "high", "prior_low", "prior_high"} for one in answer["fitted"].values())
    assert load(place).existing.members == 1_532


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "name a history"),
        (("nowhere.csv",), "nowhere.csv: it cannot be read"),
        (("tests/files/histories/short.csv",), "at least 12 are needed"),
        (("tests/files/histories/tiny.csv",), "fewer than 5 active people"),
        ((str(SAMPLE), "--hold-back", "99"), "--hold-back: '99' is not allowed"),
        ((str(SAMPLE), "--column", "active=salary"), "no meaning of a column"),
        ((str(SAMPLE), "--refine", "3"), "--refine: '3' is not allowed"),
        (("--planted", "0"), "--planted: '0' is not allowed"),
        ((str(SAMPLE), "--save"), "--save: it keeps what --planted finds"),
        ((str(SAMPLE), "--variants"), "--refine says how many"),
        (("--windows", "tests"), "holds no histories"),
    ],
)
def test_what_is_wrong_is_said_in_one_message(arguments, message, command, monkeypatch):
    monkeypatch.chdir(ROOT)
    code, out, errors = command("calibrate", *arguments)
    assert (code, out) == (2, "")
    assert message in errors
