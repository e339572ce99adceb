"""Lessons: files that name every mistake, a teacher's own folder, claims that are proved, and the script's numbers."""

from __future__ import annotations

import dataclasses
import io
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from scenarios.errors import ScenarioError
from scenarios.lesson import FOLDER, NEAR_MISSES, Lesson, lesson_from, lessons, load_lesson
from scenarios.lesson_answer import answer_from, answer_text, checked_answer, months_asked
from scenarios.lesson_task import mark, spec_of, task_of
from scenarios.scenario import library_names, load_library
from simulation import InputError
from simulation.engine.ensemble import run_replicates
from simulation.studies.claims import claim_from
from simulation.studies.conditions import condition_from
from simulation.studies.lesson_proof import Proof, alone, load, needed, prove, save, shortened, standing
from ui.learn.home import caution
from ui.learn.script_sheet import script_of
from ui.learn.sheet import script_html, script_pdf

computed = cache(run_replicates)  # proofs of one lesson simulate the same worlds

FILES = sorted(FOLDER.glob("*.toml"))
LESSONS = {path.stem: load_lesson(path) for path in FILES}
SUBJECTS = {
    "flywheel", "one-nine-ninety", "auditorium", "return-too-early", "one-size", "reporting", "first-twenty", "moving-house", "influx", "selling",
    "batched-or-overnight",
}  # fmt: skip


def test_all_eleven_are_there_in_their_order():
    found, problems = lessons()
    assert problems == []
    assert set(found) == SUBJECTS
    assert [lesson.order for lesson in found.values()] == sorted(lesson.order for lesson in found.values())
    assert {lesson.predict.kind for lesson in found.values()} == {"curve", "number", "choice"}
    for lesson in found.values():
        assert len(lesson.puzzle.near_misses) == NEAR_MISSES
        assert all(lesson.puzzle.near_misses)
        assert len(lesson.puzzle.winner) > 1
        assert len(lesson.script) >= 5


def proof(**more) -> Proof:
    found = {"name": "selling", "mark": mark(LESSONS["selling"]), "of": 30, "effect_in": 29, "off_in": 0, "right_in": [], "winner_in": 28}
    return Proof(**{**found, "near_in": [0] * NEAR_MISSES, "first_slider_in": {}, "needed": 24, **more})


def test_a_lesson_that_is_not_proved_on_this_model_says_so(tmp_path):
    place = tmp_path / "lessons.json"
    assert standing("selling", mark(LESSONS["selling"]), place) is None
    assert caution(None).startswith("Not yet proved on this version of the model")
    save([proof()], 30, 7, place)
    assert standing("selling", mark(LESSONS["selling"]), place) == []
    assert caution([]) == ""
    assert standing("selling", "another text", place) is None
    assert standing("reporting", mark(LESSONS["reporting"]), place) is None
    save([proof(name="own")], 30, 7, place)  # what is known of others stays
    assert standing("selling", mark(LESSONS["selling"]), place) == []
    assert standing("own", mark(LESSONS["selling"]), place) == []
    save([proof(name="own")], 20, 7, place)  # unless it was found in other worlds
    assert standing("selling", mark(LESSONS["selling"]), place) is None
    save([proof(effect_in=12)], 30, 7, place)
    assert caution(standing("selling", mark(LESSONS["selling"]), place)) == (
        "On this version of the model: the effect holds in 12 of 30 worlds only."
    )
    found = proof(first_slider_in={"selling_pressure=0": 30, "recognition=private": 29})
    assert found.problems[-1].endswith("recognition=private wins in 29")
    assert caution(found.problems) == "On this version of the model: one slider is enough."  # which one is not told


def test_a_lesson_is_computed_in_as_many_worlds_as_asked():
    found = prove(shortened(task_of(LESSONS["selling"], 30), 4), computed)
    assert found.of == 4
    assert len(found.near_in) == NEAR_MISSES
    assert 0 <= found.effect_in <= 4
    assert found.needed == needed(LESSONS["selling"].puzzle.share, 4)


def test_a_lesson_that_claims_too_much_is_found_out():
    lesson = LESSONS["reporting"]
    bold = dataclasses.replace(lesson, effect=(claim_from("ratio: speakers@24<=0.1"),), switch_off={"page_visits": 1.1})

    def problems(condition: str) -> list[str]:
        puzzle = dataclasses.replace(lesson.puzzle, win=(condition_from(condition),))
        return prove(shortened(task_of(dataclasses.replace(bold, puzzle=puzzle), 30), 4), computed).problems

    never, always = problems("members@24>=1000000"), problems("members@24>=1")
    assert any("the effect holds in 0 of 4" in problem for problem in never)
    assert any("the winner wins in 0 of 4" in problem for problem in never)
    assert sum("near miss" in problem for problem in always) == NEAR_MISSES
    assert any("one slider is enough" in problem for problem in always)
    assert needed(0.8, 30) == 24
    assert needed(0.8, 10) == 8


