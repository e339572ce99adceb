"""The puzzle of a lesson: it answers with its first worlds, says that they are the first, and is refined in place."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.lesson_task import spec_of
from simulation import RunSpec
from simulation.engine.ensemble import run_replicates
from simulation.engine.pool import EnginePool
from simulation.engine.result_cache import ResultCache
from simulation.engine.stream import HURRIED
from simulation.studies.conditions import condition_from
from tests.saving import lesson, words
from ui.learn import worlds
from ui.learn.puzzle import _close
from ui.session import runs


def test_a_puzzle_answers_with_its_first_worlds_and_is_refined_in_place(open_page, monkeypatch):
    whole = run_replicates(spec_of(lesson("selling").puzzle.start, 10))
    first = run_replicates(spec_of(lesson("selling").puzzle.start, 10), range(4))
    answers = [first]
    monkeypatch.setattr("ui.learn.puzzle.growing", lambda *asked: iter(answers))
    app = open_page("learn", lesson="selling")
    app.session_state["learn_selling"] = {"step": "Puzzle", "locked": 1}
    app.run()
    assert not app.exception
    bars = [one.proto.text for one in app.get("progress")]
    assert len(bars) == len(lesson("selling").puzzle.win)
    assert all(re.search(r"met in \d of the first 4 worlds, median", bar) for bar in bars)
    assert "So far all at once in **0 of the first 4 worlds**; 10 are tried." in words(app)
    answers.append(whole)
    app.run()
    refined = [one.proto.text for one in app.get("progress")]
    assert len(refined) == len(bars), "they stand where the first ones stood"
    assert all(re.search(r"met in \d+ of 10 worlds, median", bar) for bar in refined)
    assert "All at once in **0 of 10 worlds**." in words(app)
    assert "So far" not in words(app)


def test_a_win_is_confirmed_in_all_worlds_from_the_first_on(open_page, monkeypatch):
    won = {"selling_pressure": 0.0, "reporting_line": "ceo"}
    told = lesson("selling").puzzle
    asked: list[int] = []

    def growing(scenario, worlds):
        asked.append(worlds)
        for done in (4, worlds):
            yield run_replicates(spec_of(scenario, worlds), range(done))

    monkeypatch.setattr("ui.learn.puzzle.growing", growing)
    app = open_page("learn", lesson="selling")
    app.session_state["learn_selling"] = {"step": "Puzzle", "locked": 1}
    app.run()
    app.slider(key="puzzle_selling_selling_pressure").set_value(won["selling_pressure"])
    app.selectbox(key="puzzle_selling_reporting_line").set_value(won["reporting_line"]).run()
    assert asked[-1] == 10
    app.button(key="puzzle_selling_confirm").click().run()
    assert not app.exception
    assert asked[-1] == 30
    assert [re.fullmatch(r"Solved: in (2[4-9]|30) of 30 worlds\.", one.value) is not None for one in app.success] == [True]
    assert not app.info, "what was so far stands there no more"
    assert told.winner == won


@pytest.mark.parametrize(
    ("paid_back", "told"), [(3, "median month 18 among the 3 that have one"), (10, "median month 18"), (0, "no figure in any of them")]
)
def test_a_median_of_those_that_pay_back_is_said_to_be_one(paid_back, told):
    results = run_replicates(RunSpec(weeks=4), range(10))
    months = np.where(np.arange(10) < paid_back, 18.0, np.nan)
    results = replace(results, runs={**results.runs, "payback_month": months})
    texts: list[str] = []
    place = SimpleNamespace(progress=lambda share, text: texts.append(text))
    _close(condition_from("payback_month<=20"), results, place)
    assert f"met in {paid_back} of 10 worlds, {told}" in texts[0].replace("\\", "")
    assert ("among" in texts[0]) == (paid_back == 3)


def test_while_others_wait_a_try_is_answered_from_one_world_and_says_so(open_page, monkeypatch):
    scenario = lesson("selling").puzzle.start
    whole = run_replicates(spec_of(scenario, 10))
    monkeypatch.setattr("ui.learn.puzzle.growing", lambda *asked: iter([run_replicates(spec_of(scenario, 10), range(1))]))
    app = open_page("learn", lesson="selling")
    app.session_state["learn_selling"] = {"step": "Puzzle", "locked": 1}
    app.run()
    assert not app.exception
    assert all(re.search(r"met in [01] of 1 world so far, value", one.proto.text) for one in app.get("progress"))
    assert "So far all at once in **0 of 1 world**; 10 are tried." in words(app)
    monkeypatch.setattr(EnginePool, "pressed", True)
    for hurried, growing in ((1, worlds.growing(scenario, 10, lambda: None)), (HURRIED, runs.grow(spec_of(scenario, 10), lambda: None))):
        cache = ResultCache()
        monkeypatch.setattr(runs, "result_cache", lambda cache=cache: cache)
        answers = list(growing)
        assert [len(answers[0]), len(answers[-1])] == [hurried, 10]
        assert all(np.array_equal(answers[-1].runs[name], whole.runs[name], equal_nan=True) for name in whole.runs)