def test_what_an_explanation_says_besides_the_effect_is_proved_claim_by_claim():
    lesson = LESSONS["selling"]
    claims = (claim_from("after: members@24>=1"), claim_from("after: members@24>=1000000"))
    more = dataclasses.replace(lesson, explained=claims)
    assert mark(more) != mark(lesson)
    found = prove(shortened(task_of(more, 30), 4), computed)
    assert found.explained_in == [4, 0]
    assert "what is explained holds in 0 of 4 worlds only: claim 2" in found.problems
    assert caution(found.problems).count("claim 2") == 0
    assert all(lesson.explained for lesson in LESSONS.values()), "every explanation states something besides the effect"


def test_every_lever_of_every_puzzle_was_moved_alone():
    kept = {one.name: one.first_slider_in for one in load()["lessons"]}
    for name, lesson in LESSONS.items():
        task = task_of(lesson, 30)
        moves = {f"{lever}={value}" for lever in lesson.puzzle.levers for value in alone(task, lever)}
        assert moves == set(kept[name]), name
        assert {move.partition("=")[0] for move in moves} == set(lesson.puzzle.levers), name


BROKEN = """
schema = 2
title = ""
minutes = 3
informaton = "typo"
[worlds.before]
name = "A"
scenario = "defalt"
[worlds.after]
name = "B"
differences = { batch_sise = 3, empowerment = 7 }
[predict]
kind = "guess"
question = "?"
measure = "weekly_activ"
[effect]
text = "x"
claims = ["ratio: speekers@24<=1", "later: speakers>=2", "after: speakers@90>=1"]
[explain]
text = "x"
switch_off = { batch_size = 3 }
claims = ["ratio: listeners@24<=1"]
[puzzle]
text = "x"
levers = ["batch_size", "starting_customers", "nonsense"]
win = ["payback<=3", "__import__('os')"]
winner = { batch_size = 9000 }
near_misses = [{ batch_size = 3 }]
[puzzle.start]
name = "S"
[[script]]
minute = 9
text = "x"
[[script]]
minute = 3
"""


def test_a_broken_file_names_every_mistake():
    with pytest.raises(ScenarioError) as found:
        lesson_from(BROKEN, "broken")
    told = "\n".join(found.value.problems)
    for words in (
        "schema: 2 is not allowed", "title: it is empty", "minutes: 3 is not allowed", "information: it is missing", "take_home: it is missing",
        "informaton: there is no such field; did you mean information?", "worlds.before", "defalt", "batch_sise", "empowerment",
        "kind: guess is not allowed", "weekly_activ is not allowed; did you mean weekly_active", "speekers", "no claim", "before the end of month 90",
        "listeners", "switch_off: batch_size cannot be set here", "starting_customers", "nonsense", "payback", "__import__", "9000", "near_misses: 1",
        "minute: 3 comes after 9", "script, entry 2: text: it is missing",
    ):  # fmt: skip
        assert words in told, words
    assert all(problem.startswith("broken: ") for problem in found.value.problems)


@pytest.mark.parametrize(
    "content", ["", "schema = 1", "x = [", "schema = 1\n[predict]\nkind = 3", "worlds = 5\npredict = []\npuzzle = 'x'\nscript = {}"]
)
def test_nonsense_is_refused_in_words(content):
    with pytest.raises(ScenarioError):
        lesson_from(content, "nonsense")


def test_the_commands_list_check_and_refuse(command, tmp_path):
    code, out, _ = command("lessons", "--format", "json")
    assert code == 0
    assert all(name in out for name in SUBJECTS)
    broken = tmp_path / "broken.toml"
    broken.write_text(BROKEN, encoding="utf-8")
    code, out, error = command("lessons", "--check", broken)
    assert (code, out) == (2, "")
    assert error.count("\n") > 15
    assert command("lessons", "--check", tmp_path / "nowhere.toml")[0] == 2
    for wrong in (["--save"], ["--check", broken, "--prove"], ["--prove", "--only", "nothing"], ["--runs", "1"]):
        code, out, error = command("lessons", *wrong)
        assert (code, out) == (2, ""), wrong
        assert error


def test_a_teachers_own_folder_adds_and_replaces(tmp_path, monkeypatch, command):
    text = (FOLDER / "selling.toml").read_text(encoding="utf-8")
    (tmp_path / "own.toml").write_text(text.replace('title = "Selling', 'title = "My own: selling'), encoding="utf-8")
    (tmp_path / "influx.toml").write_text(text, encoding="utf-8")
    (tmp_path / "broken.toml").write_text("schema = 1", encoding="utf-8")
    monkeypatch.setenv("CLG_LESSONS", str(tmp_path))
    found, problems = lessons()
    assert found["own"].title.startswith("My own")
    assert found["influx"].title == LESSONS["selling"].title
    assert problems
    assert all("broken.toml" in problem for problem in problems)
    assert command("lessons")[0] == 2
    (tmp_path / "own.toml").write_text(text.replace('title = "Selling', 'title = "Once more: selling'), encoding="utf-8")
    assert lessons()[0]["own"].title.startswith("Once more")  # a file that was changed is read again
    monkeypatch.setenv("CLG_LESSONS", str(tmp_path / "nowhere"))
    found, problems = lessons()
    assert set(found) == SUBJECTS
    assert "CLG_LESSONS" in problems[0]


def kind_of(kind: str) -> Lesson:
    return next(lesson for lesson in LESSONS.values() if lesson.predict.kind == kind)


def test_predictions_are_checked_and_come_back_the_same():
    curve, number, choice = (kind_of(kind) for kind in ("curve", "number", "choice"))
    months = len(months_asked(curve))
    good = [0.5 * curve.predict.top] * months
    assert answer_from(curve, answer_text(curve, good)) == good
    assert answer_from(choice, answer_text(choice, 1)) == 1
    for wrong in (
        good[:-1],
        [*good, 1.0],
        [float("nan"), *good[1:]],
        [-1.0, *good[1:]],
        [curve.predict.top * 2, *good[1:]],
        "abc",
        None,
        [True] * months,
    ):
        with pytest.raises(ScenarioError, match="curve"):
            checked_answer(curve, wrong)
    for wrong in (float("nan"), float("inf"), -1, number.predict.top * 1.01, "3", None, True):
        with pytest.raises(ScenarioError, match="number"):
            checked_answer(number, wrong)
    for wrong in (-1, len(choice.predict.options), 0.5, "0", None, True):
        with pytest.raises(ScenarioError, match="choice"):
            checked_answer(choice, wrong)
    for text in ("[", "NaN", "x" * 9_000, "{}"):
        with pytest.raises(ScenarioError):
            answer_from(curve, text)


def test_a_puzzle_moves_only_its_levers():
    puzzle = LESSONS["selling"].puzzle
    with pytest.raises(InputError, match="cannot be moved here"):
        puzzle.played({"arpa": 5.0})
    with pytest.raises(InputError):
        puzzle.played({"selling_pressure": 7.0})


def test_a_script_is_text_on_paper():
    results = run_replicates(spec_of(LESSONS["selling"].before, 2))
    script = script_of(LESSONS["selling"], *[results] * 5)
    assert "<script>" not in script_html(dataclasses.replace(script, title="<script>alert(1)</script>"))


def test_every_script_fits_on_one_sheet():
    # How many lines a script has does not depend on the numbers in it: one result stands in for all.
    results = run_replicates(spec_of(LESSONS["selling"].before, 2))
    for name, lesson in LESSONS.items():
        assert len(PdfReader(io.BytesIO(script_pdf(script_of(lesson, *[results] * 5)))).pages) == 1, name


def test_files_are_named_as_their_lessons():
    assert all(Path(path).stem in SUBJECTS for path in FILES)


@pytest.mark.parametrize("name", sorted(SUBJECTS))
def test_what_every_lesson_claims_was_computed_on_this_model_and_holds(name):
    # `python -m simulation lessons --prove --save` computes it anew after a change of the model or of a lesson.
    assert standing(name, mark(LESSONS[name])) == []


def test_every_later_practice_has_a_story_or_a_lesson():
    asked = {"in_product", "education", "feedback_loop", "consultant_support", "guidelines", "launch_month", "open_to", "reporting_line=own_function"}
    told: set[str] = set()
    for name in library_names():
        scenario = load_library(name)
        told |= {*scenario.differences, *(change.name for change in scenario.timeline.changes)}
    for lesson in LESSONS.values():
        for moves in (lesson.before.differences, lesson.after.differences, lesson.puzzle.winner, *lesson.puzzle.near_misses):
            told |= {*moves, *(f"{lever}={value}" for lever, value in moves.items())}
    assert asked <= told
